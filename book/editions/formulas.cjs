// Formulas by the same MathJax that sets them on the site: as MathML, or as HTML in its own fonts.
// node formulas.cjs FOLDER_OF_MATHJAX < {macros, html, formulas: [[tex, display], …]}
// > {texts: [text, …], css: "…"}
const path = require("path");
const { pathToFileURL } = require("url");
const folder = path.resolve(process.argv[2]);
const { macros, html, formulas } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const fonts = pathToFileURL(path.join(folder, "output", "chtml", "fonts", "woff-v2")).href;

require(path.join(folder, "node-main.js")).init({
  loader: { paths: { mathjax: folder }, load: ["input/tex", "output/chtml", "adaptors/liteDOM"] },
  tex: { macros, packages: { "[-]": ["noundefined"] }, formatError: (_, error) => { throw error; } },
  chtml: { fontURL: fonts, matchFontHeight: false },
  startup: { typeset: false },
}).then((MathJax) => {
  const { adaptor } = MathJax.startup;
  const set = (tex, display) => html
    ? adaptor.outerHTML(MathJax.tex2chtml(tex, { display }))
    : MathJax.tex2mml(tex, { display });
  const texts = formulas.map(([tex, display]) => {
    try {
      return set(tex, display);
    } catch (error) {
      throw Error(`${error.message}: ${tex}`);
    }
  });
  const css = html ? adaptor.textContent(MathJax.chtmlStylesheet()) : "";
  process.stdout.write(JSON.stringify({ texts, css }));
}).catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
