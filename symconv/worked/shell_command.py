"""The line for the shell that makes an example again."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from typing import Any

from sympy import Add, Integer, Mul, Pow, Rational, Symbol

from symconv.formulas.grid import Grid
from symconv.formulas.notation import USUAL, Notation
from symconv.pages.displays import Cells
from symconv.worked.setting import WorkedSetting

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*((_[A-Za-z0-9]+)+|_\{[A-Za-z0-9]+(,[A-Za-z0-9]+)*\})?")


def command(
    source: str, setting: WorkedSetting, told: tuple[str, ...], given: tuple[str, ...]
) -> str:
    """Return the line, or words where the shell cannot be given these cells.

    Parameters
    ----------
    source : str
        The name of a shipped example; empty for one of one's own.
    setting : WorkedSetting
        The layer, the input and the kernel.
    told : tuple of str
        Options for what was chosen of the example.
    given : tuple of str
        Options for the format.
    """
    plain = setting.in_notation(setting.notation.indexed("subscript"))
    if not source and not all(map(_is_readable, (*_cells(plain.x), *_cells(plain.w)))):
        return "from Python, with cells that the shell does not read"
    first = (source,) if source else tuple(_own(plain))
    options = (*first, *told, *_notation(setting.notation), *given)
    return shlex.join(("symconv", "example", *options))


def _own(setting: WorkedSetting) -> Iterator[str]:
    """Yield the options of a layer and its arrays."""
    layer = setting.layer
    yield from ("--input", _json(setting, setting.x), "--kernel", _json(setting, setting.w))
    usual = {"stride": 1, "output_padding": 0, "dilation": 1}
    for name, value in usual.items():
        entries = getattr(layer, name)
        if set(entries) != {value}:
            yield from (f"--{name.replace('_', '-')}", ",".join(map(str, entries)))
    if any(begin or end for begin, end in layer.padding):
        yield from ("--padding", ",".join(f"{begin}:{end}" for begin, end in layer.padding))
    if layer.padding_mode != "zeros":
        yield from ("--padding-mode", layer.padding_mode)
    if setting.channels:
        yield from ("--channels", ",".join(map(str, setting.channels)))
    if layer.groups != 1:
        yield from ("--groups", str(layer.groups))


def _notation(notation: Notation) -> Iterator[str]:
    letters = [] if notation.names == USUAL.names else [",".join(notation.names)]
    is_usual = notation.brackets and notation.origin == 0
    counted = [f"from {notation.origin}"] if notation.counts_together and not is_usual else []
    if letters or counted:
        yield from ("--notation", " ".join(letters + counted))
    if notation.brackets:
        yield from ("--index", "brackets")


def _json(setting: WorkedSetting, array: Any) -> str:
    written = Cells(Grid.of(array), setting.order).data()
    return json.dumps(written, ensure_ascii=False, separators=(",", ":"))


def _cells(array: Any) -> tuple[Any, ...]:
    return tuple(Grid.of(array).cells)


def _is_readable(cell: Any) -> bool:
    """Return whether the shell reads a cell: sums and products of rational numbers and plain names."""
    if isinstance(cell, Symbol):
        return bool(cell.is_commutative) and bool(_NAME.fullmatch(cell.name))
    if isinstance(cell, Pow):
        return isinstance(cell.exp, Integer) and cell.exp > 0 and _is_readable(cell.base)
    if isinstance(cell, Add | Mul):
        return all(map(_is_readable, cell.args))
    return isinstance(cell, Rational)
