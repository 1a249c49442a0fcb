// What the reader sets, points at and copies.

const byId = (id) => document.getElementById(id);
const MEANING = { I: "input size", k: "kernel size", s: "stride", p: "padding", d: "dilation", a: "output padding" };
let setting = readAddress(location.hash, START);
let channels = readChannels(location.hash);
let L = layer(setting);
let lit = null;
let isKept = false;
let cells = "symbols";
let second = readBehind(location.hash);
let unfolded = 1;

/** Return the colour of an input cell: its own among six, else one only where it is lit. */
function hue(i) {
  if (indices(L.input).length <= 6) return flat(i, L.input) + 1;
  const found = lit ? [...related().x].indexOf(`${i}`) : -1;
  return found < 0 ? "0" : (found % 6) + 1;
}

/** Return the cells that belong to what is lit. */
function related() {
  const found = { x: new Set(), w: new Set(), y: new Set(), pairs: [] };
  if (!lit) return found;
  const add = (i, t) => {
    const j = L.lands(i, t);
    found.pairs.push({ i, t, j });
    found.x.add(`${i}`);
    found.w.add(`${t}`);
    if (L.isKept(j)) found.y.add(`${j.map((v, n) => v - L.axes[n].p)}`);
  };
  if (lit.kind === "y") L.terms(L.onCanvas(lit.at)).forEach(({ i, t }) => add(i, t));
  if (lit.kind === "x") indices(L.kernel).forEach((t) => add(lit.at, t));
  if (lit.kind === "w") indices(L.input).forEach((i) => add(i, lit.at));
  found[lit.kind].add(`${lit.at}`);
  return found;
}

/** Return the output cell that windows, rows and phases speak of. */
function chosen() {
  if (lit?.kind === "y") return lit.at;
  const [first] = related().y;
  if (first !== undefined) return first.split(",").map(Number);
  return L.output.map((n) => n >> 1);
}

function draw() {
  const write = writer(L, cells !== "symbols");
  const focused = document.activeElement?.dataset;
  const place = focused?.kind ? [focused.kind, focused.at, document.activeElement.closest("[data-view]")?.dataset.view] : null;
  const o = chosen();
  byId("canvas").innerHTML = canvasView(L, write, hue, cells === "picture");
  byId("counts").innerHTML = countView(L);
  byId("window").innerHTML = windowView(L, write, hue, o);
  byId("matrix").innerHTML = matrixView(L, write, hue, o);
  byId("phases").innerHTML = phaseView(L, write, o);
  byId("derivation").innerHTML = derivationView(L, o, unfolded, Math.max(byId("derivation").clientWidth - 24, 240));
  byId("formula").innerHTML = formula(write);
  light();
  for (const group of document.querySelectorAll(".grid")) group.querySelector("button.cell")?.setAttribute("tabindex", "0");
  if (place) document.querySelector(`[data-view="${place[2]}"] [data-kind="${place[0]}"][data-at="${place[1]}"]`)?.focus({ preventScroll: true });
}

function light() {
  const on = related();
  document.body.classList.toggle("lit", Boolean(lit));
  for (const each of document.querySelectorAll("[data-kind]")) each.classList.toggle("on", on[each.dataset.kind].has(each.dataset.at));
  for (const each of document.querySelectorAll("[data-beam]")) each.classList.toggle("on", on.x.has(each.dataset.beam));
}

/** Return the formula of what is lit, in words a reader can follow. */
function formula(write) {
  if (!lit) return "<p>Point at a cell, or reach one with Tab and the arrow keys.</p>";
  const chip = (term) => `<span class="chip" style="background:var(--fill${hue(term.i)})">${write.term(term)}</span>`;
  if (lit.kind === "y") {
    const terms = L.terms(L.onCanvas(lit.at));
    const total = cells !== "symbols" && terms.length ? ` = ${L.value(terms)}` : "";
    const where = L.axes.map((axis, n) => `${lit.at[n]} + ${axis.p} = ${terms.map(({ i, t }) => `${axis.s}·${i[n]} + ${axis.d}·${t[n]}`).join(" = ") || "met by no tap"}`);
    return `<p class="large">${math("y", lit.at)} = ${terms.map(chip).join(" + ") || "0"}${total}</p><p><i>o</i> + <i>p</i> = <i>s i</i> + <i>d t</i>: ${where.join("; ")}</p>`;
  }
  const goes = related().pairs.map((pair) => `${chip(pair)} → ${L.isKept(pair.j) ? math("y", pair.j.map((v, n) => v - L.axes[n].p)) : "cropped"}`);
  return `<p class="large">${math(lit.kind, lit.at)} goes to</p><p>${goes.join(", ")}</p>`;
}

/** Return the formula of the lit output cell as LaTeX. */
function latex() {
  const o = chosen();
  const name = (letter, index) => `${letter}_{${subscript(index)}}`;
  const terms = L.terms(L.onCanvas(o)).map(({ i, t }) => `${name("x", i)} ${name("w", t)}`);
  return `${name("y", o)} = ${terms.join(" + ") || "0"}`;
}

function sliders() {
  const isSame = byId("same").checked && setting.length === 2;
  const groups = setting.length === 1 || isSame ? [[setting.map((_, n) => n), ""]] : [[[0], "down"], [[1], "across"]];
  const wanted = LETTERS.flatMap((letter) => groups.map(([axes, name]) => ({ letter, axes, name })));
  put(
    byId("sliders"),
    wanted.map(({ letter, axes, name }) => ({
      letter,
      name,
      now: setting[axes[0]][letter],
      ends: bounds(setting, letter, axes),
      set: (value) => change(setting.map((axis, at) => (axes.includes(at) ? { ...axis, [letter]: value } : axis))),
    })),
  );
}

/** Show sliders in a box; those that stand there already stay, so that one can be drawn along. */
function put(box, wanted) {
  if (box.children.length !== wanted.length) {
    box.innerHTML = wanted
      .map(({ letter, name }) => `<label><span><i>${letter}</i> ${MEANING[letter]} ${name}</span><input type="range" step="1" aria-label="${MEANING[letter]} ${name}"><output></output><small></small></label>`)
      .join("");
  }
  wanted.forEach(({ now, ends: { low, high, why, less }, set }, n) => {
    const [input, output, small] = box.children[n].querySelectorAll("input, output, small");
    Object.assign(input, { min: low, max: high, value: now });
    input.disabled = low === high;
    output.textContent = now;
    small.textContent = `${low} to ${high}${why && why !== "the scale ends" ? `; more: ${why}` : ""}${less ? `; less: ${less}` : ""}`;
    input.oninput = () => set(Number(input.value));
  });
}

/** Show the second layer: its sliders where it has its own numbers, and the counts over both. */
function stack() {
  if (second) second = fitting(L, second);
  byId("again").checked = second === null;
  const letters = second ? BEHIND : [];
  put(
    byId("second"),
    letters.map((letter) => ({
      letter,
      name: "of the second layer",
      now: second[letter],
      ends: boundsBehind(L, second, letter),
      set: (value) => putBehind({ ...second, [letter]: value }),
    })),
  );
  byId("stack").innerHTML = stackView(L, second);
}

function putBehind(next) {
  second = next;
  stack();
  history.replaceState(null, "", address(setting, channels, second));
}

function change(next) {
  if (obstacle(next)) return;
  setting = next;
  L = layer(setting, cells === "picture");
  lit = null;
  isKept = false;
  show();
  history.replaceState(null, "", address(setting, channels, second));
}

function show() {
  byId("one").setAttribute("aria-pressed", setting.length === 1);
  byId("two").setAttribute("aria-pressed", setting.length === 2);
  byId("same").closest("label").hidden = setting.length === 1;
  sliders();
  const told = L.axes.map(({ I, k, s, p, d, a, size }) => `${s}·(${I} − 1) + ${d}·(${k} − 1) + 1 − 2·${p} + ${a} = <b>${size}</b>`);
  byId("size").innerHTML = `<i>O</i> = <i>s</i>(<i>I</i> − 1) + <i>d</i>(<i>k</i> − 1) + 1 − 2<i>p</i> + <i>a</i> = ${told.join(", ")}`;
  byId("calls").innerHTML = Object.entries(spellings(L, channels))
    .map(([name, [call, left]]) => `<tr role="row"><th scope="row" role="rowheader">${name}</th><td role="cell">${call ? `<code>${call.replace(/&/g, "&amp;").replace(/</g, "&lt;")}</code>` : "no call says it:"} ${left}</td><td role="cell">${call ? '<button type="button" class="copy">Copy</button>' : ""}</td></tr>`)
    .join("");
  for (const each of document.querySelectorAll("[data-needs]")) {
    const holds = NEEDS[each.dataset.needs](setting);
    each.querySelector(".here").textContent = holds ? "Here the hypothesis holds." : "Here the hypothesis does not hold.";
  }
  stack();
  channels.forEach((count, n) => (byId(["inputs", "outputs"][n]).value = count));
  byId("summed").textContent = channels[0] === 1 ? "" : `Each output channel adds up ${channels[0]} of these layers, one for each input channel.`;
  byId("status").textContent = `The output has ${L.output.join(" by ")} cells.`;
  draw();
}

/** What the theorems of the page need of a setting. */
const NEEDS = {
  divides: (axes) => axes.every(({ k, s }) => k % s === 0),
  remainder: (axes) => axes.every(({ a }) => a === 0),
  unpadded: (axes) => axes.every(({ p }) => p === 0),
  short: (axes) => axes.every(({ k, s, d }) => k <= s && d === 1),
};

function point(target, keep) {
  const found = target.closest?.("[data-kind]");
  if (!found) return;
  lit = { kind: found.dataset.kind, at: found.dataset.at.split(",").map(Number) };
  isKept = keep;
  draw();
}

document.addEventListener("pointerover", (event) => {
  if (!isKept && event.pointerType === "mouse") point(event.target, false);
});
document.addEventListener("click", (event) => {
  if (event.target.closest(".copy")) copy(event.target);
  else point(event.target, true);
});
document.addEventListener("focusin", (event) => {
  const { kind, at } = event.target.dataset ?? {};
  if (kind && !isKept && `${lit?.at}` !== at && event.target.matches(":focus-visible")) point(event.target, false);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    lit = null;
    isKept = false;
    draw();
  }
  const here = event.target.closest?.("button.cell");
  if (!here) return;
  const cells = [...here.closest(".grid").querySelectorAll("button.cell")];
  const columns = Number(getComputedStyle(here.closest(".grid")).getPropertyValue("--columns"));
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns, Home: -cells.length, End: cells.length }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const next = cells[Math.min(cells.length - 1, Math.max(0, cells.indexOf(here) + step))];
  isKept = false;
  next.focus();
});

function copy(button) {
  const copies = { latex, address: () => location.href, tikz: () => tikz(L), svg: () => svg(L, document.createRange().createContextualFragment("<svg></svg>").firstChild.namespaceURI) };
  const text = copies[button.id]?.() ?? button.closest("tr").querySelector("code").textContent;
  navigator.clipboard?.writeText(text);
  byId("status").textContent = text.length > 300 ? "The drawing is copied." : `Copied: ${text}`;
  byId("copied").textContent = text.length > 300 ? "The drawing is copied." : text;
}

byId("one").onclick = () => change([setting[0]]);
byId("two").onclick = () => {
  const smaller = START.length === 2 ? START : [{ I: 3, k: 3, s: 2, p: 1, d: 1, a: 0 }, { I: 3, k: 3, s: 2, p: 1, d: 1, a: 0 }];
  change(obstacle([setting[0], setting[0]]) ? smaller : [setting[0], setting[0]]);
};
byId("same").onchange = () => {
  const both = [setting[0], setting[0]];
  if (byId("same").checked && !obstacle(both)) change(both);
  else sliders();
};
const CELLS = ["symbols", "numbers", "picture"];
for (const name of CELLS) byId(name).onclick = () => choose(name);
function choose(name) {
  cells = name;
  L = layer(setting, cells === "picture");
  for (const each of CELLS) byId(each).setAttribute("aria-pressed", each === name);
  byId("status").textContent = name === "picture" ? "The input is a small picture, every tap is 1." : `The cells are ${name}.`;
  draw();
}
byId("again").onchange = () => {
  const { k, s, p } = setting[0];
  putBehind(byId("again").checked ? null : fitting(L, { k, s, p }));
};
byId("next").onclick = () => unfold(Math.min(unfolded + 1, LINES.length));
byId("fold").onclick = () => unfold(1);
function unfold(lines) {
  unfolded = lines;
  byId("status").textContent = `${lines} of ${LINES.length} lines.`;
  draw();
}
["inputs", "outputs"].forEach((name, n) => {
  byId(name).innerHTML = CHANNELS.map((count) => `<option>${count}</option>`).join("");
  byId(name).onchange = (event) => {
    channels = channels.map((count, at) => (at === n ? Number(event.target.value) : count));
    change(setting);
  };
});
window.addEventListener("hashchange", () => {
  channels = readChannels(location.hash);
  second = readBehind(location.hash);
  change(readAddress(location.hash, START));
});
let width = 0;
new ResizeObserver(() => {
  if (byId("derivation").clientWidth === width) return;
  width = byId("derivation").clientWidth;
  draw();
}).observe(byId("derivation"));
show();
