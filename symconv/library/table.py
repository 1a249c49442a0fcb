"""The library as a table of statements, for the documentation."""

from __future__ import annotations

from collections.abc import Iterator

from symconv.formulas.bibliography import cited
from symconv.library import theorems
from symconv.library.entry import Entry
from symconv.proof.presentation.statement import Typesetting, claim_formula

_HEAD = "| name | statement | where | source |\n| --- | --- | --- | --- |\n"


def table() -> str:
    r"""Return every theorem as a row of Markdown, by family, with headings.

    Examples
    --------
    >>> [line for line in table().splitlines() if line.startswith("| `padding-is-cropping`")][0][:59]
    '| `padding-is-cropping` | $x \\ast^{\\scriptscriptstyle\\top}_'
    """
    families: dict[str, list[Entry]] = {}
    for entry in theorems().values():
        families.setdefault(entry.family, []).append(entry)
    return "\n".join(_family(name, entries) for name, entries in families.items())


def _family(name: str, entries: list[Entry]) -> str:
    rows = "\n".join(" | ".join(_row(entry)) for entry in entries)
    return f"## {name.capitalize()}\n\n{_HEAD}{rows}\n"


def _row(entry: Entry) -> Iterator[str]:
    setting = Typesetting()
    yield f"| `{entry.name}`"
    yield f"${claim_formula(entry.claim, setting)}$"
    yield ", ".join(f"${claim_formula(each, setting)}$" for each in entry.given)
    yield f"{_source(entry.source)} |"


def _source(source: str) -> str:
    """Return a source in few words; nothing where it is symconv itself."""
    found = cited(source)
    if found is None:
        return ""
    work, place = found
    name = work.authors[0].rpartition(" ")[2]
    others = " et al." if len(work.authors) > 2 else ""
    return f"{name}{others} {work.year}{', ' * bool(place)}{place}"
