"""``symconv prove``: theorems of the library, proved for all sizes."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from symconv import __version__
from symconv.cli.garbage_collection import lasting_imports
from symconv.cli.limits import MOST_JOBS, check_amount
from symconv.cli.options import Count, TargetFolder, index_option, json_option, width_option
from symconv.cli.progress import progress_bar
from symconv.cli.shell_command import Repeatable, repeated
from symconv.files import write_whole

if TYPE_CHECKING:
    from symconv.library.judging import Judgement
    from symconv.proof.kernel import Theorem

REFUTED, UNDECIDED = 1, 3
VERDICTS = ("proved", "refuted", "undecided")
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


@click.command(cls=Repeatable, epilog=EXAMPLES)
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
    type=TargetFolder(),
    help="Write NAME.json for every theorem.",
)
@click.option(
    "--search", is_flag=True, help="Find the proofs anew instead of replaying the shipped ones."
)
@click.option("--jobs", type=Count(), help="Processes; unless given, one per core.")
@click.option("--claim", metavar="TEXT|@FILE", help="A claim of one's own, as Python states it.")
@click.option("--given", multiple=True, metavar="TEXT", help="What is given: a claim on sizes.")
@click.option("--sizes", default="", metavar="TEXT", help="Its letters, as 'I k s; p >= 0'.")
@click.option("--tensors", default="", metavar="TEXT", help="Its tensors, as 'x:I w:(2,k)'.")
@click.option(
    "--operation",
    "operations",
    multiple=True,
    metavar="TEXT|@FILE",
    help="An operation of one's own, as Python defines it.",
)
@click.option(
    "--show",
    type=click.Choice(("statement", "proof", "derivation", "all")),
    help="Print this of each theorem.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "latex", "markdown", "html", "beamer")),
    default="text",
    show_default=True,
    help="As what it is printed.",
)
@width_option
@index_option
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
    claim: str | None,
    given: tuple[str, ...],
    sizes: str,
    tensors: str,
    operations: tuple[str, ...],
    show: str | None,
    form: str,
    width: str | None,
    index: str | None,
    as_json: bool,
) -> None:
    """Prove theorems of the library, or a claim, for all sizes, over every commutative ring.

    Without names or --all, the library is listed. The exit code is 1 where one is refuted, 3 where
    one is undecided.
    """
    look = TheoremStyle(show, form, width, index)
    look.check()
    if claim is not None:
        if everything or names:
            raise click.UsageError("give names, --all or --claim, not several of them")
        request = ShellClaim(claim, given, sizes, tensors, operations, judge)
        ctx.exit(prove_claim(request, look, certificates))
    if given or sizes or tensors or operations:
        raise click.UsageError("--given, --sizes, --tensors and --operation belong to --claim")
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
    with lasting_imports():  # SymPy and the solvers, which a list needs not
        from symconv.library import theorem_named
        from symconv.library.judging import prove_entries, proved_entry

        for name in names:
            theorem_named(name)  # imports its family

    if show is not None or form != "text":
        look.header()
        for name in chosen:
            look.print(proved_entry(name))
        return
    if names and not as_json:
        for name in chosen:
            click.echo(stated_in_words(name))
    verdicts: Counter[str] = Counter()
    report = JsonReport() if as_json else TextReport()
    with progress_bar("theorems") as progress:
        processes = jobs or min(cores(), len(chosen))
        saved = certificates is not None
        for outcome in prove_entries(chosen, judge, processes, search, saved):
            if certificates is not None:
                _save(outcome, certificates, verdicts["proved"])
            verdicts[outcome.verdict] += 1
            report.add(outcome)
            progress(verdicts.total(), len(chosen))
    report.end(verdicts)
    ctx.exit(REFUTED if verdicts["refuted"] else UNDECIDED if verdicts["undecided"] else 0)


def _save(outcome: Judgement, directory: Path, saved: int) -> None:
    """Write the certificate of what is proved."""
    if not outcome.certificate:
        return
    try:
        directory.mkdir(parents=True, exist_ok=True)
        write_whole(directory / f"{outcome.name}.json", outcome.certificate)
    except OSError as error:
        text = f"{error.strerror}; {saved} certificates are saved"
        raise OSError(error.errno, text, error.filename) from error


@dataclass(frozen=True)
class TheoremStyle:
    """What is printed of a theorem, and how."""

    show: str | None
    form: str
    width: str | None
    index: str | None

    def check(self) -> None:
        """Raise where an option does nothing for the format."""
        if self.width is not None and self.form != "latex":
            raise click.UsageError("--width is for --format latex")
        if self.index is not None and self.form not in ("latex", "markdown", "html"):
            raise click.UsageError("--index is for --format latex, markdown and html")

    def header(self) -> None:
        """Print what LaTeX needs, and the command that makes it again."""
        from symconv.formulas.document import fragment_header

        if self.form == "latex":
            click.echo(fragment_header(__version__, repeated()), nl=False)

    def print(self, theorem: Theorem) -> None:
        """Print the part of a theorem, its statement unless said otherwise."""
        part, index = self.show or "statement", self.index or "subscript"
        if self.form == "latex":
            click.echo(theorem.latex(part, index=index, width=self.width))
        elif self.form in ("markdown", "html"):
            click.echo(getattr(theorem, self.form)(part, index))
        else:
            click.echo(getattr(theorem, self.form)(part))


@dataclass(frozen=True)
class ShellClaim:
    """A claim in the shell: its text, what is given, the names that both use, and who judges it."""

    claim: str
    given: tuple[str, ...]
    sizes: str
    tensors: str
    operations: tuple[str, ...]
    judges: tuple[str, ...]


def prove_claim(request: ShellClaim, look: TheoremStyle, certificates: Path | None) -> int:
    """Prove a claim that was given as text, print it with its verdict, and return the exit code."""
    from symconv.errors import Refuted, Undecided
    from symconv.proof import prove
    from symconv.proof.certificates.certificate import to_text
    from symconv.proof.claim_reader import Declared, read_claim
    from symconv.proof.judges import SOLVERS

    own = tuple(map(_from_file, request.operations))
    declared = Declared(request.sizes, request.tensors, own)
    claim = read_claim(_from_file(request.claim), declared)
    given = [read_claim(text, declared) for text in request.given]
    try:
        theorem = prove(claim, given, judges=(*SOLVERS, *request.judges))
    except Refuted as refuted:
        click.echo(f"refuted: {refuted}")
        return REFUTED
    except Undecided as undecided:
        click.echo(f"undecided: {undecided}")
        return UNDECIDED
    if certificates is not None:
        certificates.mkdir(parents=True, exist_ok=True)
        write_whole(certificates / "claim.json", to_text(theorem))
    look.header()
    look.print(theorem)
    if look.show is None and look.form == "text":
        click.echo(f"proved: {', '.join(dict.fromkeys((*SOLVERS, *request.judges)))}")
    return 0


def _from_file(text: str) -> str:
    if not text.startswith("@"):
        return text
    return Path(text[1:]).read_text(encoding="utf-8")


def stated_in_words(name: str) -> str:
    """Return what a theorem of the library states, as plain text."""
    from symconv.library import theorem_named
    from symconv.proof.presentation.page import TheoremPage

    entry = theorem_named(name)
    statement = TheoremPage(None, entry.claim, entry.given, entry.title).text("statement")
    return f"{entry.title}. {statement}\n"


class TextReport:
    """A line for every theorem, printed as it is judged, and a last one that counts."""

    def add(self, outcome: Judgement) -> None:
        """Print how proving a theorem went."""
        judges = ", ".join(outcome.judges)
        line = f"{outcome.name:48} {outcome.verdict:10} {judges:15} {outcome.seconds:6.2f} s"
        click.echo(line.rstrip())
        if outcome.message:
            click.echo(f"    {outcome.message}")

    def end(self, verdicts: Counter[str]) -> None:
        """Print how often each verdict was given."""
        shown = [name for name in VERDICTS if verdicts[name] or name == "proved"]
        click.echo(", ".join(f"{verdicts[name]} {name}" for name in shown))


class JsonReport:
    """A list in JSON, which has an entry for every theorem, printed as it is judged."""

    opening = "["

    def add(self, outcome: Judgement) -> None:
        """Print how proving a theorem went."""
        from symconv.library import theorem_named
        from symconv.proof.presentation.page import TheoremPage

        entry = theorem_named(outcome.name)
        statement = TheoremPage(None, entry.claim, entry.given).text("statement")
        row = json.dumps(outcome.to_json(statement), ensure_ascii=False, indent=1)
        click.echo(f"{self.opening}\n{row}", nl=False)
        self.opening = ","

    def end(self, verdicts: Counter[str]) -> None:
        """Close the list."""
        click.echo("\n]")
