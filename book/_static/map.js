// The map of statements: the arcs of the line that is pointed at, or that has the focus, alone.
document.addEventListener("DOMContentLoaded", () => {
  const map = document.querySelector(".memlib-map");
  if (!map) return;
  const arcs = [...map.querySelectorAll("path[data-from]")];
  const only = (line) => {
    const label = line?.dataset.label;
    map.classList.toggle("memlib-map-one", Boolean(label));
    for (const arc of arcs) {
      arc.classList.toggle("memlib-map-on", label === arc.dataset.from || label === arc.dataset.to);
    }
  };
  const over = (event) => only(event.target.closest("a[data-label]"));
  for (const name of ["pointerover", "focusin"]) map.addEventListener(name, over);
  for (const name of ["pointerleave", "focusout"]) map.addEventListener(name, () => only(null));
});
