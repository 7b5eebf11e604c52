// A second checker, written apart from memlib: does this network give each sequence its label?
// It knows the layers of the lab's certificates (affine, relu, uniform_attention) and whole numbers
// of any length (BigInt). A value is a fraction [p, q] with q > 0; columns share one q.
const MemlibCheck = (() => {
  "use strict";
  const size = (a) => (a < 0n ? -a : a);
  const gcd = (a, b) => { for (a = size(a), b = size(b); b; ) [a, b] = [b, a % b]; return a; };
  const lcm = (a, b) => (a / gcd(a, b)) * b;

  // "-12", "3/7", "0x1f", "-0x1fp-12" -> [p, q]
  function number(text) {
    const form =
      /^(-?)(?:0x([0-9a-f]+)(?:p(-?\d{1,7}))?|(\d{1,4000})(?:\/(\d{1,4000}))?)$/.exec(text);
    if (!form) throw Error(`${text} is no exact number`);
    const [, minus, hex, exponent, whole, below] = form;
    let p = BigInt(hex ? `0x${hex}` : whole), q = BigInt(below ?? 1);
    if (exponent?.startsWith("-")) q <<= BigInt(exponent.slice(1));
    else if (exponent) p <<= BigInt(exponent);
    if (!q) throw Error("a zero denominator");
    const common = gcd(p, q) || 1n;
    return [(minus ? -p : p) / common, q / common];
  }

  // Weights and biases of a layer as whole numbers over one denominator.
  function layer({ kind, shape, weight = [], bias = [] }) {
    if (kind === "relu") return { kind };
    if (kind !== "affine" && kind !== "uniform_attention") throw Error(`a layer of kind ${kind}`);
    const terms = weight.map(([i, j, text]) => [i, j, ...number(text)]);
    const added = bias.map(([i, text]) => [i, ...number(text)]);
    let over = 1n;
    for (const entry of [...terms, ...added]) over = lcm(over, entry[entry.length - 1]);
    const rows = Array.from({ length: shape[0] }, () => ({ terms: [], bias: 0n }));
    for (const [i, j, p, q] of terms) rows[i].terms.push([j, (p * over) / q]);
    for (const [i, p, q] of added) rows[i].bias = (p * over) / q;
    return { kind, over, rows };
  }

  // W x + b for a column [values, q]; x stays as it is.
  function affine({ over, rows }, [x, q]) {
    let y = rows.map(({ terms, bias }) => terms.reduce((sum, [j, w]) => sum + w * x[j], bias * q));
    let below = q * over;
    // Common powers of two go, or the numbers would grow from layer to layer.
    let all = below;
    for (const value of y) all |= value;
    let twos = 0n;
    for (; !(all & 1n); all >>= 1n) twos++;
    if (twos) { y = y.map((value) => value >> twos); below >>= twos; }
    return [y, below];
  }

  function tokenWise(layers, column) {
    for (const each of layers)
      column = each.kind === "relu"
        ? [column[0].map((value) => (value > 0n ? value : 0n)), column[1]]
        : affine(each, column);
    return column;
  }

  function network(certificate) {
    const layers = certificate.network.layers.map(layer);
    const mixing = layers.flatMap((each, i) => (each.kind === "uniform_attention" ? [i] : []));
    if (mixing.length !== 1) throw Error(`${mixing.length} layers of attention`);
    const at = mixing[0];
    const [before, mix, after] = [layers.slice(0, at), layers[at], layers.slice(at + 1)];
    const columns = certificate.dataset.tokens.map((token) => {
      const values = token.map(number);
      const over = values.reduce((q, [, below]) => lcm(q, below), 1n);
      return tokenWise(before, [values.map(([p, q]) => (p * over) / q), over]);
    });
    // The last column after attention, z + W · mean, then the rest of the layers: [p, q].
    return (sequence) => {
      const chosen = sequence.map((token) => columns[token]);
      const over = chosen.reduce((q, [, below]) => lcm(q, below), 1n);
      const same = chosen.map(([x, q]) => x.map((value) => value * (over / q)));
      const sums = same[0].map((_, i) => same.reduce((sum, x) => sum + x[i], 0n));
      const [added, below] = affine(mix, [sums, over * BigInt(sequence.length)]);
      const q = lcm(below, over);
      const column = same[same.length - 1];
      const last = column.map((value, i) => value * (q / over) + added[i] * (q / below));
      const [out, out_q] = tokenWise(after, [last, q]);
      if (out.length !== 1) throw Error(`${out.length} rows are left, not one`);
      return [out[0], out_q];
    };
  }

  // The first sequence whose label is not what the network gives, or null.
  function firstWrong(certificate, progress = () => {}) {
    if (certificate.task !== "next-token") throw Error(`the task ${certificate.task}`);
    const value = network(certificate);
    const { sequences, labels } = certificate.dataset;
    if (sequences.length !== labels.length) throw Error("not one label per sequence");
    for (let i = 0; i < sequences.length; i++) {
      const [p, q] = value(sequences[i]);
      if (p !== BigInt(labels[i]) * q) return i;
      if (i % 50 === 0) progress(i / sequences.length);
    }
    return null;
  }
  return { firstWrong, network, number };
})();
if (typeof module !== "undefined") module.exports = MemlibCheck;
else onmessage = ({ data }) => { // in a worker: the text of a certificate comes, its answer goes
  let wrong = -1, error;
  try {
    wrong = MemlibCheck.firstWrong(JSON.parse(data), (part) => postMessage({ part }));
  } catch (problem) {
    error = problem.message;
  }
  postMessage({ wrong, error });
};
