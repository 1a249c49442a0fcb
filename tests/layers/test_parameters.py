"""The parameters of a layer: their forms, their legality by text, and that a layer is a value."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
from dataclasses import FrozenInstanceError
from pathlib import Path

import numpy as np
import pytest
from sympy import Integer, Rational, Symbol, Tuple
from thorough import full_check

import symconv
from symconv import Conv, ConvTranspose, sizes
from symconv.definitions.geometry import Axis
from symconv.errors import GeometryError, counted
from symconv.language.terms import letter
from symconv.layers.conv import ELSEWHERE

I, k, s, d = sizes("I k s d")
p, a = sizes("p a", minimum=0)
NEEDED = (
    "but an integer or an integer expression in letters is needed; make letters by sizes('I k s')"
)


def test_the_kernel_fixes_the_number_of_axes():
    assert (
        ConvTranspose(3).kernel_size
        == ConvTranspose((3,)).kernel_size
        == ConvTranspose([3]).kernel_size
        == (3,)
    )
    assert Conv((3, 2)).kernel_size == Conv(Tuple(3, 2)).kernel_size == (3, 2)
    assert ConvTranspose(k).kernel_size == (k,)
    assert ConvTranspose((k, 3, k + 1)).kernel_size == (k, 3, k + 1)


@pytest.mark.parametrize("name", ["stride", "dilation", "output_padding"])
def test_one_value_for_all_axes_or_exactly_one_for_each(name):
    def read(value, kernel=(3, 3)):
        return getattr(ConvTranspose(kernel, **({"stride": 4} | {name: value})), name)

    assert (
        read(2) == read((2, 2)) == read([2, 2]) == read(np.int64(2)) == read(Integer(2)) == (2, 2)
    )
    assert read((1, 2)) == (1, 2)
    assert read((2,), 3) == read(2, 3) == (2,)
    assert [type(value) for value in read(np.int8(2))] == [int, int]
    for wrong in ((), (2,), (2, 2, 2)):
        with pytest.raises(GeometryError) as caught:
            read(wrong)
        assert str(caught.value) == (
            f"ConvTranspose: {name} is {wrong!r}: {counted(len(wrong), 'entry')}, but "
            "one value for all axes or exactly 2, one per axis, are needed"
        )


PADDINGS = [
    (2, 3, ((2, 2),)),
    ((2,), 3, ((2, 2),)),
    ([(1, 0)], 3, ((1, 0),)),
    (((1, 0),), 3, ((1, 0),)),
    ([[1, 0]], 3, ((1, 0),)),
    (1, (3, 3), ((1, 1), (1, 1))),
    ((1, 0), (3, 3), ((1, 1), (0, 0))),
    ([1, 0], (3, 3), ((1, 1), (0, 0))),
    ([(1, 0), (0, 2)], (3, 3), ((1, 0), (0, 2))),
    (((1, 0), 2), (3, 3), ((1, 0), (2, 2))),
    ([2, (1, 0)], (3, 3), ((2, 2), (1, 0))),
    (p, 3, ((p, p),)),
    ([(p, 0)], 3, ((p, 0),)),
    ([(np.int64(1), Integer(0))], 3, ((1, 0),)),
    (7, 3, ((7, 7),)),
]


@pytest.mark.parametrize(("padding", "kernel", "pairs"), PADDINGS, ids=str)
def test_padding_is_read_into_pairs(padding, kernel, pairs):
    assert ConvTranspose(kernel, padding=padding).padding == pairs
    assert Conv(kernel, padding=padding).padding == pairs


PAIR = "a (begin, end) pair stands inside a list, padding=[(1, 0)], in the shell --padding 1:0"


@pytest.mark.parametrize(
    ("padding", "kernel", "text"),
    [
        ((1, 0), 3, f"(1, 0): 2 entries, but one value is needed; {PAIR}"),
        ([1, 0], 3, f"[1, 0]: 2 entries, but one value is needed; {PAIR}"),
        (
            [(1, 0)],
            (3, 3),
            f"[(1, 0)]: 1 entry, but one value for all axes or exactly 2, one per axis, are needed; {PAIR}",
        ),
        ((), 3, f"(): 0 entries, but one value is needed; {PAIR}"),
        ([()], 3, "[()]: () is not a (begin, end) pair, as in padding=[(1, 0)]"),
        ([(1,)], 3, "[(1,)]: (1,) is not a (begin, end) pair, as in padding=[(1, 0)]"),
        (
            [(1, 0, 2)],
            3,
            "[(1, 0, 2)]: (1, 0, 2) is not a (begin, end) pair, as in padding=[(1, 0)]",
        ),
        ([((1, 0), 0)], 3, f"(1, 0) (tuple), {NEEDED}"),
        (
            "same",
            3,
            "'same' (str), but an integer or an integer expression in letters is needed; a framework's "
            "word is read by symconv.dialects, as in dialects.keras.read(padding='same', ...)",
        ),
        (None, 3, f"None (NoneType), {NEEDED}"),
        ([(1, 0.5)], 3, f"0.5 (float), {NEEDED}"),
        ([(True, 0)], 3, f"True (bool), {NEEDED}"),
    ],
)
def test_paddings_that_are_none(padding, kernel, text):
    for layer in (ConvTranspose, Conv):
        with pytest.raises(GeometryError) as caught:
            layer(kernel, padding=padding)
        assert str(caught.value) == f"{layer.__name__}: padding is {text}"


@pytest.mark.parametrize(
    "value", [2.0, True, "2", None, {2}, {2: 2}, np.float64(2), np.array([2, 2]), 1j], ids=repr
)
@pytest.mark.parametrize(
    "name", ["kernel_size", "stride", "padding", "output_padding", "dilation", "groups"]
)
def test_parameters_of_a_wrong_type(name, value):
    with pytest.raises(GeometryError) as caught:
        ConvTranspose(**({"kernel_size": 3} | {name: value}))
    shown = repr(value)
    assert (
        str(caught.value) == f"ConvTranspose: {name} is {shown} ({type(value).__name__}), {NEEDED}"
    )


@pytest.mark.parametrize(
    "symbol",
    [Symbol("s"), Symbol("s", even=True), Symbol("s", real=True), Symbol("s", integer=True)],
)
def test_symbols_that_are_no_letters(symbol):
    with pytest.raises(GeometryError) as caught:
        ConvTranspose(3, stride=symbol)
    assert str(caught.value) == (
        "ConvTranspose: stride contains s, which is not a letter for a size; make it by sizes('s')"
    )


@pytest.mark.parametrize("value", [Rational(1, 2), k / 2, k**s, k**-1], ids=str)
def test_expressions_that_are_no_sizes(value):
    with pytest.raises(
        GeometryError, match=r"^Conv: kernel_size contains .+, but only integers, letters"
    ):
        Conv(value)


@pytest.mark.parametrize("layer", [ConvTranspose, Conv])
@pytest.mark.parametrize(
    ("parameters", "shown", "text"),
    [
        (
            {"kernel_size": 0},
            "(0)",
            "kernel_size is 0, but kernel_size >= 1 is needed; use 1 or more",
        ),
        (
            {"kernel_size": (2, -1)},
            "((2, -1))",
            "kernel_size is -1, but kernel_size >= 1 is needed; use 1 or more",
        ),
        ({"stride": 0}, "(3, stride=0)", "stride is 0, but stride >= 1 is needed; use 1 or more"),
        (
            {"stride": -s},
            "(3, stride=-s)",
            "stride is -s, but stride >= 1 is needed; use 1 or more",
        ),
        (
            {"dilation": -1},
            "(3, dilation=-1)",
            "dilation is -1, but dilation >= 1 is needed; use 1 or more",
        ),
        (
            {"padding": -1},
            "(3, padding=-1)",
            "padding is -1, but padding >= 0 is needed; use 0 or more",
        ),
        (
            {"padding": [(0, -2)]},
            "(3, padding=[(0, -2)])",
            "padding is -2, but padding >= 0 is needed; use 0 or more",
        ),
        (
            {"channels": (0, 1)},
            "(3, channels=(0, 1))",
            "input channels is 0, but input channels >= 1 is needed; use 1 or more",
        ),
        (
            {"channels": (1, 0)},
            "(3, channels=(1, 0))",
            "output channels is 0, but output channels >= 1 is needed; use 1 or more",
        ),
        (
            {"channels": (2, 2), "groups": 0},
            "(3, groups=0, channels=(2, 2))",
            "groups is 0, but groups >= 1 is needed; use 1 or more",
        ),
        (
            {"channels": (I, 2), "groups": 0},
            "(3, groups=0, channels=(I, 2))",
            "groups is 0, but groups >= 1 is needed; use 1 or more",
        ),
        (
            {"channels": (4, 6), "groups": 4},
            "(3, groups=4, channels=(4, 6))",
            "groups is 4 and output channels is 6, but groups must divide output channels; use a divisor of 6",
        ),
    ],
)
def test_parameters_out_of_range(layer, parameters, shown, text):
    with pytest.raises(GeometryError) as caught:
        layer(**({"kernel_size": 3} | parameters))
    assert str(caught.value) == f"{layer.__name__}{shown}: {text}"


@pytest.mark.parametrize(
    ("parameters", "shown", "limit"),
    [
        ({"output_padding": 1}, "(3, output_padding=1)", "max(1, 1)"),
        ({"output_padding": 2, "stride": 2}, "(3, stride=2, output_padding=2)", "max(2, 1)"),
        ({"output_padding": 3, "dilation": 3}, "(3, output_padding=3, dilation=3)", "max(1, 3)"),
        ({"output_padding": s, "stride": s}, "(3, stride=s, output_padding=s)", "max(s, 1)"),
    ],
)
def test_output_padding_out_of_range(parameters, shown, limit):
    with pytest.raises(GeometryError) as caught:
        ConvTranspose(3, **parameters)
    assert str(caught.value) == (
        f"ConvTranspose{shown}: output_padding is {parameters['output_padding']}, but output_padding < "
        f"max(stride, dilation) = {limit} is needed; use a smaller output padding, or a larger stride or dilation"
    )


@pytest.mark.parametrize(
    "parameters",
    [
        {"output_padding": 1, "stride": 2},
        {"output_padding": 2, "dilation": 3},
        {"output_padding": 3, "stride": 2, "dilation": 4},
        {"output_padding": s - 1, "stride": s},
        {"output_padding": a, "stride": s},
        {"padding": 100},
        {"channels": (6, 4), "groups": 2},
        {"channels": [6, 4]},
        {"channels": (I * k, I), "groups": I},
    ],
    ids=str,
)
def test_parameters_in_range(parameters):
    assert ConvTranspose(3, **parameters)


@pytest.mark.parametrize(
    "channels", [3, "ab", (1,), (1, 2, 3), (), {1, 2}, np.array([1, 2])], ids=repr
)
def test_channels_that_are_no_pair(channels):
    with pytest.raises(GeometryError) as caught:
        Conv(3, channels=channels)
    assert (
        str(caught.value) == f"Conv: channels is {channels!r}, but a pair (C_in, C_out) is needed"
    )


def test_channels_of_a_wrong_type():
    with pytest.raises(GeometryError) as caught:
        Conv(3, channels=(1.0, 2))
    assert str(caught.value) == f"Conv: channels is 1.0 (float), {NEEDED}"


@pytest.mark.parametrize("groups", [0, 2, I])
def test_groups_need_channels(groups):
    with pytest.raises(GeometryError) as caught:
        Conv(3, groups=groups)
    assert str(caught.value) == (
        f"Conv: groups is {groups}, but without channels groups must be 1; use 1, or declare channels=(C_in, C_out)"
    )


def test_a_layer_has_an_axis():
    for kernel in ((), []):
        with pytest.raises(GeometryError) as caught:
            ConvTranspose(kernel)
        assert str(caught.value) == (
            "ConvTranspose(kernel_size=()): there is no axis, but one or more are needed; give a size or a tuple of sizes"
        )


def test_the_axes_are_numbers_and_polynomials():
    layer = ConvTranspose(
        (3, k), stride=(2, s), padding=[(1, 0), (p, p)], output_padding=(1, 0), dilation=(1, 2)
    )
    K, S, P = letter("k"), letter("s"), letter("p", 0)
    assert layer.axes == (Axis(3, 2, 1, 0, 1, 1), Axis(K, S, P, P, 0, 2))


# A layer is a value.

REPRS = [
    ("ConvTranspose(3)", ConvTranspose(3)),
    ("ConvTranspose(3)", ConvTranspose((3,), (1,), [(0, 0)], [0], (1,), 1, None)),
    ("ConvTranspose(3, stride=2, padding=1)", ConvTranspose(3, 2, 1)),
    ("ConvTranspose(3, padding=[(1, 0)])", ConvTranspose(3, padding=[(1, 0)])),
    ("ConvTranspose((3, 3), stride=2)", ConvTranspose((3, 3), stride=(2, 2))),
    ("ConvTranspose((3, 2), stride=(2, 1), padding=(1, 0))", ConvTranspose((3, 2), (2, 1), (1, 0))),
    ("ConvTranspose((3, 2), padding=[(1, 0), (2, 2)])", ConvTranspose((3, 2), padding=[(1, 0), 2])),
    (
        "ConvTranspose(3, stride=2, output_padding=1, dilation=2, groups=2, channels=(4, 6))",
        ConvTranspose(3, 2, 0, 1, 2, 2, [4, 6]),
    ),
    ("ConvTranspose(k, stride=s, padding=p)", ConvTranspose(k, stride=s, padding=p)),
    ("Conv(3, stride=2, padding=1, dilation=2)", Conv(3, 2, 1, 2)),
    (
        "Conv((k, 2*k), groups=2, channels=(2, 2*k))",
        Conv((k, 2 * k), groups=2, channels=(2, 2 * k)),
    ),
]


@pytest.mark.parametrize(("text", "layer"), REPRS)
def test_a_layer_is_shown_as_it_can_be_written(text, layer):
    assert repr(layer) == text


def test_layers_are_equal_when_their_parameters_are():
    one = ConvTranspose(3, stride=2, padding=1)
    for other in (
        ConvTranspose([3], stride=(2,), padding=[(1, 1)]),
        ConvTranspose(np.int64(3), Integer(2), np.int8(1)),
    ):
        assert one == other
        assert hash(one) == hash(other)
    assert len({one, ConvTranspose(3, 2, 1), ConvTranspose(3, 2, 1, 0, 1, 1, None)}) == 1
    assert ConvTranspose(2 * (k - 1) + 1) == ConvTranspose(2 * k - 1)
    different = [
        ConvTranspose(3, 2, 1, output_padding=1),
        ConvTranspose(3, 2, 1, dilation=2),
        ConvTranspose(3, 2, [(1, 0)]),
        ConvTranspose(3, 2, 1, channels=(1, 1)),
        ConvTranspose((3, 3), 2, 1),
        ConvTranspose(3, 3, 1),
        ConvTranspose(2, 2, 1),
        ConvTranspose(k, 2, 1),
        Conv(3, 2, 1),
        "ConvTranspose(3, stride=2, padding=1)",
        None,
    ]
    assert all(one != other for other in different)
    assert Conv(3, channels=(2, 2)) != Conv(3, channels=(2, 2), groups=2)


@pytest.mark.parametrize("layer", [ConvTranspose(3, stride=2), Conv(k, padding=p)], ids=repr)
@pytest.mark.parametrize(
    "name", ["stride", "kernel_size", "axes", "methods", "channel_counts", "anything"]
)
def test_layers_do_not_change(layer, name):
    before = repr(layer), hash(layer)
    with pytest.raises(FrozenInstanceError):
        setattr(layer, name, 5)
    with pytest.raises(AttributeError):
        delattr(layer, name)
    assert (repr(layer), hash(layer)) == before


def test_parameters_given_as_lists_are_copied():
    kernel, padding = [3, 3], [[1, 0], [0, 0]]
    layer = ConvTranspose(kernel, padding=padding)
    kernel[0], padding[0][0] = 9, 9
    assert repr(layer) == "ConvTranspose((3, 3), padding=[(1, 0), (0, 0)])"


LAYERS = [
    ConvTranspose(3, stride=2, padding=[(1, 0)]),
    Conv((3, 2), dilation=2, channels=(2, 2), groups=2),
    ConvTranspose(
        k, stride=s, padding=p, output_padding=a, dilation=d, channels=(I, 2 * I), groups=I
    ),
]


@pytest.mark.parametrize("layer", LAYERS, ids=repr)
@pytest.mark.parametrize(
    "copied",
    [copy.copy, copy.deepcopy, lambda v: pickle.loads(pickle.dumps(v))],  # noqa: S301
)
def test_copies_are_equal_whatever_was_asked_before(layer, copied):
    for _ in range(2):
        twin = copied(layer)
        assert twin == layer
        assert hash(twin) == hash(layer)
        assert repr(twin) == repr(layer)
        assert twin.axes == layer.axes  # which makes and keeps them
        assert twin.channel_counts == layer.channel_counts


@full_check
def test_a_layer_pickled_by_another_process_has_the_hashes_of_this_one():
    text = (
        "import pickle, sys; from symconv import *; k, s = sizes('k s'); layer = ConvTranspose(k, stride=s);"
        "hash(layer.axes); sys.stdout.buffer.write(pickle.dumps(layer))"
    )
    root = Path(symconv.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", text], capture_output=True, check=True, cwd=root)
    found, here = pickle.loads(done.stdout), ConvTranspose(k, stride=s)  # noqa: S301
    assert found in {here}
    assert found.axes in {here.axes}


@pytest.mark.parametrize("name", sorted(ELSEWHERE))
def test_words_of_other_libraries_are_told_what_to_write(name):
    with pytest.raises(TypeError, match=rf"ConvTranspose has no {name}=; ") as told:
        ConvTranspose(3, **{name: 1})
    assert told.value.args[0].endswith(ELSEWHERE[name])


def test_a_name_that_is_nearly_one_is_told_which():
    with pytest.raises(ImportError, match=r"symconv has no ConvTransposed\. Did you mean Conv"):
        from symconv import ConvTransposed  # noqa: F401
    with pytest.raises(ImportError, match="cannot import name 'xyzzy'"):
        from symconv import xyzzy  # noqa: F401


def test_a_package_is_not_taken_for_a_misspelt_name():
    assert isinstance(symconv._unknown("operations"), AttributeError)
    assert not hasattr(symconv, "__wrapped__")


def test_names_of_other_libraries_are_told_what_to_write():
    with pytest.raises(
        ImportError, match=r"write ConvTranspose\(\(k, k\), channels=\(C_in, C_out\)\)"
    ):
        from symconv import ConvTranspose2d  # noqa: F401
    assert not set(symconv._ELSEWHERE) & set(dir(symconv))
