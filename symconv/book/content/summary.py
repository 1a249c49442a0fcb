"""What to keep in mind."""

from __future__ import annotations

from symconv.pages.blocks import Heading, Items, Section


def section() -> Section:
    """Return the section."""
    return (
        Heading("Summary", "summary"),
        Items(
            (
                "A transposed convolution scales the kernel by every input cell, places the "
                "copies $s$ cells apart, adds them, and crops $p$ cells at each end.",
                "Its output has $s (I - 1) + k - 2 p$ cells along an axis [[size-formula]]; with "
                "output padding and dilation [[whole-formula]].",
                "Input cell $i$ and tap $t$ meet in output cell $s i + t - p$ [[place]].",
                "Its matrix is the transpose of that of the convolution with the same kernel and "
                "parameters [[transpose]]: the forward pass of one is the backward pass of the "
                "other. It is not an inverse [[not-an-inverse]].",
                "As a convolution it slides the *reversed* kernel over the stretched input "
                "[[reversed-kernel]].",
                "It brings the size before a convolution back where the stride divides "
                "$n + 2 p - k$; otherwise output padding makes up for the remainder "
                "[[lengthened-size]].",
                "Where the stride divides the kernel size every inner cell receives equally many "
                "products, and there is no checkerboard "
                "([[theorem-no-checkerboard-if-the-stride-divides-the-kernel]]).",
                "Channels add up [[channels-add-up]]; two layers in a row without padding "
                "between them are one [[stacked-taps]].",
            )
        ),
    )
