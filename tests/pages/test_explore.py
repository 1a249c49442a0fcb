"""The part of a page in which a layer can be tried out: its numbers against Python, and what stands there without script."""

import json
import random
import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from thorough import needs

from symconv import ConvTranspose
from symconv.definitions.geometry import Axis
from symconv.errors import GeometryError
from symconv.layers.plan import transposed_plan
from symconv.pages import explore
from symconv.pages.explore import FIELDS, SCRIPTS, Trial, explorer

needs_node = needs("node")
RELATION = Path(explore.__file__).with_name("relation.js").read_text(encoding="utf-8")
DRIVER = """
const settings = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(settings.map((setting) => relation(setting))));
"""


def by_script(settings, script=RELATION):
    """Return what the script computes for settings, by one process."""
    run = subprocess.run(
        ["node", "-e", script + DRIVER],
        input=json.dumps(settings),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(run.stdout)


def by_python(setting):
    """Return the sizes, and what lands where, read from the plans of the layer."""
    layer = ConvTranspose(
        setting["k"],
        stride=setting["s"],
        padding=setting["p"],
        output_padding=setting["a"],
        dilation=setting["d"],
    )
    axis = layer.axes[0]
    size = layer.output_size(setting["I"])
    whole = transposed_plan(
        [Axis(setting["k"], setting["s"], dilation=setting["d"])], [setting["I"]]
    )
    return (
        layer.plan(setting["I"]),
        whole,
        {"reach": axis.reach, "full": axis.full_size(setting["I"]), "size": size},
    )


def message(setting):
    """Return the refusal of Python without the name of the layer, or nothing."""
    try:
        by_python(setting)
    except GeometryError as error:
        return str(error).split(": ", 1)[1]
    return None


def products(plan, cell):
    part = slice(plan.starts[cell], plan.starts[cell + 1])
    return [
        {"i": int(i), "t": int(t)} for i, t in zip(plan.inputs[part], plan.taps[part], strict=True)
    ]


def random_settings(count):
    chance = random.Random(5)  # noqa: S311 (settings to try, no secrets)
    low = {letter: smallest - 1 for letter, (_, smallest, _) in FIELDS.items()}
    return [
        {letter: chance.randint(low[letter], high) for letter, (_, _, high) in FIELDS.items()}
        for _ in range(count)
    ]


@pytest.fixture(scope="module")
def compared():
    settings = random_settings(2000)
    settings += [
        {"I": 1, "k": 1, "s": 4, "p": 1, "d": 1, "a": 3},
        {"I": 8, "k": 7, "s": 5, "p": 12, "d": 4, "a": 4},
    ]
    return list(zip(settings, by_script(settings), strict=True))


@needs_node
def test_both_find_the_same_settings_legal_and_say_the_same_of_the_others(compared):
    said = [(found["broken"] or {"text": None})["text"] for _, found in compared]
    assert said == [message(setting) for setting, _ in compared]
    assert 300 < said.count(None) < len(said) - 300
    assert len({text.split(" is ")[0].split(" = ")[0] for text in said if text}) >= 7


@needs_node
def test_sizes_and_products_are_those_of_the_plan(compared):
    legal = [(setting, found) for setting, found in compared if not found["broken"]]
    for setting, found in legal:
        kept, whole, sizes = by_python(setting)
        assert {name: found[name] for name in sizes} == sizes
        assert [products(whole, cell) for cell in range(sizes["full"])] == found["cells"][
            : sizes["full"]
        ]
        assert not any(found["cells"][sizes["full"] :])
        becomes = {
            output: found["cells"][place]
            for place, output in enumerate(found["output"])
            if output is not None
        }
        assert becomes == {cell: products(kept, cell) for cell in range(sizes["size"])}
        assert found["counts"][setting["p"] : setting["p"] + sizes["size"]] == kept.count.tolist()


@needs_node
@pytest.mark.parametrize(
    "mutation",
    [("d * t].push", "t].push"), ("a < Math.max(s, d)", "a < s"), ("- 2 * p + a", "- 2 * p")],
)
def test_a_wrong_script_would_be_noticed(compared, mutation):
    assert RELATION.count(mutation[0]) >= 1
    settings = [setting for setting, _ in compared]
    assert by_script(settings, RELATION.replace(*mutation)) != [found for _, found in compared]


@needs_node
def test_a_broken_demand_names_the_field_and_what_is_enough():
    asked = {"I": 4, "k": 3, "s": 2, "p": 9, "d": 1, "a": 0}
    [size, padding] = by_script([asked, {**asked, "p": 1, "a": 3}])
    assert (size["broken"]["field"], size["broken"]["enough"]) == ("p", "p\u00a0≤\u00a04")
    assert (padding["broken"]["field"], padding["broken"]["enough"]) == ("a", "a\u00a0≤\u00a01")
    assert [
        found["broken"] for found in by_script([{**asked, "p": 4}, {**asked, "p": 1, "a": 1}])
    ] == [None, None]


# ---- what stands on the page before the script runs


class Page(HTMLParser):
    """Collects the text, the fields and the tags that stay open."""

    def __init__(self, html):
        super().__init__()
        self.text, self.fields, self.open = [], {}, []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if tag == "input":
            self.fields[values.get("name")] = values
        else:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)


def test_without_script_the_figure_the_size_and_the_table_are_there():
    html = explorer(Trial(I=2, k=3, s=2, p=1), level=3)
    page = Page(html)
    text = re.sub(r"\s+", " ", "".join(page.text))
    assert page.open == []
    assert "Output of size 3: x1 w2; x1 w3 + x2 w1; x2 w2." in text
    assert "O=s(I−1)+d(k−1)+1−2p+a =2·(2−1)+1·(3−1)+1−2·1+0 =3" in text
    assert re.findall(r"(\d)([xw0-9+]+)(cropped|y\d)", text[text.index("becomes") :]) == [
        ("0", "x1w1", "cropped"),
        ("1", "x1w2", "y1"),
        ("2", "x1w3+x2w1", "y2"),
        ("3", "x2w2", "y3"),
        ("4", "x2w3", "cropped"),
    ]
    assert "hidden" not in html[html.index('<div class="scroll') : html.index("</svg>")]


def test_output_padding_behind_the_canvas_is_in_the_table():
    text = "".join(Page(explorer(Trial(I=1, k=1, s=4, p=0, d=1, a=3))).text)
    assert text.count("y") >= 4
    assert re.search(r"\n0x1w1y1\n10y2\n20y3\n30y4\n", text)


def test_the_fields_hold_the_setting_and_its_bounds():
    fields = Page(explorer(Trial(4, 3, 2, 1, 2, 1))).fields
    assert "".join(fields[letter]["value"] for letter in "Ikspda") == "432121"
    assert {
        letter: (int(fields[letter]["min"]), int(fields[letter]["max"])) for letter in FIELDS
    } == {letter: (low, high) for letter, (_, low, high) in FIELDS.items()}


@pytest.mark.parametrize(
    "layer",
    [
        ConvTranspose((3, 3)),
        ConvTranspose(3, padding=[(1, 0)]),
        ConvTranspose(8),
        ConvTranspose(3, channels=(1, 1)),
        ConvTranspose(3, stride=6),
    ],
)
def test_what_the_controls_cannot_show_has_no_setting(layer):
    assert Trial.of(layer, (2,) * len(layer.axes)) is None


def test_a_layer_becomes_a_setting_and_back():
    layer = ConvTranspose(3, stride=2, padding=1, output_padding=1, dilation=2)
    assert Trial.of(layer, (4,)) == Trial(4, 3, 2, 1, 2, 1)
    assert Trial(4, 3, 2, 1, 2, 1).layer == layer


def test_the_script_is_one_text_that_cannot_end_the_element():
    code = explore.script().code
    assert all(
        Path(explore.__file__).with_name(name).read_text(encoding="utf-8") in code
        for name in SCRIPTS
    )
    assert "</script" not in code
    assert not re.search(r"https?:|import |eval|fetch|XMLHttpRequest|document\.write", code)
