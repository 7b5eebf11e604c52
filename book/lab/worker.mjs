// The worker: Python (Pyodide) with memlib. On http it is a module and fetches the files beside it;
// from file:// the page hands it everything (see pack.js) and it runs as a classic script.
let python, runCell, drawn, session, said = 0;

const LOCK = '{"info":{"abi_version":"2026_0","arch":"wasm32","platform":"emscripten_5_0_3","version":"0","python":"3.14.2"},"packages":{}}';

async function get(base, name, how) {
  const answer = await fetch(base + name);
  if (!answer.ok) throw Error(`${name}: HTTP ${answer.status}`);
  return answer[how]();
}

async function start({ base, pack }) {
  const options = { lockFileContents: LOCK, stdout: () => {}, stderr: () => {} };
  let load, files;
  if (pack) {
    const real = self.fetch;
    self.fetch = (address, how) => {
      const name = String(address).split("/").pop();
      if (name === "pyodide.asm.wasm")
        return Promise.resolve(new Response(pack.wasm, { headers: { "Content-Type": "application/wasm" } }));
      if (name === "python_stdlib.zip") return Promise.resolve(new Response(pack.stdlib));
      return real(address, how);
    };
    load = self.loadPyodide;
    options.createPyodideModule = self._createPyodideModule;
    options.indexURL = options.packageBaseUrl = "https://packed.invalid/";
    files = [pack.memlib, pack.results];
  } else {
    const rest = Promise.all([get(base, "memlib.zip", "arrayBuffer"), get(base, "results.zip", "arrayBuffer")]);
    load = (await import(base + "pyodide.mjs")).loadPyodide;
    options.indexURL = base;
    files = rest;
  }
  python = await load(options);
  const [memlib, results] = await files;
  python.FS.writeFile("/memlib.zip", new Uint8Array(memlib));
  python.FS.writeFile("/results.zip", new Uint8Array(results));
  python.runPython(`
import sys, sysconfig, zipfile
sys.path.insert(0, "/memlib.zip")
sys.dont_write_bytecode = True
with zipfile.ZipFile("/results.zip") as tables:
    tables.extractall(sysconfig.get_path("data") + "/share/memlib")
from memlib.lab.cell import run as run_cell
`);
  runCell = python.globals.get("run_cell");
  self.postMessage({ ready: true });
}

function lab() {
  if (!session) {
    self.tell = (what, part) => {
      const now = performance.now(); // a message for every step would take longer than the step
      if (part && now - said < 100) return;
      said = now;
      self.postMessage({ progress: { what, part } });
    };
    python.runPython("import js\nfrom memlib.lab.session import Session\nsession = Session(js.tell)");
    session = python.globals.get("session");
  }
  return session;
}

function plain(value) {
  if (!value || !value.toJs) return value;
  const made = value.toJs({ dict_converter: Object.fromEntries });
  value.destroy();
  return made;
}

const DO = {
  run: ({ code, before }) => {
    const [out, error] = plain(runCell(code, before));
    return { out, error };
  },
  figure: ({ name, part, state }) => {
    drawn ??= python.runPython("from memlib.figures.registry import drawn\ndrawn");
    return drawn(name, part, state);
  },
  build: ({ text, unit, kind }) => plain(lab().build(text, unit, kind)),
  certificate: () => lab().certificate(),
  with_label_changed: () => lab().with_label_changed(),
  with_bit_changed: () => lab().with_bit_changed(),
  check: ({ text }) => plain(text === undefined ? lab().check() : lab().check(text)),
  recite: () => plain(lab().recite()),
};

self.onmessage = async ({ data }) => {
  try {
    if (data.start) return await start(data.start);
    self.postMessage({ id: data.id, value: DO[data.what](data.with || {}) });
  } catch (error) {
    // Of a Python error the last line says what is wrong.
    const lines = String(error.message || error).trim().split("\n");
    self.postMessage({ id: data.id, error: lines[lines.length - 1].replace(/^[\w.]*Error: /, "") });
  }
};
