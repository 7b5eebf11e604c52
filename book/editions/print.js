// Before the book is printed: what is wider than the page is set smaller, what is small stays whole.
// All is measured before anything is changed: each change costs a new layout.
document.body.offsetHeight;  // a layout asks for the fonts, and what is asked for is waited for
window.addEventListener("load", () => {
  const HALF = 380;  // of a page, in pixels
  const changes = [];
  const smaller = (box, least, size) =>
    changes.push(() => { box.style.fontSize = `${Math.max(least, size)}%`; });

  for (const box of document.querySelectorAll("mjx-container[display=true]")) {
    const inner = box.querySelector("mjx-math"), number = box.parentElement.querySelector(".eqno");
    const free = box.parentElement.clientWidth - (number ? 2 * number.offsetWidth : 0);
    const wide = inner.getBoundingClientRect().width;
    if (wide > free) smaller(box, 50, 102 * free / wide);
  }
  const room = (table) => table.parentElement.clientWidth;
  const tables = [...document.querySelectorAll("table")].filter((x) => x.offsetWidth > room(x));
  for (const table of tables) table.classList.add("memlib-wide");  // its cells may have several lines
  for (const table of tables) {
    if (table.offsetWidth > room(table)) smaller(table, 50, 72 * room(table) / table.offsetWidth);
  }
  for (const box of document.querySelectorAll("pre, div.proof, div.admonition, figure")) {
    if (box.offsetHeight < HALF) changes.push(() => box.classList.add("memlib-whole"));
  }
  for (const picture of document.images) {  // of many parts, one below the other
    const tall = picture.naturalHeight > 1.2 * picture.naturalWidth;
    if (tall) changes.push(() => picture.classList.add("memlib-tall"));
  }
  for (const change of changes) change();
});
