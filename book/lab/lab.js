// The lab: paste a text, build, check twice, recite, break, download.
document.addEventListener("DOMContentLoaded", () => {
  "use strict";
  const at = (name) => document.getElementById(`lab-${name}`);
  if (!at("text")) return;
  document.documentElement.classList.add("memlib-live");
  const python = window.MemlibEngine, status = at("status"), bar = at("bar");
  const buttons = ["build", "refute-label", "refute-bit", "download"].map(at);
  const count = (n) => n.toLocaleString("en-US");
  let built = false, first = at("text").value;

  const say = (state, words) => {
    status.dataset.state = state;
    status.textContent = window.memlibSay(words);
    at("stop").hidden = state !== "working";
    bar.hidden = state !== "working";
    buttons[0].disabled = state === "working";
    for (const button of buttons.slice(1)) button.disabled = state === "working" || !built;
  };
  const progress = ({ what, part }) => {
    say("working", `${what[0].toUpperCase()}${what.slice(1)} …`);
    if (part) bar.value = part;
    else bar.removeAttribute("value");
  };
  const line = (list, words, good) => {
    const item = document.createElement("li");
    item.textContent = window.memlibSay(words);
    if (good !== undefined) item.className = good ? "memlib-good" : "memlib-bad";
    list.append(item);
  };

  async function twice(text, list) {
    const { holds, says, seconds } = await python.ask("check", text === undefined ? {} : { text }, progress);
    line(list, `verify.py (Python): ${says} [${seconds.toFixed(1)} s]`, holds);
    const what = "checking again, in JavaScript";
    progress({ what, part: 0 });
    const start = performance.now();
    const { wrong, error } = await python.check(text ?? (await python.ask("certificate")), (part) => progress({ what, part }));
    const told = error ?? (wrong === null ? "every label is what the network gives" : `the network gives sequence ${wrong} another label`);
    line(list, `check.js (JavaScript): ${told} [${((performance.now() - start) / 1000).toFixed(1)} s]`, wrong === null);
    return holds && wrong === null;
  }

  async function work(task) {
    try {
      say("working", "Starting Python …");
      bar.removeAttribute("value");
      await python.start();
      await task();
    } catch (error) {
      say("error", error.message);
    }
  }

  async function build() {
    const facts = at("facts"), unit = at("unit").value, text = at("text").value, kind = at("kind").value;
    built = false;
    facts.replaceChildren();
    at("recited").textContent = "";
    const found = await python.ask("build", { text, unit, kind }, progress);
    built = true;
    const table = found.kind === "table", items = table ? "rows" : found.unit;
    line(facts, `${count(found.items)} ${items}, ${count(found.different)} different ` + (table
      ? `labels; ${count(found.tokens)} tokens, up to ${found.length} per row`
      : `ones; ${found.positions ? "tokens carry their place" : `window of ${found.length}`}`));
    line(facts, `${count(found.nonzero)} nonzero parameters (${count(found.dense)} places of all matrices), ` +
      `width ${found.width}, depth ${found.depth}, longest number ${found.max_bits} bits`);
    const each = table ? "label" : "token";
    line(facts, `${found.bits_each.toFixed(1)} bits per ${each}; no code for arbitrary ${each}s does with less than ` +
      `${found.least_bits_each.toFixed(1)}`);
    const holds = await twice(undefined, facts);
    const said = (await python.ask("recite", {}, progress)).join("");
    at("recited").textContent = said;
    const own = table ? "table" : "text";
    line(facts, said === text ? `Recited to the end: equal to your ${own}, letter by letter.` : `Recited, but not your ${own}.`, said === text);
    say(holds && said === text ? "done" : "error", `Done: ${count(found.nonzero)} numbers hold ${count(found.items)} ${items}.`);
  }

  async function refute(how) {
    const list = at("refuted");
    list.replaceChildren();
    await twice(await python.ask(how), list);
    say("done", "Both checkers looked at the changed certificate.");
  }

  async function download() {
    const file = new Blob([await python.ask("certificate")], { type: "application/json" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(file);
    link.download = "certificate.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    say("done", "Check it anywhere: python verify.py certificate.json");
  }

  at("build").onclick = () => work(build);
  at("refute-label").onclick = () => work(() => refute("with_label_changed"));
  at("refute-bit").onclick = () => work(() => refute("with_bit_changed"));
  at("download").onclick = () => work(download);
  at("stop").onclick = () => { python.stop(); built = false; say("idle", "Stopped."); };
  at("kind").onchange = () => { // the other example, where none of the reader's own stands there
    const other = at("other").content.textContent;
    if (at("text").value !== first) return;
    at("other").content.textContent = first;
    at("text").value = first = other;
  };
  if (window.memlibRuns) return say("idle", "Nothing is loaded yet.");
  say("error", "This browser cannot run Python. Colab can, from any chapter.");
  buttons[0].disabled = true;
});
