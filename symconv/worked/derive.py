"""A layer and two arrays worked out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from symconv.worked.all_steps import all_steps
from symconv.worked.printed_example import WorkedExample
from symconv.worked.setting import WorkedSetting, read_names


def worked_example(
    layer: Any,
    x: Any,
    w: Any,
    steps: Iterable[str] | None = None,
    checks: bool = True,
    names: str | None = None,
) -> WorkedExample:
    """Work an example out step by step.

    Every step is computed, and checked by a second way; one that does not hold raises.

    Parameters
    ----------
    layer : ConvTranspose
        With numbers for all parameters.
    x, w : Array, Matrix, nested list or integer ndarray
        Input and kernel of known shapes, as the layer takes them, without batch; cells are exact.
    steps : iterable of str, optional
        The names of the steps that are shown, such as ``["output-size", "add", "result"]``; all of
        them unless given.
    checks : bool
        Whether it is said how each step was checked; the checks are made in any case.
    names : str, optional
        Two letters, such as ``"x,w"``: sums then stand in symbols of these letters, in numbers, and
        added, one cell on a line.

    Returns
    -------
    WorkedExample
        The steps; it prints itself as LaTeX, HTML, Markdown, text, JSON and SVG.

    Raises
    ------
    GeometryError
        If the layer is no `ConvTranspose`, a size is not legal, there is no step of a name, or
        `names` are not two different letters.
    ShapeError
        If an array does not fit, or a cell is not an element of a ring.
    UnsupportedError
        If a size is a letter, the input has a batch axis, or a cell is not exact.
    StepFailed
        If a step does not hold when it is computed again.

    Notes
    -----
    Where `padding_mode` is not zeros, the border of the canvas is not cut off: each of its cells is
    added to the cell that padding would copy there, which is a step of its own (``fold``), and what
    is drawn is the canvas. The steps use neither the plan nor the formulations, so that the engine's result is held against
    another computation.

    See Also
    --------
    latex : A result alone.
    verify : All methods, on many settings.

    Examples
    --------
    >>> from symconv import ConvTranspose, tensor
    >>> example = worked_example(ConvTranspose(3, stride=2, padding=1), tensor("x", 2), tensor("w", 3))
    >>> [step.title for step in example.steps][:4]
    ['Given', 'Output size', 'Stretched input', 'Scale']
    >>> print(example.steps["result"].lines[0].right.plain())
    [x1*w2, x1*w3 + x2*w1, x2*w2]
    >>> layer = ConvTranspose(3, stride=2, padding=1)
    >>> print(worked_example(layer, [6, 4], [1, 3, 2], ["result"], checks=False, names="x,w").text())
    ConvTranspose(3, stride=2, padding=1)
    <BLANKLINE>
    1. Result
       The output, and the number of terms in each of its cells.
    <BLANKLINE>
         y1 = x1*w2 = 6*3 = 18
         y2 = x1*w3 + x2*w1 = 6*2 + 4*1 = 16
         y3 = x2*w2 = 4*3 = 12
          n = [1, 2, 1]
    <BLANKLINE>
    """
    setting = WorkedSetting.of(layer, x, w)
    told: tuple[str, ...] = ()
    if names is not None:
        setting, told = setting.with_names(*read_names(names)), ("--names", names)
    made = WorkedExample(setting, all_steps(setting), told=told)
    return made.choose(steps, checks)
