"""The lifted view: every cell lies in the middle under what it paints, and over what it reads."""

import itertools
import random
import re

import pytest
from figure_facts import SVG, parsed
from latex_check import compiles_document, needs_pdflatex
from thorough import full_check, part

from symconv import ConvTranspose, tensor
from symconv.errors import UnsupportedError
from symconv.figures.metrics import width
from symconv.figures.scene import Group, Line, Patch, Text, walk
from symconv.figures.views.lift import UNIT, lift
from symconv.formulas.document import document

LIFT = 152


def layer_of(seed):
    """Return a random layer over one or two axes whose canvas can be drawn, with its arrays."""
    rng = random.Random(seed)  # noqa: S311
    axes = rng.choice((1, 2, 2))
    while True:
        size, kernel, stride, dilation, begin, end = (
            tuple(rng.randint(low, high) for _ in range(axes))
            for low, high in ((1, 4), (1, 4), (1, 3), (1, 2), (0, 2), (0, 2))
        )
        added = tuple(rng.randint(0, max(s, d) - 1) for s, d in zip(stride, dilation, strict=True))
        layer = ConvTranspose(
            kernel,
            stride=stride,
            padding=list(zip(begin, end, strict=True)),
            output_padding=added,
            dilation=dilation,
        )
        canvas = [
            s * (n - 1) + d * (k - 1) + 1 + a
            for n, k, s, d, a in zip(size, kernel, stride, dilation, added, strict=True)
        ]
        output = [n - b - e for n, b, e in zip(canvas, begin, end, strict=True)]
        if min(output) >= 1 and canvas[0] <= 9 and canvas[-1] <= (11 if axes > 1 else 9):
            break
    w = tensor("w", kernel)
    x = (
        tensor("x", size)
        if rng.random() < 0.5
        else tensor("x", size).applyfunc(lambda _: rng.randint(-9, 12))
    )
    return layer, x, w


DRAWN = {seed: layer_of(seed) for seed in range(30)}


def centre(corners):
    across, down = zip(*corners, strict=True)
    return sum(across) / len(across), sum(down) / len(down)


def middle(patches):
    """Return the middle of many patches."""
    return centre([corner for patch in patches for corner in patch.corners])


def patches(group, role="product"):
    return [item for item in walk([group]) if isinstance(item, Patch) and item.role == role]


def lit(items):
    return [item for item in items if isinstance(item, Patch) and item.hue == 2]


@pytest.mark.parametrize("seed", part(DRAWN, few=6))
def test_footprints_and_windows_are_centred_and_complete(seed):
    layer, x, w = DRAWN[seed]
    figure = lift(layer, x, w)
    [copy] = figure.scene.parts("copy")
    [gather] = figure.scene.parts("gather")
    [output] = figure.scene.parts("output")
    loose = [item for item in figure.scene.items if isinstance(item, Patch)]
    [placed] = lit(loose)
    painted = patches(copy)
    assert len(painted) == len(list(itertools.product(*map(range, w.shape))))
    across, down = middle(painted)
    here = centre(placed.corners)
    assert (round(across - here[0], 6), round(here[1] - down, 6)) == (0, LIFT)
    [frame] = patches(gather, "frame")
    [cell] = patches(output)
    up, read = centre(cell.corners), centre(frame.corners)
    assert (round(up[0] - read[0], 6), round(read[1] - up[1], 6)) == (0, LIFT)
    position = output.index
    terms = 0
    for i, t in itertools.product(
        itertools.product(*map(range, x.shape)), itertools.product(*map(range, w.shape))
    ):
        lands = (
            s * a + d * b for s, d, a, b in zip(layer.stride, layer.dilation, i, t, strict=True)
        )
        terms += tuple(lands) == position
    assert len(patches(gather)) == terms


@pytest.mark.parametrize("seed", part(DRAWN, few=6))
def test_texts_stay_in_their_tiles_and_in_the_picture(seed):
    figure = lift(*DRAWN[seed])
    for item in walk(figure.scene.items):
        if isinstance(item, Text):
            extent = width(item.runs, item.size, item.role)
            assert item.size >= 11
            assert item.anchor == "start" or extent < UNIT
            assert item.x + (extent if item.anchor == "start" else extent / 2) <= figure.scene.width
        if isinstance(item, Patch):
            for across, down in item.corners:
                assert 0 <= across <= figure.scene.width
                assert 0 <= down <= figure.scene.height


def test_three_rays_lead_up_and_what_moves_comes_in_two_steps():
    figure = lift(ConvTranspose((3, 3), stride=2), tensor("x", (2, 2)), tensor("w", (3, 3)))
    rays = list(figure.scene.parts("ray"))
    assert [len(ray.items) for ray in rays] == [3, 3]
    assert all(isinstance(line, Line) for ray in rays for line in ray.items)
    steps = {item.part: item.step for item in figure.scene.items if isinstance(item, Group)}
    assert steps == {"copy": 1, "ray": 2, "output": 2, "gather": 2}
    drawn = [path.get("class") for path in parsed(figure.svg()).iter(f"{SVG}path")]
    assert drawn.count("sc-i2") == 9 + 1 + 1 + len(patches(next(figure.scene.parts("gather"))))


@pytest.mark.parametrize("seed", part(DRAWN, few=3))
def test_every_output_cell_has_its_turn(seed):
    layer, x, w = DRAWN[seed]
    turns = lift(layer, x, w).moving()
    read = [next(turn.parts("gather")).index for turn in turns]
    begin = [axis.begin for axis in layer.axes]
    sizes = layer.output_size(x.shape)
    kept = [range(b, b + size) for b, size in zip(begin, sizes, strict=True)]
    assert read == list(itertools.product(*kept))
    placed = [next(turn.parts("copy")).index[0] for turn in turns]
    assert placed == sorted(placed)
    assert placed[0] == 0
    assert len({(turn.width, turn.height) for turn in turns}) == 1
    canvas = [min(loose_corners(turn)) for turn in turns]
    assert len(set(canvas)) == 1


def loose_corners(turn):
    """Return the corners of the canvas's tiles, which stay where they are."""
    blank = (item for item in turn.items if isinstance(item, Patch) and item.role == "blank")
    return [corner for patch in blank for corner in patch.corners]


def test_a_film_shows_one_cell_at_a_time_and_stands_still_where_motion_is_not_welcome():
    figure = lift(ConvTranspose((2, 2)), tensor("x", (2, 2)), tensor("w", (2, 2)))
    text = figure.animated_svg()
    delays = re.findall(r'class="sc-turn" style="animation-delay:(-\d+)s"', text)
    assert delays == [str(n - 9) for n in range(9)]
    seconds, share = (
        re.search(r"sc-turn (\d+)s step-end infinite.*?hidden\}\}", text, re.S),
        "11.111%",
    )
    assert seconds[1] == "9"
    assert f"0%{{visibility:visible}}{share},100%{{visibility:hidden}}" in text
    still = text[text.index('<g class="sc-still">') : text.index('<g class="sc-film">')]
    assert [line.strip() for line in figure.svg().split("\n") if line.strip() in still]
    before, welcome = text.split("@media screen and (prefers-reduced-motion:no-preference)")
    assert ".sc-film{display:none}" in before
    assert welcome.startswith("{.sc-still{display:none}.sc-film{display:inline}")


@pytest.mark.parametrize(
    ("layer", "shape", "message"),
    [
        (ConvTranspose(2, channels=(1, 1)), (1, 3), "has channels"),
        (ConvTranspose((1, 1, 1)), (1, 1, 1), "has 3 axes"),
        (ConvTranspose((4, 4), stride=3), (4, 4), "13 × 13 cells, but at most 9 by 11"),
    ],
)
def test_what_cannot_be_drawn_is_said(layer, shape, message):
    with pytest.raises(UnsupportedError, match=message):
        lift(layer, tensor("x", shape), tensor("w", layer.kernel_shape.entries))


@full_check
@needs_pdflatex
def test_it_is_set_by_latex(tmp_path):
    body = "\\usetikzlibrary{patterns,arrows.meta}\\begin{document}\n"
    pieces = "\n\n".join(lift(*DRAWN[seed]).tikz() for seed in list(DRAWN)[:8])
    source = document(pieces).replace("\\begin{document}\n", "\\usepackage{tikz}" + body, 1)
    log = compiles_document(tmp_path, "lifts", source)
    assert "Overfull \\hbox" not in log
