"""The layer page in a real browser: its numbers are those of the layers, and it cannot be set wrongly."""

import random
import re
import shutil
from xml.etree.ElementTree import fromstring

import numpy as np
import pytest
from commands import run
from html_errors import errors
from playwright.sync_api import sync_playwright
from thorough import full_check, needs

from symconv import Conv, ConvTranspose, dialects, flip, stretch
from symconv.book import exploring
from symconv.errors import GeometryError, StepFailed
from symconv.pages.workbench import core

CHROMIUM = shutil.which("chromium")
LETTERS = "Ikspda"
MOST = {1: (8, 7, 5, 9, 3, 4, 15), 2: (5, 5, 3, 6, 2, 2, 11)}
SETTINGS = 2000
DRAWN = random.Random(5)  # noqa: S311 (settings are no secret)

pytestmark = needs("chromium")

SUMMARY = """settings => settings.map((setting, number) => {
  const L = layer(setting), outputs = indices(L.output), P = layer(setting, true);
  const own = fitting(L, { k: 1 + (number % 5), s: 1 + (number % 3), p: number % 4 });
  const o = outputs[number % outputs.length];
  const sum = pairs => pairs.reduce((all, [i, t]) => all + L.x(i) * L.w(t), 0);
  const inputs = indices(L.input);
  return {
    size: L.output,
    terms: outputs.map(o => L.value(L.terms(L.onCanvas(o)))),
    window: outputs.map(o => sum(L.window(o).filter(({ i }) => i).map(({ i, t }) => [i, t]))),
    row: outputs.map(o => sum(L.row(o).map((t, n) => [inputs[n], t]).filter(([, t]) => t))),
    counts: outputs.map(o => L.terms(L.onCanvas(o)).length),
    reached: outputs.map(o => L.phase(L.onCanvas(o)).length),
    bounds: LETTERS.map(letter => bounds(setting, letter, [0])).map(({ low, high }) => [low, high]),
    calls: spellings(L),
    wide: spellings(L, [16, 8]).PyTorch[0],
    twice: stacked(L, null),
    own: own,
    stacked: stacked(L, own),
    together: together(L, own),
    ends: BEHIND.map(letter => boundsBehind(L, own, letter)).map(({ low, high }) => [low, high]),
    picture: indices(L.input).map(i => P.x(i)),
    upsampled: outputs.map(each => P.value(P.terms(P.onCanvas(each)))),
    cell: o,
    lines: derivation(L.axes[L.axes.length - 1], o[o.length - 1]),
    svg: svg(L, "urn:svg"),
    tikz: tikz(L),
    again: readAddress(address(setting), [{ I: 1, k: 1, s: 1, p: 0, d: 1, a: 0 }]),
  };
})"""


def is_shown(axes):
    """Whether a setting can be shown: legal, within the scales, its canvas not too long."""
    *most, cells = MOST[len(axes)]
    for axis in axes:
        if any(axis[letter] > largest for letter, largest in zip(LETTERS, most, strict=True)):
            return False
        full = axis["s"] * (axis["I"] - 1) + axis["d"] * (axis["k"] - 1) + 1
        try:
            size = made([axis]).output_size(axis["I"])
        except GeometryError:
            return False
        if max(full, axis["p"] + size) > cells:
            return False
    return True


def made(axes):
    parameters = [[axis[letter] for axis in axes] for letter in "kspad"]
    if len(axes) == 1:
        return ConvTranspose(*(values[0] for values in parameters))
    return ConvTranspose(*map(tuple, parameters))


def settings(count):
    found = []
    while len(found) < count:
        most = MOST[DRAWN.choice((1, 2))]
        axes = [
            {
                letter: DRAWN.randint(letter in "Iksd", n)
                for letter, n in zip(LETTERS, most, strict=False)
            }
            for _ in range(1 if most is MOST[1] else 2)
        ]
        if is_shown(axes):
            found.append(axes)
    return found


def cells(axes):
    """The numbers of the page: inputs counted from 1, taps from 1 to 5 over and over."""
    I, k = ([axis[letter] for axis in axes] for letter in "Ik")
    x = np.arange(1, np.prod(I) + 1, dtype=np.int64).reshape(I)
    w = (np.arange(np.prod(k), dtype=np.int64) % 5 + 1).reshape(k)
    return x, w


def loop(axes, x, w, ones=False):
    """The output by a plain loop over inputs and taps: nothing of symconv."""
    full = [axis["s"] * (axis["I"] - 1) + axis["d"] * (axis["k"] - 1) + 1 for axis in axes]
    canvas = np.zeros([n + axis["a"] for n, axis in zip(full, axes, strict=True)], dtype=np.int64)
    for i in np.ndindex(*x.shape):
        for t in np.ndindex(*w.shape):
            place = tuple(a["s"] * m + a["d"] * n for a, m, n in zip(axes, i, t, strict=True))
            canvas[place] += 1 if ones else x[i] * w[t]
    kept = tuple(
        slice(a["p"], a["p"] + n - 2 * a["p"] + a["a"]) for a, n in zip(axes, full, strict=True)
    )
    return canvas[kept]


@pytest.fixture(scope="module")
def page_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("explore") / "page.html"
    result = run("explore", "-o", str(path))
    assert (result.exit_code, result.stdout) == (0, "")
    return path


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        yield started
        started.close()


@pytest.fixture(scope="module")
def computed(browser):
    """Settings with what the page's script says of them, all in one call."""
    drawn = settings(SETTINGS)
    page = browser.new_page()
    page.add_script_tag(content=core())
    told = page.evaluate(SUMMARY, drawn)
    page.close()
    return list(zip(drawn, told, strict=True))


def test_sizes_and_cells_are_those_of_the_layers(computed):
    for axes, told in computed:
        x, w = cells(axes)
        y = made(axes)(x, w)
        assert tuple(told["size"]) == y.shape
        assert y.ravel().tolist() == loop(axes, x, w).ravel().tolist() == told["terms"]
        assert told["window"] == told["row"] == told["terms"], axes
        assert told["counts"] == loop(axes, x, w, ones=True).ravel().tolist()
        assert all(n <= most for n, most in zip(told["counts"], told["reached"], strict=True))


@full_check
def test_sliders_end_where_the_next_value_cannot_be_shown(computed):
    for axes, told in computed:
        for letter, (low, high) in zip(LETTERS, told["bounds"], strict=True):
            least = 0 if letter in "pa" else 1
            run_ = [{**axes[0], letter: value} for value in range(low, high + 1)]
            assert all(is_shown([each, *axes[1:]]) for each in run_)
            assert not is_shown([{**axes[0], letter: high + 1}, *axes[1:]])
            assert low == least or not is_shown([{**axes[0], letter: low - 1}, *axes[1:]])


def test_an_address_leads_back_to_its_layer(computed):
    assert all(told["again"] == axes for axes, told in computed)


def test_calls_of_other_frameworks_are_read_back_as_the_layer(computed):
    read = 0
    for axes, told in computed[:200]:
        layer, (x, w) = made(axes), cells(axes)
        y = layer(x, w)
        size = x.shape
        for name, (call, left) in told["calls"].items():
            if name in ("symconv", "ONNX") or not call:
                continue
            extra = {"kernel_size": w.shape} if name == "JAX" else {}
            theirs = dialects.read(call, **extra).layer(size)
            plain = ConvTranspose(
                theirs.kernel_size,
                theirs.stride,
                theirs.padding,
                theirs.output_padding,
                theirs.dilation,
            )
            found = plain(x, w)
            if left:
                window = re.search(r"\[(.*)\]", left)[1].split(", ")
                found = found[tuple(slice(*map(int, each.split(":"))) for each in window)]
            assert np.array_equal(found, y), (name, call, axes)
            read += 1
    assert read > 300


def test_two_such_layers_are_counted_as_the_layer_counts_its_own_counts(computed):
    without = 0
    for axes, told in computed:
        x, w = cells(axes)
        first = loop(axes, x, w, ones=True)
        try:
            counts = made(axes)(first, np.ones_like(w))
        except GeometryError:
            assert told["twice"] is None
            without += 1
            continue
        assert tuple(told["twice"]["output"]) == counts.shape
        assert told["twice"]["counts"] == counts.ravel().tolist()
    assert 0 < without < len(computed)


def test_a_second_layer_has_its_own_numbers(computed):
    alone = 0
    for axes, told in computed:
        x, w = cells(axes)
        k, s, p = (told["own"][letter] for letter in "ksp")
        n = len(axes)
        second = ConvTranspose((k,) * n, s, p)
        counts = second(loop(axes, x, w, ones=True), np.ones((k,) * n, dtype=np.int64))
        assert told["stacked"]["counts"] == counts.ravel().tolist()
        for letter, (low, high) in zip("ksp", told["ends"], strict=True):
            assert low <= told["own"][letter] <= high
            sizes = [
                has_size(ConvTranspose((k,) * n, s, p), told["size"], letter, value)
                for value in range(low, high + 1)
            ]
            assert all(sizes), (axes, told["own"], letter)
        if told["together"] is None:
            alone += 1
            continue
        v = np.arange(1, k**n + 1, dtype=np.int64).reshape((k,) * n)
        bare = ConvTranspose((k,) * n, s)
        whole = (tuple(axis[letter] for axis in told["together"]) for letter in "ksp")
        one = ConvTranspose(*whole)
        assert np.array_equal(second(made(axes)(x, w), v).ravel(), one(x, bare(w, v)).ravel())
    assert 0 < alone < len(computed)


def has_size(layer, size, letter, value):
    """Whether a layer with another number can stand behind one of some output size, and be shown."""
    numbers = {"k": layer.kernel_size, "s": layer.stride, "p": layer.padding[0][0]}
    numbers[letter] = (value,) * len(size) if letter == "k" else value
    try:
        found = ConvTranspose(numbers["k"], numbers["s"], numbers["p"]).output_size(tuple(size))
    except GeometryError:
        return False
    return max(found) <= 24


def test_a_picture_goes_through_the_layer(computed):
    for axes, told in computed:
        shape = [axis["I"] for axis in axes]
        x = np.array(told["picture"], dtype=np.int64).reshape(shape)
        w = np.ones([axis["k"] for axis in axes], dtype=np.int64)
        assert 0 <= x.min() <= x.max() <= 9
        assert told["upsampled"] == loop(axes, x, w).ravel().tolist()


def test_every_line_of_the_derivation_adds_up_the_same_products(computed):
    for axes, told in computed:
        I, k, s, p, d, _ = (axes[-1][letter] for letter in LETTERS)
        j = told["cell"][-1] + p
        met = {(i, t) for i in range(I) for t in range(k) if s * i + d * t == j}
        for number, line in enumerate(told["lines"]):
            products = [(term["i"], term["t"]) for term in line["terms"]]
            assert {each for each in products if each[0] is not None} == met
            assert len(products) == (len(met) if number < 2 else k)
            sources, targets = line["above"], line["below"]
            assert all(a in sources and b in targets for a, b in line["arrows"])
        first, second, third, last = (
            {tuple(arrow) for arrow in line["arrows"]} for line in told["lines"]
        )
        assert first == {(i, j) for i, _ in met}
        assert second == {(i, s * i) for i in range(I)}
        assert third == {(t, j - d * t) for t in range(k)}
        assert last == {(t, k - 1 - t) for t in range(k)}
        assert [term["t"] for term in told["lines"][3]["terms"]] == [*range(k)][::-1]


def test_drawings_have_every_cell_and_every_product(computed):
    for axes, told in computed[:100]:
        x, w = cells(axes)
        root = fromstring(told["svg"])  # noqa: S314 (what the page made)
        rectangles = root.findall("{urn:svg}rect")
        kept = [each for each in rectangles if "stroke-dasharray" not in each.attrib]
        assert len(kept) == np.prod(told["size"])
        assert told["svg"].count(">w<") == told["tikz"].count("w_{") == x.size * w.size
        assert told["tikz"].count(" rectangle ") == len(rectangles)
        assert told["tikz"].count("[dashed]") == len(rectangles) - len(kept)


def test_channels_are_in_the_calls(computed):
    for axes, told in computed[:20]:
        assert dialects.read(told["wide"]).channels == (16, 8), axes


def test_the_page_is_whole_small_and_quiet(page_file, browser):
    text = page_file.read_text(encoding="utf-8")
    assert len(text.encode()) < 400_000
    assert errors(text) == []
    assert not re.search(r"https?:|src=|@import|<link|url\(", text)
    asked, said = [], []
    for width, scheme in ((1280, "light"), (390, "dark")):
        page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{page_file.as_uri()}#axes=2&k=4&s=2&p=1")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator("#size b").all_inner_texts() == ["6", "6"]
        assert page.locator("#canvas [data-kind=y]").count() == 36
        page.close()
    assert said == []
    assert {url.partition("#")[0] for url in asked} == {page_file.as_uri()}


def test_pointing_keys_and_sliders_move_all_views(page_file, browser):
    page = browser.new_page(viewport={"width": 1280, "height": 1200})
    page.goto(f"{page_file.as_uri()}#axes=1&I=2&k=3&s=2&p=1")
    page.locator("#canvas [data-kind=y][data-at='1']").click()
    assert page.locator("#formula .large").inner_text().replace(" ", "") == "y2=x1w3+x2w1"
    assert page.locator("#window .seen").count() == 3
    assert page.locator("#matrix .name.on").inner_text() == "y2"
    page.locator("#numbers").click()
    assert page.locator("#formula .large").inner_text().replace(" ", "") == "y2=1·3+2·1=5"
    page.keyboard.press("Escape")
    assert "Point at a cell" in page.locator("#formula").inner_text()
    page.locator("#canvas [data-kind=x][data-at='0']").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.at") == "1"
    assert page.locator("#formula .large").inner_text().replace(" ", "") == "x2goesto"
    slider = page.locator("#sliders input").nth(2)
    assert (slider.get_attribute("min"), slider.input_value()) == ("1", "2")
    slider.fill("3")
    assert "s=3" in page.url
    assert page.locator("#size b").inner_text() == "4"
    page.locator("#two").click()
    assert page.locator("#sliders input").count() == 6
    page.locator("#same").uncheck()
    assert page.locator("#sliders input").count() == 12
    page.close()


def test_a_picture_a_second_layer_and_the_derivation_answer(page_file, browser):
    page = browser.new_page(viewport={"width": 390, "height": 900})
    page.goto(f"{page_file.as_uri()}#axes=1&I=2&k=3&s=2&p=0&behind=2,2,0")
    page.locator("summary", has_text="A second layer").click()
    assert "k = 6, s = 4, p = 0" in page.locator("#stack").inner_text()
    page.locator("#second input").nth(1).fill("3")
    assert "behind=2,3,0" in page.url
    assert "k = 8, s = 6, p = 0" in page.locator("#stack").inner_text()
    page.locator("#again").check()
    assert "behind" not in page.url
    page.locator("#canvas [data-kind=y][data-at='2']").click()
    lines = page.locator("#derivation li")
    assert (lines.count(), lines.locator("p.large >> visible=true").count()) == (4, 1)
    for shown in (2, 3, 4, 4):
        page.locator("#next").click()
        assert lines.locator("p.large >> visible=true").count() == shown
    assert lines.nth(3).locator("svg").get_attribute("aria-label") == "0 to 2, 1 to 1, 2 to 0"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#picture").click()
    assert (
        page.locator("#canvas [data-kind=y]").first.get_attribute("style").startswith("background")
    )
    assert page.locator("#canvas [data-kind=w]").all_inner_texts() == ["1", "1", "1"]
    page.close()


@full_check
def test_counterexamples_are_the_smallest():
    told = {each.name: each.broken for each in exploring.hypotheses()}
    assert told["remainder"].startswith(
        "k = 1, n = 2, p = 0, s = 2: the size becomes 1, and then 1"
    )
    assert told["divides"].startswith("I = 2, k = 1, s = 2: the counts are 1, 0, 1")
    assert told["short"] == "I = 2, k = 2, s = 1: a cell receives 2 products"
    assert told["unpadded"].startswith("I = 1, k1 = 3, k2 = 2, s1 = 1, s2 = 1: cell 0 is ")
    with pytest.raises(StepFailed, match="nothing contradicts"):
        exploring.smallest(("k",), lambda k: "")


@full_check
def test_the_zero_inserted_window_is_that_of_a_convolution():
    x, w = cells([{"I": 3, "k": 3}])
    y = Conv(3)(np.pad(stretch(x, 2), 1), flip(w))
    assert np.array_equal(ConvTranspose(3, stride=2, padding=1)(x, w), y)
