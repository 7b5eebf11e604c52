// Exercises that answer on the page. The blocks stand in the HTML; this makes their buttons work.
document.addEventListener("DOMContentLoaded", () => {
  "use strict";
  const blocks = document.querySelectorAll(".memlib-exercise");
  if (!blocks.length || !window.memlibRuns) return; // the page is then what it is on paper
  document.documentElement.classList.add("memlib-live");

  const fit = (editor) => {  // as high as its lines, wrapped ones too
    editor.style.height = "auto";
    editor.style.height = `${editor.scrollHeight + editor.offsetHeight - editor.clientHeight}px`;
  };
  const fitAll = () => document.querySelectorAll(".memlib-exercise textarea").forEach(fit);
  fitAll();
  addEventListener("resize", fitAll);
  addEventListener("load", fitAll);

  const engine = window.memlibPython;
  for (const block of blocks) {
    const part = (name) => block.querySelector(name);
    const editor = part("textarea"), out = part("[data-out]"), status = part("[role=status]");
    const run = part("[data-do=run]"), reset = part("[data-do=reset]"), stop = part("[data-do=stop]");
    const first = editor.value;
    editor.oninput = () => fit(editor);
    const busy = (yes, words) => {
      run.disabled = yes;
      stop.hidden = !yes;
      block.classList.toggle("memlib-busy", yes);
      status.textContent = window.memlibSay(words);
    };
    const show = (text, failed) => {
      out.hidden = false;
      out.textContent = text;
      out.classList.toggle("memlib-error", failed);
    };
    run.onclick = async () => {
      busy(true, "Starting Python …");
      try {
        const python = await engine(block.dataset.engine);
        await python.start();
        status.textContent = window.memlibSay("Running …");
        const said = await python.ask("run", { code: editor.value, before: block.dataset.before });
        show(said.out + said.error, Boolean(said.error));
        busy(false, said.error ? "Stopped with an error." : "Done.");
      } catch (error) {
        busy(false, error.message);
      }
    };
    stop.onclick = async () => (await engine(block.dataset.engine)).stop();
    reset.onclick = () => {
      editor.value = first;
      fit(editor);
      out.hidden = true;
      status.textContent = window.memlibSay("As it was.");
      editor.focus();
    };
    editor.onkeydown = (event) => {
      if (event.key !== "Enter" || !(event.shiftKey || event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      if (!run.disabled) run.click();
    };
  }
});
