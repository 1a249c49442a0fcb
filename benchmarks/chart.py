"""Growth curves as SVG: time and memory against the number of products, both axes logarithmic."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from benchmarks.growth import Point

WIDTH, HEIGHT, LEFT, TOP, STEP = 250, 180, 60, 34, 350


def chart(points: Sequence[Point]) -> str:
    """Return the picture of both curves."""
    panels = [
        _panel(points, 0, "seconds", [("time", "#1f5fa8", lambda point: point.seconds)]),
        _panel(
            points,
            STEP,
            "megabytes",
            [
                ("peak", "#b3471b", lambda p: p.peak / 1e6),
                ("the result's own", "#1f5fa8", lambda p: p.kept / 1e6),
            ],
        ),
    ]
    size = f'width="{2 * STEP}" height="{HEIGHT + TOP + 52}" viewBox="0 0 {2 * STEP} {HEIGHT + TOP + 52}"'
    style = "text{font:12px sans-serif;fill:#222}path{fill:none}"
    ground = '<rect width="100%" height="100%" fill="#fff"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}><style>{style}</style>{ground}{"".join(panels)}</svg>\n'


def _panel(
    points: Sequence[Point],
    shift: int,
    unit: str,
    curves: list[tuple[str, str, Callable[[Point], float]]],
) -> str:
    across = _scale([point.products for point in points], LEFT, LEFT + WIDTH)
    up = _scale([value(point) for *_, value in curves for point in points], TOP + HEIGHT, TOP)
    parts = [f'<g transform="translate({shift},0)">', _frame(points, unit, across, up)]
    for number, (name, colour, value) in enumerate(curves):
        places = [(across(point.products), up(value(point))) for point in points]
        first, last = points[0], points[-1]
        line = [
            (across(p.products), up(value(first) * p.products / first.products))
            for p in (first, last)
        ]
        parts.append(f'<path d="{_path(line)}" stroke="#999" stroke-dasharray="4 4"/>')
        parts.append(f'<path d="{_path(places)}" stroke="{colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in places]
        parts.append(
            f'<text x="{LEFT + 10}" y="{TOP + 18 + 16 * number}" style="fill:{colour}">{name}</text>'
        )
    return "".join([*parts, "</g>"])


def _frame(
    points: Sequence[Point],
    unit: str,
    across: Callable[[float], float],
    up: Callable[[float], float],
) -> str:
    bottom = TOP + HEIGHT
    parts = [
        f'<rect x="{LEFT}" y="{TOP}" width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="#222"/>'
    ]
    parts.append(f'<text x="{LEFT - 10}" y="{TOP - 12}" text-anchor="middle">{unit}</text>')
    for point in points:
        label = f"{point.size}²"
        parts.append(
            f'<text x="{across(point.products):.1f}" y="{bottom + 18}" text-anchor="middle">{label}</text>'
        )
    parts.append(
        f'<text x="{LEFT + WIDTH / 2}" y="{bottom + 38}" text-anchor="middle">input cells (placed by products)</text>'
    )
    for power in range(-3, 5):
        y = up(10.0**power)
        if TOP - 1 <= y <= bottom + 1:
            parts.append(
                f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g}</text>'
            )
            parts.append(f'<path d="M{LEFT},{y:.1f}h{WIDTH}" stroke="#ddd"/>')
    return "".join(parts)


def _scale(values: Sequence[float], start: float, end: float) -> Callable[[float], float]:
    low, high = math.log(min(values)) - 0.3, math.log(max(values)) + 0.3
    return lambda value: start + (end - start) * (math.log(value) - low) / (high - low)


def _path(places: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in places)
