// Terms, formulas and sentences. A cell is known by its key, as y2 for the second output cell; how it is called, and from
// where positions count, the page says in NOTATION.

const hue = (i) => (i % 6) + 1;
const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;
const keyOf = (letter, index) => `${letter}${index + 1}`;
const numberOf = (key) => Number(key.slice(1)) - 1 + NOTATION.first;
const placeOf = (position) => position + NOTATION.origin;
const written = (key) => `${NOTATION[key[0]]}_${numberOf(key)}`;
const spokenName = (key) => `${NOTATION[key[0]]}${numberOf(key)}`;

/** Return a formula such as "y_2 = 2·x_1" as MathML without the element around it. */
function mathPieces(text) {
  const piece = /([A-Za-z])_(\d+)|([A-Za-z])|(\d+)|([()])|(\S)/g;
  return text.replace(/ /g, "").replace(piece, (_, letter, index, alone, number, bracket, sign) => {
    if (letter) return `<msub><mi>${letter}</mi><mn>${index}</mn></msub>`;
    if (alone) return `<mi>${alone}</mi>`;
    if (number) return `<mn>${number}</mn>`;
    if (bracket) return `<mo form="${bracket === "(" ? "prefix" : "postfix"}" stretchy="false">${bracket}</mo>`;
    return `<mo>${sign}</mo>`;
  });
}

const math = (inside) => `<math><mrow>${inside}</mrow></math>`;
const mathTerm = ({ i, t }) =>
  `<mrow class="explore-term" style="background:var(--fill${hue(i)})">${mathPieces(written(keyOf("x", i)))}` +
  `<mspace width=".12em"></mspace>${mathPieces(written(keyOf("w", t)))}</mrow>`;
const mathSum = (terms) => terms.map(mathTerm).join("<mo>+</mo>") || "<mn>0</mn>";
const spokenSum = (terms) => terms.map(({ i, t }) => `${spokenName(keyOf("x", i))} times ${spokenName(keyOf("w", t))}`).join(" plus ") || "0";

/** Return the output size with numbers put in, as MathML that follows the general formula; a line may end before its value. */
function sizeNumbers({ I, k, s, p, d, a }, size) {
  const put = mathPieces(`= ${s}·(${I} − 1) + ${d}·(${k} − 1) + 1 − 2·${p} + ${a}`);
  return `${math(put)} ${math(mathPieces(`= ${size}`))}`;
}

/** Return the uses of an output cell, an input cell or a tap among the copies placed: {i, t, position, output}. */
function usesOf(key, rel, placed) {
  const letter = key[0];
  const index = Number(key.slice(1)) - 1;
  return rel.cells.flatMap((cell, position) =>
    cell
      .filter(({ i }) => i < placed)
      .map(({ i, t }) => ({ i, t, position, output: rel.output[position] }))
      .filter((use) => ({ x: use.i, w: use.t, y: use.output })[letter] === index),
  );
}

/** Return the formula panel for what is lit, as HTML. */
function explained(key, rel, setting, placed) {
  if (!key) return '<p class="explore-why">Point at an output cell for its formula, at an input cell or a tap for the cells it goes to.</p>';
  const uses = usesOf(key, rel, placed);
  const soFar = placed < setting.I ? " so far" : "";
  return key[0] === "y" ? explainedOutput(key, uses, setting, soFar) : explainedSource(key, uses, soFar);
}

function explainedOutput(key, uses, setting, soFar) {
  const position = Number(key.slice(1)) - 1 + setting.p;
  const formula = math(`${mathPieces(`${written(key)} =`)}${mathSum(uses)}`);
  return `<p>${formula}</p><p class="explore-why">Position ${placeOf(position)} of the canvas; ${plural(uses.length, "term")}${soFar}.</p>`;
}

function explainedSource(key, uses, soFar) {
  const kept = uses.filter((use) => use.output !== null);
  const lost = uses.length - kept.length;
  const arrows = kept.map((use) => math(`${mathTerm(use)}${mathPieces(`→ ${written(keyOf("y", use.output))}`)}`));
  const name = math(mathPieces(written(key)));
  const what = key[0] === "x" ? "Input cell" : "Tap";
  const cropped = lost ? `; ${plural(lost, "product")} cropped` : "";
  return (
    `<p class="explore-uses">${arrows.join(" ") || "–"}</p>` +
    `<p class="explore-why">${what} ${name} is used in ${plural(kept.length, "output cell")}${soFar}${cropped}.</p>`
  );
}

/** Return the accessible name of a cell: what it is, and its formula or where it goes. */
function spoken(key, rel, setting, placed) {
  const uses = usesOf(key, rel, placed);
  const soFar = placed < setting.I ? " so far" : "";
  if (key[0] === "y") return `output ${spokenName(key)} equals ${spokenSum(uses)}${soFar}`;
  const goals = uses.filter((use) => use.output !== null).map((use) => spokenName(keyOf("y", use.output)));
  const place = key[0] === "x" ? `input ${spokenName(key)}, ` : `kernel tap ${spokenName(key)}, `;
  return `${place}${goals.length ? `goes to ${goals.join(", ")}` : "goes to no output cell"}${soFar}`;
}

/** Return the rows of the table: every position, its sum, and the output cell it becomes. */
function tableRows(rel) {
  const row = (cell, position) => {
    const output = rel.output[position];
    const becomes = output === null ? "cropped" : math(mathPieces(written(keyOf("y", output))));
    return `<tr><th scope="row">${placeOf(position)}</th><td>${math(mathSum(cell))}</td><td>${becomes}</td></tr>`;
  };
  return rel.cells.map(row).join("\n");
}
