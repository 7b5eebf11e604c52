// Figures that move. Python has drawn them (memlib.figures); this puts the drawing of the reader's
// choice in its place, and asks Python in the page for what the page's tables do not hold.
document.addEventListener("DOMContentLoaded", () => {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";

  // Make `now` like `wanted`, keeping elements, so that what moved travels and focus stays.
  function become(now, wanted) {
    const fresh = [...wanted.childNodes];
    fresh.forEach((node, i) => {
      const old = now.childNodes[i];
      if (!old) now.append(node);
      else if (node.nodeType === 3 && old.nodeType === 3) {
        if (old.data !== node.data) old.data = node.data;
      } else if (node.nodeName !== old.nodeName || node.dataset?.handle !== old.dataset?.handle) old.replaceWith(node);
      else {
        for (const { name } of [...old.attributes])
          if (!node.hasAttribute(name) && !KEPT.has(name)) old.removeAttribute(name);
        for (const { name, value } of node.attributes)
          if (old.getAttribute(name) !== value) old.setAttribute(name, value);
        become(old, node);
      }
    });
    while (now.childNodes.length > fresh.length) now.lastChild.remove();
  }
  const KEPT = new Set(["tabindex", "role", "aria-label", "aria-valuenow", "aria-valuemin", "aria-valuemax", "aria-valuetext"]);

  function shapes(text) {
    const read = new DOMParser().parseFromString(`<svg xmlns="${SVG}">${text}</svg>`, "image/svg+xml");
    return document.importNode(read.documentElement, true);
  }

  // What Python has drawn in English, in the page's language.
  const told = (part, text) => part === "said" ? window.memlibSay(text)
    : text.replace(/>([^<>]+)</g, (_, words) => `>${window.memlibSay(words)}<`);

  function move(figure) {
    const { controls, parts } = JSON.parse(figure.querySelector("script").textContent);
    const name = figure.dataset.moving, svg = figure.querySelector("svg");
    const said = figure.querySelector("[data-part=said]"), note = figure.querySelector("[data-note]");
    const state = {}, wide = svg.viewBox.baseVal.width;
    const python = /engine\.js$/.test(figure.dataset.engine) && typeof WebAssembly === "object";
    const known = new Map();
    let asked = 0, busy = false, again = false;
    for (const [key, control] of Object.entries(controls)) state[key] = control.start;
    const word = (key) => controls[key].words[state[key] - controls[key].low];

    function drawing(part, key) {
      const { shapes, table } = parts[part], row = table[key];
      if (!row) return known.get(`${part}:${key}`);
      return shapes[row[0]].reduce((text, piece, i) => text + row[i] + piece);
    }
    const keyOf = (part) => parts[part].on.map((each) => state[each]).join(",");

    function put(part, text) {
      if (part === "said") {
        if (said.textContent !== text) said.textContent = text;
      } else become(svg.querySelector(`[data-part="${part}"]`), shapes(text));
    }

    function show() {
      const missing = [];
      for (const part of Object.keys(parts)) {
        const text = drawing(part, keyOf(part));
        if (text === undefined) missing.push(part);
        else put(part, text);
      }
      mark();
      figure.classList.toggle("moving-behind", missing.length > 0);
      if (missing.length) ask(missing);
    }

    // One question at a time; what was dragged past meanwhile is left out.
    async function ask(missing) {
      if (busy) { again = true; return; }
      busy = true;
      const number = ++asked;
      const slow = setTimeout(() => { said.textContent = window.memlibSay("Starting Python …"); }, 400);
      try {
        const engine = await window.memlibPython(figure.dataset.engine);
        for (const part of missing) {
          const key = keyOf(part), values = {};
          for (const each of parts[part].on) values[each] = state[each];
          if (drawing(part, key) === undefined)
            known.set(`${part}:${key}`, told(part, await engine.ask("figure", { name, part, state: JSON.stringify(values) })));
        }
      } catch (error) {
        clearTimeout(slow);
        busy = again = false;
        said.textContent = window.memlibSay(error.message);
        return;
      }
      clearTimeout(slow);
      busy = false;
      if (again || number === asked) { again = false; show(); }
    }

    function set(key, value) {
      const { low, words } = controls[key];
      const next = Math.max(low, Math.min(low + words.length - 1, value));
      if (next === state[key]) return;
      if (!python && !reachable(key, next)) return refuse();
      state[key] = next;
      show();
      const handle = figure.classList.contains("moving-behind") && svg.querySelector(`[data-handle="${key}"]`);
      if (!handle) return; // what is dragged follows at once, also while Python draws the rest
      const [from, to] = controls[key].across, share = (next - low) / (words.length - 1);
      handle.style.transform = handle.style.transform.replace(/-?[\d.]+/, from + share * (to - from));
    }
    const reachable = (key, value) => {
      const before = state[key];
      state[key] = value;
      const all = Object.keys(parts).every((part) => drawing(part, keyOf(part)) !== undefined);
      state[key] = before;
      return all;
    };
    function refuse() {
      if (note) note.hidden = false;
      mark();
    }

    // What the controls show and say.
    function mark() {
      for (const input of figure.querySelectorAll("input[type=range]")) {
        const key = input.dataset.control;
        input.value = state[key];
        input.setAttribute("aria-valuetext", word(key));
        figure.querySelector(`output[for="${input.id}"]`).textContent = word(key);
      }
      for (const button of figure.querySelectorAll("button[data-control]")) {
        const key = button.dataset.control, { kind, label } = controls[key];
        if (kind === "choice") button.setAttribute("aria-pressed", String(Number(button.dataset.value) === state[key]));
        if (kind !== "flip") continue;
        button.textContent = word(key);
        button.setAttribute("aria-label", `${label}: ${word(key)}`);
      }
      for (const tip of svg.querySelectorAll("[data-tip]")) {
        for (const [attribute, value] of Object.entries({ role: "img", tabindex: 0, "aria-label": tip.dataset.tip }))
          tip.setAttribute(attribute, value);
      }
      for (const handle of svg.querySelectorAll("[data-handle]")) {
        const key = handle.dataset.handle, { label, low, words } = controls[key];
        const say = { role: "slider", tabindex: 0, "aria-label": label, "aria-valuemin": low,
          "aria-valuemax": low + words.length - 1, "aria-valuenow": state[key], "aria-valuetext": word(key) };
        for (const [attribute, value] of Object.entries(say)) handle.setAttribute(attribute, value);
      }
    }

    figure.addEventListener("input", ({ target }) => {
      if (target.dataset.control) set(target.dataset.control, Number(target.value));
    });
    figure.addEventListener("click", ({ target }) => {
      const button = target.closest("button[data-control]");
      if (!button) return;
      const key = button.dataset.control, { kind, low, words } = controls[key];
      if (kind === "choice") set(key, Number(button.dataset.value));
      else set(key, state[key] + 1 < low + words.length ? state[key] + 1 : low);
    });
    svg.addEventListener("keydown", (event) => {
      const key = event.target.closest("[data-handle]")?.dataset.handle;
      const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 5, PageDown: -5 }[event.key];
      if (!key || (!step && event.key !== "Home" && event.key !== "End")) return;
      event.preventDefault();
      if (step) set(key, state[key] + step);
      else set(key, event.key === "Home" ? controls[key].low : Infinity);
    });
    svg.addEventListener("pointerdown", (event) => {
      const handle = event.target.closest("[data-handle]");
      if (!handle) return;
      event.preventDefault();
      const key = handle.dataset.handle, { low, words, across } = controls[key];
      const follow = ({ clientX }) => {
        const box = svg.getBoundingClientRect();
        const share = ((clientX - box.left) * wide / box.width - across[0]) / (across[1] - across[0]);
        set(key, low + Math.round(share * (words.length - 1)));
      };
      const end = () => {
        svg.removeEventListener("pointermove", follow);
        figure.classList.remove("moving-dragged");
      };
      svg.setPointerCapture(event.pointerId);
      figure.classList.add("moving-dragged");
      svg.addEventListener("pointermove", follow);
      svg.addEventListener("pointerup", end, { once: true });
      svg.addEventListener("pointercancel", end, { once: true });
      handle.focus();
    });

    // What lies under the pointer, or has the focus, says what it is and lights its marks.
    function tell(target) {
      const tip = target?.closest?.("[data-tip]");
      svg.querySelectorAll(".lit").forEach((each) => each.classList.remove("lit"));
      if (!tip) return;
      said.textContent = tip.dataset.tip;
      tip.classList.add("lit");
      [...(tip.dataset.lights || "")].forEach((yes, i) => {
        if (yes === "1") svg.querySelector(`[data-light="${i}"]`)?.classList.add("lit");
      });
    }
    svg.addEventListener("pointerover", ({ target }) => tell(target));
    svg.addEventListener("focusin", ({ target }) => tell(target));
    svg.addEventListener("pointerleave", () => {
      tell(null);
      const text = drawing("said", keyOf("said"));
      if (text !== undefined) put("said", text);
    });

    figure.querySelector(".moving-bar").hidden = false;
    if (svg.querySelector("[data-handle], [data-tip]")) svg.setAttribute("role", "group");
    mark();
  }

  document.querySelectorAll(".memlib-moving").forEach(move);
});
