"""How much work a search may do. Work is counted, never seconds, so that no verdict depends on the load. Untrusted."""

from __future__ import annotations

from dataclasses import dataclass

from symconv.errors import GeometryError, Undecided, shown

PER_SECOND = 1_200_000  # units of work, steps of Z3, that a machine does in a second beside others
ONE_SYSTEM = 4_000  # for solving the equations of a sum: some 2 ms


def checked_patience(patience: object) -> None:
    """Raise unless a patience is a positive number.

    Raises
    ------
    GeometryError
        If it is something else.
    """
    number = isinstance(patience, int | float) and not isinstance(patience, bool)
    if not number or not 0 < float(str(patience)) < float("inf"):
        raise GeometryError(
            f"patience is {shown(patience)}, but a positive number is needed: the work of so many seconds"
        )


class Exhausted(Undecided):
    """The work that a search may do is used up."""


@dataclass
class Patience:
    """Units of work, and how many are spent.

    Parameters
    ----------
    units : int
        How many there are.
    spent : int
        How many are used up.
    """

    units: int
    spent: int = 0

    @classmethod
    def of(cls, patience: float) -> Patience:
        """Return what an ordinary machine does in so many seconds."""
        return cls(round(patience * PER_SECOND))

    def spend(self, units: int) -> None:
        """Count work that was done.

        Raises
        ------
        Exhausted
            If it was the last.
        """
        self.spent += units
        if self.spent > self.units:
            seconds = self.units / PER_SECOND
            raise Exhausted(
                f"the search was given up after the work of {seconds:g} s; patience= allows more"
            )
