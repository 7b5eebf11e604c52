"""The project's own files agree with each other: versions, addresses, environments, commands."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

import memlib
from memlib.book.project import Project

ROOT = Path(__file__).parents[1]
PIN = re.compile(r"[A-Za-z0-9_.-]+\s*==\s*\d")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def pyproject() -> dict[str, Any]:
    return tomllib.loads(read("pyproject.toml"))


def requirements(pyproject: dict[str, Any]) -> list[str]:
    project = pyproject["project"]
    extras = project["optional-dependencies"].values()
    return [*project["dependencies"], *(one for extra in extras for one in extra)]


def test_one_version() -> None:
    citation = yaml.safe_load(read("CITATION.cff"))
    assert citation["version"] == memlib.__version__


def test_no_file_for_readers_names_an_address_that_a_copy_would_have_to_mend() -> None:
    placeholder = Project(ROOT).committed.repository
    assert re.fullmatch(r"https://github\.com/[\w-]+/[\w.-]+", placeholder)
    owner = placeholder.split("/")[-2]
    for name in ("README.md", "CONTRIBUTING.md", "CITATION.cff", "pyproject.toml", "CHANGELOG.md"):
        assert owner not in read(name), name
    for path in sorted((ROOT / ".github").rglob("*.yml")) + sorted((ROOT / "book").rglob("*.md")):
        assert owner not in path.read_text(encoding="utf-8"), path


def test_ranges_are_open_and_each_dependency_has_its_reason(pyproject: dict[str, Any]) -> None:
    for requirement in requirements(pyproject):
        assert "==" not in requirement
        assert "memlib[" in requirement or re.search("[<>]", requirement), requirement
    lines = read("pyproject.toml").splitlines()
    for line in lines:
        if re.match(r'\s+"[a-zA-Z0-9-]+[<>]', line):
            assert "#" in line, f"no reason: {line.strip()}"


def test_pins_stand_in_one_place() -> None:
    assert len(PIN.findall(read("constraints.txt"))) > 100
    names = ["pyproject.toml", "environment.yml", ".ci/run", "README.md", "CONTRIBUTING.md"]
    names += [str(path.relative_to(ROOT)) for path in (ROOT / ".github").rglob("*.yml")]
    for name in names:
        assert PIN.findall(read(name)) == [], name


def test_constraints_cover_what_our_set_up_asks_for(pyproject: dict[str, Any]) -> None:
    pinned = {
        re.sub(r"[-_.]+", "-", line.split("==")[0]).lower()
        for line in read("constraints.txt").splitlines()
        if "==" in line
    }
    for requirement in requirements(pyproject):
        match = re.match(r"[A-Za-z0-9_.-]+", requirement)
        assert match is not None
        name = re.sub(r"[-_.]+", "-", match[0]).lower()
        assert name == "memlib" or name in pinned, name


def test_constraints_name_no_host_no_path_and_no_build_of_one_machine() -> None:
    lines = [x for x in read("constraints.txt").splitlines() if not x.startswith("#")]
    for line in lines:
        assert re.fullmatch(r"[A-Za-z0-9_.-]+==[A-Za-z0-9_.!]+", line), line


def test_environment_yml_hands_all_to_pip_and_resolves() -> None:
    environment = yaml.safe_load(read("environment.yml"))
    assert environment["name"] == "memlib"
    (pip,) = [x["pip"] for x in environment["dependencies"] if isinstance(x, dict)]
    (python,) = [x for x in environment["dependencies"] if str(x).startswith("python")]
    assert python == "python=3.11"
    arguments = [word for line in pip for word in line.split()]
    assert "constraints.txt" in arguments
    assert (ROOT / "constraints.txt").is_file()
    # Dry: pip finds a version for everything and changes nothing.
    install = [sys.executable, "-m", "pip", "install", "--dry-run", "--no-build-isolation"]
    result = subprocess.run(
        [*install, "--disable-pip-version-check", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr[-2000:]


def test_the_readmes_commands_exist() -> None:
    targets = set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE))
    for name in ("README.md", "CONTRIBUTING.md", ".ci/run", "book/preface.md"):
        called = set(re.findall(r"\bmake ([a-z-]+)\b(?=[`\s])", _code(read(name))))
        assert called <= targets, f"{name}: {called - targets}"
    assert "make test" in read("README.md")
    assert "make test" in read(".ci/run")


def test_makefile_parses() -> None:
    make = shutil.which("make")
    assert make is not None, "make is needed, as the README says"
    result = subprocess.run(
        [make, "--dry-run", "test", "PYTHON=python3"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert "-m pytest" in result.stdout


def test_every_yaml_file_can_be_read() -> None:
    names = ["_config.yml", "_toc.yml", "book/_toc.yml", "book/macros.yml", "book/parameters.yml"]
    paths = [ROOT / name for name in names] + sorted((ROOT / ".github").rglob("*.yml"))
    for path in paths:
        assert isinstance(yaml.safe_load(path.read_text(encoding="utf-8")), dict), path


def test_no_path_of_one_machine_in_the_files_that_are_shared(tracked: list[str]) -> None:
    private = re.compile(r"/(?:work|root|home/\w+|Users/\w+)/[\w.]")
    for name in tracked:
        path = ROOT / name
        if path.suffix in (".py", ".md", ".yml", ".toml", ".txt", ".ipynb", ".cff", ".css") or (
            name in ("Makefile", ".ci/run")
        ):
            if not path.is_file() or name == "tests/test_project.py":
                continue
            found = private.search(path.read_text(encoding="utf-8"))
            assert found is None, f"{name}: {found and found[0]}"


def _code(text: str) -> str:
    """What stands in code fences, code spans, or is a script."""
    if text.startswith("#!"):
        return text
    spans = re.findall(r"```.*?```|`[^`]+`", text, re.DOTALL)
    return "\n".join(spans)


def test_no_two_test_files_would_be_imported_under_one_name() -> None:
    """Outside packages a test file is imported by its bare name: two alike stop a run."""
    bare = [
        path.name
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        if not (path.parent / "__init__.py").exists()
    ]
    assert sorted(bare) == sorted(set(bare))
