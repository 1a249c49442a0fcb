// State, events, and the address: everything that changes the page.

const LETTERS = ["I", "k", "s", "p", "d", "a"];

/** Make one section of the page interactive. */
function explore(root) {
  const part = (name) => root.querySelector(`.explore-${name}`);
  const field = (letter) => root.querySelector(`input[name=${letter}]`);
  const typed = () => Object.fromEntries(LETTERS.map((letter) => [letter, field(letter).valueAsNumber]));
  const [figure, slider, play] = [part("figure"), part("slider"), part("play")];
  const state = { setting: typed(), placed: Infinity, lit: null, kept: false, timer: null };
  let rel = relation(state.setting);

  // ---- drawing

  function draw() {
    const focused = figure.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    figure.innerHTML = picture({ rel, setting: state.setting, placed: state.placed });
    for (const first of figure.querySelectorAll("[role=group] > [role=button]:first-child")) first.tabIndex = 0;
    if (focused) cell(focused)?.focus();
    light();
  }

  function light() {
    const svg = figure.querySelector("svg");
    const mark = (query) => svg.querySelectorAll(query).forEach((found) => found.classList.add("on"));
    svg.classList.toggle("lit", Boolean(state.lit));
    svg.querySelectorAll(".on").forEach((found) => found.classList.remove("on"));
    svg.querySelectorAll("[aria-pressed=true]").forEach((found) => found.setAttribute("aria-pressed", "false"));
    part("formula").innerHTML = explained(state.lit, rel, state.setting, state.placed);
    part("link").href = `#${address()}`;
    if (!state.lit) return;
    const index = Number(state.lit.slice(1)) - 1;
    mark(`[data-key=${state.lit}]`);
    if (state.lit[0] === "y") mark(`[data-position="${index + state.setting.p}"]`);
    for (const { i, t, output } of usesOf(state.lit, rel, state.placed)) {
      mark(`[data-key=${keyOf("x", i)}],[data-key=${keyOf("w", t)}],[data-i="${i}"][data-t="${t}"]`);
      if (output !== null) mark(`[data-key=${keyOf("y", output)}]`);
    }
    if (state.kept) cell(state.lit).setAttribute("aria-pressed", "true");
  }

  function show() {
    const { setting, placed } = state;
    if (state.lit && !exists(state.lit)) Object.assign(state, { lit: null, kept: false });
    slider.max = setting.I;
    slider.value = placed;
    slider.setAttribute("aria-valuetext", placedInWords());
    part("placed").textContent = `${placed} of ${setting.I} placed`;
    part("numbers").innerHTML = sizeNumbers(setting, rel.size);
    root.querySelector("tbody").innerHTML = tableRows(rel);
    draw();
  }

  const cell = (key) => figure.querySelector(`[data-key=${key}]`);
  const exists = (key) => Number(key.slice(1)) <= { x: state.setting.I, w: state.setting.k, y: rel.size }[key[0]];
  const say = (text) => (part("status").textContent = text);
  const placedInWords = () =>
    state.placed
      ? `${spokenName(keyOf("x", state.placed - 1))} placed at position ${placeOf(state.setting.s * (state.placed - 1))}`
      : "empty canvas";

  // ---- the setting

  /** Return what is wrong with the fields, or nothing. */
  function fault(setting) {
    const wild = LETTERS.find((letter) => !(setting[letter] <= Number(field(letter).max)) || !Number.isInteger(setting[letter]));
    if (!wild) return relation(setting).broken;
    return { field: wild, text: `${field(wild).ariaLabel} must be a whole number, at most ${field(wild).max} in this picture` };
  }

  function change() {
    const setting = typed();
    const broken = fault(setting);
    const enough = broken?.enough ? ` (here: ${broken.enough})` : "";
    part("error").textContent = broken ? `${broken.text}${enough}.` : "";
    part("size").hidden = Boolean(broken);
    root.classList.toggle("illegal", Boolean(broken));
    for (const letter of LETTERS) field(letter).setAttribute("aria-invalid", String(broken?.field === letter));
    if (broken) return;
    const all = state.placed >= state.setting.I;
    rel = relation(setting);
    state.setting = setting;
    state.placed = all ? setting.I : Math.min(state.placed, setting.I);
    show();
    say(`Output size ${rel.size}`);
  }

  function goTo(placed) {
    state.placed = Math.max(0, Math.min(state.setting.I, placed));
    show();
    say(placedInWords());
  }

  function stop() {
    clearInterval(state.timer);
    state.timer = null;
    play.textContent = "Play";
  }

  function playOrPause() {
    if (state.timer) return stop();
    goTo(state.placed === state.setting.I ? 0 : state.placed);
    play.textContent = "Pause";
    state.timer = setInterval(() => {
      goTo(state.placed + 1);
      if (state.placed === state.setting.I) stop();
    }, 900);
  }

  // ---- pointing, focus, keys

  const keyAt = (event) => event.target.closest?.("[data-key]")?.dataset.key ?? null;
  const hold = (lit, kept) => {
    Object.assign(state, { lit, kept });
    light();
  };
  const press = (key) => hold(key, !(state.kept && state.lit === key));

  function move(event, key) {
    const row = [...cell(key).parentNode.children];
    const index = row.indexOf(cell(key));
    const steps = { ArrowRight: index + 1, ArrowDown: index + 1, ArrowLeft: index - 1, ArrowUp: index - 1, Home: 0, End: row.length - 1 };
    if (!(event.key in steps)) return;
    event.preventDefault();
    const next = row[Math.max(0, Math.min(row.length - 1, steps[event.key]))];
    cell(key).tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }

  function pressed(event) {
    const key = keyAt(event);
    if (!key) return;
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      press(key);
    } else move(event, key);
  }

  // ---- the address

  const address = () => {
    const shown = { ...state.setting, ...(state.placed < state.setting.I && { step: state.placed }), ...(state.lit && { lit: state.lit }) };
    return new URLSearchParams(shown).toString();
  };

  /** Open the state that the address asks for, as in #I=4&k=3&lit=y2. */
  function open() {
    if (!location.hash.includes("=")) return;
    const asked = new URLSearchParams(location.hash.slice(1));
    for (const letter of LETTERS) if (asked.get(letter)) field(letter).value = asked.get(letter);
    state.placed = Infinity;
    const lit = asked.get("lit");
    Object.assign(state, /^[xwy][1-9]\d*$/.test(lit) ? { lit, kept: true } : { lit: null, kept: false });
    change();
    if (asked.get("step")) goTo(Number(asked.get("step")) || 0);
    root.scrollIntoView();
    if (state.lit) cell(state.lit).scrollIntoView({ block: "nearest", inline: "center" });
  }

  // ---- wiring

  for (const hidden of root.querySelectorAll("[hidden]")) hidden.hidden = false;
  root.querySelector("details").open = false;
  part("layer").addEventListener("input", change);
  slider.addEventListener("input", () => goTo(slider.valueAsNumber));
  part("back").addEventListener("click", () => goTo(state.placed - 1));
  part("next").addEventListener("click", () => goTo(state.placed + 1));
  play.addEventListener("click", playOrPause);
  figure.addEventListener("pointerover", (event) => !state.kept && keyAt(event) && hold(keyAt(event), false));
  figure.addEventListener("pointerleave", () => !state.kept && hold(keyAt({ target: document.activeElement }), false));
  figure.addEventListener("focusin", (event) => keyAt(event) && keyAt(event) !== state.lit && hold(keyAt(event), false));
  figure.addEventListener("focusout", (event) => !figure.contains(event.relatedTarget) && !state.kept && hold(null, false));
  figure.addEventListener("click", (event) => keyAt(event) && press(keyAt(event)));
  figure.addEventListener("keydown", pressed);
  root.addEventListener("keydown", (event) => event.key === "Escape" && hold(null, false));
  addEventListener("hashchange", open);
  addEventListener("beforeprint", () => {
    root.querySelector("details").open = true;
    goTo(state.setting.I);
  });
  change();
  open();
}

document.querySelectorAll(".explore").forEach(explore);
