(() => {
const data = @DATA@;
const root = document.getElementById('@NAME@');
if (!root || root.dataset.ready) return;
root.dataset.ready = 'yes';
root.replaceChildren();
const say = text => window.memlibSay ? window.memlibSay(text) : text;
root.setAttribute('aria-label', say(root.getAttribute('aria-label')));
const make = (tag, parent, attributes = {}, text = '') => {
  const svg = ['svg','g','line','path','circle','rect','text','polyline'].includes(tag);
  const node = svg ? document.createElementNS('http://www.w3.org/2000/svg', tag)
                   : document.createElement(tag);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.textContent = say(text);
  parent.append(node);
  return node;
};
const plain = {score: 'place', left: 'too far left', right: 'too far right',
  'match.unit': 'match', near: 'near', far: 'far', fall_near: 'fold of near',
  fall_far: 'fold of far', bit: 'bit', entry: 'number so far'};
const called = (name, rows) => {
  if (plain[name]) return plain[name];
  const [word, part] = name.split('.');
  if (word !== 'keys' && word !== 'labels') return name;
  const one = word.slice(0, -1), split = rows[`${word}.far`] !== undefined;
  return part || split ? `${one}: ${plain[part ?? 'near'] ?? part}` : `${one} word`;
};
const sentence = text => /[.?!]$/.test(text) ? text : `${text}.`;
const number = text => { const [p, q] = text.split('/').map(Number); return q ? p / q : p; };
const names = Object.keys(data.walks), last = data.walks[names[0]].length - 1;
let walk = names[0], layer = 0;

const top = make('div', root, {class: 'bar'});
const chooser = make('label', top, {}, 'Input: ');
const select = make('select', chooser);
names.forEach(name => make('option', select, {value: name}, name));
const bar = make('div', root, {class: 'bar', style: 'margin-top:.5rem'});
const back = make('button', bar, {type: 'button'}, '◀ Back');
const next = make('button', bar, {type: 'button'}, 'Next ▶');
const range = make('input', bar, {type: 'range', min: 0, max: last, value: 0, step: 1,
  'aria-label': say('Layer')});
const now = make('p', root, {class: 'now', 'aria-live': 'polite'});
const picture = make('svg', root, {viewBox: '0 0 340 218', role: 'img'});
const words = make('div', root, {class: 'words'});
const list = make('dl', root);

const far = Math.max(...data.places.map(p => p[0])) + 2;
const across = x => 14 + 312 * x / far;

function line(state) {
  make('line', picture, {x1: 14, x2: 326, y1: 40, y2: 40, stroke: 'var(--ms-mute)'});
  const inside = number(state.rows.inside ?? '0');
  data.buckets.forEach(([a, b], j) => {
    const x = across(a - .35), wide = across(b + 1.35 - .7) - x;
    make('rect', picture, {x, y: 26, width: wide, height: 28, rx: 6, fill: 'none',
      stroke: 'var(--ms-green)', 'stroke-width': 1.6});
    make('text', picture, {x: x + wide / 2, y: 68, 'text-anchor': 'middle', class: 'small'},
      `bucket ${j + 1}`);
  });
  data.places.forEach(([x, label]) => {
    make('circle', picture, {cx: across(x), cy: 40, r: 3.5, fill: label ? 'var(--ms-mute)'
      : 'var(--ms-bg)', stroke: 'var(--ms-mute)'});
    make('text', picture, {x: across(x), y: 20, 'text-anchor': 'middle', class: 'small'},
      label ? `label ${label}` : 'no label');
  });
  if (state.here === undefined) return;
  make('circle', picture, {cx: across(state.here), cy: 40, r: 6.5, fill: 'var(--ms-blue)'});
}

function tent(left, title, near, away) {
  const x = z => left + 140 * z, y = h => 196 - 90 * h;
  make('text', picture, {x: left, y: 92}, title);
  make('line', picture, {x1: x(0), x2: x(1), y1: y(0), y2: y(0), stroke: 'var(--ms-mute)'});
  make('polyline', picture, {points: `${x(0)},${y(0)} ${x(.5)},${y(1)} ${x(1)},${y(0)}`,
    fill: 'none', stroke: 'var(--ms-mute)', 'stroke-width': 1.4});
  for (const z of [0, .5, 1]) make('text', picture, {x: x(z), y: 211, 'text-anchor': 'middle',
    class: 'small'}, z === .5 ? '½' : String(z));
  const folded = z => z < .5 ? 2 * z : 2 - 2 * z;
  const draw = (text, filled) => {
    const z = number(text);
    if (z > 1) return;
    make('line', picture, {x1: x(z), x2: x(z), y1: y(0), y2: y(folded(z)),
      stroke: 'var(--ms-red)', 'stroke-dasharray': filled ? '' : '3 3'});
    make('circle', picture, {cx: x(z), cy: y(folded(z)), r: filled ? 3.5 : 7,
      stroke: 'var(--ms-red)', 'stroke-width': 1.8, fill: filled ? 'var(--ms-red)' : 'none'});
  };
  if (away !== undefined) { draw(away, false); draw(near ?? '0', true); }
}

function grouped(bits) {
  const each = data.walks[walk][last][bits].length / data.slots;
  const all = data.walks[walk][layer][bits].padEnd(each * data.slots, '·');
  return all.match(new RegExp(`.{${each}}`, 'g')).join(' ');
}

function show() {
  const state = data.walks[walk][layer], before = layer ? data.walks[walk][layer - 1].rows : {};
  state.here = number(data.walks[walk][0].rows.score);
  const where = say(layer < last ? `Layer ${layer + 1} of ${last}` : 'After the last layer');
  range.value = layer;
  range.setAttribute('aria-valuetext', `${where}: ${say(sentence(state.title))}`);
  back.disabled = layer === 0;
  next.disabled = layer === last;
  now.textContent = '';
  make('strong', now, {}, `${where}, stage ${state.stage}: `);
  now.append(say(sentence(state.title)));
  picture.textContent = '';
  picture.setAttribute('aria-label', say(`${data.alt} Now: ${sentence(state.title)}`));
  line(state);
  tent(14, 'key word', state.rows.keys, state.rows['keys.far']);
  tent(186, 'label word', state.rows.labels, state.rows['labels.far']);
  words.textContent = '';
  make('div', words, {}, `bits of the key word:   ${grouped('key_bits')}`);
  make('div', words, {}, `bits of the label word: ${grouped('label_bits')}`);
  list.textContent = '';
  for (const [name, value] of Object.entries(state.rows)) {
    const box = make('div', list, before[name] === value ? {} : {class: 'new'});
    make('dt', box, {}, called(name, state.rows));
    make('dd', box, {}, value);
  }
}
const go = to => { layer = Math.min(last, Math.max(0, to)); show(); };
back.addEventListener('click', () => go(layer - 1));
next.addEventListener('click', () => go(layer + 1));
range.addEventListener('input', () => go(Number(range.value)));
select.addEventListener('change', () => { walk = select.value; show(); });
const tallest = () => {  // room for the longest list: the page below stays where it is
  const here = layer;
  list.style.minHeight = '';
  if (root.clientWidth < 480) return;  // on a phone that room would be a screen of nothing
  let most = 0;
  for (layer = 0; layer <= last; layer++) { show(); most = Math.max(most, list.offsetHeight); }
  layer = here;
  list.style.minHeight = `${most}px`;
  show();
};
show();
tallest();
window.addEventListener('resize', tallest);
})();
