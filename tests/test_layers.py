"""Imports run one way, and what is promised light is light."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "memlib"

BASE = {"errors", "numbers", "files", "budget"}
#: All that computes: tables and chapters show it.
SHOWN = (
    {"data", "exact", "constructions", "rivals", "bounds", "models", "training"}
    | {"stored", "experiments", "export", "fast", "interval"}
)  # fmt: skip
#: What each part may import of memlib.
MAY_IMPORT = {
    "errors": set(),
    "numbers": {"errors"},
    "budget": {"errors"},
    "files": {"errors", "budget"},
    "entry": {"errors"},
    "compiled": set(),
    "data": BASE,
    "exact": BASE | {"data"},
    "constructions": BASE | {"data", "exact"},
    "bounds": BASE | {"data", "exact"},
    "lab": BASE | {"data", "exact", "constructions"},
    "models": BASE | {"data"},
    "training": BASE | {"data", "models", "compiled"},
    "stored": {"errors", "files"},
    "experiments": BASE
    | {"data", "exact", "constructions", "rivals", "models", "training", "stored", "fast"},
    "fast": BASE | {"data", "exact", "compiled"},
    "export": BASE | {"data", "exact"},
    "interval": BASE | {"data", "exact"},
    "rivals": BASE | {"data", "exact", "constructions", "interval"},
    "exercises": BASE
    | {"data", "exact", "constructions", "bounds", "models", "training", "experiments", "rivals"},
    "tables": BASE | SHOWN | {"entry"},
    "results": {"tables"},
    "plots": {"errors", "files", "entry"},
    "figures": BASE | {"data", "exact", "constructions", "bounds", "interval", "plots"},
    "chapters": BASE | SHOWN | {"tables", "plots", "entry"},
    "book": {"errors", "files", "entry", "figures"},
}
#: What may import anything: the command line and the public names, which only call the others.
FREE = {"cli", "public", "__init__", "__main__"}
#: Parts that use nothing but the standard library (and memlib).
PURE = ("errors", "numbers", "files", "budget", "data", "exact", "constructions", "bounds")
#: What pure parts may import inside a function, for those who have it.
ON_REQUEST = {"data": {"datasets", "numpy", "pandas", "pyarrow"}}
#: No floats where exact numbers are held or made.
EXACT = ("exact", "constructions")


def part(path: Path) -> str:
    relative = path.relative_to(PACKAGE)
    return relative.parts[0].removesuffix(".py")


def sources(name: str) -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if part(path) == name]


def imported(path: Path) -> list[tuple[str, bool]]:
    """The modules that a file imports, each with whether it does so when it is loaded."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    late = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(alias.name, id(node) not in late) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: say the whole name"
            names = [f"memlib.{a.name}" for a in node.names] if node.module == "memlib" else []
            found += [(name, id(node) not in late) for name in names or [node.module or ""]]
    return found


def test_every_part_has_its_place() -> None:
    assert {part(path) for path in PACKAGE.rglob("*.py")} <= set(MAY_IMPORT) | FREE


@pytest.mark.parametrize("name", MAY_IMPORT)
def test_imports_run_one_way(name: str) -> None:
    for path in sources(name):
        for module, _ in imported(path):
            package, _, rest = module.partition(".")
            if package == "memlib" and rest and not rest.startswith("__"):
                other = rest.split(".")[0]
                assert other == name or other in MAY_IMPORT[name], f"{path} imports {module}"


@pytest.mark.parametrize("name", PURE)
def test_pure_parts_use_the_standard_library_alone(name: str) -> None:
    assert sources(name), name
    for path in sources(name):
        for module, at_once in imported(path):
            package = module.split(".")[0]
            if package == "memlib" or package in sys.stdlib_module_names:
                continue
            assert not at_once, f"{path} imports {module}"
            assert package in ON_REQUEST.get(name, set()), f"{path} imports {module}"


def test_no_import_is_hidden_in_a_string() -> None:
    """What is imported by a name in a string, no test of layers sees.

    But for the table of commands: it names modules of the command line alone.
    """
    modules = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in PACKAGE.rglob("*.py")
    } - {"memlib"}
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "import_module(" in text or "__import__(" in text:
            strings = {n.value for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Constant)}
            named = modules & set(map(str, strings))
            if path == PACKAGE / "cli" / "__init__.py":
                named = {name for name in named if not name.startswith("memlib.cli.")}
            assert not named, f"{path} imports {named} by a string"


def test_the_checker_imports_nothing_of_memlib() -> None:
    path = PACKAGE / "exact" / "verify.py"
    modules = {module.split(".")[0] for module, _ in imported(path)}
    assert modules <= set(sys.stdlib_module_names)


@pytest.mark.parametrize("name", EXACT)
def test_no_floats_where_numbers_are_exact(name: str) -> None:
    for path in sources(name):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            written = isinstance(node, ast.Constant) and isinstance(node.value, float)
            made = (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "float"
            )
            assert not written, f"{path}:{getattr(node, 'lineno', 0)}: a float"
            assert not made, f"{path}:{getattr(node, 'lineno', 0)}: float()"


def test_no_module_shadows_the_standard_library_for_the_checker() -> None:
    """`python memlib/exact/verify.py` puts that folder first on the path."""
    names = {path.stem for path in (PACKAGE / "exact").glob("*.py")} - {"__init__"}
    assert names & set(sys.stdlib_module_names) == set()


def test_import_is_quick_and_light() -> None:
    script = (
        "import sys, time; start = time.perf_counter(); import memlib; "
        "print(time.perf_counter() - start); "
        "print(sorted({'torch', 'numpy', 'matplotlib', 'sphinx', 'tqdm'} & set(sys.modules)))"
    )
    seconds = []
    for _ in range(3):  # the best of three: other programs may be running
        result = subprocess.run(
            [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
        )
        time, modules = result.stdout.split("\n")[:2]
        assert modules == "[]"
        seconds.append(float(time))
    assert min(seconds) < 0.2
