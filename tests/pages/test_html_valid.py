"""Pages are valid HTML and figures well-formed XML, by parsers that note every error."""

from xml.etree import ElementTree

import pytest
from html_errors import errors
from thorough import full_check

from symconv import worked
from symconv.errors import SymconvError
from symconv.worked.views import VIEWS

NAMES = ("seed-1d", "seed-2d-stride1", "channels-groups", "three-axes", "ort-onnx")


@pytest.mark.parametrize("name", NAMES)
def test_pages_of_examples_are_valid(name):
    assert errors(worked.example(name).html()) == []


def test_what_is_not_valid_is_noticed():
    assert [kind for _, kind in errors("<!DOCTYPE html><title>a</title><p><b>a</p>")] != []


@full_check
def test_every_view_is_well_formed():
    drawn = 0
    for name in NAMES:
        for view in VIEWS:
            try:
                text = worked.example(name).figure(view).svg()
            except SymconvError:
                continue
            assert ElementTree.fromstring(text).tag.endswith("svg")  # noqa: S314 (our own text)
            drawn += 1
    assert drawn > 15
