"""A claim as texts: the Python that states it, and the declarations that this Python needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from symconv.data.letters import from_size
from symconv.definitions.reading import LONGEST as LONGEST_DEFINITION
from symconv.errors import GeometryError
from symconv.operations.own import Operation
from symconv.symbolic.claims import Claim
from symconv.symbolic.context import Context
from symconv.symbolic.written import LONGEST as SHORTENED_FROM
from symconv.symbolic.written import Written, python


def wording(claim: Claim, given: Iterable[Claim]) -> dict[str, Any]:
    """Return a claim and what is given as texts, with the declarations that read them back.

    Examples
    --------
    >>> from symconv import Equal, flip, sizes, tensor
    >>> x = tensor("x", sizes("n"))
    >>> wording(Equal(flip(flip(x)), x), ())
    {'claim': 'Equal(flip(flip(x)), x)', 'given': [], 'sizes': 'n', 'tensors': 'x:n'}
    """
    given = tuple(given)
    letters = claim.letters.union(*(one.letters for one in given))
    positive = " ".join(v.name for v in sorted(letters) if v.minimum == 1)
    others = " ".join(v.name for v in sorted(letters) if v.minimum == 0)
    texts = [positive] if positive else []
    texts += [f"{others} >= 0"] if others else []
    own = operations_in(claim, *given)
    return {
        **({"operations": [one.text for one in own]} if own else {}),
        "claim": full_text(claim),
        "given": [full_text(one) for one in given],
        "sizes": "; ".join(texts),
        "tensors": " ".join(_operands((claim, *given))),
    }


def operations_in(*claims: Claim) -> list[Operation]:
    """Return the operations of one's own that claims apply, in the order in which they occur.

    Raises
    ------
    GeometryError
        If two of them have one name.
    """
    found: dict[str, Operation] = {}
    for written in (part for claim in claims for part in _everywhere(claim.written)):
        word = written.word.function
        if isinstance(word, Operation) and found.setdefault(word.__name__, word).text != word.text:
            raise GeometryError(
                f"two operations of one claim are called {word.__name__}; give one of them another name"
            )
    return list(found.values())


def _everywhere(value: Any) -> Iterator[Written]:
    """Yield everything that was written to make a value, sizes among it."""
    if isinstance(value, list | tuple):
        for entry in value:
            yield from _everywhere(entry)
    elif isinstance(value, slice):
        yield from _everywhere((value.start, value.stop))
    elif isinstance(value, Written):
        yield value
        yield from _everywhere((*value.arguments, *value.parameters))
    elif isinstance(getattr(value, "written", None), Written):
        yield from _everywhere(value.written)


def full_text(claim: Claim) -> str:
    """Return a claim as the Python that states it."""
    return repr(claim)


def is_whole(data: Mapping[str, Any]) -> bool:
    """Return whether no text of a wording was shortened."""
    texts = [data["claim"], *data["given"]]
    own = data.get("operations", [])
    whole = all(len(text) < SHORTENED_FROM for text in texts)
    return whole and all(len(text) <= LONGEST_DEFINITION for text in own)


def _operands(claims: Sequence[Claim]) -> Iterator[str]:
    """Yield the tensors and scalars of claims with their shapes, as they are declared."""
    shapes: dict[str, str] = {}
    scalars: list[str] = []
    for side in (side for claim in claims for side in (claim.left, claim.right)):
        for written in _inside(getattr(side, "written", None)):
            if written.operation == "tensor":
                name, shape = written.parameters
                shapes.setdefault(str(name), _shape_text(shape))
        context = getattr(side, "context", Context())
        scalars += [name for name, shape in context.operands if not shape]
    for claim in claims:
        for name, extents in claim.statement().operands:
            if extents:
                entries = [python(from_size(n)).text for n in extents]
                shapes.setdefault(
                    name, entries[0] if len(entries) == 1 else f"({', '.join(entries)},)"
                )
            else:
                scalars.append(name)
    yield from (f"{name}:{shape}" for name, shape in shapes.items())
    cells = (name for name in dict.fromkeys(scalars) if name.rstrip("0123456789") not in shapes)
    yield from (f"{name}:()" for name in cells)


def _inside(written: Written | None) -> Iterator[Written]:
    if written is None:
        return
    yield written
    for argument in written.arguments:
        yield from _inside(argument)


def _shape_text(shape: Any) -> str:
    entries = shape if isinstance(shape, tuple | list) else (shape,)
    texts = [_size_as_written(entry) for entry in entries]
    return texts[0] if len(texts) == 1 and " " not in texts[0] else f"({', '.join(texts)},)"


def _size_as_written(size: Any) -> str:
    written = getattr(size, "written", None)
    return repr(written) if isinstance(written, Written) else python(size).text
