// The picture, as SVG text in the classes that the page's figures use: kernel, placed copies, sum, crop, output.

const SPACE = { left: 122, cell: 34, gap: 7, tap: 46, band: 26, widest: 84, labelled: 50, canvas: 612 };

/** Return where everything stands; narrow columns show counts, and pointing gives the terms. */
function measured(rel, setting) {
  const count = rel.cells.length;
  const column = Math.max(SPACE.cell, Math.min(SPACE.widest, Math.floor(SPACE.canvas / count)));
  const narrow = column < SPACE.labelled;
  const deepest = Math.max(1, ...rel.counts);
  const kernel = 10;
  const inputs = kernel + SPACE.cell + 34;
  const rule = inputs + setting.I * (SPACE.cell + SPACE.gap) + 6;
  const sum = rule + 12;
  const height = narrow ? SPACE.cell : Math.max(SPACE.cell, deepest * SPACE.band);
  const output = sum + height + 26;
  const right = SPACE.left + Math.max(count * column, setting.k * SPACE.tap);
  return { column, narrow, kernel, inputs, rule, sum, height, output, width: right + 12, bottom: output + SPACE.cell + 8 };
}

const at = (place, position) => SPACE.left + position * place.column;
const rect = (role, x, y, width, height, more = "") =>
  `<rect class="${role}" x="${x}" y="${y}" width="${width}" height="${height}"${more}/>`;
const line = (role, x1, y1, x2, y2) => `<path class="${role}" d="M${x1} ${y1}L${x2} ${y2}"/>`;
const words = (role, x, y, content) => `<text class="${role}" x="${x}" y="${y}">${content}</text>`;
const rowHead = (y, content) => words("sc-t explore-head", 8, y + 22, content);

/** Return the cells of these keys side by side, with indices lowered. */
function symbols(...keys) {
  return keys
    .map((key, n) => {
      const back = n ? ' dx="2" dy="-3.4"' : "";
      const number = `<tspan class="sc-r" dy="3.4" font-size="11.5">${numberOf(key)}</tspan>`;
      return `<tspan class="sc-v"${back}>${NOTATION[key[0]]}</tspan>${number}`;
    })
    .join("");
}

const symbol = (x, y, ...keys) => words("sc-m", x, y, symbols(...keys));
const product = ({ i, t }, content) => `<g class="explore-part" data-i="${i}" data-t="${t}">${content}</g>`;

/** Return a cell that can be pointed at and focused. */
function button(key, view, content) {
  const label = spoken(key, view.rel, view.setting, view.placed);
  return `<g class="explore-part" role="button" tabindex="-1" aria-pressed="false" aria-label="${label}" data-key="${key}">${content}</g>`;
}

const group = (name, content) => `<g role="group" aria-label="${name}">${content.join("")}</g>`;
const range = (count) => Array.from({ length: count }, (_, n) => n);

function kernelRow(view, place) {
  const taps = range(view.setting.k).map((t) => {
    const x = SPACE.left + t * SPACE.tap;
    const body = rect("sc-k", x, place.kernel, SPACE.tap, SPACE.cell) + symbol(x + SPACE.tap / 2, place.kernel + 22, keyOf("w", t));
    return button(keyOf("w", t), view, body);
  });
  return rowHead(place.kernel, "kernel") + group("Kernel", taps);
}

function inputRows(view, place) {
  const cells = range(view.setting.I).map((i) => {
    const y = place.inputs + i * (SPACE.cell + SPACE.gap);
    const body = rect(`sc-i${hue(i)}`, 66, y, 40, SPACE.cell, ' rx="8"') + symbol(86, y + 22, keyOf("x", i));
    return button(keyOf("x", i), view, body);
  });
  return group("Input", cells);
}

/** Return a row per input cell: its copy of the kernel where it is placed, on a grid of empty places. */
function canvasRows(view, place) {
  const top = (i) => place.inputs + i * (SPACE.cell + SPACE.gap);
  const empty = range(view.setting.I).flatMap((i) =>
    view.rel.cells.map((_, j) => rect("sc-g", at(place, j), top(i), place.column, SPACE.cell)),
  );
  const placed = view.rel.cells.flatMap((cell, j) =>
    cell.filter(({ i }) => i < view.placed).map((term) => placedProduct(term, at(place, j), top(term.i), place)),
  );
  return empty.join("") + placed.join("");
}

function placedProduct(term, x, y, place) {
  const keys = place.narrow ? [keyOf("w", term.t)] : [keyOf("x", term.i), keyOf("w", term.t)];
  const body = rect(`sc-i${hue(term.i)}`, x, y, place.column, SPACE.cell);
  return product(term, body + symbol(x + place.column / 2, y + 22, ...keys));
}

function positionRow(view, place) {
  const numbers = view.rel.cells.map((_, j) => words("sc-n", at(place, j) + place.column / 2, place.inputs - 8, placeOf(j)));
  return words("sc-t explore-head", 8, place.inputs - 8, "position") + numbers.join("");
}

/** Return a position of the canvas with what is placed there; hatched where it is cropped. */
function sumCell(view, place, j) {
  const terms = view.rel.cells[j].filter(({ i }) => i < view.placed);
  const box = { x: at(place, j), y: place.sum, width: place.column, height: place.height };
  const hatch = view.rel.output[j] === null ? hatching(box) : "";
  if (!terms.length) return `<g class="explore-part" data-position="${j}">${emptySum(box, hatch)}</g>`;
  const band = box.height / terms.length;
  const fills = terms.map((term, n) => product(term, rect(`sc-f${hue(term.i)}`, box.x, box.y + n * band, box.width, band)));
  const content = place.narrow ? counted(box, terms.length) : terms.map((term, n) => summand(term, n, box, band, hatch)).join("");
  const role = terms.length > 1 ? "sc-b" : "sc-l";
  return fills.join("") + hatch + content + rect(role, box.x, box.y, box.width, box.height);
}

function emptySum(box, hatch) {
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const plate = hatch && rect("sc-p", x - 9, y - 10, 18, 20);
  return rect("sc-z", box.x, box.y, box.width, box.height) + hatch + plate + words("sc-m", x, y + 5, "0");
}

function counted(box, count) {
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  return rect("sc-p", x - 9, y - 10, 18, 20, ' rx="3"') + words("sc-m", x, y + 5, count);
}

function summand(term, n, box, band, hatch) {
  const [x, y] = [box.x + box.width / 2, box.y + (n + 0.5) * band];
  const plate = hatch && rect(`sc-f${hue(term.i)} explore-plate`, x - 24, y - 10, 48, 20);
  const names = symbols(keyOf("x", term.i), keyOf("w", term.t));
  return product(term, plate + words("sc-m", x, y + 5, n ? `+ ${names}` : names));
}

function hatching({ x, y, width, height }) {
  const path = [];
  for (let reach = 8; reach < width + height; reach += 8) {
    const [left, right] = [Math.max(reach - height, 0), Math.min(reach, width)];
    path.push(`M${x + left} ${y + reach - left}L${x + right} ${y + reach - right}`);
  }
  return `<path class="sc-u" d="${path.join("")}"/>`;
}

/** Return the canvas with everything placed so far; cells with a heavy frame are drawn over their neighbours. */
function sumRow(view, place) {
  const right = at(place, view.rel.cells.length);
  const order = range(view.rel.cells.length).sort((j, k) => view.rel.counts[j] - view.rel.counts[k]);
  const cells = order.map((j) => sumCell(view, place, j));
  const plus = words("sc-m", SPACE.left - 14, place.rule + 5, "+");
  return plus + line("sc-l", SPACE.left, place.rule, right, place.rule) + rowHead(place.sum, "sum") + cells.join("");
}

/** Return the cuts, and that what lies beyond them falls away; none where nothing does. */
function cropMarks(view, place) {
  const [begin, end] = [view.setting.p, view.setting.p + view.rel.size];
  const below = place.sum + place.height;
  const inside = [begin, end].filter((j) => j > 0 && j < view.rel.cells.length);
  const cuts = inside.map((j) => line("sc-x", at(place, j), place.sum - 8, at(place, j), below + 24));
  const label = (from, to) => (to > from ? words("sc-n", (at(place, from) + at(place, to)) / 2, below + 18, "crop") : "");
  return cuts.join("") + label(0, begin) + label(end, view.rel.cells.length);
}

function outputRow(view, place) {
  const cells = range(view.rel.size).map((o) => {
    const x = at(place, o + view.setting.p);
    const body = rect("sc-b explore-out", x, place.output, place.column, SPACE.cell) + symbol(x + place.column / 2, place.output + 22, keyOf("y", o));
    return button(keyOf("y", o), view, body);
  });
  return rowHead(place.output, "output") + group("Output", cells);
}

/** Return the whole picture of a view: the relation, the setting, and how many copies are placed. */
function picture(view) {
  const place = measured(view.rel, view.setting);
  const name = `Transposed convolution: ${plural(view.setting.I, "input cell")}, ${plural(view.setting.k, "tap")}, ${plural(view.rel.size, "output cell")}`;
  const still = [positionRow, canvasRows, sumRow, cropMarks].map((draw) => draw(view, place));
  return (
    `<svg role="group" aria-label="${name}" width="${place.width}" height="${place.bottom}" viewBox="0 0 ${place.width} ${place.bottom}">` +
    `${kernelRow(view, place)}${inputRows(view, place)}<g aria-hidden="true">${still.join("")}</g>${outputRow(view, place)}</svg>`
  );
}
