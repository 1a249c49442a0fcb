"""The few messages of ONNX that a layer needs, read and written in protobuf's wire format.

A message is a row of fields, each a number, a wire type and a value: a varint (type 0), eight bytes
(1), a length and so many bytes (2) or four bytes (5). Numbers of fields are those of ``onnx.proto``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import Any

from symconv.errors import GeometryError

FLOAT, INT32, INT64, DOUBLE = 1, 6, 7, 11
DTYPES = {FLOAT: "<f4", INT32: "<i4", INT64: "<i8", DOUBLE: "<f8", 10: "<f2"}
_FIXED = {1: 8, 5: 4}


@dataclass(frozen=True)
class Attribute:
    """An attribute of a node; of the values, the one that was given."""

    name: str
    i: int = 0
    s: bytes = b""
    ints: tuple[int, ...] = ()


@dataclass(frozen=True)
class Node:
    """A node of a graph, with the names that ONNX' own class has."""

    op_type: str
    name: str
    input: tuple[str, ...]
    output: tuple[str, ...]
    attribute: tuple[Attribute, ...]


@dataclass(frozen=True)
class Model:
    """The nodes of a model, the shapes of its initialisers and their bytes."""

    opset: int
    nodes: tuple[Node, ...]
    initializers: dict[str, tuple[int, ...]]
    tensors: dict[str, bytes] = field(default_factory=dict)


class _BadMessage(Exception):
    """The bytes are no message."""


def read_model(path: str | PathLike[str]) -> Model:
    """Read what a model file says of its nodes and initialisers.

    Raises
    ------
    GeometryError
        If the file is no ONNX model.
    """
    data = Path(path).read_bytes()
    try:
        model = _fields(data)
        graphs = model.get(7, [])
        if len(graphs) != 1:
            raise _BadMessage("no graph")
        graph = _fields(graphs[0])
        tensors = {_text(_fields(t).get(8, [b""])[-1]): t for t in graph.get(5, [])}
        imports = model.get(8, [])
        versions = [0]
        for item in map(_fields, imports):
            if _text(item.get(1, [b""])[-1]) in ("", "ai.onnx"):
                versions += _integers(item.get(2, []))
        opset = max(versions)
        nodes = []
        for node in graph.get(1, []):
            parts = _fields(node)
            nodes.append(
                Node(
                    op_type=_text(parts.get(4, [b""])[-1]),
                    name=_text(parts.get(3, [b""])[-1]),
                    input=tuple(map(_text, parts.get(1, []))),
                    output=tuple(map(_text, parts.get(2, []))),
                    attribute=tuple(map(_attribute, parts.get(5, []))),
                )
            )
        return Model(
            opset=opset,
            nodes=tuple(nodes),
            initializers={name: tensor_shape(data) for name, data in tensors.items()},
            tensors=tensors,
        )
    except (_BadMessage, UnicodeDecodeError, TypeError) as error:
        raise GeometryError(f"{path} is no ONNX model that can be read: {error}") from None


def _fields(data: Any) -> dict[int, list[Any]]:
    """Return the values of a message by the number of their field."""
    if not isinstance(data, bytes):
        raise _BadMessage("a message is expected")
    found: dict[int, list[Any]] = {}
    for number, value in _parts(data):
        found.setdefault(number, []).append(value)
    return found


def _parts(data: bytes) -> Iterator[tuple[int, Any]]:
    place = 0
    while place < len(data):
        key, place = _varint(data, place)
        number, wire = key >> 3, key & 7
        if wire == 0:
            value, place = _varint(data, place)
            yield number, value
            continue
        if wire == 2:
            length, place = _varint(data, place)
        elif wire in _FIXED:
            length = _FIXED[wire]
        else:
            raise _BadMessage(f"wire type {wire} at byte {place}")
        if place + length > len(data):
            raise _BadMessage(f"it ends within a field, at byte {place}")
        yield number, data[place : place + length]
        place += length


def _varint(data: bytes, place: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        if place >= len(data):
            raise _BadMessage("it ends within a number")
        byte = data[place]
        place += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, place
    raise _BadMessage(f"a number of more than ten bytes at byte {place}")


def _signed(value: int) -> int:
    return value - 2**64 if value >= 2**63 else value


def _integers(values: Iterable[Any]) -> tuple[int, ...]:
    """Return repeated integers, packed or not."""
    found: list[int] = []
    for value in values:
        if isinstance(value, int):
            found.append(_signed(value))
            continue
        place = 0
        while place < len(value):
            number, place = _varint(value, place)
            found.append(_signed(number))
    return tuple(found)


def _text(value: Any) -> str:
    if not isinstance(value, bytes):
        raise _BadMessage("a text is expected")
    return value.decode()


def _attribute(data: bytes) -> Attribute:
    parts = _fields(data)
    return Attribute(
        name=_text(parts.get(1, [b""])[-1]),
        i=_integers(parts.get(3, [0]))[-1],
        s=parts.get(4, [b""])[-1],
        ints=_integers(parts.get(8, [])),
    )


def tensor_shape(data: bytes) -> tuple[int, ...]:
    """Return the shape of a tensor."""
    return _integers(_fields(data).get(1, []))


def tensor_array(data: bytes) -> Any:
    """Return a tensor as a NumPy array.

    Raises
    ------
    GeometryError
        If its cells are of a type that is not read, or stand in another file.
    """
    import numpy as np

    parts = _fields(data)
    kind, shape = _integers(parts.get(2, [0]))[-1], tensor_shape(data)
    if kind not in DTYPES or parts.get(14, [0])[-1]:
        raise GeometryError(
            f"an ONNX tensor of type {kind} is not read; store numbers of float or int in the file itself"
        )
    dtype = np.dtype(DTYPES[kind])
    if 9 in parts:
        cells = np.frombuffer(parts[9][-1], dtype)
    elif kind in (INT32, INT64):
        cells = np.array(_integers(parts.get(7 if kind == INT64 else 5, [])), dtype)
    else:
        cells = np.frombuffer(b"".join(parts.get(4 if kind == FLOAT else 10, [])), dtype)
    return cells.reshape(shape)


def _number(value: int) -> bytes:
    """Return a varint."""
    value %= 2**64
    found = bytearray()
    while value > 127:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])


def _field(number: int, value: int | str | bytes) -> bytes:
    if isinstance(value, int):
        return _number(number << 3) + _number(value)
    data = value.encode() if isinstance(value, str) else value
    return _number(number << 3 | 2) + _number(len(data)) + data


def write_tensor(name: str, array: Any) -> bytes:
    """Return a tensor of 32-bit floating-point numbers."""
    import numpy as np

    dims = b"".join(_field(1, size) for size in array.shape)
    raw = np.ascontiguousarray(array, "<f4").tobytes()
    return dims + _field(2, FLOAT) + _field(8, name) + _field(9, raw)


def write_model(
    attributes: dict[str, Any],
    inputs: dict[str, tuple[int, ...]],
    output: tuple[str, tuple[int, ...]],
    opset: int = 11,
) -> bytes:
    """Return a model of one node ``ConvTranspose``, its arrays all inputs of the graph."""
    node = b"".join(_field(1, name) for name in inputs) + _field(2, output[0])
    node += _field(4, "ConvTranspose")
    node += b"".join(_field(5, _written(name, value)) for name, value in attributes.items())
    graph = _field(1, node) + _field(2, "layer")
    graph += b"".join(_field(11, _shaped(name, shape)) for name, shape in inputs.items())
    graph += _field(12, _shaped(*output))
    imports = _field(1, "") + _field(2, opset)
    return _field(1, 7) + _field(2, "symconv") + _field(7, graph) + _field(8, imports)


def _written(name: str, value: Any) -> bytes:
    """Return an attribute: a number, a text or a list of numbers."""
    kinds = {int: (3, 2), str: (4, 3)}
    if type(value) in kinds:
        place, kind = kinds[type(value)]
        return _field(1, name) + _field(place, value) + _field(20, kind)
    ints = b"".join(_field(8, number) for number in value)
    return _field(1, name) + ints + _field(20, 7)


def _shaped(name: str, shape: tuple[int, ...]) -> bytes:
    """Return the type of an array in a graph."""
    dims = b"".join(_field(1, _field(1, size)) for size in shape)
    tensor = _field(1, FLOAT) + _field(2, dims)
    return _field(1, name) + _field(2, _field(1, tensor))
