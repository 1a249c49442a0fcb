"""``python -m benchmarks.gate``: fail where a ratio to a rival has fallen by more than a quarter below the stored one.

Both works run in turn in one process, each ratio is that of the shortest processor times of several
rounds, and a ratio that seems to have fallen is measured anew, twice: what is left then is no noise
of a busy machine. Seconds are neither stored nor compared.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from pathlib import Path

import numpy as np
import sympy

from benchmarks.arrays import by_slices
from benchmarks.rivals import one_by_one
from benchmarks.timing import in_turn
from symconv import ConvTranspose, latex, tensor, verify
from symconv.data.arrays import read_array
from symconv.proof.certificates.certificate import check

STORED = Path(__file__).with_name("gate.json")
KEPT = 0.75
"""The share of a stored ratio that has to be reached."""
TRIES = 3
ROUNDS = 3

Work = Callable[[], object]


@dataclass(frozen=True)
class Contest:
    """A work of symconv, and the rival that it is held against.

    Parameters
    ----------
    ours, rival : callable
        Without arguments; what they return is not looked at.
    """

    ours: Work
    rival: Work

    def ratio(self) -> float:
        """Return how many times faster symconv is, by the shortest time of either."""
        times = in_turn({"ours": self.ours, "rival": self.rival}, ROUNDS)
        return min(times["rival"]) / min(times["ours"])


def symbols() -> Contest:
    """Return a layer of symbols, and the loop over SymPy's products."""
    layer = ConvTranspose((5, 5), stride=2, padding=1)
    x, w = tensor("x", (32, 32)), tensor("w", (5, 5))
    flat = [list(read_array(value, "").cells) for value in (x, w)]
    few = ConvTranspose((5, 5), stride=2, padding=1).plan((12, 12))
    return Contest(partial(layer, x, w), partial(one_by_one, few, flat[0][:144], flat[1]))


def integers() -> Contest:
    """Return a layer of integers in NumPy arrays, five times, and slices for each tap."""
    layer = ConvTranspose((4, 4), 2, channels=(16, 16))
    random = np.random.default_rng(1)
    x = random.integers(-99, 99, (1, 16, 56, 56))
    w = random.integers(-9, 9, (16, 16, 4, 4))
    return Contest(lambda: [layer(x, w) for _ in range(5)], partial(by_slices, layer, x, w))


def printing() -> Contest:
    """Return LaTeX of a result, and SymPy's printer on a part of it."""
    x, w = tensor("x", (20, 20)), tensor("w", (5, 5))
    y = ConvTranspose((5, 5), stride=2, padding=2, output_padding=1)(x, w)
    return Contest(partial(latex, y, order=(x, w)), partial(sympy.latex, y[:5, :5]))


def certificates() -> Contest:
    """Return a certificate checked, and a loop of Python."""
    place = files("symconv.library") / "proofs" / "padding-is-cropping.json"
    text = place.read_text(encoding="utf-8")
    return Contest(partial(check, text), _loop)


def sweeps() -> Contest:
    """Return small settings verified, and a loop of Python."""
    ranges = (range(1, 5), range(1, 4), range(1, 4), range(2), range(2), range(1, 3))
    return Contest(partial(verify, *ranges), _loop)


def _loop() -> int:
    return sum(n * n % 7 for n in range(300_000))


CONTESTS: dict[str, Callable[[], Contest]] = {
    each.__name__: each for each in (symbols, integers, printing, certificates, sweeps)
}


def fallen(contest: Contest, stored: float) -> float | None:
    """Return the best of some measurements where all are too low, or ``None``."""
    best = 0.0
    for _ in range(TRIES):
        best = max(best, contest.ratio())
        if best >= KEPT * stored:
            return None
    return best


def judged(stored: Mapping[str, float], names: list[str]) -> list[str]:
    """Return a line for every ratio that has fallen."""
    lines = []
    for name in names:
        low = fallen(CONTESTS[name](), stored[name])
        if low is not None:
            lines.append(f"{name}: {low:.2f} times the rival's speed, {stored[name]:.2f} before")
    return lines


def main() -> int:
    """Judge the contests that are named, or store their ratios."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gate", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="CONTEST", help=f"of {', '.join(CONTESTS)}")
    parser.add_argument("--store", action="store_true", help="keep what is measured now")
    asked = parser.parse_args()
    names = asked.names or list(CONTESTS)
    if unknown := set(names) - set(CONTESTS):
        parser.error(f"there is no contest {', '.join(sorted(unknown))}")
    if asked.store:
        ratios = {name: round(CONTESTS[name]().ratio(), 2) for name in names}
        before = json.loads(STORED.read_text("utf-8")) if STORED.exists() else {}
        STORED.write_text(json.dumps({**before, **ratios}, indent=1) + "\n", "utf-8")
        return 0
    lines = judged(json.loads(STORED.read_text("utf-8")), names)
    print("\n".join(lines or ["no ratio has fallen"]))
    return 1 if lines else 0


if __name__ == "__main__":
    raise SystemExit(main())
