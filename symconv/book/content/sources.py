"""Where the material comes from, as text."""

from __future__ import annotations

from symconv.pages.blocks import Heading, Items, Section


def section() -> Section:
    """Return the section."""
    return (
        Heading("Sources", "sources"),
        Items(
            (
                "V. Dumoulin and F. Visin, *A guide to convolution arithmetic for deep "
                "learning*, 2016, arXiv:1603.07285: the "
                "size relations, the matrix view and the two passes.",
                "A. Zhang, Z. Lipton, M. Li and A. Smola, *Dive into Deep Learning*, section "
                "Transposed Convolution: "
                "scaling and placing, and the numbers of [[inverse]].",
                "O. Ronneberger, P. Fischer and T. Brox, *U-Net: Convolutional Networks for "
                "Biomedical Image "
                "Segmentation*, 2015: joining maps of the encoder with enlarged ones.",
                "A. Odena, V. Dumoulin and C. Olah, *Deconvolution and Checkerboard Artifacts*, "
                "2016: uneven overlap.",
                "W. Shi et al., *Is the deconvolution layer the same as a convolutional "
                "layer?*, 2016, arXiv:1609.07009: "
                "phases of the output.",
                "P. P. Vaidyanathan, *Multirate Systems and Filter Banks*, 1993: the expander "
                "and the polyphase form.",
            )
        ),
    )
