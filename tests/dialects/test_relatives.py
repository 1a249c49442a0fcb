"""Paddle, MLX and equinox: what is read is what they define; what is written is read back, and for equinox run."""

from __future__ import annotations

import re

import numpy as np
import pytest
from frameworks import draws, integers, needs_framework
from thorough import CI, part

from symconv import dialects
from symconv.dialects.axis import window
from symconv.dialects.dialect_names import RELATIVES
from symconv.errors import GeometryError


def scattered(x, w, s, d, p, a):
    """Return the output by laying down copies: Paddle and MLX."""
    full = np.zeros(s * (len(x) - 1) + d * (len(w) - 1) + 1 + p + a, dtype=np.float32)
    for i, value in enumerate(x):
        full[s * i : s * i + d * (len(w) - 1) + 1 : d] += value * w
    return full[p : s * (len(x) - 1) + d * (len(w) - 1) + 1 - p + a]


def correlated(x, w, s, d, p, a):
    """Return the output by sliding the stored kernel over the stretched input: equinox."""
    reach = d * (len(w) - 1) + 1
    stretched = np.zeros(s * (len(x) - 1) + 1, dtype=np.float32)
    stretched[::s] = x
    kernel = np.zeros(reach, dtype=np.float32)
    kernel[::d] = w
    margin = reach - 1
    around = np.pad(stretched, (margin, margin + a))
    return np.correlate(around, kernel, "valid")[p : len(stretched) + margin + a - p]


pytestmark = pytest.mark.filterwarnings("ignore")  # what a framework warns of is its own affair
SETTINGS = 200 if CI else 40
DEFINITIONS = {"paddle": scattered, "mlx": scattered, "equinox": correlated}


def settings(name, number):
    """Yield so many layers that the framework takes, with sizes that leave an output."""
    found = 0
    for r in draws(f"relatives {name}", 60 * number):
        if found == number:
            return
        k, s, d, p, a = (
            r.randint(low, high) for low, high in ((1, 4), (1, 3), (1, 2), (0, 3), (0, 2))
        )
        size = r.randint(1, 4)
        line = f"{name}: k={k} s={s} d={d} p={p} op={a} I={size}"
        try:
            port = dialects.read(line)
        except GeometryError:
            continue
        found += 1
        yield port, (size, k, s, d, p, a), r


@pytest.mark.parametrize("name", RELATIVES)
def test_what_is_read_is_what_the_framework_defines(name):
    seen = 0
    for port, (size, k, s, d, p, a), r in settings(name, SETTINGS):
        x, w = integers(r.randint(0, 10**6), size), integers(r.randint(0, 10**6), k)
        assert np.array_equal(port(x, w), DEFINITIONS[name](x, w, s, d, p, a)), port
        seen += 1
    assert seen == SETTINGS


@pytest.mark.parametrize("name", RELATIVES)
def test_what_is_written_is_read_back(name):
    for port, _, _ in settings("paddle", SETTINGS):
        writing = port.to(name)
        call = re.sub(r"C_in, C_out", "1, 1", writing.call)
        again = dialects.read(call)
        same = list(map(window, port.axes_at())) == list(map(window, again.axes_at()))
        assert writing.exact == (same and not again.layout.is_reversed)
        assert bool(writing.steps) == bool(writing.reason) == (not writing.exact)


@needs_framework("equinox", "jax")
def test_what_is_written_for_equinox_is_run():
    for port, (size, k, *_), r in settings("paddle", len(part(range(20), few=3))):
        x = integers(r.randint(0, 10**6), (2, 2, size)).astype(np.float32)
        w = integers(r.randint(0, 10**6), (2, 3, k)).astype(np.float32)
        b = integers(r.randint(0, 10**6), 3).astype(np.float32)
        space = {}
        exec(port.to("equinox").code, space)  # noqa: S102 - what was written is run
        assert np.array_equal(space["port"](x, w, b), port(x, w, b)), port


def test_rules_that_are_narrower_than_those_of_pytorch_are_said():
    with pytest.raises(GeometryError, match=r"Paddle: .* 0 <= a <= 0 only"):
        dialects.read("paddle: k=3 d=2 op=1")
    with pytest.raises(GeometryError, match=r"p <= K - 1 = 1"):
        dialects.read("mlx: k=2 p=2")
    with pytest.raises(GeometryError, match=r"equinox: read without groups"):
        dialects.read("equinox: k=2 g=2 channels=2,2")
    with pytest.raises(GeometryError, match=r"Paddle counts as PyTorch does; .*padding >= 0"):
        dialects.read("paddle: k=2 p=-1")


def test_equinox_has_output_padding_before_padding():
    port = dialects.read("eqx.nn.ConvTranspose2d(4, 6, 3, 2, 1, 0, key=key)")
    assert port.layer() == dialects.read("torch: k=3,3 s=2 op=1 channels=4,6").layer()
