"""Steps of worked examples as blocks of the chapter."""

from __future__ import annotations

from symconv.book.blocks import Row, Step
from symconv.errors import StepFailed
from symconv.worked import WorkedExample
from symconv.worked.pieces import Math, Words
from symconv.worked.steps import Line
from symconv.worked.steps import Step as WorkedStep


def blocks(example: WorkedExample, *titles: str) -> tuple[Step, ...]:
    """Return the steps with these titles, in the order of the titles.

    Raises
    ------
    StepFailed
        If the example has no step of a title.
    """
    steps = {step.title: step for step in example.steps}
    missing = [title for title in titles if title not in steps]
    if missing:
        raise StepFailed(
            f"the example has the steps {', '.join(steps)}, but none called {', '.join(missing)}"
        )
    return tuple(_block(steps[title]) for title in titles)


def _block(step: WorkedStep) -> Step:
    return Step(step.title, _marked(step.reason), tuple(map(_row, step.lines)), step.check)


def _row(line: Line) -> Row:
    return Row(
        line.left.latex(),
        f"{line.relation.latex()} {line.right.latex()}".strip(),
        _marked(line.reason),
    )


def _marked(words: Words) -> str:
    return "".join(f"${part.tex}$" if isinstance(part, Math) else part for part in words)
