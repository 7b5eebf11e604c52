# The two commands that matter: `make book` and `make test`. `make help` lists the others.

PYTHON ?= $(firstword $(foreach p,python3.11 python3.12 python3.13 python3,$(shell command -v $(p) 2>/dev/null)))
VENV   ?= .venv
BIN     = $(VENV)/bin
READY   = $(VENV)/.ready

# One release for our own set-up: its CPU wheel is small and runs everywhere; see `constraints`.
TORCH   = 2.13.0

.DEFAULT_GOAL := help
.PHONY: help env book editions epub pdf test test-large prove codecheck gpu-check check-all test-exact lint format notebooks check-book check-colab constraints wheel clean

help:  ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# The environment, made when missing and again when what it holds has changed.
$(READY): pyproject.toml constraints.txt
	@echo "making the environment in $(VENV) (a few minutes the first time)"
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $@

env: $(READY)  ## make the environment (.venv) if needed

book: $(READY)  ## run the notebooks and build the site
	@PATH="$(abspath $(BIN)):$$PATH" $(BIN)/python -m memlib.book build

editions: $(READY)  ## make the EPUB, and the PDF where Chromium is; the next `make book` offers them on every page
	@PATH="$(abspath $(BIN)):$$PATH" $(BIN)/python -m memlib.book editions

epub: $(READY)  ## make the EPUB alone
	@PATH="$(abspath $(BIN)):$$PATH" $(BIN)/python -m memlib.book epub

pdf: $(READY)  ## make the PDF, from the EPUB; it needs Chromium
	@PATH="$(abspath $(BIN)):$$PATH" $(BIN)/python -m memlib.book pdf

test: $(READY)  ## the tests (some minutes)
	$(BIN)/python -m pytest -n 2

test-large: $(READY)  ## the large sets of cases, which `make test` leaves out
	$(BIN)/python -m pytest -n 2 -m "large and not site and not colab"

prove:  ## check the proofs with Coq (under a minute the first time)
	@command -v coqc >/dev/null || { echo "Coq is missing: install it (Debian, Ubuntu: apt-get install coq; others: https://coq.inria.fr)"; exit 2; }
	@$(MAKE) --no-print-directory -C formal -j2

codecheck: $(READY)  ## make a part of the stored results again and compare (about 15 minutes)
	$(BIN)/memlib codecheck --workers 2

gpu-check: $(READY)  ## on a machine with a GPU: measure it beside the CPU, write results/gpu.json (4 minutes)
	$(BIN)/python -m memlib.results gpu

# Python 3.12 and 3.13 have no small torch wheel to rely on: there the pure-Python part is tested.
EXACT = tests/data tests/exact tests/constructions tests/rivals tests/bounds tests/cli tests/test_files.py \
        memlib/data memlib/exact memlib/constructions memlib/bounds memlib/numbers.py memlib/files.py memlib/entry.py

test-exact:  ## the pure-Python part alone, in its own environment: make test-exact PYTHON=… VENV=…
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[test]"
	$(BIN)/python -m pytest -n 2 $(EXACT)

lint: $(READY)  ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY)  ## mend the style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

notebooks: $(READY)  ## write notebooks/*.ipynb, the Colab edition, from notebooks/*.md
	$(BIN)/python -m memlib.book notebooks

check-book: $(READY)  ## build the book afresh, every warning an error, and look at it in a browser
	rm -rf _build book/notebooks
	MEMLIB_LAB_REQUIRED=1 PATH="$(abspath $(BIN)):$$PATH" $(BIN)/python -m memlib.book build --strict
	$(BIN)/python -m memlib.book pdf
	PATH="$(abspath $(BIN)):$$PATH" $(BIN)/python -m memlib.book build
	$(BIN)/python -m pytest -m site tests/site

# Colab's own Python is 3.13: make check-colab COLAB_PYTHON=/path/to/python3.13
COLAB_PYTHON ?=

check-colab: $(READY)  ## run each notebook alone, in a new environment, as Colab would
	COLAB_PYTHON="$(COLAB_PYTHON)" $(BIN)/python -m pytest -m colab tests/site

check-all: lint test test-large prove check-book check-colab  ## everything: lint, all tests with the large sets, proofs, book, Colab edition

wheel: $(READY)  ## dist/memlib-*.whl
	$(BIN)/python -m build --wheel --outdir dist

constraints:  ## resolve anew and write constraints.txt
	rm -rf _build/constraints-env && $(PYTHON) -m venv _build/constraints-env
	_build/constraints-env/bin/python -m pip install --quiet --upgrade pip
	_build/constraints-env/bin/python -m pip install --quiet "torch==$(TORCH)" -e ".[dev,data]"
	@{ echo "# The versions that our own set-up uses: the one place with pins. Written by \`make constraints\`."; \
	   echo "# Installing memlib elsewhere needs none of this: pyproject.toml has open ranges."; \
	   _build/constraints-env/bin/python -m pip freeze --exclude-editable \
	   | sed -E 's/\+cpu//' | LC_ALL=C sort -f; } > constraints.new
	@mv constraints.new constraints.txt && rm -rf _build/constraints-env

clean:  ## remove what builds have made (not the environment)
	@$(MAKE) --no-print-directory -C formal clean
	rm -rf _build book/notebooks dist build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
