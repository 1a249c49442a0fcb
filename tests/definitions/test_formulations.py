"""One table of methods: what is entered there works everywhere, and every entry says what it is."""

import re
import subprocess
import sys
import textwrap

import pytest
from thorough import part

from symconv import Conv, ConvTranspose, theorems
from symconv.definitions.formulations import DIRECT, TRANSPOSED

ENTERED = """
    from symconv.definitions import formulations
    from symconv.language.words import array, divide, sum_

    def by_taps(x, w, s, d, b, O):
        def cell(o):
            return sum_(w.shape, lambda t: divide(o + b - d * t, s, lambda i: x[i] * w[t]))
        return array(O, cell)

    words = formulations.MethodWords("By taps", "each tap looks for its input cell", ("tap-centred",))
    formulations.TRANSPOSED["by-taps"] = formulations.Method("by-taps", by_taps, words)
"""
"""What a contributor writes into the file of the formulations, done before anything else is loaded."""

PLACES = {
    "layer": '''
    from symconv import ConvTranspose, tensor
    up, x, w = ConvTranspose(3, stride=2, padding=1), tensor("x", 2), tensor("w", 3)
    assert up.methods[-1] == "by-taps"
    assert up(x, w, method="by-taps") == up(x, w)
''',
    "refusal": '''
    from symconv import ConvTranspose
    from symconv.errors import GeometryError
    try:
        ConvTranspose(2)([1], [1, 1], method="magic")
    except GeometryError as error:
        assert "polynomial, by-taps is needed" in str(error)
    else:
        raise SystemExit("an unknown method is taken")
''',
    "sweep": '''
    from symconv.sweep import agreement
    from symconv.sweep.settings import Setting
    from symconv.definitions.geometry import Axis
    setting = Setting((2,), (Axis(3, 2, 1, 1),))
    assert agreement.check([setting]) == []
    def wrong(x, w, s, d, b, O):
        return by_taps(x, w, s, d, b + 1, O)
    formulations.TRANSPOSED["by-taps"] = formulations.Method("by-taps", wrong, words)
    (found,) = agreement.check([setting])
    assert found.method == "by-taps"
''',
    "worked example": '''
    from symconv.worked import example
    lines = example("seed-1d").text().splitlines()
    assert any("by-taps = y" in line and words.idea in line for line in lines)
''',
    "chapter": '''
    from symconv.pages.blocks import Step
    from symconv.book.content import seven_methods
    (step,) = [s for s in seven_methods.section() if isinstance(s, Step) and s.title == "By taps"]
    said = step.reason if isinstance(step.reason, str) else "".join(map(str, step.reason))
    assert said == "Each tap looks for its input cell. Also called tap-centred."
    (line,) = step.lines
    assert r"\\sum" in repr(line)
''',
    "documentation": '''
    import runpy
    page = ["before\\n```{methods} ConvTranspose\\n```\\nafter"]
    runpy.run_path("docs/conf.py")["_with_methods"](None, "page", page)
    assert "| `by-taps` | each tap looks for its input cell | tap-centred |\\nafter" in page[0]
''',
}  # fmt: skip


@pytest.mark.parametrize("place", part(PLACES, few=1))
def test_what_is_entered_in_the_table_works_everywhere(place):
    program = textwrap.dedent(ENTERED) + textwrap.dedent(PLACES[place])
    command = [sys.executable, "-c", program]
    ran = subprocess.run(command, check=False, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr


METHODS = [*TRANSPOSED.values(), *DIRECT.values()]


def test_the_layers_have_the_methods_of_the_tables():
    assert ConvTranspose.methods == tuple(TRANSPOSED)
    assert Conv.methods == tuple(DIRECT)


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.definition.__name__)
def test_every_method_says_what_it_is(method):
    words, page = method.words, method.definition.__doc__
    assert words.title[0].isupper()
    assert words.sentence[0].isupper()
    assert words.sentence.count(".") == 1
    assert "y[" in page
    assert "Notes\n" in page
    assert "See Also\n" in page


def test_the_theorems_that_are_named_are_in_the_library():
    pages = [method.definition.__doc__ for method in METHODS]
    named = [name for page in pages for name in re.findall(r"theorem\s+``([\w-]+)``", page)]
    assert len(named) >= len(METHODS) - 2
    assert set(named) <= set(theorems())
