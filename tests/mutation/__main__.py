"""Run mutants against the tests that have to notice them: ``python -m mutation`` in the folder of the tests.

Every mutant is a process of its own, forked from one that has loaded the solvers and pytest, in
which one module of the package is replaced. The verdicts stand in ``results.tsv``: killed, survived
or, by ``equivalent.tsv``, equivalent with the reason. What was run before is not run again, unless
its module or the mutants' names changed; ``--again`` runs the survivors again.
"""

import argparse
import random
import sys

from mutation.running import load, run, save, unchanged
from mutation.tables import TESTS, all_mutants, equivalents


def main():
    parser = argparse.ArgumentParser(prog="python -m mutation", description=__doc__)
    parser.add_argument("--most", type=int, default=0, help="how many to run; all by default")
    parser.add_argument("--only", choices=TESTS, help="mutants of one module")
    parser.add_argument("--again", action="store_true", help="survivors, again")
    parser.add_argument("--seed", type=int, default=1, help="which come first")
    chosen = parser.parse_args()
    known, reasons = load(), equivalents()
    waiting = [
        (label, mutant)
        for label, mutant in all_mutants()
        if mutant.name not in reasons
        and known.get(mutant.name, "survived" if chosen.again else "") in ("", "survived")
        and (chosen.again or mutant.name not in known)
        and (chosen.only is None or label == chosen.only)
    ]
    random.Random(chosen.seed).shuffle(waiting)  # noqa: S311 (not cryptography)
    waiting = waiting[: chosen.most or None]
    for label in dict.fromkeys(label for label, _ in waiting):
        if unchanged(label) != "survived":
            parser.exit(1, f"the tests of {label} fail without a change\n")
    for label, mutant in waiting:
        known[mutant.name] = run(label, mutant.source)
        sys.stdout.write(f"{known[mutant.name]}\t{mutant.name}\n")
        sys.stdout.flush()
        save(known)


if __name__ == "__main__":
    main()
