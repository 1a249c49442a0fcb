"""``python -m benchmarks``: run all groups, or those that are named; print the table; write JSON and the page."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from benchmarks import engine, growth
from benchmarks.page import text_table, write_json, write_page
from benchmarks.timing import Row

GROUPS = ("engine", "growth", "numbers", "arrays", "printing", "startup", "proofs", "sweeps")


def main() -> None:
    """Run what is asked for; only a whole run writes the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "groups", nargs="*", metavar="GROUP", help=f"one of {', '.join(GROUPS)}; all unless given"
    )
    parser.add_argument(
        "--json", type=Path, default=Path(__file__).with_name("results.json"), metavar="FILE"
    )
    asked = parser.parse_args()
    if unknown := set(asked.groups) - set(GROUPS):
        parser.error(
            f"there is no group {', '.join(sorted(unknown))}; the groups are {', '.join(GROUPS)}"
        )
    groups, (load, *_) = asked.groups or GROUPS, os.getloadavg()
    points = growth.points() if "growth" in groups else []
    rows = [
        row
        for name in groups
        for row in _shown(growth.rows(points) if name == "growth" else _group(name))
    ]
    print(text_table(rows))
    if not asked.groups:
        profile = engine.profile()
        write_json(asked.json, rows, points, profile, load)
        write_page(rows, points, profile, load)


def _group(name: str) -> Iterator[Row]:
    return import_module(f"benchmarks.{name}").rows()


def _shown(rows: Iterator[Row]) -> Iterator[Row]:
    for row in rows:
        print(f"{row.work}, beside {row.rival}: {row.value.median:.3g} {row.unit}", file=sys.stderr)
        yield row


if __name__ == "__main__":
    main()
