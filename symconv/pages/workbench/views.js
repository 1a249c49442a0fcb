// The views of a layer as text of HTML: each cell says which cell of which array it is, and the page lights what belongs together.

const NAMES = { x: "input", w: "tap", y: "output" };
const math = (letter, index) => `<i>${letter}</i><sub>${subscript(index)}</sub>`;

/** Return the colours of a number between the paper and the darkest. */
function shade(value, most) {
  const level = most > 0 ? Math.round((value * 59) / most) : 0;
  return `background:var(--level${level});color:var(--numeral${level})`;
}

/** Return what is written for the cells of a layer: symbols or numbers. */
function writer(L, isNumbers) {
  const write = {
    x: (i) => (isNumbers ? `${L.x(i)}` : math("x", i)),
    w: (t) => (isNumbers ? `${L.w(t)}` : math("w", t)),
    y: (o) => (isNumbers ? `${L.value(L.terms(L.onCanvas(o)))}` : math("y", o)),
  };
  write.term = ({ i, t }) => (isNumbers ? `${L.x(i)}·${L.w(t)}` : write.x(i) + write.w(t));
  return write;
}

/** Return one cell; `kind` and `index` are what it stands for, `role` how it looks, `content` what is in it. */
function cell(kind, index, role, content, colours = "") {
  const label = `${NAMES[kind] ?? "cell"} ${index.map((v) => v + 1).join(" ")}: ${content.replace(/<[^>]*>/g, "")}`;
  const named = kind ? ` data-kind="${kind}" data-at="${index}" tabindex="-1" aria-label="${label}"` : "";
  const style = colours ? ` style="${colours}"` : "";
  return kind
    ? `<button type="button" class="cell ${role}"${named}${style}><span>${content}</span></button>`
    : `<span class="cell ${role}"${style}><span>${content}</span></span>`;
}

/** Return cells in rows of some length; with names of rows and columns where they are positions. */
function grid(cells, columns, label, more = "") {
  const size = columns > 11 ? "tiny" : columns > 7 ? "small" : "";
  return `<div class="grid ${size} ${more}" role="group" aria-label="${label}" style="--columns:${columns}">${cells.join("")}</div>`;
}

/** Return the colours of the input cells that contribute, side by side. */
function stripes(L, terms, hue) {
  if (!terms.length) return "";
  const part = 100 / terms.length;
  const bands = terms.map(({ i }, n) => `var(--fill${hue(i)}) ${n * part}% ${(n + 1) * part}%`);
  return `background:linear-gradient(90deg,${bands.join(",")})`;
}

/** Return scale, place, add and crop. */
function canvasView(L, write, hue, isPicture) {
  const colours = (i) => (isPicture ? shade(L.x(i), 9) : `background:var(--fill${hue(i)});border-color:var(--edge${hue(i)})`);
  const xs = indices(L.input).map((i) => cell("x", i, "input", write.x(i), colours(i)));
  const ws = indices(L.kernel).map((t) => cell("w", t, "tap", write.w(t)));
  const width = (sizes_) => sizes_[sizes_.length - 1];
  const parts = [`<div class="pair"><div><h3>Input</h3>${grid(xs, width(L.input), "input")}</div><div><h3>Kernel</h3>${grid(ws, width(L.kernel), "kernel")}</div></div>`];
  const columns = width(L.canvas);
  if (L.axes.length === 1) {
    const copies = indices(L.input).map((i) => {
      const at = new Map(indices(L.kernel).map((t) => [L.lands(i, t)[0], t]));
      const row = indices(L.canvas).map(([j]) =>
        at.has(j)
          ? cell("", [], "product", write.term({ i, t: at.get(j) }), colours(i))
          : cell("", [], "ghost", ""),
      );
      return grid(row, columns, `copy of input ${i[0] + 1}`, "copy");
    });
    parts.push(`<h3>Scale and place <small>${L.axes[0].s} apart</small></h3>${copies.join("")}`);
  }
  const brightest = Math.max(...indices(L.canvas).map((j) => L.value(L.terms(j))));
  const sums = indices(L.canvas).map((j) => {
    const terms = L.terms(j);
    const isKept = L.isKept(j);
    const o = j.map((v, n) => v - L.axes[n].p);
    const content = isKept ? write.y(o) : "";
    return cell(isKept ? "y" : "", isKept ? o : [], `sum${isKept ? "" : " cropped"}${terms.length ? "" : " empty"}`, content, isPicture ? shade(L.value(terms), brightest) : stripes(L, terms, hue));
  });
  const said = `${L.canvas.join("×")} cells, ${L.output.join("×")} are kept`;
  parts.push(`<h3>Add and crop <small>${said}</small></h3>${grid(sums, columns, "canvas")}`);
  return parts.join("");
}

/** Return how many products each cell of the canvas receives, and on one axis where the copies meet. */
function countView(L) {
  const counts = indices(L.canvas).map((j) => L.terms(j).length);
  const kinds = [...new Set(counts)].sort((a, b) => a - b);
  const level = (count) => (kinds.length === 1 ? 30 : Math.round((kinds.indexOf(count) * 59) / (kinds.length - 1)));
  const cells = indices(L.canvas).map((j, n) => {
    const isKept = L.isKept(j);
    const o = j.map((v, axis) => v - L.axes[axis].p);
    return cell(isKept ? "y" : "", isKept ? o : [], `count${isKept ? "" : " cropped"}`, `${counts[n]}`, `background:var(--level${level(counts[n])});color:var(--numeral${level(counts[n])})`);
  });
  return beams(L) + grid(cells, L.canvas[L.canvas.length - 1], "number of products in each cell");
}

/** Return how many products the cells of two layers add up, one behind the other, and the one layer that they are. */
function stackView(L, second) {
  const found = stacked(L, second);
  if (!found) return "<p>A second layer of this kind would have no output.</p>";
  const columns = found.output[found.output.length - 1];
  if (columns > MOST_BEHIND) return `<p>${found.output.join("×")} cells are too many to be shown here.</p>`;
  const kinds = [...new Set(found.counts)].sort((a, b) => a - b);
  const level = (count) => (kinds.length === 1 ? 30 : Math.round((kinds.indexOf(count) * 59) / (kinds.length - 1)));
  const cells = found.counts.map((count) => cell("", [], "count", `${count}`, `background:var(--level${level(count)});color:var(--numeral${level(count)})`));
  const one = together(L, second);
  const said = one
    ? `Together they are one layer: ${one.map(({ k, s, p }) => `<i>k</i> = ${k}, <i>s</i> = ${s}, <i>p</i> = ${p}`).join("; ")}.`
    : "They are one layer only where the first has neither padding nor output padding, and nothing is dilated.";
  return `<p>${found.output.join("×")} cells, counted over both. ${said}</p>${grid(cells, columns, "number of products over two layers")}`;
}

/** What the lines of the derivation say: the formula, what is done, and the map of the indices. */
const LINES = [
  ["<i>y</i>[<i>o</i>] = Σ<sub><i>s i</i> + <i>d t</i> = <i>o</i> + <i>p</i></sub> <i>x</i>[<i>i</i>] <i>w</i>[<i>t</i>]", "the copies that reach the cell", "<i>i</i> ↦ <i>s i</i> + <i>d t</i>"],
  ["= Σ<sub><i>u</i> + <i>d t</i> = <i>o</i> + <i>p</i></sub> <i>x̂</i>[<i>u</i>] <i>w</i>[<i>t</i>]", "the input stretched: <i>x̂</i>[<i>s i</i>] = <i>x</i>[<i>i</i>], zeros between", "<i>i</i> ↦ <i>u</i> = <i>s i</i>"],
  ["= Σ<sub><i>t</i></sub> <i>x̂</i>[<i>o</i> + <i>p</i> − <i>d t</i>] <i>w</i>[<i>t</i>]", "solved for <i>u</i>: a window, read backwards", "<i>t</i> ↦ <i>u</i> = <i>o</i> + <i>p</i> − <i>d t</i>"],
  ["= Σ<sub><i>r</i></sub> <i>x̂</i>[<i>o</i> + <i>p</i> − <i>d</i>(<i>k</i> − 1) + <i>d r</i>] <i>w</i>[<i>k</i> − 1 − <i>r</i>]", "the kernel reversed: a convolution", "<i>t</i> ↦ <i>r</i> = <i>k</i> − 1 − <i>t</i>"],
];

/** Return the first lines of the derivation for an output cell along the last axis, drawn in a width of pixels. */
function derivationView(L, o, shown, width) {
  const n = L.axes.length - 1;
  const lines = derivation(L.axes[n], o[n]).map((line, number) => {
    const [formula, why, map] = LINES[number];
    const term = ({ i, t }) => (i === null ? `0·<i>w</i><sub>${t + 1}</sub>` : `<i>x</i><sub>${i + 1}</sub><i>w</i><sub>${t + 1}</sub>`);
    const sum = line.terms.map(term).join(" + ") || "0";
    return `<li${number < shown ? "" : " hidden"}><p class="large">${formula}</p><p>${why}; here ${sum}</p><p>${map}</p>${arrows(line, width)}</li>`;
  });
  return `<ol>${lines.join("")}</ol>`;
}

/** Return an arrow from one point to another. */
function arrow(x1, y1, x2, y2) {
  const length = Math.hypot(x2 - x1, y2 - y1);
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  const corner = (side) => `${x2 - 9 * ux - 4 * side * uy},${y2 - 9 * uy + 4 * side * ux}`;
  return `<line x1="${x1}" y1="${y1}" x2="${x2 - 6 * ux}" y2="${y2 - 6 * uy}"/><polygon points="${x2},${y2} ${corner(1)} ${corner(-1)}"/>`;
}

/** Return a map of indices as a drawing: a row of positions above, one below, and arrows. */
function arrows({ above, below, arrows: pairs }, width) {
  const columns = Math.max(above.length, below.length);
  const unit = Math.min(44, width / columns);
  const x = (row, value) => (row.indexOf(value) + (columns - row.length) / 2 + 0.5) * unit;
  const reached = new Set(pairs.map(([, to]) => to));
  const place = (row, y, isOn) =>
    row.map((value) => `<circle class="${isOn(value) ? "reached" : ""}" cx="${x(row, value)}" cy="${y}" r="${Math.min(13, unit / 2 - 1)}"/><text x="${x(row, value)}" y="${y + 4}">${value}</text>`).join("");
  const drawnArrows = pairs.map(([from, to]) => arrow(x(above, from), 30, x(below, to), 79));
  const told = pairs.map(([from, to]) => `${from} to ${to}`).join(", ") || "no arrow";
  return (
    `<svg class="map" role="img" aria-label="${told}" width="${unit * columns}" height="112" viewBox="0 0 ${unit * columns} 112">` +
    `${drawnArrows.join("")}${place(above, 16, (value) => pairs.some(([from]) => from === value))}${place(below, 94, (value) => reached.has(value))}</svg>`
  );
}

/** Return the copies of one axis as translucent shapes from the input down to the canvas. */
function beams(L) {
  if (L.axes.length > 1) return "";
  const { I, s, d, k, reach, cells } = L.axes[0];
  const shapes = indices([I]).flatMap(([i]) =>
    indices([k]).map(([t]) => {
      const [left, middle] = [s * i + d * t, s * i + reach / 2];
      return `<polygon data-beam="${i}" points="${middle - 0.3 + (0.6 * t) / k},0 ${middle - 0.3 + (0.6 * (t + 1)) / k},0 ${left + 1},2 ${left},2"/>`;
    }),
  );
  return `<svg class="beams" viewBox="0 0 ${cells.length} 2" preserveAspectRatio="none" aria-hidden="true" style="--columns:${cells.length}">${shapes.join("")}</svg>`;
}

/** Return the window of an output cell in the stretched input, under the reversed kernel. */
function windowView(L, write, hue, o) {
  const low = L.axes.map(({ reach }) => 1 - reach);
  const high = L.axes.map(({ I, s, p, size }) => Math.max(s * (I - 1), p + size - 1));
  const extents = low.map((v, n) => high[n] - v + 1);
  const isNarrow = extents[extents.length - 1] > 7;
  const seen = new Map(L.window(o).map((each) => [`${each.u}`, each]));
  const cells = indices(extents).map((place) => {
    const u = place.map((v, n) => v + low[n]);
    const here = seen.get(`${u}`);
    const isInput = u.every((v, n) => v >= 0 && v % L.axes[n].s === 0 && v / L.axes[n].s < L.axes[n].I);
    const i = isInput ? u.map((v, n) => v / L.axes[n].s) : null;
    const colours = i && here ? `background:var(--fill${hue(i)});border-color:var(--edge${hue(i)})` : "";
    const content = here ? (i ? (isNarrow ? write.w(here.t) : write.term(here)) : `<span class="quiet">${write.w(here.t)}</span>`) : i ? write.x(i) : "0";
    return cell(i ? "x" : here ? "w" : "", i ?? here?.t ?? [], `${i ? "input" : "zero"}${here ? " seen" : ""}`, content, colours);
  });
  return `<p>The kernel lies <b>reversed</b> on the stretched input; ${math("y", o)} adds up what is framed.</p>${grid(cells, extents[extents.length - 1], "stretched input under the reversed kernel")}`;
}

/** Return the transposed matrix, or on two axes the row of one output cell laid out like the input. */
function matrixView(L, write, hue, o) {
  const inputs = indices(L.input);
  const entry = (t, i, kind, at) =>
    t ? cell(kind, at, "entry", write.w(t), `background:var(--fill${hue(i)})`) : cell("", [], "dot", "·");
  if (L.axes.length === 1) {
    const rows = indices(L.output).flatMap((at) => [cell("y", at, "name", write.y(at)), ...L.row(at).map((t, n) => entry(t, inputs[n], "y", at))]);
    return `<p>Column <i>i</i> is the copy of <i>x</i><sub><i>i</i></sub>, after the crop.</p>${grid(rows, inputs.length + 1, "transposed matrix")}`;
  }
  const cells = L.row(o).map((t, n) => entry(t, inputs[n], "x", inputs[n]));
  return `<p>The row of ${math("y", o)}, read like the input; the matrix has ${L.output[0] * L.output[1]} rows and ${inputs.length} columns.</p>${grid(cells, L.input[1], "row of the transposed matrix")}`;
}

/** Return which taps meet in cells like the chosen one. */
function phaseView(L, write, o) {
  const j = L.onCanvas(o);
  const taps = new Set(L.phase(j).map(String));
  const cells = indices(L.kernel).map((t) => (taps.has(`${t}`) ? cell("w", t, "tap", write.w(t)) : cell("", [], "ghost", "")));
  const phase = j.map((v, n) => v % L.axes[n].s).join(", ");
  return `<p>${math("y", o)} lies in phase ${phase}: only these taps can reach it.</p>${grid(cells, L.kernel[L.kernel.length - 1], "taps of the phase")}`;
}
