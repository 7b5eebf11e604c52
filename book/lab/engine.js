// The page's side of the worker. Nothing is loaded before the reader asks for it.
(() => {
  "use strict";
  const here = document.currentScript.src.replace(/[^/]*$/, "");
  let worker, ready, second, next = 1;
  const waiting = new Map();

  const script = (address) =>
    new Promise((done, failed) => {
      const element = document.createElement("script");
      element.src = address;
      element.onload = done;
      element.onerror = () => failed(Error(`cannot load ${address.split("/").pop()}`));
      document.head.append(element);
    });

  async function unpacked(text, zipped) {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    if (!zipped) return bytes.buffer;
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).arrayBuffer();
  }

  async function boot() {
    if (!window.memlibRuns)
      throw Error("This browser cannot run Python. The Colab link at the top of the page can.");
    let start = { base: here };
    if (location.protocol === "file:") {
      if (!window.MEMLIB_PACK) await script(here + "pack.js");
      const pack = window.MEMLIB_PACK;
      const [code, wasm, stdlib, memlib, results] = await Promise.all([
        unpacked(pack.code, true), unpacked(pack.wasm, true),
        unpacked(pack.stdlib), unpacked(pack.memlib), unpacked(pack.results),
      ]);
      start = { pack: { wasm, stdlib, memlib, results } };
      worker = new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
    } else worker = new Worker(here + "worker.mjs", { type: "module" });
    await new Promise((done, failed) => {
      worker.onerror = (event) => failed(Error(event.message || "Python did not start."));
      worker.onmessage = ({ data }) => {
        if (data.ready) return done();
        if (data.progress) return waiting.forEach((each) => each.progress?.(data.progress));
        const each = waiting.get(data.id);
        if (!each) return data.error ? failed(Error(data.error)) : undefined;
        waiting.delete(data.id);
        if (data.error) each.failed(Error(data.error));
        else each.done(data.value);
      };
      worker.postMessage({ start });
    });
  }

  // check.js in a worker of its own. From a disk its text lies in the pack that Python came with.
  async function checker() {
    if (location.protocol !== "file:") return new Worker(here + "check.js");
    const code = await unpacked(window.MEMLIB_PACK.check, true);
    return new Worker(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
  }

  const engine = (window.MemlibEngine = {
    start: () =>
      (ready ??= boot().catch((error) => {
        engine.stop();
        throw error;
      })),
    async ask(what, parts = {}, progress) {
      await engine.start();
      return new Promise((done, failed) => {
        waiting.set(next, { done, failed, progress });
        worker.postMessage({ id: next++, what, with: parts });
      });
    },
    // What the second checker says of a certificate's text: {wrong, error}.
    async check(text, progress) {
      await engine.start();
      const made = await checker();
      try {
        return await new Promise((done, failed) => {
          second = { failed };
          made.onerror = (event) => failed(Error(event.message || "The second checker did not start."));
          made.onmessage = ({ data }) => (data.part === undefined ? done(data) : progress(data.part));
          made.postMessage(text);
        });
      } finally {
        made.terminate();
        second = undefined;
      }
    },
    stop() {
      worker?.terminate();
      worker = ready = undefined;
      second?.failed(Error("Stopped."));
      waiting.forEach((each) => each.failed(Error("Stopped.")));
      waiting.clear();
    },
  });
})();
