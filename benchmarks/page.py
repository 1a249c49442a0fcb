"""The measurements as a table in the terminal, as JSON, and as a page of the documentation with its curves."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TypeAlias

from benchmarks.chart import chart
from benchmarks.growth import Point
from benchmarks.timing import Row

DOCS = Path(__file__).parent.parent / "docs"
PACKAGES = ("symconv", "sympy", "numpy", "symengine", "distributed", "torch")
HEAD = ("work", "beside", "measured", "lowest to highest", "target", "met")

INTRODUCTION = """# Speed

What symconv takes beside what else does the same, measured in turn in one run; a line is the median of a few rounds, with the
lowest and the highest. Absolute times depend on the machine and on what else it does, so the table has ratios and exponents
where there is something to compare with. Whatever has no target is there to compare. The tests measure no time.

To repeat it, in a clone:

```text
pip install -e ".[bench,distributed]"
python -m benchmarks
```

It takes some minutes, writes this page, its curves and `benchmarks/results.json`, and prints the table. One group alone:
`python -m benchmarks engine`; the groups are `engine`, `growth`, `numbers`, `arrays`, `printing`, `startup`, `proofs` and
`sweeps`.
"""

PROFILE = """## Where the time goes

The exact engine on 64×64 symbols with a 5×5 kernel, stride 2, padding 1: 101,124 products in 16,129 sums. SymPy's own objects
are the limit: a loop that only allocates as many products and sums, in any order, takes the last line.
"""

GROWTH = """## Growth

Each input size in a process of its own. The result is what is left when the layer is done; the peak is what it needed on the
way. The line in each picture has slope 1.

![Two pictures with logarithmic axes: seconds and megabytes against the number of products, with a line of slope 1; all points
lie close to the line](../static/growth.svg)
"""


Profile: TypeAlias = Sequence[tuple[str, float]]


def write_page(rows: Sequence[Row], points: Sequence[Point], profile: Profile, load: float) -> None:
    """Write ``docs/reference/speed.md`` and its curves; `load` is how many processes wanted a core beforehand."""
    parts = [
        INTRODUCTION,
        _conditions(load),
        "## The table\n",
        _markdown(HEAD, [_cells(row) for row in rows]),
    ]
    parts += [PROFILE, _markdown(("part", "milliseconds", "of the whole"), _shares(profile))]
    parts += [
        GROWTH,
        _markdown(
            ("input", "products", "seconds", "peak", "result"), [_grown(point) for point in points]
        ),
    ]
    (DOCS / "reference" / "speed.md").write_text("\n".join(parts), encoding="utf-8")
    (DOCS / "static" / "growth.svg").write_text(chart(points), encoding="utf-8")


def write_json(
    path: Path, rows: Sequence[Row], points: Sequence[Point], profile: Profile, load: float
) -> None:
    """Write everything that was measured."""
    data = {
        "versions": _versions(),
        "load": load,
        "rows": [row.to_json() for row in rows],
        "growth": [asdict(point) for point in points],
        "profile": dict(profile),
    }
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def text_table(rows: Sequence[Row]) -> str:
    """Return the table in columns."""
    lines = [HEAD, *(_cells(row) for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def _cells(row: Row) -> tuple[str, ...]:
    target = (
        f"at least {row.least:,}"
        if row.least is not None
        else f"at most {row.most:,}"
        if row.most is not None
        else ""
    )
    met = {True: "yes", False: "no", None: ""}[row.is_met]
    spread = (
        f"{_number(row.value.low)} to {_number(row.value.high)}"
        if row.value.low < row.value.high
        else ""
    )
    return row.work, row.rival, f"{_number(row.value.median)} {row.unit}", spread, target, met


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def _markdown(head: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    rule = "|" + " --- |" * len(head)
    return "\n".join([_line(head), rule, *map(_line, lines)]) + "\n"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def _shares(profile: Profile) -> list[tuple[str, str, str]]:
    whole = dict(profile)["the whole layer"]
    return [(name, f"{1000 * seconds:.0f}", f"{seconds / whole:.0%}") for name, seconds in profile]


def _grown(point: Point) -> tuple[str, ...]:
    size = f"{point.size}×{point.size}"
    return (
        size,
        f"{point.products:,}",
        f"{point.seconds:.2f}",
        f"{point.peak / 1e6:.0f} MB",
        f"{point.kept / 1e6:.0f} MB",
    )


def _conditions(load: float) -> str:
    named = ", ".join(f"{name} {number}" for name, number in _versions().items())
    machine = f"on {platform.machine()} with {os.cpu_count()} cores"
    return f"Measured with {named}, {machine}, where {load:.1f} processes on average wanted a core before it began.\n"


def _versions() -> dict[str, str]:
    found = {"Python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
