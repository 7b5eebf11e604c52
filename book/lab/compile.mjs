// Byte code for the Python that the pages run, compiled by that Python itself (never another one):
// node compile.mjs FOLDER_OF_PYODIDE memlib.zip FOLDER_TO_WRITE
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [pyodide, memlib, target] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(path.resolve(pyodide, "pyodide.mjs")));
const python = await loadPyodide({ indexURL: path.resolve(pyodide) + path.sep });
python.FS.writeFile("/stdlib.zip", fs.readFileSync(path.join(pyodide, "python_stdlib.zip")));
python.FS.writeFile("/memlib.zip", fs.readFileSync(memlib));
python.runPython(`
import _imp, sys, zipfile
import importlib._bootstrap_external as external

sys.path.insert(0, "/memlib.zip")
import memlib.lab.cell, memlib.lab.session, memlib.exact.verify
import collections, fractions, itertools, math, random, statistics, traceback
import memlib.exercises, importlib, pkgutil
for module in pkgutil.iter_modules(memlib.exercises.__path__):
    try:
        importlib.import_module("memlib.exercises." + module.name)
    except ImportError:
        pass  # needs torch: such exercises say so
USED = {
    module.__file__.split(".zip/")[1]
    for module in sys.modules.values()
    if ".zip/" in (getattr(module, "__file__", None) or "")
}

def compiled(source, target, only):
    """The archive with byte code in the place of the sources in \`\`only\`\` (None: of all)."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            name, data = entry.filename, old.read(entry)
            if name.endswith(".py") and (only is None or name in only):
                code = compile(data, name, "exec", dont_inherit=True)
                name += "c"
                data = bytes(external._code_to_hash_pyc(code, _imp.source_hash(0, data), False))
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED, 9)

compiled("/stdlib.zip", "/stdlib.out", USED)
compiled("/memlib.zip", "/memlib.out", None)
`);
fs.writeFileSync(path.join(target, "python_stdlib.zip"), python.FS.readFile("/stdlib.out"));
fs.writeFileSync(path.join(target, "memlib.zip"), python.FS.readFile("/memlib.out"));
