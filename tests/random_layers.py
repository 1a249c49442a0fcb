"""Layers and arrays drawn at random: channels, groups, batch, both ends, dilation, output padding, one axis or two."""

from __future__ import annotations

import random
from math import prod

import numpy as np

from symconv import Conv, ConvTranspose
from symconv.errors import GeometryError


def generator(seed):
    """Return a generator whose numbers a seed fixes."""
    return random.Random(seed)  # noqa: S311 - settings, not secrets


def random_layer(source, axes=None, transposed=None):
    """Return a layer, an input shape and an output shape: channels, groups, batch, both ends, output padding."""
    while True:
        n = axes or source.choice((1, 1, 2))
        stride = [source.randint(1, 3) for _ in range(n)]
        dilation = [source.randint(1, 2) for _ in range(n)]
        padding = [(source.randint(0, 2), source.randint(0, 2)) for _ in range(n)]
        parameters = {
            "kernel_size": tuple(source.randint(1, 3) for _ in range(n)),
            "stride": stride,
            "dilation": dilation,
            "padding": padding,
        }
        lead = ()
        if source.random() < 0.7:
            groups = source.choice((1, 1, 2))
            channels = (groups * source.randint(1, 2), groups * source.randint(1, 2))
            parameters |= {"groups": groups, "channels": channels}
            lead = (channels[0],) if source.random() < 0.5 else (source.randint(1, 3), channels[0])
        is_transposed = source.random() < 0.5 if transposed is None else transposed
        if is_transposed:
            extra = [
                source.randint(0, max(s, d) - 1) for s, d in zip(stride, dilation, strict=True)
            ]
            parameters["output_padding"] = extra
        input_size = tuple(source.randint(1, 5) for _ in range(n))
        try:
            layer = (ConvTranspose if is_transposed else Conv)(**parameters)
            output_size = layer.output_size(input_size)
        except GeometryError:
            continue
        out = (*lead[:-1], layer.channels[1]) if lead else ()
        return layer, (*lead, *input_size), (*out, *output_size)


def whole_numbers(source, shape):
    return np.array([source.randint(-9, 9) for _ in range(prod(shape))]).reshape(shape)
