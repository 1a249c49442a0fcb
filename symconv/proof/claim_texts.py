"""A claim as texts: the Python that states it, and the declarations that this Python needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from symconv import operations
from symconv.data.letters import from_size, symbol_letter
from symconv.definitions.reading import LONGEST as LONGEST_DEFINITION
from symconv.errors import GeometryError
from symconv.language.common_divisors import undetermined
from symconv.language.terms import Letter
from symconv.layers.conv import Layer
from symconv.operations.user_defined import Operation
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
    letters = {*undetermined(claim.letters.union(*(one.letters for one in given)))}
    letters |= set(_running(claim, *given))
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


def _running(*claims: Claim) -> Iterator[Letter]:
    """Yield the letters that run through all values in claims that something exists."""
    for written in _everywhere([claim.written for claim in claims]):
        if written.operation == "Exists":
            letter = symbol_letter(written.parameters[0])
            if letter is not None:
                yield letter


def operations_in(*claims: Claim) -> list[Operation]:
    """Return the operations of one's own that claims apply, in the order in which they occur.

    Raises
    ------
    GeometryError
        If one of them has the name of something else in the claims: another operation, a tensor, or
        a letter. A sentence must not say two things by one name.
    """
    found: dict[str, Operation] = {}
    others = {letter.name: "letter" for claim in claims for letter in claim.letters}
    for written in _everywhere([claim.written for claim in claims]):
        word = written.word.function
        if isinstance(word, Operation):
            name = word.__name__
            if found.setdefault(name, word).text != word.text:
                others[name] = "operation"
        elif written.operation == "tensor":
            others[str(written.parameters[0])] = "tensor"
        elif hasattr(operations, written.operation):
            others[written.operation] = "operation"
    for name in found.keys() & others.keys():
        what = (
            "two operations"
            if others[name] == "operation"
            else f"an operation and a {others[name]}"
        )
        raise GeometryError(f"{what} of one claim are called {name}; give one of them another name")
    return list(found.values())


def _everywhere(value: Any) -> Iterator[Written]:
    """Yield everything that was written to make a value, once: sizes among it, and those of layers."""
    seen: dict[int, Any] = {}
    left = [value]
    while left:
        part = left.pop()
        if id(part) in seen:
            continue
        seen[id(part)] = part
        inside: Iterable[Any] = ()
        if isinstance(part, list | tuple):
            inside = part
        elif isinstance(part, slice):
            inside = (part.start, part.stop)
        elif isinstance(part, Written):
            yield part
            inside = (*part.arguments, *part.parameters)
        elif isinstance(part, Layer):
            inside = part.given()
        elif isinstance(getattr(part, "written", None), Written):
            inside = (part.written,)
        left += reversed([*inside])


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
    for name, shape in _tensors([claim.written for claim in claims]):
        shapes.setdefault(name, _shape_text(shape))
    for side in (side for claim in claims for side in (claim.left, claim.right)):
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


def _tensors(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the name and the shape of every tensor in what was written, first those that a shape is read off."""
    for written in _everywhere(value):
        if written.operation == "tensor":
            name, shape = written.parameters
            yield from _tensors(shape)
            yield str(name), shape


def _shape_text(shape: Any) -> str:
    entries = shape if isinstance(shape, tuple | list) else (shape,)
    texts = []
    for entry in entries:
        written = getattr(entry, "written", None)
        texts.append(repr(written) if isinstance(written, Written) else python(entry).text)
    return texts[0] if len(texts) == 1 and " " not in texts[0] else f"({', '.join(texts)},)"
