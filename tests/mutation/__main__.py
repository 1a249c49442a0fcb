"""Run mutants against the tests that have to notice them: ``python -m mutation`` in the folder of the tests.

Every mutant is a process of its own, forked from one that has loaded the solvers and pytest, in
which one module of the package is replaced. The tests of the module run once without a change, so
that those that reach the changed line are known and come first, the quickest before the others. The
verdicts stand in ``results.tsv``: killed, with the test that noticed, survived or, by
``equivalent.tsv``, equivalent with the reason. What was run before is not run again, unless
``--again`` asks for the survivors or ``--anew`` for all.
"""

import argparse
import multiprocessing
import random
import sys

from mutation.running import load, save, unchanged
from mutation.tables import TESTS, all_mutants, equivalents


def main():
    parser = argparse.ArgumentParser(prog="python -m mutation", description=__doc__)
    parser.add_argument("--most", type=int, default=0, help="how many to run; all by default")
    parser.add_argument("--only", choices=TESTS, nargs="+", help="mutants of some modules")
    parser.add_argument("--again", action="store_true", help="survivors, again")
    parser.add_argument("--anew", action="store_true", help="all, again")
    parser.add_argument("--jobs", type=int, default=1, help="how many at once")
    parser.add_argument("--seed", type=int, default=1, help="which come first")
    chosen = parser.parse_args()
    names, reasons = {mutant.name for _, mutant in all_mutants()}, equivalents()
    known = {name: found for name, found in load().items() if name in names - set(reasons)}
    asked = {"survived"} if chosen.again else {""}
    waiting = [
        (label, mutant)
        for label, mutant in all_mutants()
        if mutant.name not in reasons
        and (chosen.anew or known.get(mutant.name, [""])[0] in asked)
        and (chosen.only is None or label in chosen.only)
    ]
    random.Random(chosen.seed).shuffle(waiting)  # noqa: S311 (not cryptography)
    waiting = waiting[: chosen.most or None]
    processes = multiprocessing.get_context("fork")
    with processes.Pool(chosen.jobs) as pool:
        for label in dict.fromkeys(label for label, _ in waiting):
            suite = pool.apply(unchanged, [label])
            work = [(suite, m, known.get(m.name)) for asked_for, m in waiting if asked_for == label]
            for name, found in pool.imap_unordered(verdict_on, work):
                known[name] = found
                sys.stdout.write("\t".join((*found, name)) + "\n")
                sys.stdout.flush()
                save(known)


def verdict_on(work):
    """Return the name of a mutant, the verdict on it, and the test that noticed."""
    suite, mutant, known = work
    return mutant.name, suite.verdict(mutant, known[1] if known else "")


if __name__ == "__main__":
    main()
