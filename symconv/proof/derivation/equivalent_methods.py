"""Methods that say the same in other words: zero insertion is a window over stretched tensors."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from symconv.layers.conv import Conv, ConvTranspose
from symconv.operations import crop, flip, stretch
from symconv.symbolic.written import Written


def zero_insertion(layer: ConvTranspose, x: Any, w: Any) -> Any:
    """Return the window with the reversed kernel, slid over the stretched and padded input."""
    reach = [d * (k - 1) for k, d in zip(layer.kernel_size, layer.dilation, strict=True)]
    begin = [b - r for (b, _), r in zip(layer.padding, reach, strict=True)]
    ends = zip(layer.padding, layer.output_padding, reach, strict=True)
    end = [e - a - r for (_, e), a, r in ends]
    kernel = flip(stretch(w, _each(layer.dilation)))
    stretched = crop(stretch(x, _each(layer.stride)), _each(begin), _each(end))
    return Conv(_each([r + 1 for r in reach]))(stretched, kernel)


def _each(values: Sequence[Any]) -> Any:
    """Return one value per axis as a person writes it: alone where there is one axis."""
    return values[0] if len(values) == 1 else tuple(values)


OTHER_WORDS: Mapping[str, Callable[[ConvTranspose, Any, Any], Any]] = {
    "zero-insertion": zero_insertion,
}


def other_words(written: Written) -> Written | None:
    """Return what a layer's method says in other words; ``None`` where it has none of its own.

    With channels the sums over channels stand around the method, so there it has none.
    """
    if written.operation != "layer" or len(written.arguments) != 2:
        return None
    layer, method = written.parameters
    say = OTHER_WORDS.get(method) if isinstance(layer, ConvTranspose) else None
    if say is None or layer.channels or layer.padding_mode != "zeros":
        return None
    made: Written = say(layer, *(argument.value for argument in written.arguments)).written
    return made
