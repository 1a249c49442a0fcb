"""Channels, groups and batches: one more axis of another kind around any definition."""

from __future__ import annotations

from collections.abc import Callable

from symconv.definitions.geometry import Channels
from symconv.language.words import Cell, Tensor, Vec, array, split, sum_


def part(x: Tensor, c: Vec) -> Tensor:
    """Fix the first axes of `x` at `c`: ``part[o] = x[c, o]``."""
    _, rest = x.shape.split_at(len(c))
    return Tensor(rest, lambda o: x[c.join(o)])


def over_channels(pair: Callable[[Vec, Vec, Vec], Tensor], size: Vec, channels: Channels) -> Tensor:
    """Add what every input channel of a group gives to an output channel of the same group.

    ``y[n*q + f, o] = sum over c' of pair(m*q + c', n*q + f)[o]``, with `m` input and `n` output
    channels a group, ``0 <= c' < m``, ``0 <= f < n``.

    Parameters
    ----------
    pair : callable
        Gives the result for one input channel and one output channel, called as ``pair(q, c', f)``.
    size : Vec
        Spatial size of the result.
    channels : Channels
        How many there are, and in how many groups.
    """
    m, n = Vec([channels.inputs_per_group]), Vec([channels.outputs_per_group])
    pair = remembered(pair)

    def cell(at: Vec) -> Cell:
        e, o = at.split_at(1)
        return split(e, n, lambda q, f: sum_(m, lambda c: pair(q, c, f)[o]))

    return array(Vec([channels.outputs]).join(size), cell)


def over_batch(convolve: Callable[[Tensor], Tensor], x: Tensor, shape: Vec) -> Tensor:
    """Apply a layer to every item of a batch: ``y[n] = convolve(x[n])``, each of the given shape."""
    item = remembered(lambda n: convolve(part(x, n)))

    def cell(at: Vec) -> Cell:
        n, o = at.split_at(1)
        return item(n)[o]

    return array(x.shape.split_at(1)[0].join(shape), cell)


def remembered(build: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """Build the tensor of each index once: its cells are then computed once."""
    built: dict[tuple[object, ...], Tensor] = {}

    def get(*at: Vec) -> Tensor:
        key = tuple(index.entries for index in at)
        if key not in built:
            built[key] = build(*at)
        return built[key]

    return get
