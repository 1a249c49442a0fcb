"""How much one command takes on: what would not fit is refused before it is begun, and the limit is told."""

from __future__ import annotations

from symconv.errors import UnsupportedError

MOST_AXES = 16
MOST_PRODUCTS = 5_000_000
MOST_CELLS = 5_000_000
MOST_BY_METHOD = 100_000
MOST_SETTINGS = 10_000_000
MOST_JOBS = 256
MOST_NAME = 100  # characters


def check_amount(number: int, most: int, what: str) -> None:
    """Raise where a number is above its limit.

    Raises
    ------
    UnsupportedError
        With the number and the limit.

    Examples
    --------
    >>> check_amount(12, 10, "products")
    Traceback (most recent call last):
    symconv.errors.UnsupportedError: this takes 12 products; the command line takes at most 10; ask for less
    """
    if number > most:
        shown = f"{number:,}" if number < 10**15 else "more than 10^15"
        raise UnsupportedError(
            f"this takes {shown} {what}; the command line takes at most {most:,}; ask for less"
        )
