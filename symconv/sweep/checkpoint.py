"""What a sweep has done, kept in a file, so that a sweep that was killed goes on where it was."""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from symconv.definitions.geometry import Axis
from symconv.errors import GeometryError, shown
from symconv.files import write_whole
from symconv.sweep.agreement import Disagreement
from symconv.sweep.report import Report
from symconv.sweep.settings import NAMES, Setting

SECONDS_BETWEEN = 1.0


@dataclass(frozen=True)
class Done:
    """How many parts of a sweep are done, the first ones, and what they found."""

    parts: int = 0
    report: Report = field(default_factory=lambda: Report(0, 0))


class Save:
    """The file of a sweep.

    Parameters
    ----------
    path : path or None
        A file that this very sweep has written, or one that is not there yet; ``None`` keeps nothing.
    sweep : mapping
        What is swept, as JSON data.

    Raises
    ------
    GeometryError
        If the file is of another sweep, or of none.
    OSError
        If it cannot be read.
    """

    def __init__(self, path: str | os.PathLike[str] | None, sweep: dict[str, Any]) -> None:
        self.path = None if path is None else Path(path)
        self.sweep = sweep
        self.done = Done() if self.path is None or not self.path.exists() else self._read(self.path)
        self.at = time.monotonic()

    def keep(self, done: Done, *, at_once: bool) -> None:
        """Write what is done, unless it was written a moment ago and need not be written at once.

        Raises
        ------
        OSError
            If it cannot be written; the message says what is saved.
        """
        if self.path is None or done == self.done:
            return
        if not (at_once or time.monotonic() > self.at + SECONDS_BETWEEN):
            return
        try:
            write_whole(self.path, self._text(done))
        except OSError as error:
            kept = self.done.report
            saved = f"{kept.checked + kept.skipped:,} settings are saved"
            raise OSError(error.errno, f"{error.strerror}; {saved}", error.filename) from error
        self.done, self.at = done, time.monotonic()

    def _text(self, done: Done) -> str:
        return json.dumps({"sweep": self.sweep, "parts": done.parts, **done.report.to_json()})

    def _read(self, path: Path) -> Done:
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            found = [_disagreement(each) for each in data["disagreements"]]
            report = Report(int(data["checked"]), int(data["skipped"]), tuple(found))
            done = Done(int(data["parts"]), report)
            sweep = data["sweep"]
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise GeometryError(
                f"verify: resume is {shown(str(path))}, but that file was not written by a sweep; "
                "name a file that is not there yet, or one that a sweep has left"
            ) from error
        if sweep != self.sweep:
            differing = [name for name, value in self.sweep.items() if sweep.get(name) != value]
            raise GeometryError(
                f"verify: resume is {shown(str(path))}, but that file is of another sweep: "
                f"{', '.join(differing)} differ; ask for the same sweep, or name another file"
            )
        return done


def _disagreement(data: dict[str, Any]) -> Disagreement:
    """Read a disagreement as it prints itself."""
    setting = data["setting"]
    columns = {name: setting[name] for name in NAMES[1:]}
    axes = [
        Axis(kernel_size, stride, padding, padding, output_padding, dilation)
        for kernel_size, stride, padding, output_padding, dilation in zip(
            *columns.values(), strict=True
        )
    ]
    return Disagreement(
        Setting(tuple(setting["input_size"]), tuple(axes)),
        data["method"],
        tuple(data["cell"]),
        data["expected"],
        data["found"],
    )
