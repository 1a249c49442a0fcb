"""Weights from files: ``.npy``, ``.npz``, ``.safetensors`` and the initialisers of ``.onnx``; nothing is unpickled."""

from __future__ import annotations

import json
from os import PathLike
from pathlib import Path
from typing import Any

from symconv.dialects.protobuf import read_model, tensor_array
from symconv.errors import GeometryError

_DTYPES = {
    "F64": "<f8",
    "F32": "<f4",
    "F16": "<f2",
    "I64": "<i8",
    "I32": "<i4",
    "I16": "<i2",
    "I8": "i1",
    "U8": "u1",
}
_KINDS = (".npy", ".npz", ".safetensors", ".onnx")


def weights(path: str | PathLike[str]) -> dict[str, Any]:
    """Return every array of a file by its name; a ``.npy`` has one, named ``""``.

    Parameters
    ----------
    path : str or path
        The suffix says how the file is read.

    Raises
    ------
    GeometryError
        If the file is of another kind, is broken, or holds Python objects.

    Examples
    --------
    >>> import tempfile, numpy as np
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     np.savez(f"{folder}/w.npz", up=np.ones((2, 3, 4)))
    ...     {name: array.shape for name, array in weights(f"{folder}/w.npz").items()}
    {'up': (2, 3, 4)}
    """
    import numpy as np

    file = Path(path)
    if file.suffix not in _KINDS:
        raise GeometryError(f"{file}: weights are read from {', '.join(_KINDS)}")
    if file.suffix == ".onnx":
        tensors = read_model(file).tensors
        return {name: tensor_array(data) for name, data in tensors.items()}
    if file.suffix == ".safetensors":
        return _safetensors(file)
    try:
        found = np.load(file, allow_pickle=False)
        return {"": found} if file.suffix == ".npy" else {name: found[name] for name in found.files}
    except (ValueError, EOFError, KeyError, AttributeError) as error:
        raise GeometryError(f"{file}: no arrays of numbers can be read: {error}") from None


def _safetensors(file: Path) -> dict[str, Any]:
    """Read eight bytes of length, a header of JSON, and the cells behind it."""
    import numpy as np

    data = file.read_bytes()
    length = int.from_bytes(data[:8], "little")
    cells = data[8 + length :]
    try:
        header = json.loads(data[8 : 8 + length])
        found = {}
        for name, entry in header.items():
            if name != "__metadata__":
                begin, end = entry["data_offsets"]
                dtype = np.dtype(_DTYPES[entry["dtype"]])
                found[name] = np.frombuffer(cells[begin:end], dtype).reshape(entry["shape"])
        return found
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise GeometryError(f"{file}: no safetensors file of numbers: {error!r}") from None
