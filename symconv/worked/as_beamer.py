"""Steps as slides: a frame for each step, its rows uncovered one by one, and the canvas as it fills."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from math import ceil

from symconv.figures.colour import coloured
from symconv.formulas.spelling import Spelling
from symconv.pages.beamer import HEIGHT, SIZES, WIDTH, deck, frame, uncovered
from symconv.worked import as_text, filling
from symconv.worked.rows import Row, Style, blocks, groups, rows, words
from symconv.worked.setting import Setting
from symconv.worked.steps import Step

MOST_FRAMES = 4
"""Frames for the rows of one step; what is left out there stands in the other formats."""
_DRAWN = {"Add": filling.filled, "Crop": filling.cropped}
_QUIET = r"\small\color{scsoft}"
_EM = 5.06
"""Millimetres in the usual type."""
_SIGNS = 74
"""Signs of a reason in a line."""
_SMALL = 0.78
"""Lines of a formula that a line of a reason takes."""


def slides(setting: Setting, steps: Iterable[Step], title: str, lead: str) -> str:
    """Return the deck of an example."""
    return deck(title, lead, frames(setting, steps))


def frames(setting: Setting, steps: Iterable[Step]) -> Iterator[str]:
    """Yield the frames of an example."""
    return (each for step in steps for each in _frames(setting, step))


def _frames(setting: Setting, step: Step) -> Iterator[str]:
    """Yield the frames of a step: its rows, as many as fit, and before them the drawing where it has one."""
    if step.title in _DRAWN:
        yield from _DRAWN[step.title](setting)
    reason = f"{{{_QUIET} {words(step.reason)}\\par}}"
    factor, pages = _pages(step, coloured(setting.order))
    for number, page in enumerate(pages or [[]]):
        title = step.title if len(pages) < 2 else f"{step.title} ({number + 1} of {len(pages)})"
        head, height = (reason, HEIGHT - _lines(step)) if number == 0 else ("", HEIGHT)
        yield frame(
            title,
            f"{head}\\vfill\n{_formula(page, height, factor)}\\vfill\\vfill\\vfill"
            if page
            else head,
        )


def _pages(step: Step, spelling: Spelling) -> tuple[float, list[list[Row]]]:
    """Return the size of the type, and the rows of each frame: on few frames, in small type where that leaves out less."""
    usual, small, smallest = (
        (factor, list(islice(_paged(step, spelling, factor), MOST_FRAMES + 1)))
        for _, factor in SIZES
        if factor <= 1
    )
    is_shorter = len(small[1]) < len(usual[1]) and not _left_out(small[1])
    best = small if is_shorter or _left_out(small[1]) < _left_out(usual[1]) else usual
    factor, pages = smallest if _left_out(smallest[1]) < _left_out(best[1]) else best
    return factor, pages[:MOST_FRAMES]


def _left_out(pages: list[list[Row]]) -> int:
    """Return how many rows are cut, and whether there are frames too many."""
    return sum(row.is_cut for page in pages for row in page) + (len(pages) > MOST_FRAMES)


def _paged(step: Step, spelling: Spelling, factor: float) -> Iterator[list[Row]]:
    """Yield the rows of each frame in type of one size; the first frame has the reason, too."""
    height, below = HEIGHT / factor, (HEIGHT - _lines(step)) / factor
    style = Style(WIDTH / factor, height - 1, spelling, boxed=factor)
    given = [
        row for group in groups(rows(step.lines, style)) for row in _cut(group, int(height) - 1)
    ]
    pages = list(blocks(given, height))
    if pages:
        first = list(blocks(pages[0], below))
        if sum(row.height for row in first[0]) > below:
            first = [[], *first]
        yield from (
            *first[:1],
            *blocks([row for page in (*first[1:], *pages[1:]) for row in page], height),
        )


def _cut(group: list[Row], most: int) -> list[Row]:
    """Return a row with so much of what goes on below it as fits on a frame."""
    return (
        group
        if len(group) <= most
        else [*group[: most - 1], Row("", r"\quad + \cdots", is_cut=True)]
    )


def _lines(step: Step) -> float:
    """Return how many lines of a formula the reason takes."""
    return 0.3 + _SMALL * ceil(len(as_text.words(step.reason)) / _SIGNS)


def _formula(page: list[Row], height: float, factor: float) -> str:
    number = 0
    written = []
    for row in page:
        number += not row.goes_on
        written.append(_row(row, number, factor))
    body = " \\\\\n".join(written)
    return (
        f"{_size(page, height, factor)}$\\displaystyle\\begin{{aligned}}\n{body}\n\\end{{aligned}}$"
    )


def _size(page: list[Row], height: float, factor: float) -> str:
    """Return the largest type in which a page fits, at least that for which it was made."""
    box = max(row.box for row in page) * factor
    across = (WIDTH - (box and box + 1)) / max(row.width for row in page)
    down = height / sum(row.height for row in page)
    most = max(min(across, down), factor)
    return next(size for size, larger in SIZES if larger <= most)


def _row(row: Row, number: int, factor: float) -> str:
    """Return a row; every cell has a cover of its own, because a cover cannot hold an ``&``."""
    right = row.right.replace(r"\text{", rf"\text{{{_QUIET}") if row.goes_on else row.right
    cells = " & ".join(uncovered(number, cell) for cell in (row.left, right))
    if not row.reason:
        return cells.strip()
    reason = f"{_QUIET}{row.reason}"
    if row.box:
        reason = rf"\parbox{{{row.box * factor * _EM:.0f}mm}}{{\raggedright{reason}}}"
    beside = uncovered(number, rf"\quad\text{{{reason}}}")
    return f"{cells} && {beside}".strip()
