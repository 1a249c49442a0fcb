"""Steps as slides: a frame for each step, its rows uncovered one by one, and the canvas as it fills."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from symconv.render.beamer import HEIGHT, WIDTH, deck, frame, uncovered
from symconv.render.colour import coloured
from symconv.render.fit import text_width
from symconv.worked import as_text, filling
from symconv.worked.rows import Row, Style, blocks, groups, rows, words
from symconv.worked.setting import Setting
from symconv.worked.steps import Step

MOST_FRAMES = 4
"""Frames for the rows of one step; what is left out there stands in the other formats."""
HIGH = 5.5
_DRAWN = {"Add": filling.filled, "Crop": filling.cropped}


def slides(setting: Setting, steps: Iterable[Step], title: str, lead: str) -> str:
    """Return the deck of an example."""
    return deck(title, lead, frames(setting, steps))


def frames(setting: Setting, steps: Iterable[Step]) -> Iterator[str]:
    """Yield the frames of an example."""
    style = Style(WIDTH, HEIGHT - 1, coloured(setting.order))
    return (each for step in steps for each in _frames(setting, step, style))


def _frames(setting: Setting, step: Step, style: Style) -> Iterator[str]:
    """Yield the frames of a step: its rows, as many as fit, and before them the drawing where it has one."""
    if step.title in _DRAWN:
        yield from _DRAWN[step.title](setting)
    reason = f"{{\\small\\color{{scsoft}} {words(step.reason)}\\par}}"
    pages = list(islice(_pages(step, style), MOST_FRAMES))
    for number, page in enumerate(pages or [[]]):
        title = step.title if len(pages) < 2 else f"{step.title} ({number + 1} of {len(pages)})"
        head = reason if number == 0 else ""
        yield frame(title, f"{head}\\vspace{{3mm}}\n{_formula(page)}" if page else head)


def _pages(step: Step, style: Style) -> Iterator[list[Row]]:
    """Yield the rows of each frame; the first has the reason, too, and nothing else where no row has room under it."""
    given = [row for group in groups(rows(step.lines, style)) for row in _cut(group)]
    all_pages = list(blocks(given, HEIGHT))
    if all_pages:
        first = list(blocks(all_pages[0], HEIGHT - _lines(step)))
        if first and sum(row.height for row in first[0]) > HEIGHT - _lines(step):
            first = [[], *first]
        yield from (*first[:1], *blocks([row for page in (*first[1:], *all_pages[1:]) for row in page], HEIGHT))


def _cut(group: list[Row]) -> list[Row]:
    """Return a row with so much of what goes on below it as fits on a frame."""
    most = int(HEIGHT) - 1
    return group if len(group) <= most else [*group[: most - 1], Row("", r"\quad + \cdots")]


def _lines(step: Step) -> float:
    """Return how many lines of a formula the reason takes."""
    return max(1.0, 0.75 * round(1.1 * text_width(as_text.words(step.reason)) / WIDTH + 0.5))


def _formula(page: list[Row]) -> str:
    number = 0
    written = []
    for row in page:
        number += not row.goes_on
        written.append(_row(row, number))
    body = " \\\\\n".join(written)
    return f"{_size(page)}$\\displaystyle\\begin{{aligned}}\n{body}\n\\end{{aligned}}$"


def _size(page: list[Row]) -> str:
    """Return the largest type in which a page fits."""
    width, height = max(row.width for row in page), sum(row.height for row in page)
    has_reason = any(row.reason or row.goes_on for row in page)
    room = 1.0 if has_reason else min(WIDTH / width, HIGH / height)
    return next((size for size, factor in (("\\Large", 1.44), ("\\large", 1.2)) if room >= factor), "")


def _row(row: Row, number: int) -> str:
    """Return a row; every cell has a cover of its own, because a cover cannot hold an ``&``."""
    reason = rf"\quad\text{{\small\color{{scsoft}}{row.reason}}}" if row.reason else ""
    cells = " & ".join(uncovered(number, cell) for cell in (row.left, row.right))
    return f"{cells} && {uncovered(number, reason)}".strip() if reason else cells.strip()
