"""A step of a certificate while a rule takes its parts, and the kinds of parts a rule can take."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from symconv.proof.certificates import decoding
from symconv.proof.certificates.decoding import MalformedError, require
from symconv.proof.kernel import Theorem
from symconv.proof.trusted.solvers import Advice


@dataclass(frozen=True)
class Recorded:
    """A step as a certificate has it.

    Parameters
    ----------
    data : mapping
        The step; ``assumes``, ``arguments`` and ``maps`` are read.
    premises : tuple of Theorem
        What its premises prove.
    advise : Advice
        The hints that the certificate has for the obligations, one after the other.
    example : mapping
        The setting that the certificate gives.
    """

    data: Mapping[str, Any]
    premises: Sequence[Theorem]
    advise: Advice
    example: Mapping[str, int]

    def taken(self, kinds: Sequence[Kind]) -> list[Any]:
        """Return what a rule takes.

        Parameters
        ----------
        kinds : sequence of Kind
            The kind of each argument of the rule.

        Raises
        ------
        MalformedError
            If the step has not just these parts.
        """
        parts = Parts(
            self, iter(self.premises), iter(self.data["arguments"]), iter(self.data["maps"])
        )
        taken = [kind(parts) for kind in kinds]
        for place in ("premises", "arguments", "maps"):
            left = list(getattr(parts, place))
            require(not left, self.data[place], f"list of {place} of {self.data['rule']}")
        return taken


@dataclass(frozen=True)
class Parts:
    """What a rule has not taken yet of a step."""

    step: Recorded
    premises: Iterator[Theorem]
    arguments: Iterator[Any]
    maps: Iterator[Any]

    def next(self, place: str) -> Any:
        """Return the next part of a place."""
        for part in getattr(self, place):
            return part
        rule = self.step.data["rule"]
        raise MalformedError(f"{str(self.step.data[place])[:80]} is no list of {place} of {rule}")


Kind: TypeAlias = Callable[[Parts], Any]


def argument(read: Callable[[Any], Any]) -> Kind:
    """Return the kind of an argument that is read from the step's list."""
    return lambda parts: read(parts.next("arguments"))


def part_of_map(read: Callable[[Any], Any]) -> Kind:
    """Return the kind of an argument that is listed among the maps."""
    return lambda parts: read(parts.next("maps"))


def assumed(parts: Parts) -> Any:
    """Take the hypotheses."""
    return decoding.hypotheses(parts.step.data["assumes"])


def premise(parts: Parts) -> Any:
    """Take one premise."""
    return parts.next("premises")


def premise_if_any(parts: Parts) -> Any:
    """Take one premise, or ``None`` where there is no other."""
    return next(parts.premises, None)


def all_premises(parts: Parts) -> Any:
    """Take every premise."""
    return tuple(parts.premises)


def advice(parts: Parts) -> Any:
    """Take the hints."""
    return parts.step.advise


def example(parts: Parts) -> Any:
    """Take the setting of the certificate."""
    return parts.step.example
