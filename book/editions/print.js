// Before the book is printed: what is wider than the page is set smaller, what is small stays whole.
// All is measured before anything is changed: each change costs a new layout.
const HALF = 380;  // of a page, in pixels
const changes = [];
const smaller = (box, least, size) =>
  changes.push(() => { box.style.fontSize = `${Math.max(least, size)}%`; });

for (const box of document.querySelectorAll("mjx-container[display=true]")) {
  const inner = box.querySelector("mjx-math"), number = box.parentElement.querySelector(".eqno");
  const room = box.parentElement.clientWidth - (number ? 2 * number.offsetWidth : 0);
  const wide = inner.getBoundingClientRect().width;
  if (wide > room) smaller(box, 50, 102 * room / wide);
}
for (const table of document.querySelectorAll("table")) {
  const room = table.parentElement.clientWidth, wide = table.offsetWidth;
  if (wide > room) smaller(table, 50, 85 * room / wide);
}
for (const box of document.querySelectorAll("pre, div.proof, div.admonition, figure")) {
  if (box.offsetHeight < HALF) changes.push(() => box.classList.add("memlib-whole"));
}
for (const change of changes) change();
