"""Polyphase on sheets: the kernel split, then what every phase computes, then the whole canvas."""

from __future__ import annotations

from collections.abc import Sequence

from symconv.errors import UnsupportedError
from symconv.figures import wording
from symconv.figures.grids import count_cells, sum_cells, widest
from symconv.figures.labels import formula, word
from symconv.figures.layout import (
    Lattice,
    Panel,
    captioned,
    headed,
    label,
    page,
    panel,
    side_by_side,
    stacked,
)
from symconv.figures.parts import heavy_last, phase_cell, tap_or_zero
from symconv.figures.placing import Placing
from symconv.figures.scene import Item, Runs, Scene
from symconv.figures.sheets import (
    NAME,
    between_channels,
    check_sheets,
    laid,
    numbers,
    sheets,
)
from symconv.figures.views import scatter_sheets
from symconv.figures.views.phases import Phase

MOST_SHEETS = 96
"""Of all phases together."""

_PART_GAP = 26
_BESIDE = 36


def draw(
    placing: Placing,
    shown: Sequence[Phase],
    rule: Runs,
    are_written: bool = True,
    computed: Sequence[Phase] | None = None,
    is_kernel_drawn: bool = True,
) -> Scene:
    """Return the drawing: the kernel of every phase, what it computes, then the whole canvas and the output.

    Parameters
    ----------
    placing : Placing
        Over two axes and more, or with channels.
    shown : sequence of Phase
        The phases that are drawn.
    rule : Runs
        Which phase a tap belongs to, in words.
    are_written : bool
        Whether sums stand in their cells; else the numbers of their terms do.
    computed : sequence of Phase, optional
        The phases whose cells are drawn, without the whole canvas; else all, and the canvas.
    is_kernel_drawn : bool
        Whether the kernel stands before its phases, over one or two axes without channels.
    """
    check_sheets(placing)
    number = sum(len(sheets(phase.shape, placing.axes)) for phase in shown)
    if number > MOST_SHEETS:
        raise UnsupportedError(
            f"a figure of {placing.layer} on an input of shape {placing.input_shape}: its phases "
            f"have {number} slices and "
            f"channels to show, but at most {MOST_SHEETS} can be seen; draw fewer channels or a smaller input"
        )
    kernels = [_kernel(placing, phase) for phase in shown]
    whole = [scatter_sheets.kernel(placing)] if placing.is_flat and is_kernel_drawn else []
    split = headed(
        word("Split the kernel"),
        side_by_side([*whole, *kernels], _BESIDE, placing.paper.inside),
        rule,
        placing.paper.inside,
    )
    cells = sum_cells(placing) if are_written else count_cells(placing)
    drawn = [
        _computed(placing, phase, cells) for phase in (shown if computed is None else computed)
    ]
    which = "each" if computed is None else f"one of {len(shown)},"
    convolved = word(f"{which} a convolution of ") + formula(placing.notation.input)
    said = convolved + word(" at unit stride, at its positions on the canvas")
    phases = headed(
        word("Phases"),
        side_by_side(drawn, _BESIDE, placing.paper.inside),
        said,
        placing.paper.inside,
    )
    if computed is not None:
        return page(stacked([split, phases, scatter_sheets.notes(placing)], _PART_GAP))
    canvas = scatter_sheets.summed(placing, "Interleave", are_written)
    return page(stacked([split, phases, canvas], _PART_GAP))


def _kernel(placing: Placing, phase: Phase) -> Panel:
    """Draw the kernel of a phase over its name."""
    name = wording.phase(phase.remainder)
    if not phase.taps:
        return captioned(panel([label(0, 12, word("no tap: zeros"), "note")]), name)
    cells = Lattice(0, 0, max(44, widest(placing.taps, 17) + 14), 38)
    pairs = sorted({place[: 2 * placing.lead] for place in phase.taps})
    every = [
        (channels, sheet)
        for channels in pairs
        for sheet in sheets(phase.kernel_shape, placing.axes)
    ]
    names = [between_channels(placing, channels, sheet.lead) for channels, sheet in every]
    placed = laid(placing.paper, [sheet for _, sheet in every], names, cells)
    items: list[Item] = []
    for (channels, sheet), each in zip(every, placed, strict=True):
        items += each.names()
        for place in sheet.places():
            tap = phase.taps.get(channels + sheet.index(place))
            items.append(tap_or_zero(placing, tap, each.grid.box(place)))
    return captioned(panel(items), name)


def _computed(placing: Placing, phase: Phase, sized: tuple[float, Lattice]) -> Panel:
    """Draw the cells of a phase, with their positions on the canvas."""
    size, cells = sized
    along = []
    for rank in range(placing.rank):
        places = {position[rank] for position in phase.positions}
        along.append(sorted(places))
    every = sheets(phase.shape, placing.axes)
    names = []
    for sheet in every:
        lead = tuple(row[n] for row, n in zip(along, sheet.lead, strict=False))
        names.append(wording.sheet(placing, lead))
    items: list[Item] = []
    for each in laid(placing.paper, every, names, cells, numbered=True):
        down = along[-2] if len(each.sheet.extents) == 2 else []
        items += [*each.names(12 + NAME), *numbers(placing, each.grid, down, along[-1])]
        drawn = []
        for place in each.sheet.places():
            index = each.sheet.index(place)
            position = tuple(row[n] for row, n in zip(along, index, strict=True))
            drawn.append(phase_cell(placing, position, each.grid.box(place), size))
        items += heavy_last(drawn)
    return headed(wording.phase(phase.remainder), panel(items))
