"""``symconv prove``: theorems of the library, proved for all sizes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symconv.cli.limits import MOST_JOBS, check_amount
from symconv.cli.options import Count, Target, json_option
from symconv.cli.progress import progress_bar
from symconv.files import write_whole

if TYPE_CHECKING:
    from symconv.library.judging import Outcome

REFUTED, UNDECIDED = 1, 3
JUDGES = ("z3", "cvc5", "coq")

EXAMPLES = """\b
Examples:
  symconv prove padding-is-cropping
  symconv prove --all --json
  symconv prove --all --certificates proofs && symconv check proofs
"""


class Judges(click.ParamType):  # type: ignore[type-arg]  # generic only in the newest click
    """Names of judges between commas."""

    name = "NAME[,NAME...]"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        """Return the names."""
        if isinstance(value, tuple):
            return value
        names = tuple(part.strip() for part in value.split(","))
        unknown = [name for name in names if name not in JUDGES]
        if unknown:
            self.fail(f"{unknown[0]!r} is no judge; there are {', '.join(JUDGES)}", param, ctx)
        return names


@click.command(epilog=EXAMPLES)
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--all", "everything", is_flag=True, help="Every theorem of the library.")
@click.option(
    "--judge",
    type=Judges(),
    default="z3,cvc5",
    show_default=True,
    help="Z3 and cvc5 always judge; coq may join.",
)
@click.option(
    "--certificates",
    type=Target(file_okay=False, path_type=Path),
    help="Write NAME.json for every theorem.",
)
@click.option(
    "--search", is_flag=True, help="Find the proofs anew instead of replaying the shipped ones."
)
@click.option("--jobs", type=Count(), help="Processes; unless given, one per core.")
@json_option
@click.pass_context
def prove(
    ctx: click.Context,
    names: tuple[str, ...],
    everything: bool,
    judge: tuple[str, ...],
    certificates: Path | None,
    search: bool,
    jobs: int | None,
    as_json: bool,
) -> None:
    """Prove theorems of the library for all sizes, over every commutative ring.

    Without names or --all, the library is listed. The exit code is 1 where one is refuted, 3 where
    one is undecided.
    """
    from symconv.library import check_names
    from symconv.library.contents import FAMILIES, contents
    from symconv.sweep.workers import cores

    if everything and names:
        raise click.UsageError("give names, or --all, not both")
    if jobs is not None and jobs < 1:
        raise click.UsageError(f"--jobs is {jobs}, but at least 1 process is needed")
    check_amount(jobs or 1, MOST_JOBS, "processes")
    check_names(names)
    chosen = list(dict.fromkeys(names)) or list(contents())
    if not (names or everything):
        click.echo("\n".join(f"{name:48} {FAMILIES[contents()[name]]}" for name in chosen))
        return
    outcomes = _outcomes(chosen, judge, jobs or min(cores(), len(chosen)), search)
    for outcome in outcomes if certificates else []:
        _save(outcome, certificates)
    click.echo(_json(outcomes) if as_json else _table(outcomes))
    verdicts = {outcome.verdict for outcome in outcomes}
    ctx.exit(REFUTED if "refuted" in verdicts else UNDECIDED if "undecided" in verdicts else 0)


def _outcomes(names: list[str], judges: tuple[str, ...], jobs: int, search: bool) -> list[Outcome]:
    from symconv.library.judging import prove_entries

    outcomes = []
    with progress_bar("theorems") as progress:
        for outcome in prove_entries(names, judges, jobs, search):
            outcomes.append(outcome)
            progress(len(outcomes), len(names))
    return outcomes


def _save(outcome: Outcome, directory: Path | None) -> None:
    if directory is not None and outcome.certificate:
        directory.mkdir(parents=True, exist_ok=True)
        write_whole(directory / f"{outcome.name}.json", outcome.certificate)


def _json(outcomes: list[Outcome]) -> str:
    from symconv.library import theorem_named
    from symconv.pages.theorem import statement_parts

    rows = []
    for outcome in outcomes:
        entry = theorem_named(outcome.name)
        rows.append(
            outcome.to_json(str(statement_parts(entry.statement, entry.hypotheses, entry.claim)))
        )
    return json.dumps(rows, ensure_ascii=False, indent=1)


def _table(outcomes: list[Outcome]) -> str:
    rows = []
    for outcome in outcomes:
        judges = ", ".join(outcome.judges)
        rows.append(
            f"{outcome.name:48} {outcome.verdict:10} {judges:15} {outcome.seconds:6.2f} s".rstrip()
        )
        if outcome.message:
            rows.append(f"    {outcome.message}")
    counts = {
        verdict: sum(o.verdict == verdict for o in outcomes)
        for verdict in ("proved", "refuted", "undecided")
    }
    return "\n".join(
        [
            *rows,
            ", ".join(
                f"{n} {verdict}" for verdict, n in counts.items() if n or verdict == "proved"
            ),
        ]
    )
