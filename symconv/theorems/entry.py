"""What a theorem of the library is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from symconv.claims import Claim


@dataclass(frozen=True)
class Variant:
    """A claim under further claims about sizes; here: one that is false."""

    claim: Claim
    given: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class Entry:
    """A theorem of the library, stated in the words of the package.

    Parameters
    ----------
    name : str
        Lower case with hyphens.
    family : str
        The group it is listed under.
    claim : Claim
        What holds for all sizes.
    given : tuple of Claim
        Under which claims about sizes.
    why : str
        Why it holds, in one sentence.
    source : str
        Where it comes from.
    false : tuple of Variant
        Neighbours that look alike and are false.
    on_every_axis : bool
        Whether the statement on one axis carries over to each axis of any number of axes.
    """

    name: str
    family: str
    claim: Claim
    why: str
    source: str
    given: tuple[Claim, ...] = ()
    false: tuple[Variant, ...] = ()
    on_every_axis: bool = True


def false(claim: Claim, *given: Any) -> Variant:
    """Return a false neighbour."""
    return Variant(claim, given)
