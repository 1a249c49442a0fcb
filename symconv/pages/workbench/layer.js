// A layer over one or two axes, made of one relation for each axis (relation.js): what meets in which cell, and its other names.
// A setting is a list of axes, each with I, k, s, p, d, a. Everything counts from 0; an index is a list with a number for each axis.

const LETTERS = ["I", "k", "s", "p", "d", "a"];
const LEAST = { I: 1, k: 1, s: 1, p: 0, d: 1, a: 0 };
/** The largest values that are drawn, by the number of axes; `cells` of a canvas along an axis. */
const MOST = {
  1: { I: 8, k: 7, s: 5, p: 9, d: 3, a: 4, cells: 15 },
  2: { I: 5, k: 5, s: 3, p: 6, d: 2, a: 2, cells: 11 },
};

/** The picture that can be the input, in shades from 0 to 9; for one axis a row. The kernel is all ones then. */
const PICTURE = ["00900", "09990", "90909", "00900", "00900"];
const ROW = "04970952";

/** Return every index below some sizes, in row-major order. */
function indices(sizes_) {
  return sizes_.reduce((found, n) => found.flatMap((index) => Array.from({ length: n }, (_, v) => [...index, v])), [[]]);
}

/** Return the row-major position of an index. */
const flat = (index, sizes_) => index.reduce((position, v, axis) => position * sizes_[axis] + v, 0);

/** Return why a setting cannot be shown, in a few words; nothing where it can. */
function obstacle(setting) {
  const most = MOST[setting.length];
  for (const axis of setting) {
    const { broken } = relation(axis);
    if (broken) return { I: "an input is needed", p: "nothing would be left", a: "a must be below s or d" }[broken.field] ?? "the scale ends";
    if (LETTERS.some((letter) => axis[letter] > most[letter])) return "the scale ends";
    if (relation(axis).cells.length > most.cells) return "there is no room for more";
  }
  return "";
}

/** Return the run of values around the present one that can be shown, and what ends it at the top. */
function bounds(setting, letter, axes) {
  const at = (value) => setting.map((axis, n) => (axes.includes(n) ? { ...axis, [letter]: value } : axis));
  return run(setting[axes[0]][letter], LEAST[letter], (value) => obstacle(at(value)));
}

/** Return the run of values around one that nothing stands against, and what does at its ends. */
function run(value, least, against) {
  let [low, high] = [value, value];
  while (low > least && !against(low - 1)) low--;
  while (!against(high + 1)) high++;
  return { low, high, why: against(high + 1), less: low > least ? against(low - 1) : "" };
}

/** Return a layer: its axes, the sizes of all arrays, and what meets in its cells; of numbers, or of a picture under ones. */
function layer(setting, isPicture = false) {
  const axes = setting.map((axis) => ({ ...axis, ...relation(axis) }));
  const sizes_ = (name) => axes.map((axis) => axis[name]);
  const canvas = axes.map((axis) => axis.cells.length);
  const made = { axes, input: sizes_("I"), kernel: sizes_("k"), output: sizes_("size"), canvas };
  /** The products in a cell of the canvas. */
  made.terms = (j) =>
    j
      .map((v, n) => axes[n].cells[v])
      .reduce((found, cell) => found.flatMap((term) => cell.map(({ i, t }) => ({ i: [...term.i, i], t: [...term.t, t] }))), [{ i: [], t: [] }]);
  made.onCanvas = (o) => o.map((v, n) => v + axes[n].p);
  made.isKept = (j) => j.every((v, n) => v >= axes[n].p && v < axes[n].p + axes[n].size);
  made.lands = (i, t) => i.map((v, n) => axes[n].s * v + axes[n].d * t[n]);
  /** The same cell as a window: for every tap its place u in the stretched input, and the input cell there or null. */
  made.window = (o) =>
    indices(made.kernel).map((t) => {
      const u = t.map((v, n) => o[n] + axes[n].p - axes[n].d * v);
      const isInput = u.every((v, n) => v >= 0 && v % axes[n].s === 0 && v / axes[n].s < axes[n].I);
      return { t, u, i: isInput ? u.map((v, n) => v / axes[n].s) : null };
    });
  /** The same cell as a row of the transposed matrix: for every input cell its tap, or null. */
  made.row = (o) =>
    indices(made.input).map((i) => {
      const t = i.map((v, n) => (o[n] + axes[n].p - axes[n].s * v) / axes[n].d);
      return t.every((v, n) => Number.isInteger(v) && v >= 0 && v < axes[n].k) ? t : null;
    });
  /** The taps that can meet in cells of the canvas like this one. */
  made.phase = (j) => indices(made.kernel).filter((t) => t.every((v, n) => (j[n] - axes[n].d * v) % axes[n].s === 0));
  made.x = (i) => (isPicture ? Number(i.length === 1 ? ROW[i[0]] : PICTURE[i[0]][i[1]]) : flat(i, made.input) + 1);
  made.w = (t) => (isPicture ? 1 : (flat(t, made.kernel) % 5) + 1);
  made.value = (terms) => terms.reduce((sum, { i, t }) => sum + made.x(i) * made.w(t), 0);
  return made;
}

/** The letters of a second layer, which has neither dilation nor output padding. */
const BEHIND = ["k", "s", "p"];
const MOST_BEHIND = 24;

/** Return the setting of a layer behind another one: of the same parameters, or of those given for all axes. */
function behind(made, second) {
  return made.axes.map(({ k, s, p, d, a }, n) => ({ I: made.output[n], ...(second ? { ...second, d: 1, a: 0 } : { k, s, p, d, a }) }));
}

/** Return why a second layer cannot be shown, in a few words; nothing where it can. */
function obstacleBehind(made, second) {
  for (const axis of behind(made, second)) {
    const { broken, size } = relation(axis);
    if (broken) return "nothing would be left";
    if (BEHIND.some((letter) => axis[letter] > MOST[1][letter])) return "the scale ends";
    if (size > MOST_BEHIND) return "there is no room for more";
  }
  return "";
}

/** Return for a letter of the second layer the run of values that can be shown. */
function boundsBehind(made, second, letter) {
  return run(second[letter], LEAST[letter], (value) => obstacleBehind(made, { ...second, [letter]: value }));
}

/** Return the second layer with smaller numbers where it cannot be shown. */
function fitting(made, second) {
  const found = { ...second };
  for (let why = obstacleBehind(made, found); why; why = obstacleBehind(made, found)) {
    found[why === "nothing would be left" ? "p" : found.s > 1 ? "s" : "k"]--;
  }
  return found;
}

/** Return of two layers, one behind the other, how many products each output cell adds up; null where the second has no output. */
function stacked(made, second) {
  const setting = behind(made, second);
  if (setting.some((axis) => relation(axis).broken)) return null;
  const last = layer(setting);
  const first = indices(made.output).map((o) => made.terms(made.onCanvas(o)).length);
  const paths = (o) => last.terms(last.onCanvas(o)).reduce((sum, { i }) => sum + first[flat(i, made.output)], 0);
  return { output: last.output, counts: indices(last.output).map(paths) };
}

/** Return the one layer that two are, for each axis; null where the first one crops or adds cells, or one is dilated. */
function together(made, second) {
  const last = behind(made, second);
  const isOne = made.axes.every(({ p, a, d }, n) => p === 0 && a === 0 && d === 1 && last[n].d === 1 && last[n].a === 0);
  return isOne ? made.axes.map(({ k, s }, n) => ({ k: last[n].s * (k - 1) + last[n].k, s: s * last[n].s, p: last[n].p })) : null;
}

/**
 * Return the way of one output cell along one axis from placed copies to the window of the reversed kernel. Each line has
 * its products, `i` null where a zero stands, and the map of its indices: positions above, positions below, and arrows.
 */
function derivation({ I, k, s, p, d, cells }, o) {
  const count = (n, from = 0) => Array.from({ length: n }, (_, v) => v + from);
  const j = o + p;
  const met = cells[j];
  const [low, high] = [Math.min(0, j - d * (k - 1)), Math.max(s * (I - 1), j)];
  const places = count(high - low + 1, low);
  const window = count(k).map((t) => {
    const u = j - d * t;
    return { t, i: u >= 0 && u % s === 0 && u / s < I ? u / s : null };
  });
  return [
    { above: count(I), below: count(cells.length), arrows: met.map(({ i }) => [i, j]), terms: met },
    { above: count(I), below: places, arrows: count(I).map((i) => [i, s * i]), terms: window.filter(({ i }) => i !== null) },
    { above: count(k), below: places, arrows: count(k).map((t) => [t, j - d * t]), terms: window },
    { above: count(k), below: count(k), arrows: count(k).map((t) => [t, k - 1 - t]), terms: [...window].reverse() },
  ];
}

const CHANNELS = [1, 2, 3, 8, 16, 32, 64, 128];

/** Return how the layer is called elsewhere: a call, and what is left to be done where one call does not say it. */
function spellings({ axes }, [inputs, outputs] = [1, 1]) {
  const n = axes.length;
  const every = (letter) => axes.map((axis) => axis[letter]);
  const tuple = (values) => `(${values.join(", ")}${values.length === 1 ? "," : ""})`;
  const one = (values) => (values.every((v) => v === values[0]) ? `${values[0]}` : tuple(values));
  const named = (names) =>
    names.map(([name, values, usual]) => (values.every((v) => v === usual) ? "" : `, ${name}=${one(values)}`)).join("");
  const list = (values) => `[${values.join(", ")}]`;
  const common = [["stride", every("s"), 1], ["padding", every("p"), 0], ["output_padding", every("a"), 0], ["dilation", every("d"), 1]];
  const calls = {
    symconv: [`ConvTranspose(${n === 1 ? axes[0].k : tuple(every("k"))}${named(common)}${inputs * outputs === 1 ? "" : `, channels=(${inputs}, ${outputs})`})`, ""],
    PyTorch: [`nn.ConvTranspose${n}d(${inputs}, ${outputs}, ${one(every("k"))}${named(common)})`, ""],
  };
  const crop = axes.map((axis) => `${axis.p}:${axis.p + axis.size}`).join(", ");
  const isSpread = every("s").some((s) => s > 1) && every("d").some((d) => d > 1);
  const isValid = axes.every((axis) => axis.p === 0 && axis.a === 0 && axis.reach >= axis.s);
  const strides = named([["strides", every("s"), 1]]);
  const keras = `keras.layers.Conv${n}DTranspose(${outputs}, ${one(every("k"))}${strides}, padding="valid"${named([["dilation_rate", every("d"), 1]])})`;
  const tooShort = axes.some((axis) => axis.p + axis.size > axis.s * (axis.I - 1) + Math.max(axis.reach, axis.s));
  if (isSpread) calls.Keras = ["", "stride and dilation cannot both exceed 1"];
  else if (tooShort) calls.Keras = ["", "its full output ends before this one does"];
  else calls.Keras = [keras, isValid ? "" : `then keep cells [${crop}]`];
  const pads = axes.map((axis) => `(${axis.reach - 1 - axis.p}, ${axis.reach - 1 - axis.p + axis.a})`);
  const dilated = every("d").every((d) => d === 1) ? "" : `, rhs_dilation=${tuple(every("d"))}`;
  calls.JAX = [`lax.conv_transpose(x, w, strides=${tuple(every("s"))}, padding=${list(pads)}${dilated}, transpose_kernel=True)`, ""];
  const extra = every("a").some((a) => a) ? `, output_padding=${list(every("a"))}` : "";
  const ends = list([...every("p"), ...every("p")]);
  const spread = every("d").every((d) => d === 1) ? "" : `, dilations=${list(every("d"))}`;
  const node = `helper.make_node("ConvTranspose", ["x", "w"], ["y"], kernel_shape=${list(every("k"))}, strides=${list(every("s"))}, pads=${ends}${extra}${spread})`;
  calls.ONNX = axes.some((axis) => axis.a >= axis.s && axis.a > 0) ? ["", "its runtimes refuse output padding of the stride or more"] : [node, ""];
  return calls;
}

/** Return the setting that an address names: `#axes=2&k=4&s=2,1`; what is missing or cannot be shown is as at first. */
function readAddress(hash, usual) {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const n = given.get("axes") === "2" ? 2 : given.get("axes") === "1" ? 1 : usual.length;
  const start = Array.from({ length: n }, (_, axis) => usual[axis] ?? usual[0]);
  const read = start.map((axis, number) => {
    const found = { ...axis };
    for (const letter of LETTERS) {
      const values = (given.get(letter) ?? "").split(",");
      const text = values[number] ?? values[0];
      if (/^\d{1,2}$/.test(text)) found[letter] = Number(text);
    }
    return found;
  });
  return obstacle(read) ? start : read;
}

/** Return the channels that an address names, in and out: `c=16,8`; one each where it names none of the choice. */
function readChannels(hash) {
  const given = (new URLSearchParams(hash.replace(/^#/, "")).get("c") ?? "").split(",").map(Number);
  return given.length === 2 && given.every((c) => CHANNELS.includes(c)) ? given : [1, 1];
}

/** Return the second layer that an address names, as `behind=4,2,1` for k, s and p; null where it names none. */
function readBehind(hash) {
  const text = new URLSearchParams(hash.replace(/^#/, "")).get("behind") ?? "";
  if (!/^[1-7],[1-5],[0-9]$/.test(text)) return null;
  const [k, s, p] = text.split(",").map(Number);
  return { k, s, p };
}

/** Return the address of a setting. */
function address(setting, channels = [1, 1], second = null) {
  const parts = LETTERS.map((letter) => {
    const values = setting.map((axis) => axis[letter]);
    return `${letter}=${values.every((v) => v === values[0]) ? values[0] : values.join(",")}`;
  });
  if (channels.some((c) => c > 1)) parts.push(`c=${channels}`);
  if (second) parts.push(`behind=${BEHIND.map((letter) => second[letter])}`);
  return `#axes=${setting.length}&${parts.join("&")}`;
}

/** Return the cells of the canvas as a drawing has them: row and column, the products of each, and whether it is kept. */
function drawn(made) {
  return indices(made.canvas).map((j) => {
    const [column, row] = [j[j.length - 1], j.length > 1 ? j[0] : 0];
    return { row, column, terms: made.terms(j), isKept: made.isKept(j) };
  });
}

const subscript = (index) => index.map((v) => v + 1).join(index.some((v) => v > 8) ? "," : "");

/** Return the canvas as TikZ: sums in cells, what is cropped dashed. */
function tikz(made) {
  const cells = drawn(made);
  const widest = Math.max(1, ...cells.map(({ terms }) => terms.length));
  const lines = cells.flatMap(({ row, column, terms, isKept }) => {
    const sum = terms.map(({ i, t }) => `x_{${subscript(i)}} w_{${subscript(t)}}`).join(" + ") || "0";
    return [`  \\draw${isKept ? "" : "[dashed]"} (${column},${-row}) rectangle (${column + 1},${-row - 1});`, `  \\node at (${column}.5,${-row - 0.5}) {$${sum}$};`];
  });
  return [`\\begin{tikzpicture}[x=${3 + 14 * widest}mm,y=9mm]`, ...lines, "\\end{tikzpicture}"].join("\n");
}

/** Return the canvas as a file of SVG in the namespace of such files: sums in cells, what is cropped dashed. */
function svg(made, namespace) {
  const cells = drawn(made);
  const widest = Math.max(1, ...cells.map(({ terms }) => terms.length));
  const [width, height] = [12 + 52 * widest, 34];
  const part = (letter, index) => `<tspan font-style="italic">${letter}</tspan><tspan font-size="11" dy="4">${subscript(index)}</tspan>`;
  const body = cells.flatMap(({ row, column, terms, isKept }) => {
    const [x, y] = [1 + column * width, 1 + row * height];
    const products = terms.map(({ i, t }) => `${part("x", i)}<tspan dy="-4" font-style="italic">w</tspan><tspan font-size="11" dy="4">${subscript(t)}</tspan>`);
    const sum = products.join('<tspan dy="-4"> + </tspan>') || "0";
    const dashes = isKept ? "" : ' stroke-dasharray="5 3"';
    return [
      `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="none" stroke="#16191d"${dashes}/>`,
      `<text x="${x + width / 2}" y="${y + 22}" text-anchor="middle" font-family="STIX Two Text,Times New Roman,serif" font-size="16">${sum}</text>`,
    ];
  });
  const [columns, rows] = [made.canvas[made.canvas.length - 1], made.canvas.length > 1 ? made.canvas[0] : 1];
  return `<svg xmlns="${namespace}" viewBox="0 0 ${columns * width + 2} ${rows * height + 2}">${body.join("")}</svg>`;
}
