"""The examples that come with symconv, by name."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib import resources
from typing import Any

from symconv.errors import GeometryError, did_you_mean, shown
from symconv.layers.conv import ConvTranspose
from symconv.operations import tensor
from symconv.worked.derive import worked_example
from symconv.worked.guide_figures import TWINS, Twin
from symconv.worked.printed_example import WorkedExample

Made = tuple[ConvTranspose, Any, Any]


@dataclass(frozen=True)
class Shipped:
    """An example before it is worked out.

    Parameters
    ----------
    name, title : str
        How it is called.
    make : callable
        Returns the layer, the input and the kernel.
    source : str
        Where it was published; empty for our own.
    """

    name: str
    title: str
    make: Callable[[], Made]
    source: str = ""


def names() -> tuple[str, ...]:
    """Return the names of all shipped examples.

    Examples
    --------
    >>> names()[:3]
    ('seed-1d', 'seed-2d-stride2', 'seed-2d-stride1')
    """
    return tuple(_shipped())


def example(name: str) -> WorkedExample:
    """Return the shipped example of this name, worked out and checked.

    Raises
    ------
    GeometryError
        If there is none.

    Examples
    --------
    >>> example("seed-1d").title
    'Two cells, three taps, stride 2, padding 1'
    """
    if name not in names():
        raise GeometryError(
            f"there is no example {shown(name)}; the examples are {', '.join(names())}."
            f"{did_you_mean(name, names())}"
        )
    return worked_out(name)


def is_flat(name: str) -> bool:
    """Return whether a shipped example has one or two axes and no channels."""
    layer, _, _ = _shipped()[name].make()
    return layer.channels is None and len(layer.axes) <= 2


@cache
def worked_out(name: str) -> WorkedExample:
    """Work a shipped example out, once: pages, slides and figures show the same ones."""
    shipped = _shipped()[name]
    return replace(
        worked_example(*shipped.make()),
        title=shipped.title,
        source=shipped.source,
        name=shipped.name,
    )


@cache
def _shipped() -> dict[str, Shipped]:
    every = (*_own(), *map(_numbered, TWINS), *map(_published, published()))
    return {shipped.name: shipped for shipped in every}


def published() -> list[dict[str, Any]]:
    """Return the published examples as they are stored: name, title, source, layer, input, kernel, output."""
    file = resources.files("symconv.worked") / "published.json"
    entries: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
    return entries


def _published(entry: dict[str, Any]) -> Shipped:
    def make() -> Made:
        return ConvTranspose(**entry["layer"]), entry["input"], entry["kernel"]

    return Shipped(entry["name"], entry["title"], make, entry["source"])


def _numbered(twin: Twin) -> Shipped:
    """Return the example of a figure of the guide."""
    title = f"{twin.title}: relationship {twin.relationship} of the guide to convolution arithmetic, with numbers"
    return Shipped(twin.name, title, lambda: (twin.layer, twin.x, twin.w))


def _on_symbols(layer: ConvTranspose, input_shape: Any, letters: str = "x") -> Made:
    """Return a layer on an input and a kernel of symbols."""
    return layer, tensor(letters, input_shape), tensor("w", layer.kernel_shape.entries)


def _own() -> tuple[Shipped, ...]:
    layers: dict[str, tuple[str, ConvTranspose, Any]] = {
        "seed-1d": (
            "Two cells, three taps, stride 2, padding 1",
            ConvTranspose(3, stride=2, padding=1),
            2,
        ),
        "seed-2d-stride2": (
            "A 2 by 2 kernel at stride 2: no overlap",
            ConvTranspose((2, 2), stride=2),
            (2, 2),
        ),
        "seed-2d-stride1": (
            "A 2 by 2 kernel at stride 1: copies overlap",
            ConvTranspose((2, 2)),
            (2, 2),
        ),
        "output-padding": (
            "Output padding",
            ConvTranspose(3, stride=2, padding=1, output_padding=1),
            3,
        ),
        "dilation": ("Dilation 2", ConvTranspose(3, stride=2, padding=1, dilation=2), 3),
        "small-kernel": (
            "A kernel smaller than the stride leaves holes",
            ConvTranspose(2, stride=3),
            3,
        ),
        "non-square": (
            "Different sizes along the axes",
            ConvTranspose((3, 2), stride=(1, 2), padding=(1, 0)),
            (2, 3),
        ),
        "asymmetric-padding": (
            "Padding in front only",
            ConvTranspose(3, stride=2, padding=[(1, 0)]),
            3,
        ),
        "channels-groups": (
            "Four channels in two groups",
            ConvTranspose(2, stride=2, groups=2, channels=(4, 2)),
            (4, 2),
        ),
        "three-axes": ("Three axes", ConvTranspose((2, 2, 2), stride=(1, 2, 2)), (2, 2, 2)),
    }
    named = {"seed-2d-stride2": "a b c d", "seed-2d-stride1": "a b c d"}
    return tuple(
        Shipped(name, title, partial(_on_symbols, layer, shape, named.get(name, "x")))
        for name, (title, layer, shape) in layers.items()
    )
