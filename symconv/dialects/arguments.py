"""What the readers of all dialects do with arguments: one value per axis, whole numbers, and refusals in two rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from symconv.errors import GeometryError, shown, wrong_number

_INDEXED = (tuple, list)


class KernelSizeMissing(GeometryError):
    """A call whose kernel is an array does not say how large it is."""


def whole(value: Any, what: str) -> int:
    """Return a whole number as a Python int.

    Raises
    ------
    GeometryError
        For anything else, booleans included.
    """
    if isinstance(value, bool) or not hasattr(value, "__index__"):
        raise GeometryError(
            f"{what} is {shown(value)} ({type(value).__name__}), but a whole number is needed"
        )
    return int(value.__index__())


def is_several(value: Any) -> bool:
    """Return whether a value has entries: a tuple, a list, an array or a repeated field of protobuf."""
    return isinstance(value, _INDEXED) or (
        hasattr(value, "__len__") and not isinstance(value, str | bytes | dict)
    )


def count_axes(*values: Any) -> int:
    """Return the number of axes that the first argument with entries has; 1 where none has."""
    return next((len(value) for value in values if is_several(value)), 1)


def per_axis(value: Any, axes: int, what: str) -> tuple[int, ...]:
    """Return one whole number per axis; one value, or a list of one, counts for all.

    Raises
    ------
    GeometryError
        If there are other than one or `axes` entries.
    """
    entries = list(value) if is_several(value) else [value]
    if len(entries) == 1:
        entries = entries * axes
    if len(entries) != axes:
        raise GeometryError(f"{what} is {shown(value)}: {wrong_number(len(entries), axes)}")
    return tuple(whole(entry, what) for entry in entries)


def request_text(dialect: str, given: Mapping[str, Any], usual: Mapping[str, Any]) -> str:
    """Return a request as it was made, without the arguments that have their usual value."""
    said = []
    for name, value in given.items():
        if name not in usual or is_several(value) or value != usual[name]:
            said.append(f"{name}={value!r}" if isinstance(value, str) else f"{name}={value}")
    return f"{dialect}: {', '.join(said)}"


def refusal(request: str, what: str, theirs: str, ours: str) -> GeometryError:
    """Return the error that names the framework's rule and that of symconv."""
    return GeometryError(f"{request}: {what}; {theirs}; symconv: {ours}")


def check_least(request: str, framework: str, name: str, values: Sequence[int], least: int) -> None:
    """Raise unless every value is at least `least`.

    Raises
    ------
    GeometryError
        With both rules.
    """
    for value in values:
        if value < least:
            rule = f"{name} >= {least} is needed"
            raise refusal(request, f"{name} is {value}", f"{framework}: {rule}", rule)


def read_groups(
    request: str, framework: str, word: str, groups: Any, channels: Mapping[str, int]
) -> int:
    """Return the number of groups, which divides both channel counts where they are known.

    Raises
    ------
    GeometryError
        If it does not, or one of them is below 1, with both rules.
    """
    number = whole(groups, f"{request}: {word}")
    check_least(request, framework, word, [number], 1)
    for name, count in channels.items():
        check_least(request, framework, name, [count], 1)
        if count % number:
            raise refusal(
                request,
                f"{word} is {number} and {name} is {count}",
                f"{framework}: {name} must be divisible by {word}",
                "groups divide both channel counts",
            )
    return number


def channel_pair(inputs: Any, outputs: Any, what: str) -> tuple[int, int] | None:
    """Return both channel counts, or ``None`` where they are not both known."""
    if inputs is None or outputs is None:
        return None
    return whole(inputs, f"{what}: channels"), whole(outputs, f"{what}: channels")
