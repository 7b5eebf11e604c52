// Previews of statements, equations, works and terms, for the pointer and for the keyboard.
// Escape closes one; the pointer may move onto it; it stays until pointer and focus have left.
(() => {
  "use strict";
  const WAIT = 250, GRACE = 200;
  const pages = new Map(), waiting = new Map();
  const root = () => new URL(document.documentElement.dataset.content_root || "./", location.href);
  let box, shown, timer;

  window.memlibPreviews = (page, found) => {
    pages.set(page, found);
    waiting.get(page)?.(found);
  };

  // Where pages lie: those of this page's language; from a translation also the English ones.
  const folders = () => document.documentElement.lang.startsWith("en")
    ? [root()] : [root(), new URL("../", root())];

  // The page and the place that a link leads to; nothing for links that leave the site.
  const target = (link) => {
    const href = link.href.baseVal ?? link.href;  // a link inside SVG has an object there
    const place = new URL(href, location.href);
    const folder = folders().find((each) => place.href.startsWith(each.href));
    if (!place.hash || !folder) return null;
    let page = decodeURIComponent(place.pathname.slice(folder.pathname.length));
    page = page.replace(/(^|\/)$/, "$1index.html").replace(/\.html$/, "");
    return { folder, page, id: decodeURIComponent(place.hash.slice(1)) };
  };

  const load = (folder, page) => {
    if (pages.has(page)) return Promise.resolve(pages.get(page));
    return new Promise((done) => {
      waiting.set(page, done);
      const script = document.createElement("script");
      script.src = new URL(`_previews/${page}.js`, folder).href;
      script.onerror = () => window.memlibPreviews(page, {});
      document.head.append(script);
    });
  };

  const hide = () => {
    clearTimeout(timer);
    shown?.removeAttribute("aria-describedby");
    shown = undefined;
    if (box) box.hidden = true;
  };

  const place = (link) => {
    // Of a link that runs over two lines, the line that begins it.
    const line = link.getClientRects()[0], wide = document.documentElement.clientWidth;
    box.style.left = "0";
    box.style.top = "0";
    const { width, height } = box.getBoundingClientRect();
    const left = Math.max(8, Math.min(line.left, wide - width - 8));
    const below = line.bottom + height + 8 <= innerHeight || line.top < height + 8;
    box.style.left = `${left + scrollX}px`;
    box.style.top = `${(below ? line.bottom + 4 : line.top - height - 4) + scrollY}px`;
  };

  const show = async (link) => {
    const { folder, page, id } = target(link);
    shown = link;
    const html = (await load(folder, page))[id];
    if (shown !== link || !html) return;
    box ??= make();
    box.innerHTML = html;
    box.lang = folder.href === root().href ? document.documentElement.lang : "en";
    box.hidden = false;
    link.setAttribute("aria-describedby", box.id);
    place(link);
    if (window.MathJax?.typesetPromise) {
      MathJax.typesetClear([box]);
      await MathJax.typesetPromise([box]);
      if (shown === link) place(link);
    }
  };

  const make = () => {
    const made = document.createElement("div");
    made.id = "memlib-preview";
    made.className = "bd-content memlib-preview mathjax_process";
    made.setAttribute("role", "tooltip");
    made.addEventListener("pointerenter", () => clearTimeout(timer));
    made.addEventListener("pointerleave", later);
    document.body.append(made);
    return made;
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(hide, GRACE);
  };

  const linkOf = (event) => {
    const link = event.target.closest?.(".bd-article :is(a[href*='#'], .memlib-map a):not(.headerlink)");
    return link && target(link) ? link : null;
  };

  document.addEventListener("pointerover", (event) => {
    const link = event.pointerType === "mouse" && linkOf(event);
    if (!link) return;
    clearTimeout(timer);
    if (link === shown) return;
    timer = setTimeout(() => { hide(); show(link); }, WAIT);
  });
  document.addEventListener("pointerout", (event) => {
    const link = linkOf(event);
    if (link && !link.contains(event.relatedTarget) && link !== document.activeElement) later();
  });
  document.addEventListener("focusin", (event) => {
    const link = linkOf(event);
    if (!link || !link.matches(":focus-visible") || link === shown) return;
    hide();
    show(link);
  });
  document.addEventListener("focusout", (event) => { if (linkOf(event)) later(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && shown) hide();
  });
})();
