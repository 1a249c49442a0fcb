"""How much work input of unknown origin may ask for: limits that hold while it is read and checked.

Sizes that users of the library build themselves have no limit; the limits hold inside `limited`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, NoReturn

from symconv.errors import OverBudget


def _limit(default: int, what: str) -> Any:
    return field(default=default, metadata={"what": what})


@dataclass(frozen=True)
class Budget:
    """How much may be asked for, each at least 1.

    Parameters
    ----------
    bytes : int
        The length of a file.
    nesting : int
        How deep lists stand in lists.
    terms : int
        The terms of a size, also those inside its floors, and the sums of an expression.
    digits : int
        The digits of a number.
    degree : int
        The factors of a product of sizes.
    queries : int
        The questions to the solvers.
    seconds : int
        The time of the clock for all of it.
    megabytes : int
        The memory of the process that checks; `limited` does not look at it.

    Notes
    -----
    The largest certificate of the library has two million bytes, half of what is allowed; most have
    fewer than a hundred thousand.

    Examples
    --------
    >>> from symconv.language.terms import letter
    >>> with limited(Budget(degree=3)):
    ...     letter("n") * letter("n") * letter("n") * letter("n")
    Traceback (most recent call last):
    symconv.errors.OverBudget: it asks for more than 3 factors in a product of sizes (--max-degree)
    """

    bytes: int = _limit(4_000_000, "bytes in a file")
    nesting: int = _limit(64, "levels of lists in lists")
    terms: int = _limit(2_000, "terms in a size, or sums in an expression")
    digits: int = _limit(300, "digits in a number")
    degree: int = _limit(60, "factors in a product of sizes")
    queries: int = _limit(2_000, "questions to the solvers")
    seconds: int = _limit(60, "seconds")
    megabytes: int = _limit(2_000, "megabytes of memory")

    def check(self, name: str, amount: float) -> None:
        """Raise where an amount is above its limit.

        Raises
        ------
        OverBudget
            With the limit and the option that raises it.
        """
        if amount > getattr(self, name):
            self.exceeded(name)

    def exceeded(self, name: str) -> NoReturn:
        """Raise: a limit is exceeded."""
        raise OverBudget(self.refusal(name))

    def refusal(self, name: str) -> str:
        """Return what is said where a limit is exceeded."""
        what = self.__dataclass_fields__[name].metadata["what"]
        return f"it asks for more than {getattr(self, name):,} {what} (--max-{name})"


class Meter:
    """What was used of a budget so far."""

    def __init__(self, budget: Budget) -> None:
        self.budget = budget
        self.bits = int(budget.digits * 3.33)
        self.queries = 0
        self.end = monotonic() + budget.seconds

    def clock(self) -> None:
        """Raise where the time is over."""
        if monotonic() > self.end:
            self.budget.exceeded("seconds")

    def query(self) -> None:
        """Count a question to the solvers."""
        self.clock()
        self.queries += 1
        self.budget.check("queries", self.queries)

    def size(self, terms: Mapping[Any, int]) -> None:
        """Raise where the terms of a size are too many, too long or too large."""
        self.clock()
        self.budget.check("terms", len(terms))
        self.budget.check("degree", _degree(terms))
        self._check_bits(_bits(terms))

    def product(self, left: Mapping[Any, int], right: Mapping[Any, int]) -> None:
        """Raise where the product of two sizes would be too large, before it is made."""
        self.clock()
        self.budget.check("terms", len(left) * len(right))
        self.budget.check("degree", _degree(left) + _degree(right))
        self._check_bits(_bits(left) + _bits(right))

    def sums(self, number: int) -> None:
        """Raise where an expression would have too many sums."""
        self.clock()
        self.budget.check("terms", number)

    def text(self, length: int) -> None:
        """Raise where a floor inside floors would be too long, a hundred signs counted as a term."""
        self.budget.check("terms", length / 100)

    def _check_bits(self, number: int) -> None:
        if number > self.bits:
            self.budget.exceeded("digits")


def _degree(terms: Mapping[Any, int]) -> int:
    return max(map(len, terms), default=0)


def _bits(terms: Mapping[Any, int]) -> int:
    return max((coefficient.bit_length() for coefficient in terms.values()), default=0)


METER: ContextVar[Meter | None] = ContextVar("METER", default=None)
"""What counts the work of this moment; ``None`` where nothing is limited."""


@contextmanager
def limited(budget: Budget) -> Iterator[Meter]:
    """Hold the limits of a budget inside a block, from its start on."""
    meter = Meter(budget)
    token = METER.set(meter)
    try:
        yield meter
    finally:
        METER.reset(token)
