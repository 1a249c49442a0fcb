"""Discriminating vectors: few small integer cases that show every classic mistake, and which one it is.

The cases were found by a search among thousands of random settings. Three are the least: explicit
pads, ``SAME_UPPER`` and ``SAME_LOWER`` have mistakes of their own and exclude each other, so one
case each is needed (`fewest` counts it); together they have 120 cells. One case of symmetric pads
has 64 and shows all that PyTorch's words can.
"""

from __future__ import annotations

import importlib
import json
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from symconv.dialects.mistakes import MISTAKES, Array, Case, Implementation, right
from symconv.dialects.protobuf import write_model, write_tensor
from symconv.errors import GeometryError, ToolFailed, shown
from symconv.files import scratch_folder, write_whole
from symconv.formulas.notebook import InWords

CASES = {
    "pads": Case(
        input_size=(2, 2),
        kernel_size=(2, 4),
        stride=(2, 1),
        dilation=(1, 2),
        begin=(0, 1),
        end=(2, 0),
        output_padding=(1, 0),
        inputs=2,
        outputs_per_group=2,
        groups=2,
        batch=2,
        has_bias=True,
        seed=3,
    ),
    "same_upper": Case(
        input_size=(2, 2),
        kernel_size=(2, 2),
        stride=(3, 2),
        dilation=(3, 1),
        begin=(0, 0),
        end=(0, 0),
        output_padding=(0, 0),
        inputs=2,
        outputs_per_group=1,
        groups=2,
        batch=2,
        has_bias=True,
        auto_pad="SAME_UPPER",
        seed=0,
    ),
    "same_lower": Case(
        input_size=(2, 2),
        kernel_size=(2, 2),
        stride=(3, 2),
        dilation=(3, 3),
        begin=(0, 0),
        end=(0, 0),
        output_padding=(0, 0),
        inputs=4,
        outputs_per_group=2,
        groups=2,
        batch=1,
        has_bias=True,
        auto_pad="SAME_LOWER",
        seed=5,
    ),
    "symmetric": Case(
        input_size=(2, 2),
        kernel_size=(2, 2),
        stride=(2, 1),
        dilation=(2, 3),
        begin=(1, 0),
        end=(1, 0),
        output_padding=(1, 0),
        inputs=4,
        outputs_per_group=2,
        groups=2,
        batch=2,
        has_bias=True,
        seed=5,
    ),
}
SETS = {"onnx": ("pads", "same_upper", "same_lower"), "torch": ("symmetric",)}
FORMATS = ("npz", "json", "onnx")
TIMEOUT = 60


def outcome(function: Implementation, case: Case) -> tuple[Any, ...]:
    """Return what an implementation gives, so that it can be compared: shape and cells, or that it fails."""
    try:
        y = function(case)
    except (ValueError, IndexError):
        return ("fails",)
    return (y.shape, np.asarray(y, int).tobytes())


def seen(case: Case) -> frozenset[str]:
    """Return the mistakes that a case shows."""
    expected = outcome(right, case)
    return frozenset(name for name, f in MISTAKES.items() if outcome(f, case) != expected)


def classes(cases: Iterable[Case]) -> list[list[str]]:
    """Return the implementations in groups that no case tells apart; ``"right"`` is one of them."""
    groups: dict[tuple[Any, ...], list[str]] = {}
    chosen = tuple(cases)
    for name, function in {"right": right, **MISTAKES}.items():
        key = tuple(outcome(function, case) for case in chosen)
        groups.setdefault(key, []).append(name)
    return list(groups.values())


def fewest(cases: dict[str, Case]) -> int:
    """Return how many of some cases are needed to show all that they show together.

    Examples
    --------
    >>> fewest({name: CASES[name] for name in SETS["onnx"]})
    3
    """
    shows = [seen(case) for case in cases.values()]
    everything = frozenset().union(*shows)
    reached = {frozenset[str]()}
    for count in range(1, len(shows) + 1):
        reached = {have | more for have in reached for more in shows}
        if everything in reached:
            return count
    return len(shows)


def expected(case: Case) -> Array:
    """Return the output by symconv's own layer, exactly."""
    from symconv.layers.conv import ConvTranspose

    begin, end = case.crops()
    x, w, bias = case.arrays()
    layer = ConvTranspose(
        case.kernel_size,
        case.stride,
        list(zip(begin, end, strict=True)),
        case.output_padding,
        case.dilation,
        case.groups,
        (case.inputs, case.outputs),
    )
    y: Array = layer(x, w) + bias.reshape(1, -1, *[1] * len(begin))
    return y


def attributes(case: Case) -> dict[str, Any]:
    """Return a case as the attributes of an ONNX node."""
    found: dict[str, Any] = {
        "kernel_shape": list(case.kernel_size),
        "strides": list(case.stride),
        "dilations": list(case.dilation),
        "group": case.groups,
    }
    if case.auto_pad:
        return {**found, "auto_pad": case.auto_pad}
    return {
        **found,
        "pads": [*case.begin, *case.end],
        "output_padding": list(case.output_padding),
    }


def save(folder: Path, formats: Iterable[str]) -> list[Path]:
    """Write the cases into a folder, and return the files.

    ``npz``: one file for each case with ``x``, ``w``, ``b`` and ``y``. ``json``: one file with all.
    ``onnx``: for each case the folder of a backend test, ``model.onnx`` and
    ``test_data_set_0/input_0.pb`` and so on.
    """
    unknown = [name for name in formats if name not in FORMATS]
    if unknown:
        raise GeometryError(f"format {shown(unknown[0])} is not known; use {', '.join(FORMATS)}")
    files: dict[Path, bytes | str] = {}
    for name, case in CASES.items():
        arrays = dict(zip("xwb", case.arrays(), strict=True)) | {"y": expected(case)}
        if "npz" in formats:
            files[folder / f"{name}.npz"] = _npz(arrays)
        if "onnx" in formats:
            files |= _backend_test(folder / f"test_convtranspose_{name}", case, arrays)
    if "json" in formats:
        files[folder / "vectors.json"] = json.dumps(documents(), indent=1) + "\n"
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content)
    return list(files)


def _npz(arrays: dict[str, Array]) -> bytes:
    import io

    stream = io.BytesIO()
    np.savez(stream, **arrays)  # type: ignore[arg-type]
    return stream.getvalue()


def documents() -> dict[str, Any]:
    """Return all cases with their numbers and the mistakes that each shows, as JSON has them."""
    return {name: document(case) for name, case in CASES.items()}


def document(case: Case) -> dict[str, Any]:
    """Return one case with its numbers."""
    x, w, b = (array.tolist() for array in case.arrays())
    return {
        "attributes": attributes(case),
        "x": x,
        "w": w,
        "b": b,
        "y": expected(case).tolist(),
        "shows": sorted(seen(case)),
    }


def _backend_test(folder: Path, case: Case, arrays: dict[str, Array]) -> dict[Path, bytes | str]:
    shapes = {name: arrays[name].shape for name in "xwb"}
    data = folder / "test_data_set_0"
    files: dict[Path, bytes | str] = {
        folder / "model.onnx": write_model(attributes(case), shapes, ("y", arrays["y"].shape)),
        data / "output_0.pb": write_tensor("y", arrays["y"]),
    }
    for place, name in enumerate("xwb"):
        files[data / f"input_{place}.pb"] = write_tensor(name, arrays[name])
    return files


@dataclass(frozen=True)
class CaseReport(InWords):
    """What an implementation does on one case.

    Parameters
    ----------
    case : str
        The name of the case.
    verdict : {"right", "wrong", "refused"}
        Whether the output is the right one.
    mistakes : tuple of str
        Every mistake that gives this very output, or that leaves none where there was a refusal.
    hidden : tuple of str
        Mistakes that cannot show here.
    text : str
        What was said where it refused, and which cells differ where no mistake is known.
    """

    case: str
    verdict: str
    mistakes: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    text: str = ""

    def __str__(self) -> str:
        if self.verdict == "right":
            hidden = f"; cannot show here: {', '.join(self.hidden)}" if self.hidden else ""
            return f"{self.case}: right{hidden}"
        named = " or ".join(self.mistakes)
        if self.verdict == "refused":
            hint = f"; with these mistakes no output would be left: {named}" if named else ""
            return f"{self.case}: refused: {self.text}{hint}"
        return f"{self.case}: wrong: {named or self.text}"


def judge(name: str, answer: Any) -> CaseReport:
    """Say which mistake an output shows.

    Examples
    --------
    >>> from symconv.dialects.mistakes import MISTAKES
    >>> print(judge("symmetric", MISTAKES["bias left out"](CASES["symmetric"])))
    symmetric: wrong: bias left out
    """
    case = CASES[name]
    wanted, y = expected(case), np.asarray(answer)
    hidden = tuple(sorted(set(MISTAKES) - seen(case)))
    if y.shape == wanted.shape and np.allclose(y, wanted, rtol=1e-4, atol=1e-3):
        return CaseReport(name, "right", hidden=hidden)
    fitting = [mistake for mistake, f in MISTAKES.items() if _gives(f, case, y)]
    if fitting:
        return CaseReport(name, "wrong", tuple(fitting), hidden)
    from symconv.dialects.comparing import pattern

    text = f"no single mistake gives this; {pattern(wanted, y, axes=len(case.stride)).text}"
    return CaseReport(name, "wrong", (), hidden, text)


def _gives(function: Implementation, case: Case, y: Array) -> bool:
    try:
        found = function(case)
    except (ValueError, IndexError):
        return False
    return found.shape == y.shape and np.allclose(found, y, rtol=1e-4, atol=1e-3)


def run(function: Callable[..., Any], names: Iterable[str] = tuple(CASES)) -> list[CaseReport]:
    """Ask an implementation for every case.

    Parameters
    ----------
    function : callable
        ``f(x, w, b, attributes)`` with arrays of float32 in ONNX' layout and ONNX' attributes.
    names : iterable of str
        The cases to ask for.

    Returns
    -------
    list of CaseReport
    """
    return [_asked(function, name) for name in names]


def _asked(function: Callable[..., Any], name: str) -> CaseReport:
    case = CASES[name]
    arrays = [array.astype(np.float32) for array in case.arrays()]
    try:
        return judge(name, function(*arrays, attributes(case)))
    except (ValueError, TypeError, RuntimeError, NotImplementedError, LookupError) as error:
        line = str(error).splitlines()[0] if str(error) else type(error).__name__
        return refused(name, line[:200])


def refused(name: str, text: str) -> CaseReport:
    """Report that an implementation gave no output, and which mistakes would leave none."""
    case = CASES[name]
    failing = (mistake for mistake, f in MISTAKES.items() if outcome(f, case) == ("fails",))
    return CaseReport(name, "refused", tuple(failing), text=text)


def diagnosis(reports: Iterable[CaseReport]) -> tuple[str, ...]:
    """Return the mistakes that explain all reports together: shown where one is wrong, hidden where it is right."""
    found = set(MISTAKES)
    for report in reports:
        found &= set(report.hidden if report.verdict == "right" else report.mistakes)
    return tuple(name for name in MISTAKES if name in found)


def implementation(target: str) -> Callable[..., Any]:
    """Return what ``module:function`` names, or a function that runs a command.

    The command gets a file of JSON with one case as its last argument, as `document` has it without
    ``y``, and prints the output as JSON.

    Raises
    ------
    GeometryError
        If there is no such module or function.
    """
    module, colon, name = target.partition(":")
    if not colon or " " in target or "/" in module:
        return lambda *arrays: _command(target, *arrays)
    sys.path.insert(0, "")
    try:
        function = getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise GeometryError(
            f"{shown(target)}: {error}; give module:function, or a command"
        ) from None
    if not callable(function):
        raise GeometryError(f"{shown(target)} is no function")
    found: Callable[..., Any] = function
    return found


def _command(command: str, x: Array, w: Array, b: Array, given: dict[str, Any]) -> Any:
    """Run a command without a shell, and read what it prints."""
    arrays = {"x": x, "w": w, "b": b}
    numbers = {key: array.astype(int).tolist() for key, array in arrays.items()}
    with scratch_folder() as folder:
        path = folder / "case.json"
        path.write_text(json.dumps({"attributes": given, **numbers}), encoding="utf-8")
        try:
            done = subprocess.run(  # noqa: S603 - the command that the user gave, no shell
                [*shlex.split(command), str(path)],
                capture_output=True,
                timeout=TIMEOUT,
                check=False,
                encoding="utf-8",
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ToolFailed(command, str(error)) from None
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
        raise RuntimeError(lines[-1])
    try:
        return np.array(json.loads(done.stdout), dtype=float)
    except (ValueError, TypeError):
        raise ToolFailed(command, f"it printed no array of numbers: {done.stdout[:80]!r}") from None
