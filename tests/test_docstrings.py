"""What the docstrings of the public face and of the operations say beside the parameters: why, and what else to look at."""

import inspect
import re
from importlib import import_module

import pytest

import symconv
from symconv import operations
from symconv.library.contents import contents

PUBLIC = {
    **{f"operations.{name}": getattr(operations, name) for name in operations.__all__},
    **{name: getattr(symconv, name) for name in symconv.__all__},
}
THEOREM = re.compile(r"`([a-z0-9]+(?:-[a-z0-9]+)+)`")
SECTION = r"\n{}\n-+\n(.*?)(?=\n\n[A-Z][A-Za-z ]+\n-+\n|\Z)"


def section(value, title):
    """Return a section of a docstring, empty where there is none."""
    found = re.search(SECTION.format(title), inspect.getdoc(value) or "", re.DOTALL)
    return found[1] if found else ""


def named(text):
    """Return the names in front of the colons of a section "See Also"."""
    lines = [line for line in text.splitlines() if line and not line.startswith(" ")]
    return [name.strip() for line in lines for name in line.partition(" : ")[0].split(",")]


def found(name):
    """Return what a dotted name stands for, from the public face on."""
    value = symconv
    for part in name.removeprefix("symconv.").split("."):
        value = getattr(value, part, None) or import_module(f"{value.__name__}.{part}")
    return value


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_name_says_why_it_is_right_and_what_else_there_is(name):
    value = PUBLIC[name]
    assert section(value, "Notes")
    others = named(section(value, "See Also"))
    assert others
    assert all(found(other) is not value for other in others)
    assert set(THEOREM.findall(section(value, "Notes"))) <= set(contents())


def test_a_wrong_name_would_be_noticed():
    assert THEOREM.findall("by `total-mass` and `no-such-theorem`") == [
        "total-mass",
        "no-such-theorem",
    ]
    assert "no-such-theorem" not in contents()
    assert named("pad : The other.\nflip, crop : These.\n    and more") == ["pad", "flip", "crop"]
    with pytest.raises(ModuleNotFoundError):
        found("symconv.operations.nothing")
