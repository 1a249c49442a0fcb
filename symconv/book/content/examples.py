"""The three worked examples, every grid on the way included."""

from __future__ import annotations

from dataclasses import replace

from symconv.figures import scale_place_sum
from symconv.pages.blocks import Drawing, Explorer, Heading, Paragraph, Section
from symconv.pages.explore import Trial
from symconv.worked import WorkedExample, example

STEPS = (
    "given",
    "output-size",
    "stretched",
    "scale",
    "place",
    "add",
    "crop",
    "direct",
    "result",
)


def section() -> Section:
    """Return the section."""
    return (
        Heading("Three worked examples", "examples"),
        Paragraph(
            "These examples are small enough to be followed by hand. Each step says what is "
            "computed, why, and how it was "
            "checked when this chapter was made."
        ),
        Heading("One dimension", "example-1d", level=3),
        Paragraph(
            "Two input cells, three taps, stride 2, padding 1. [[figure-one-axis]] shows the "
            "same example as a picture."
        ),
        *_steps(example("seed-1d"), STEPS),
        Explorer(
            Trial(I=2, k=3, s=2, p=1),
            "The web page of this chapter, `index.html`, has this example with controls: choose "
            "the sizes, place the copies "
            "one by one, and point at a cell to see what it is made of or where it goes.",
        ),
        Heading("Two dimensions, stride 2: side by side", "example-2d-stride-2", level=3),
        Paragraph(
            r"Now a grid of $2 \times 2$ cells under a kernel of $2 \times 2$ taps. With stride "
            r"2 the copies of the kernel "
            "fill the output without touching each other's cells, as [[figure-stride-2]] shows. "
            "There is no padding, so "
            "nothing is cropped: the canvas is the output."
        ),
        *_two_axes("seed-2d-stride2", "figure-stride-2", "Copies side by side: $k = s = 2$."),
        Heading("Two dimensions, stride 1: overlaps", "example-2d-stride-1", level=3),
        Paragraph(
            "The same input and the same kernel at stride 1. The copies now overlap; the cell "
            "in the middle of "
            "[[figure-stride-1]] receives a term from every input cell."
        ),
        *_two_axes(
            "seed-2d-stride1",
            "figure-stride-1",
            "Copies that overlap: $k = 2$, $s = 1$. Each quarter of the middle cell belongs to "
            "another input cell.",
        ),
    )


def _two_axes(name: str, figure_name: str, caption: str) -> Section:
    made = example(name)
    setting = made.setting
    figure = scale_place_sum(setting.layer, setting.x, setting.w, name=figure_name)
    uncropped = tuple(name for name in STEPS if name != "crop")
    return (Drawing(figure, caption), *_steps(made, uncropped))


def _steps(made: WorkedExample, names: tuple[str, ...]) -> Section:
    """Return steps without their numbers: a chapter has some of them only."""
    return tuple(replace(made.steps[name], number=0) for name in names)
