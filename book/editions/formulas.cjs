// Formulas as MathML, by the same MathJax that sets them on the site.
// node formulas.cjs FOLDER_OF_MATHJAX < {macros, formulas: [[tex, display], …]} > [text, …]
const path = require("path");
const folder = path.resolve(process.argv[2]);
const { macros, formulas } = JSON.parse(require("fs").readFileSync(0, "utf8"));

require(path.join(folder, "node-main.js")).init({
  loader: { paths: { mathjax: folder }, load: ["input/tex", "output/chtml", "adaptors/liteDOM"] },
  tex: { macros, packages: { "[-]": ["noundefined"] }, formatError: (_, error) => { throw error; } },
  startup: { typeset: false },
}).then((MathJax) => {
  const found = formulas.map(([tex, display]) => {
    try {
      return MathJax.tex2mml(tex, { display });
    } catch (error) {
      throw Error(`${error.message}: ${tex}`);
    }
  });
  process.stdout.write(JSON.stringify(found));
}).catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
