"""Nested lists from flat cells and back."""

from __future__ import annotations


def lists(cells, shape):
    """Return flat cells as nested lists."""
    if len(shape) == 1:
        return list(cells)
    step = len(cells) // shape[0]
    return [lists(cells[n * step : (n + 1) * step], shape[1:]) for n in range(shape[0])]


def flat(nested):
    return (
        [cell for part in nested for cell in flat(part)] if isinstance(nested, list) else [nested]
    )
