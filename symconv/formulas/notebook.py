"""What prints itself: as LaTeX for `latex` and SymPy's printer, and in notebooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from symconv.formulas.conventional import IndexStyle


class InWords:
    """A value that shows itself as text, also where a notebook shows it: in one line, or in a block.

    Examples
    --------
    >>> from symconv import Conv
    >>> Conv(3)._repr_mimebundle_()
    {'text/plain': 'Conv(3)', 'text/markdown': '`Conv(3)`'}
    """

    __slots__ = ()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        text = str(self)
        shown = f"```text\n{text}\n```" if "\n" in text else f"`{text}`"
        return {"text/plain": text, "text/markdown": shown}


class Shown:
    r"""A value that prints itself as a formula, also where a notebook shows it.

    Notebooks get the formula between dollar signs, which they show whether they trust the page or
    not, and one line of text.

    Examples
    --------
    >>> from symconv import sizes, tensor
    >>> tensor("x", sizes("n"))._repr_mimebundle_()
    {'text/plain': 'x', 'text/latex': '$\\displaystyle x[o], \\quad 0 \\le o < n$'}
    """

    __slots__ = ()

    def formula(
        self, order: Any = None, limit: int | None = None, index: IndexStyle = "brackets"
    ) -> str:
        """Return the LaTeX of the value, in an order of symbols, with dots beyond a limit."""
        raise NotImplementedError

    def _latex(self, printer: Any) -> str:
        return self.formula()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/plain": repr(self), "text/latex": f"$\\displaystyle {self.formula()}$"}
