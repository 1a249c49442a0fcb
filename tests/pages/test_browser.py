"""The pages in a real browser: what answers, answers; nothing is asked of the network; nothing is reported as wrong."""

import base64
import re
import shutil
from dataclasses import replace

import pytest
from playwright.sync_api import expect, sync_playwright
from thorough import CI, full_check, needs

from symconv import ConvTranspose, tensor, worked
from symconv.book.content import chapter
from symconv.errors import GeometryError
from symconv.pages import html_page as pages
from symconv.pages.explore import FIELDS, Trial, explorer, script
from symconv.pages.writers.html import document as html_page

CHROMIUM = shutil.which("chromium")
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]

pytestmark = needs("chromium")


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM or "/usr/bin/chromium", args=OPTIONS
        )
        yield started
        started.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The pages: an explorer alone, a worked example, and the chapter."""
    path = tmp_path_factory.mktemp("pages")
    alone = pages.page("A layer", explorer(Trial(I=2, k=3, s=2, p=1)), script=script())
    (path / "alone.html").write_text(alone, encoding="utf-8")
    if CI:  # the run by hand asks nothing of the chapter
        (path / "chapter.html").write_text(html_page(chapter()), encoding="utf-8")
    worked.example("dilation").save(path / "example.html")
    worked.worked_example(ConvTranspose((3, 6)), tensor("x", (2, 3)), tensor("w", (3, 6))).save(
        path / "long.html"
    )
    worked.example("seed-1d").in_notation("u,h,v from 0").save(path / "zero.html")
    worked.example("seed-1d").in_notation("u,h,v from 1").save(path / "one.html")
    return path


@pytest.fixture(scope="module")
def contexts(browser):
    """A function that returns the one context with certain options."""
    made = {}

    def context(**options):
        key = tuple(sorted(options.items()))
        if key not in made:
            made[key] = browser.new_context(viewport={"width": 900, "height": 900}, **options)
        return made[key]

    return context


@pytest.fixture
def visit(contexts, folder):
    """A function that opens a page; in the end, no page has complained or has asked for anything but itself."""
    opened, complaints, requests = [], [], []

    def new_page(name="alone.html", fragment="", **options):
        page = contexts(**options).new_page()
        opened.append(page)
        page.set_default_timeout(5000)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda request: requests.append(request.url))
        page.goto(f"{(folder / name).as_uri()}{fragment}")
        return page

    yield new_page
    for page in opened:
        page.close()
    assert complaints == []
    assert [url for url in requests if not url.startswith(folder.as_uri())] == []


def cell(page, key):
    return page.locator(f"[data-key={key}]")


def outputs(page):
    return page.get_by_role("group", name="Output", exact=True).get_by_role("button")


def lit(page):
    """Return the cells and the products that are lit."""
    query = "found => found.map(e => e.dataset.key ?? `x${+e.dataset.i + 1}w${+e.dataset.t + 1}`)"
    return set(page.locator(".explore-part.on").evaluate_all(query))


def formula(page):
    return re.sub(r"\s+", "", page.locator(".explore-formula p").first.text_content())


def put(page, **values):
    for letter, value in values.items():
        page.locator(f"input[name={letter}]").fill(str(value))


def colours(browser, picture):
    """Return how many colours a screenshot has."""
    page = browser.new_page()
    count = page.evaluate(
        """async (data) => {
          const image = new Image();
          image.src = "data:image/png;base64," + data;
          await image.decode();
          const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
          context.drawImage(image, 0, 0);
          return new Set(new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer)).size;
        }""",
        base64.b64encode(picture).decode(),
    )
    page.close()
    return count


# ---- pointing and focus


def test_an_output_cell_shows_its_formula_and_lights_what_it_uses(visit):
    page = visit()
    cell(page, "y2").focus()
    assert formula(page) == "y2=x1w3+x2w1"
    assert lit(page) == {"y2", "x1", "x2", "w1", "w3", "x1w3", "x2w1"}
    assert (
        cell(page, "y2").get_attribute("aria-label")
        == "output y2 equals x1 times w3 plus x2 times w1"
    )
    assert float(cell(page, "y1").evaluate("e => getComputedStyle(e).opacity")) < 1


def test_an_input_cell_and_a_tap_show_where_they_go(visit):
    page = visit()
    cell(page, "x1").hover()
    assert formula(page) == "x1w2→y1x1w3→y2"
    assert lit(page) >= {"x1", "y1", "y2", "w1", "x1w1"}
    expect(page.locator(".explore-why")).to_have_text(
        "Input cell x1 is used in 2 output cells; 1 product cropped."
    )
    cell(page, "w2").hover()
    assert formula(page) == "x1w2→y1x2w2→y3"
    page.mouse.move(1, 1)
    assert lit(page) == set()


@full_check
def test_an_output_cell_that_nothing_reaches_is_zero(visit):
    page = visit(fragment="#k=1&s=2&p=0&lit=y2")
    assert formula(page) == "y2=0"
    assert page.locator("[data-position].on").evaluate_all(
        "found => found.map(e => e.dataset.position)"
    ) == ["1"]
    assert cell(page, "y2").get_attribute("aria-label") == "output y2 equals 0"


def test_a_click_keeps_a_cell_and_escape_lets_go(visit):
    page = visit()
    cell(page, "y3").click()
    cell(page, "x1").hover()
    assert formula(page) == "y3=x2w2"
    assert cell(page, "y3").get_attribute("aria-pressed") == "true"
    page.keyboard.press("Escape")
    assert lit(page) == set()
    assert page.locator("[aria-pressed=true]").count() == 0


def test_the_keyboard_reaches_every_cell_and_each_group_is_one_stop(visit):
    page = visit()
    page.locator(".explore-play").focus()
    stops = []
    for _ in range(3):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.dataset.key"))
    assert stops == ["w1", "x1", "y1"]
    for key, reached in (
        ("ArrowRight", "y2"),
        ("ArrowDown", "y3"),
        ("ArrowRight", "y3"),
        ("Home", "y1"),
        ("End", "y3"),
    ):
        page.keyboard.press(key)
        assert page.evaluate("document.activeElement.dataset.key") == reached
        assert formula(page).startswith(f"{reached}=")
    page.keyboard.press("Enter")
    assert cell(page, "y3").get_attribute("aria-pressed") == "true"
    page.keyboard.press("Space")
    assert cell(page, "y3").get_attribute("aria-pressed") == "false"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.dataset.key") == "y3"


@full_check
def test_cells_are_called_and_counted_as_the_page_says(visit):
    for name, first, last in (("zero.html", 0, 2), ("one.html", 1, 3)):
        page = visit(name)
        cell(page, "y2").focus()
        middle = f"v{first + 1}=u{first}h{last}+u{first + 1}h{first}"
        assert formula(page) == middle
        assert (
            page.locator(".explore-why").text_content()
            == f"Position {first + 2} of the canvas; 2 terms."
        )
        label = (
            f"output v{first + 1} equals u{first} times h{last} plus u{first + 1} times h{first}"
        )
        assert cell(page, "y2").get_attribute("aria-label") == label
        assert re.sub(r"\s", "", cell(page, "w1").text_content()) == f"h{first}"
        page.locator(".explore-slider").press("ArrowLeft")
        expect(page.get_by_role("status")).to_have_text(f"u{first} placed at position {first}")
        row = page.locator(".explore tbody tr").nth(2).text_content()
        assert re.sub(r"\s", "", row) == f"{first + 2}{middle[3:]}{middle[:2]}"


# ---- placements


def test_steps_by_slider_and_buttons_show_only_what_is_placed(visit):
    page = visit()
    page.locator(".explore-slider").press("ArrowLeft")
    expect(page.locator(".explore-placed")).to_have_text("1 of 2 placed")
    cell(page, "y2").focus()
    assert formula(page) == "y2=x1w3"
    assert page.locator(".explore-why").text_content() == "Position 2 of the canvas; 1 term so far."
    page.get_by_role("button", name="Previous placement").click()
    expect(page.get_by_role("status")).to_have_text("empty canvas")
    assert page.locator("[data-i]").count() == 0
    page.get_by_role("button", name="Next placement").click()
    expect(page.get_by_role("status")).to_have_text("x1 placed at position 0")
    assert (
        page.locator(".explore-slider").get_attribute("aria-valuetext") == "x1 placed at position 0"
    )


@full_check
def test_play_places_one_copy_after_the_other_and_focus_survives(visit):
    page = visit()
    page.clock.install()
    button = page.get_by_role("button", name="Play")
    button.click()
    expect(page.locator(".explore-placed")).to_have_text("0 of 2 placed")
    expect(page.locator(".explore-play")).to_have_text("Pause")
    cell(page, "y1").focus()
    page.clock.run_for(1000)
    expect(page.locator(".explore-placed")).to_have_text("1 of 2 placed")
    assert page.evaluate("document.activeElement.dataset.key") == "y1"
    page.clock.run_for(1000)
    expect(page.locator(".explore-play")).to_have_text("Play")


# ---- the setting


def test_a_new_setting_is_computed_anew(visit):
    page = visit()
    put(page, I=4, d=2, a=1)
    assert page.locator(".explore-numbers").text_content() == "=2·(4−1)+2·(3−1)+1−2·1+1 =10"
    expect(page.get_by_role("status")).to_have_text("Output size 10")
    assert outputs(page).count() == 10
    page.locator("summary").click()
    expect(page.locator("tbody tr").nth(4)).to_have_text("4x1w3+x2w2+x3w1y4")
    cell(page, "y2").focus()
    assert formula(page) == "y2=x1w2+x2w1"


@full_check
@pytest.mark.parametrize(("padding", "added", "cuts"), [(0, 0, 0), (1, 1, 1), (1, 0, 2), (0, 1, 0)])
def test_a_cut_is_drawn_where_something_falls_away(visit, padding, added, cuts):
    page = visit()
    put(page, p=padding, a=added)
    expect(page.locator(".explore-figure .sc-x")).to_have_count(cuts)


def test_an_illegal_setting_is_refused_as_python_refuses_it(visit):
    page = visit()
    alert = page.get_by_role("alert")
    legal = Trial(I=2, k=3, s=2, p=1)
    for letter, value in (("p", 9), ("a", 3), ("s", 0), ("I", 0)):
        put(page, **{letter: value})
        setting = replace(legal, **{letter: value})
        with pytest.raises(GeometryError) as refusal:
            setting.layer.output_size(setting.I)
        assert str(refusal.value).split(": ", 1)[1] in alert.text_content()
        assert page.locator("input[aria-invalid=true]").get_attribute("name") == letter
        assert (
            float(page.locator(".explore-figure").evaluate("e => getComputedStyle(e).opacity"))
            < 0.5
        )
        assert outputs(page).count() == 3
        put(page, **{letter: legal.values[letter]})
        assert (alert.text_content(), page.locator(".illegal").count()) == ("", 0)


@full_check
def test_what_is_no_number_of_the_range_is_refused(visit):
    page = visit()
    for value in ("", "1.5", "99"):
        put(page, I=value)
        expect(page.get_by_role("alert")).to_have_text(
            "input size I must be a whole number, at most 8 in this picture."
        )


def test_the_address_opens_a_state_and_the_link_leads_there_again(visit):
    page = visit(fragment="#I=4&k=3&s=2&p=1&a=1&lit=y2")
    assert formula(page) == "y2=x1w3+x2w1"
    assert cell(page, "y2").get_attribute("aria-pressed") == "true"
    assert page.locator("input[name=I]").input_value() == "4"
    page.evaluate("location.hash = 'I=3&k=2&s=1&p=0&a=0&step=2&lit=x2'")
    expect(page.locator(".explore-placed")).to_have_text("2 of 3 placed")
    link = page.locator(".explore-link").get_attribute("href")
    again = visit(fragment=link)
    assert (formula(again), lit(again)) == (formula(page), lit(page))
    assert again.locator("tbody").text_content() == page.locator("tbody").text_content()


@full_check
def test_an_address_that_makes_no_sense_does_no_harm(visit):
    page = visit(fragment="#I=x&lit=q9")
    assert outputs(page).count() == 3
    for fragment in ("lit=y99&step=-4", "k=0", "explore", "=", "I=2&k=3&lit=w3"):
        page.evaluate("fragment => { location.hash = fragment; }", fragment)
        assert outputs(page).count() == 3
    expect(cell(page, "w3")).to_have_class("explore-part on")


# ---- how it looks


@full_check
@pytest.mark.parametrize("name", ["zero.html", "one.html", "alone.html"])
def test_the_script_starts_with_what_python_wrote(visit, name):
    still, answering = visit(name, java_script_enabled=False), visit(name)
    for shown in (".explore tbody", ".explore-size"):
        written = [
            re.sub(r"\s", "", page.locator(shown).text_content()) for page in (still, answering)
        ]
        assert written[0] == written[1] != ""
    expect(still.locator(".explore svg[role=img]")).to_be_visible()
    expect(still.locator(".explore table")).to_be_visible()
    for control in (".explore-layer", ".explore-steps", ".explore-hint", ".explore-formula"):
        expect(still.locator(control)).to_be_hidden()
        expect(answering.locator(control)).to_be_visible()


@full_check
def test_targets_are_large_enough_even_in_the_widest_picture(visit):
    largest = {letter: high for letter, (_, _, high) in FIELDS.items()}
    page = visit(fragment="#" + "&".join(f"{letter}={value}" for letter, value in largest.items()))
    assert page.locator("input[aria-invalid=true]").count() == 0
    sizes = page.locator(
        ".explore :is(button, input[type=number], [role=button] > rect, summary)"
    ).evaluate_all(
        "found => found.map(e => { const box = e.getBoundingClientRect(); return [box.width, box.height]; })"
    )
    assert len(sizes) > 40
    assert min(min(size) for size in sizes) >= 34


@full_check
def test_reduced_motion_takes_the_play_button_away(visit):
    expect(visit(reduced_motion="reduce").locator(".explore-play")).to_be_hidden()
    expect(visit(reduced_motion="no-preference").locator(".explore-play")).to_be_visible()


@full_check
def test_print_is_light_without_controls_and_with_the_whole_table(visit):
    page = visit(color_scheme="dark", fragment="#lit=y2&step=1")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    expect(page.locator(".explore-layer")).to_be_hidden()
    expect(page.locator("table")).to_be_visible()
    assert cell(page, "y1").evaluate("e => getComputedStyle(e).opacity") == "1"
    assert (
        page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor")
        == "rgb(255, 255, 255)"
    )
    assert page.locator("[data-i='1']").count() > 0


@full_check
@pytest.mark.parametrize("name", ["example.html", "chapter.html", "alone.html"])
@pytest.mark.parametrize(("scheme", "width"), [("light", 1000), ("dark", 360)])
def test_pages_are_drawn_and_no_wider_than_the_window(visit, browser, name, scheme, width):
    page = visit(name, color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.locator(".explore-figure").scroll_into_view_if_needed()
    assert colours(browser, page.screenshot()) > 50
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    rights = "all => all.map(formula => formula.getBoundingClientRect().right)"
    assert max(page.locator(".explore-size math").evaluate_all(rights)) <= width


@full_check
@pytest.mark.parametrize("name", ["example.html", "chapter.html", "zero.html"])
def test_on_a_phone_figures_fit_and_only_what_scrolls_sideways_stops_the_keyboard(visit, name):
    page = visit(name)
    page.set_viewport_size({"width": 350, "height": 900})
    rights = "all => all.map(each => each.getBoundingClientRect().right)"
    drawn = page.locator(".drawn svg").evaluate_all(rights)
    assert 0 < max(drawn) <= 350
    scrolls_down = (
        "all => all.filter(each => each.scrollHeight > each.clientHeight"
        " && /auto|scroll/.test(getComputedStyle(each).overflowY))"
    )
    assert page.locator("body *").evaluate_all(f"{scrolls_down}.map(each => each.className)") == []
    assert page.locator("main .scroll").count() > 0
    page.wait_for_function(
        "[...document.querySelectorAll('main .scroll')].every("
        "each => (each.tabIndex === 0) === (each.scrollWidth > each.clientWidth))"
    )
    assert page.locator("main [tabindex]:not(.explore *):not(.scroll)").count() == 0


@full_check
def test_a_phone_has_its_own_form_of_the_figure_in_type_that_can_be_read(visit):
    page = visit("zero.html")
    wide, narrow = page.locator(".drawn.wide"), page.locator(".drawn.narrow")
    expect(wide).to_be_visible()
    expect(narrow).to_be_hidden()
    page.set_viewport_size({"width": 350, "height": 900})
    expect(wide).to_be_hidden()
    sizes = narrow.locator("svg text").evaluate_all(
        "all => all.map(each => each.getBoundingClientRect().height)"
    )
    assert len(sizes) > 10
    assert min(sizes) >= 10
    page.emulate_media(media="print")
    expect(wide).to_be_visible()
    expect(narrow).to_be_hidden()


@full_check
def test_the_contents_stand_beside_the_text_where_there_is_room(visit):
    page = visit("chapter.html")
    page.set_viewport_size({"width": 1400, "height": 900})
    contents, text = page.locator(".contents"), page.locator("main > p").nth(3)
    boxes = [each.bounding_box() for each in (contents, text)]
    assert 0 <= boxes[0]["x"] < boxes[0]["x"] + boxes[0]["width"] <= boxes[1]["x"]
    page.set_viewport_size({"width": 800, "height": 900})
    assert contents.bounding_box()["x"] == text.bounding_box()["x"]


@full_check
def test_no_theorem_is_too_wide(visit):
    formulas = visit("chapter.html").locator(".theorem .scroll")
    assert formulas.count() > 10
    assert not any(
        formulas.evaluate_all("all => all.map(each => each.scrollWidth > each.clientWidth)")
    )


@full_check
def test_no_printed_page_ends_between_a_step_and_its_formulas(visit):
    page = visit("chapter.html")
    page.emulate_media(media="print")
    steps = page.locator("main > p", has=page.locator("b", has_text=re.compile("^(Scale|Result)")))
    found = steps.evaluate_all("all => all.map(p => getComputedStyle(p).breakAfter)")
    assert found == ["avoid"] * max(len(found), 4)


@full_check
@pytest.mark.parametrize("width", [360, 900])
def test_a_long_sum_goes_on_below_and_its_name_stands_beside_its_first_line(visit, width):
    page = visit("long.html")
    page.set_viewport_size({"width": width, "height": 900})
    row = page.locator(".steps tr", has=page.locator("br")).last
    lines = row.locator(".r math")
    assert lines.count() > 3
    first, last, name = (
        found.bounding_box() for found in (lines.first, lines.last, row.locator(".l math"))
    )
    assert last["y"] > first["y"] + first["height"]
    assert abs(name["y"] + name["height"] / 2 - first["y"] - first["height"] / 2) < 8
    if width == 900:
        assert (
            max(line.bounding_box()["x"] + line.bounding_box()["width"] for line in lines.all())
            < 830
        )
    reason = page.locator(".steps .why", has_text="the first cell that differs").bounding_box()
    assert width == 360 or reason["x"] + reason["width"] < 850


def test_a_blank_picture_would_be_noticed(browser):
    page = browser.new_page()
    assert colours(browser, page.screenshot()) == 1
    page.close()
