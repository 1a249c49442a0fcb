"""The palette's promises, and scenes as SVG."""

from __future__ import annotations

import itertools
import re
from xml.etree import ElementTree

import pytest

from symconv.figures import palette
from symconv.figures.ramp import LEVELS, level
from symconv.figures.scene import (
    Curve,
    Dot,
    Group,
    Hatch,
    Line,
    Rect,
    Run,
    Scene,
    Text,
    plain,
    walk,
)
from symconv.figures.svg import svg

SVG = "{http://www.w3.org/2000/svg}"
INPUTS = range(1, 7)


def drawn(*items, standalone=True):
    return svg(Scene(100, 50, items), "fig", "A title", "A description", standalone)


def parsed(text):
    return ElementTree.fromstring(text)  # noqa: S314 (our own text)


def tree(*items):
    return parsed(drawn(*items))


@pytest.mark.parametrize("dark", [False, True])
def test_text_can_be_read_on_every_fill(dark):
    colours = palette.theme(dark)
    fills = [colours[f"fill{n}"] for n in INPUTS] + [
        colours[role] for role in ("paper", "panel", "kernel")
    ]
    assert min(palette.contrast(colours["ink"], fill) for fill in fills) >= 4.5
    assert (
        min(palette.contrast(colours[role], colours["paper"]) for role in ("soft", "muted")) >= 4.5
    )


@pytest.mark.parametrize("dark", [False, True])
def test_edges_stand_out_from_the_paper(dark):
    colours = palette.theme(dark)
    assert min(palette.contrast(colours[f"edge{n}"], colours["paper"]) for n in INPUTS) >= 8


@pytest.mark.parametrize("dark", [False, True])
def test_counts_grow_away_from_the_paper_and_carry_the_better_numeral(dark):
    paper, ink = (palette.theme(dark)[role] for role in ("paper", "ink"))
    colours = palette.counts(range(LEVELS), dark)
    grounds = [colours[f"count{level}"] for level in range(LEVELS)]
    distances = [palette.contrast(ground, paper) for ground in grounds]
    assert distances == sorted(distances)
    assert len(set(grounds)) == LEVELS
    for step, ground in enumerate(grounds):
        numeral = colours[f"numeral{step}"]
        other = paper if numeral == ink else ink
        assert palette.contrast(numeral, ground) > palette.contrast(other, ground)
        assert palette.contrast(numeral, ground) >= 4.5


@pytest.mark.parametrize("number", range(1, LEVELS + 1))
def test_as_many_counts_as_there_are_levels_have_a_colour_each(number):
    levels = [level(rank, number) for rank in range(number)]
    assert levels == sorted(set(levels))
    assert set(levels) <= set(range(LEVELS))


def test_contrast_of_known_colours():
    assert palette.contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)


def test_greys_of_the_fills_can_be_told_apart():
    greys = sorted(int(hue.grey[1:3], 16) for hue in palette.INPUTS)
    assert min(b - a for a, b in itertools.pairwise(greys)) >= 15


def test_a_file_spells_colours_out_and_a_page_takes_variables():
    assert "var(" not in palette.figure_css()
    assert "$" not in palette.figure_css() + palette.page_css()
    rules = [line for line in palette.page_css().split("\n") if "sc-i1{" in line]
    assert len(rules) == 1
    assert not re.search("#[0-9a-f]{6}", rules[0])
    assert set(re.findall(r"var\(--(\w+)\)", rules[0])) <= set(palette.theme())


def test_a_page_and_a_file_have_the_same_rules():
    selectors = [
        set(re.findall(r"\.sc-\w+", css))
        for css in (palette.figure_css(range(LEVELS)), palette.page_css())
    ]
    assert selectors[0] == selectors[1]


def test_every_class_that_is_drawn_has_a_rule():
    roles = (
        "input",
        "kernel",
        "product",
        "fill",
        "count",
        "ghost",
        "blank",
        "zero",
        "plate",
        "frame",
    )
    items = [Rect(0, 0, 9, 9, role, 1) for role in roles]
    items += [
        Text(0, 0, (Run("a", "letter"), Run("1")), role) for role in ("math", "quiet", "strong")
    ]
    items += [Text(0, 0, (Run("a", "word"),), role, step=2) for role in ("head", "label", "note")]
    items += [Line(((0, 0), (9, 9)), role, arrow=True) for role in ("rule", "cut", "block")]
    items += [Hatch(0, 0, 9, 9), Curve((0, 0), (9, 9)), Dot(1, 1)]
    classes = {name for element in tree(*items).iter() for name in element.get("class", "").split()}
    rules = set(re.findall(r"\.(sc-\w+)", palette.figure_css([1, 2])))
    assert len(classes) > 20
    assert classes <= rules


def test_a_file_has_paper_style_title_and_description():
    root = tree()
    assert root.get("viewBox") == "0 0 100 50"
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "fig-t fig-d"
    assert root.find(f"{SVG}title[@id='fig-t']").text == "A title"
    assert root.find(f"{SVG}desc[@id='fig-d']").text == "A description"
    assert root.find(f"{SVG}style") is not None
    assert root.find(f"{SVG}rect").attrib == {"class": "sc-bg", "width": "100", "height": "50"}


def test_a_piece_of_a_page_has_neither_style_nor_paper_nor_link():
    text = drawn(Dot(1, 1), standalone=False)
    assert parsed(text).tag == "svg"
    assert "<style" not in text
    assert "sc-bg" not in text
    assert "http" not in text


def test_names_become_ids():
    text = svg(Scene(9, 9, ()), 'a "b" & c', "t", "d")
    assert parsed(text).get("aria-labelledby") == "a-b-c-t a-b-c-d"


def test_texts_are_escaped_and_stay_xml():
    root = tree(Group((Text(0, 0, (Run("a<b & \x00", "word"),), "label"),), title="x > y & \x08"))
    assert root.find(f"{SVG}g/{SVG}title").text == "x > y & \ufffd"
    assert root.find(f"{SVG}g/{SVG}text").text == "a<b & \ufffd"


def test_the_run_after_an_index_carries_the_way_back():
    runs = (
        Run("x", "letter"),
        Run("1", "upright", -1),
        Run(" "),
        Run("w", "letter"),
        Run("3", "upright", -1),
    )
    spans = tree(Text(50, 20, runs)).findall(f"{SVG}text/{SVG}tspan")
    assert [(span.text, span.get("dy"), span.get("font-size")) for span in spans] == [
        ("x", None, None), ("1", "3.4", "11.9"), (" ", "-3.4", None), ("w", None, None), ("3", "3.4", "11.9"),
    ]  # fmt: skip


def test_no_empty_spans_and_neighbours_of_one_style_are_one():
    spans = tree(Text(0, 0, (Run("a", "letter"), Run("b", "letter"), Run("2", "upright", 1)))).iter(
        f"{SVG}tspan"
    )
    assert [span.text for span in spans] == ["ab", "2"]


def test_formulas_in_words_are_larger_and_serif():
    text = tree(Text(0, 0, (Run("stride ", "word"), Run("s", "letter")), "label", 13)).find(
        f"{SVG}text"
    )
    assert text.text == "stride "
    assert text.find(f"{SVG}tspan").attrib == {"class": "sc-v", "font-size": "14.6"}


def test_hatching_stays_inside_its_box():
    path = tree(Hatch(10, 20, 30, 15)).find(f"{SVG}path").get("d")
    points = re.findall(r"[ML]([\d.]+) ([\d.]+)", path)
    assert len(points) > 8
    assert all(10 <= float(x) <= 40 and 20 <= float(y) <= 35 for x, y in points)


def test_an_arrow_points_where_it_goes():
    head = tree(Line(((0, 10), (40, 10)), arrow=True)).findall(f"{SVG}path")[1].get("d")
    assert head == "M40 10L31 5.5L31 14.5z"


def test_walking_visits_groups_and_parts_are_found():
    inner = Group((Dot(1, 1),), part="sum", index=(0,))
    scene = Scene(9, 9, (Group((inner, Dot(2, 2))), Dot(3, 3)))
    assert sum(isinstance(item, Dot) for item in walk(scene.items)) == 3
    assert list(scene.parts("sum")) == [inner]
    assert list(scene.parts("output")) == []


def test_plain_text_writes_powers_and_thin_spaces_out():
    assert plain((Run("a", "letter"), Run("2", "upright", 1), Run("\u2009b", "letter"))) == "a^2 b"
