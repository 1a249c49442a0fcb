"""Run mutants against the tests that have to notice them: ``python -m mutation`` in the folder of the tests.

The verdicts stand in ``results.tsv``: killed, with the test that noticed, survived or, by
``equivalent.tsv``, equivalent with the reason. What was run before is not run again, unless
``--again`` asks for the survivors or ``--anew`` for all.
"""

import argparse
import multiprocessing
import os
import random
import sys

from mutation.running import load, part_after_loading, run, save
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
    asked = {"survived"} if chosen.again else {"killed", "survived", ""} if chosen.anew else {""}
    known = current()
    waiting = [
        (label, mutant)
        for label, mutant in all_mutants()
        if mutant.name not in equivalents()
        and known.get(mutant.name, [""])[0] in asked
        and (chosen.only is None or label in chosen.only)
    ]
    random.Random(chosen.seed).shuffle(waiting)  # noqa: S311 (not cryptography)
    waiting = waiting[: chosen.most or None]
    for label in dict.fromkeys(label for label, _ in waiting):
        run_all(label, [mutant for of, mutant in waiting if of == label], chosen.jobs)


def current():
    """Return the verdicts on mutants that are still made."""
    names = {mutant.name for _, mutant in all_mutants()} - set(equivalents())
    return {name: verdict for name, verdict in load().items() if name in names}


def run_all(label, mutants, jobs):
    """Run the mutants of a module: first those that can part after loading, then what is left."""
    known, output = current(), os.dup(1)
    noticed = {mutant.name: known.pop(mutant.name, ["", ""])[1] for mutant in mutants}

    def found(mutant, verdict):
        known[mutant.name] = verdict
        os.write(output, ("\t".join((*verdict, mutant.name)) + "\n").encode())
        save(known)

    save(known)
    part = os.fork()
    if part == 0:
        part_after_loading(label, [(m, noticed[m.name]) for m in mutants], jobs, found)
        os._exit(0)
    if os.waitstatus_to_exitcode(os.waitpid(part, 0)[1]):
        sys.exit(f"the tests of {label} did not run")
    known.update(current())
    left = [(label, m, noticed[m.name]) for m in mutants if m.name not in known]
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        for mutant, verdict in pool.imap_unordered(run_alone, left):
            found(mutant, verdict)


def run_alone(work):
    """Return a mutant and the verdict on it where the module is replaced before anything is loaded."""
    label, mutant, noticed = work
    return mutant, run(label, mutant.tree, noticed)


if __name__ == "__main__":
    main()
