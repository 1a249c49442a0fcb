"""A layer as it is given, to be compared or written: read from a framework, one of symconv, or a line of text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from symconv.dialects.array_layout import OURS, Layout
from symconv.dialects.lines import read
from symconv.dialects.port import Port
from symconv.dialects.writing import Writing, written
from symconv.errors import GeometryError, shown

if TYPE_CHECKING:
    from symconv.layers.conv import ConvTranspose


def write(
    source: Port | ConvTranspose | str, name: str, input_size: Any = None, *, exact: bool = False
) -> Writing:
    """Return a layer as a framework says it.

    Parameters
    ----------
    source : Port, ConvTranspose or str
        A layer that was read, one of symconv with numbers, or a line of text.
    name : str
        ``"torch"``, ``"onnx"``, ``"tensorflow"``, ``"keras"``, ``"jax"``, or another that is read.
    input_size : int or tuple, optional
        Where the crop depends on it.
    exact : bool
        Accept a call alone, and no steps.

    Returns
    -------
    Writing

    Raises
    ------
    Impossible
        If the framework has no layer of so many axes; with `exact`, if no call alone is the layer,
        with the proof.

    Examples
    --------
    >>> writing = write("keras: k=3 s=2 same", "torch")
    >>> writing.exact, writing.steps
    (False, ('slice the output to [..., :-1]',))
    """
    return written(as_port(source, input_size), name, exact)


def as_port(source: Any, input_size: Any = None) -> Port:
    """Return what is to be written as a `Port`.

    Raises
    ------
    GeometryError
        If it is none of the forms that `write` takes, or has letters.
    """
    if isinstance(source, Port):
        return source.on_size(input_size)
    if isinstance(source, str):
        return read(source, input_size=input_size)
    if not hasattr(source, "axes") or not hasattr(source, "channel_counts"):
        raise GeometryError(
            f"a layer is {shown(source)}, but a Port, a ConvTranspose or a line of text is needed"
        )
    source.refuse_mode("a dialect")
    if source.letters_used():
        raise GeometryError(f"{source!r}: a framework takes numbers; put numbers for the letters")
    size = None if input_size is None else source.per_axis_size(input_size)
    return Port(
        "symconv",
        repr(source),
        source.axes,
        Layout(*OURS),
        source.channels,
        source.groups,
        None,
        size,
    )
