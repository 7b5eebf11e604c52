// Whether this browser can run Python.
window.memlibRuns = typeof WebAssembly === "object" && typeof Worker === "function";

// What scripts say, in the page's language: memlib-words.js knows it where that is not English.
window.memlibSay ??= (text) => text;

// Python for this page, loaded when it is first asked for; the address is that of engine.js.
window.memlibPython = (address) =>
  (window.memlibEngine ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => done(window.MemlibEngine);
    script.onerror = () => failed(Error("Python could not be loaded."));
    document.head.append(script);
  }));

// Small mends of the theme's frame for screen readers.
document.addEventListener("DOMContentLoaded", () => {
  // A button whose name differs from what it shows cannot be called by voice: let the text be it.
  for (const button of document.querySelectorAll(".search-button-field")) {
    button.removeAttribute("aria-label");
  }
  // The same for the icons of light, dark and system; the button's own name says what it does.
  // Where the icon's picture came first, its title is a child already.
  for (const icon of document.querySelectorAll(".theme-switch-button .theme-switch")) {
    icon.removeAttribute("title");
    icon.removeAttribute("aria-labelledby");
    icon.querySelector("title")?.remove();
    icon.setAttribute("aria-hidden", "true");
  }
  // The book's name at the top of the menu belongs to a landmark.
  const logo = document.querySelector(".sidebar-primary-items__start .navbar-brand")?.parentElement;
  if (logo) {
    logo.setAttribute("role", "navigation");
    logo.setAttribute("aria-label", "Cover");
  }
});

// What scrolls sideways fades at its right edge as long as there is more to see, and the keyboard
// reaches it.
(() => {
  const boxes = "div.math, mjx-container[display='true'], table.table, div.highlight pre, "
    + ".output pre, .memlib-map-frame";
  const mark = (box) => {
    const hidden = box.scrollWidth - box.clientWidth;
    box.classList.toggle("memlib-more", hidden - box.scrollLeft > 2);
    if (hidden > 2 && !box.querySelector("a, button")) box.tabIndex = 0;
  };
  const markAll = () => document.querySelectorAll(boxes).forEach(mark);
  addEventListener("load", () => {
    markAll();
    window.MathJax?.startup?.promise?.then(markAll);
  });
  addEventListener("resize", markAll);
  document.addEventListener("toggle", markAll, true);
  document.addEventListener("scroll", (event) => event.target.matches?.(boxes) && mark(event.target), {
    capture: true,
    passive: true,
  });
})();

// Who has read in another language is told, on an English page, that there is no other.
(() => {
  const key = "memlib-language", own = document.documentElement.lang;
  const remembered = (value) => {
    try {
      if (value) localStorage.setItem(key, value);
      return localStorage.getItem(key) || "";
    } catch { return ""; }  // a reader who stores nothing
  };
  if (!own.startsWith("en")) remembered(own);
  document.documentElement.dataset.reads = remembered();
  document.addEventListener("click", (event) => {
    const chosen = event.target.closest?.(".memlib-languages a, .memlib-untranslated a");
    if (chosen) remembered(chosen.hreflang);
  });
})();
