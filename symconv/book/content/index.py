"""Where what is said: the words that a reader looks up, and where each is explained."""

from __future__ import annotations

from symconv.pages.blocks import Heading, Section, WordIndex

TERMS: dict[str, tuple[str, ...]] = {
    "adjoint": ("theorem-adjoint",),
    "algorithm": ("algorithm",),
    "backward pass": ("passes",),
    "bilinear interpolation": ("bilinear",),
    "canvas": ("enlarging",),
    "channels": ("channels",),
    "checkerboard": ("interpolation", "image"),
    "convolution": ("connections",),
    "crop": ("padding",),
    "deconvolution": ("nature", "inverse"),
    "dilation": ("dilation",),
    "feature map": ("enlarging",),
    "final grid": ("direct",),
    "footprint": ("receptive-field",),
    "gradient": ("connections",),
    "groups": ("groups",),
    "inner product": ("theorem-adjoint",),
    "inverse": ("inverse",),
    "JAX": ("frameworks",),
    "Keras": ("frameworks",),
    "kernel size": ("kernel-size",),
    "matrix": ("matrix",),
    "nearest neighbour": ("theorem-nearest-neighbour",),
    "ONNX": ("frameworks",),
    "output padding": ("output-padding",),
    "output size": ("size",),
    "overlap": ("stride", "example-2d-stride-1"),
    "padding": ("padding", "matching"),
    "phases": ("methods",),
    "PyTorch": ("frameworks",),
    "reach": ("dilation",),
    "receptive field": ("receptive-field",),
    "resize-convolution": ("remedies",),
    "reversed kernel": ("zeros",),
    "stride": ("stride",),
    "stretched input": ("zeros",),
    "sub-pixel convolution": ("remedies",),
    "taps": ("nature",),
    "transpose": ("matrix-one-axis",),
    "U-Net": ("target", "unet"),
    "upsampling": ("nature", "interpolation"),
    "zero insertion": ("zeros",),
}
"""Words with the names of sections and theorems."""


def section() -> Section:
    """Return the section."""
    entries = sorted(TERMS.items(), key=lambda entry: entry[0].lower())
    return (Heading("Index", "index"), WordIndex(tuple(entries)))
