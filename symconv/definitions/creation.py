"""Tensors that are made of sizes, each written once in the six words."""

from __future__ import annotations

from symconv.language.words import Cell, Tensor, Vec, array, entry, equal, when


def eye(n: Vec) -> Tensor:
    """Return the identity: 1 where row and column agree."""

    def cell(at: Vec) -> Cell:
        row, column = at.split_at(1)
        return when(equal(row, column), 1)

    return array(n.join(n), cell)


def one_hot(n: Vec, place: Vec) -> Tensor:
    """Return the tensor that is 1 at one place."""
    return array(n, lambda o: when(equal(o, place), 1))


def arange(n: Vec) -> Tensor:
    """Return ``0, 1, 2, ...``."""
    return array(n, entry)
