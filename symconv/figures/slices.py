"""Arrays of more than two extents as sheets: one per channel and per position along all but the last two axes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from symconv.figures.placing import Index


@dataclass(frozen=True)
class Sheet:
    """The rows and columns of an array at one choice of the other indices.

    Parameters
    ----------
    lead : tuple of int
        The other indices: channels, then axes.
    extents : tuple of int
        The extents along the axes that are drawn, one or two.
    """

    lead: Index
    extents: Index

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns: one row over one axis."""
        return (
            (1, self.extents[0]) if len(self.extents) == 1 else (self.extents[0], self.extents[1])
        )

    def places(self) -> tuple[Index, ...]:
        """Return the rows and columns of the cells, in row-major order."""
        return tuple(product(*map(range, self.shape)))

    def index(self, place: Index) -> Index:
        """Return the index in the array of the cell in this row and column."""
        return (*self.lead, *place[-len(self.extents) :])


def sheets(shape: Index, axes: int) -> tuple[Sheet, ...]:
    """Return the sheets of an array in row-major order.

    Parameters
    ----------
    shape : tuple of int
        All extents, channels first.
    axes : int
        How many of the extents are axes.

    Examples
    --------
    >>> [sheet.lead for sheet in sheets((2, 2, 3, 3), axes=3)]
    [(0, 0), (0, 1), (1, 0), (1, 1)]
    >>> sheets((5,), axes=1)[0].shape
    (1, 5)
    """
    drawn = min(axes, 2)
    lead = product(*map(range, shape[: len(shape) - drawn]))
    return tuple(Sheet(index, shape[-drawn:]) for index in lead)
