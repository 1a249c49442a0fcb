"""Steps of a worked example, and how they are checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, SupportsIndex, overload

from symconv.errors import GeometryError, StepFailed, shown
from symconv.formulas.page_width import ems
from symconv.pages.blocks import Step
from symconv.pages.fitting import Column
from symconv.pages.inline_markup import plain
from symconv.pages.writers import latex, markdown, text
from symconv.symbolic.claims import first_difference


@dataclass(frozen=True, repr=False)
class WorkedStep(Step):
    """A step of an example.

    Parameters
    ----------
    name : str
        What it is asked for by, such as ``output-size``.
    """

    name: str = ""

    def latex(self, width: str | None = None) -> str:
        """Return a fragment of a LaTeX document, in a column of a width."""
        column = Column(ems(width)) if width else Column()
        return latex.fragment("", (self,), column)

    def markdown(self) -> str:
        """Return Markdown with formulas between dollars."""
        return markdown.fragment((self,))

    def text(self) -> str:
        """Return plain text."""
        return text.fragment((self,))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": self.text(), "text/markdown": self.markdown()}

    def __repr__(self) -> str:
        return f"{self.title}: {plain(self.reason)}" if self.reason else self.title


class Steps(tuple[WorkedStep, ...]):
    """Steps in order, which can be asked for by their names, too."""

    __slots__ = ()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": text.fragment(self), "text/markdown": markdown.fragment(self)}

    @overload
    def __getitem__(self, key: SupportsIndex | str) -> WorkedStep: ...

    @overload
    def __getitem__(self, key: slice) -> tuple[WorkedStep, ...]: ...

    def __getitem__(self, key: Any) -> Any:
        """Return the step of a name, or at a position.

        Raises
        ------
        GeometryError
            If there is no step of this name.
        """
        if not isinstance(key, str):
            return super().__getitem__(key)
        found = {step.name: step for step in self}
        if key not in found:
            raise GeometryError(f"there is no step {shown(key)}; the steps are {', '.join(found)}")
        return found[key]


def agree(what: str, computed: Any, expected: Any) -> None:
    """Raise unless two results are equal, cell by cell as ring elements.

    Raises
    ------
    StepFailed
        With the first difference.

    Examples
    --------
    >>> agree("the sum", [1, 2], [1, 3])
    Traceback (most recent call last):
    ...
    symconv.errors.StepFailed: the sum does not hold: cell (1,) is 2, but 3 by the other way
    """
    difference = first_difference(computed, expected)
    if difference is not None:
        place = "the shape" if difference.cell is None else f"cell {difference.cell}"
        found = f"{place} is {difference.left}, but {difference.right} by the other way"
        raise StepFailed(f"{what} does not hold: {found}")
