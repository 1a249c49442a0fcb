"""The shipped examples: all of them work, and the published ones give what was published."""

import json
import re
from html.parser import HTMLParser

import pytest
from latex_check import compiles_document, needs_pdflatex
from thorough import full_check, part, share

from symconv import worked
from symconv.errors import GeometryError
from symconv.worked.library import published, worked_out

ALL = worked.names()


class Made(dict):
    """Shipped examples, made once each when they are asked for."""

    def __missing__(self, name):
        self[name] = worked.example(name)
        return self[name]


@pytest.fixture(scope="module")
def examples():
    return Made()


def test_everything_that_should_come_with_it_does():
    assert set(ALL) >= {"seed-1d", "seed-2d-stride2", "seed-2d-stride1", "output-padding", "dilation", "small-kernel",
                        "non-square", "asymmetric-padding", "channels-groups", "three-axes"}  # fmt: skip
    assert {entry["name"] for entry in published()} < set(ALL)


@pytest.mark.parametrize("entry", published(), ids=lambda entry: entry["name"])
def test_published_results(entry, examples):
    assert json.loads(examples[entry["name"]].json())["output"] == entry["output"]


def test_the_examples_show_what_their_names_say(examples):
    names = (
        "output-padding",
        "dilation",
        "small-kernel",
        "non-square",
        "asymmetric-padding",
        "channels-groups",
        "three-axes",
    )
    layers = {name: examples[name].setting.layer for name in names}
    assert max(layers["output-padding"].output_padding) > 0
    assert max(layers["dilation"].dilation) > 1
    assert max(layers["small-kernel"].kernel_size) < min(layers["small-kernel"].stride)
    assert len(set(layers["non-square"].kernel_size)) == 2
    assert any(begin != end for begin, end in layers["asymmetric-padding"].padding)
    assert layers["channels-groups"].groups == 2
    assert len(layers["three-axes"].kernel_size) == 3


def test_an_unknown_name_lists_the_names():
    with pytest.raises(
        GeometryError, match=r"there is no example 'seed'; the examples are seed-1d, "
    ):
        worked.example("seed")


@needs_pdflatex
def test_every_document_compiles_without_overfull_boxes(examples, tmp_path):
    for name in share(ALL, few=1, of=2):
        log = compiles_document(tmp_path, name, examples[name].document())
        assert "Overfull" not in log, name
        assert "undefined" not in log.lower(), name


class _Wellformed(HTMLParser):
    """Follows open elements."""

    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "br", "input"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("name", ALL)
def test_every_page_is_wellformed_and_self_contained(name, examples):
    html = examples[name].html()
    parser = _Wellformed()
    parser.feed(html)
    assert parser.open == []
    still = re.sub(r'<script type="module">.*?</script>', "", html, flags=re.DOTALL)
    assert not re.search(r"https?://|<script|<link|src=|\\[a-z]", still)
    assert not re.search(r"https?://|<link|src=", html)
    assert html.count("<h2>") == len(examples[name].steps)


@pytest.mark.parametrize("name", ALL)
def test_figures_of_what_can_be_drawn(name, examples):
    assert examples[name].svg().startswith("<svg xmlns=")
    assert "<svg" in examples[name].html()


@pytest.mark.parametrize("name", part(ALL, few=2))
def test_a_second_run_gives_the_same_bytes(name, examples):
    again = worked_out.__wrapped__(name)
    assert (again.document(), again.text(), again.json()) == tuple(
        getattr(examples[name], form)() for form in ("document", "text", "json")
    )


@pytest.mark.parametrize("name", [entry["name"] for entry in published()])
def test_the_source_is_named(name, examples):
    source = examples[name].source
    assert source
    assert source in examples[name].text()
    assert json.loads(examples[name].json())["source"] == source


@full_check
def test_one_axis_can_be_tried_out_and_nothing_else(examples):
    some = part(ALL, few=8)
    tried = {name for name in some if "<script" in examples[name].html()}
    assert {"seed-1d", "output-padding", "dilation"} & set(some) <= tried
    assert all(len(examples[name].setting.spatial) == 1 for name in tried)
