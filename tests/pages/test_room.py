"""Figures keep to the room that they are drawn for: a column or a slide; what has none there is refused."""

import random
import re

import pytest
from figure_facts import assert_texts_fit
from latex_check import compiles_document, needs_pdflatex
from test_prints import cells
from thorough import full_check

from symconv import ConvTranspose, tensor, worked_example
from symconv.errors import GeometryError, UnsupportedError
from symconv.figures import matrix_figure, scale_place_sum
from symconv.figures.layout import PHONE, Paper
from symconv.figures.placing import Placing
from symconv.figures.scene import Rect, Text, walk
from symconv.worked.setting import WorkedSetting
from symconv.worked.views import VIEWS, view

WIDTHS = ("ieee", "acm", "a4", "beamer")
NEVER_REFUSED = ("scale-place-sum", "overlap-count", "matrix")
COLUMN = (
    "\\documentclass{article}\n"
    "\\usepackage[textwidth=88mm,textheight=235mm,paperheight=297mm]{geometry}\n"
    "\\usepackage{amsmath,amssymb,tikz}\\usetikzlibrary{patterns,arrows.meta}\n"
    "\\begin{document}\n%s\\end{document}\n"
)
SLIDES = (
    "\\documentclass[aspectratio=169]{beamer}\\usetheme{Madrid}\n"
    "\\usepackage{amsmath,amssymb,tikz}\\usetikzlibrary{patterns,arrows.meta}\n"
    "\\begin{document}\n%s\\end{document}\n"
)
FLOAT = "\\begin{figure}\\input{%s}\\caption{A caption.}\\end{figure}\\clearpage\n"
FRAME = "\\begin{frame}{The title of a frame}\\input{%s}\\end{frame}\n"
PAGES = {"ieee": (COLUMN, FLOAT), "beamer": (SLIDES, FRAME)}
SEEN = {
    "one axis": (ConvTranspose(3, stride=2, padding=1), 2, 3),
    "bilinear": (ConvTranspose((4, 4), stride=2, padding=1), (2, 2), (4, 4)),
    "many inputs": (ConvTranspose((4, 4), stride=2), (3, 5), (4, 4)),
    "audio": (ConvTranspose(16, stride=8, padding=4), 6, 16),
}


def random_setting(seed):
    """Return the setting of a random layer over one to three axes, some with channels in groups."""
    rng = random.Random(seed)  # noqa: S311
    axes = rng.choice((1, 1, 2, 2, 3))
    most = {1: 12, 2: 5, 3: 2}[axes]
    size, kernel = (tuple(rng.randint(1, most) for _ in range(axes)) for _ in "xw")
    given = {"stride": tuple(rng.randint(1, 3) for _ in range(axes))}
    given["dilation"] = tuple(rng.randint(1, 3) for _ in range(axes))
    x_shape, w_shape = size, kernel
    if axes < 3 and rng.random() < 0.4:
        groups, each = rng.choice((1, 2)), rng.randint(1, 2)
        given |= {"channels": (groups, groups * each), "groups": groups}
        x_shape, w_shape = (groups, *size), (groups, each, *kernel)
    layer = ConvTranspose(kernel, **given)
    return WorkedSetting.of(layer, cells(rng, x_shape, "x"), cells(rng, w_shape, "w"))


@full_check
@pytest.mark.parametrize("seed", range(10))
def test_figures_keep_to_their_room_or_are_refused(seed):
    setting = random_setting(seed)
    for name in VIEWS:
        width = WIDTHS[(seed + len(name)) % len(WIDTHS)]
        try:
            figure = view(setting, name, width=width)
        except UnsupportedError:
            assert name not in NEVER_REFUSED, (name, width)
            continue
        assert figure.is_readable
        if name != "lift":  # its texts lie over those of the canvas below
            assert_texts_fit(figure, paper=Paper.of_width(width))


@full_check
@needs_pdflatex
@pytest.mark.parametrize("width", PAGES)
def test_figures_have_room_in_floats_of_a_column_and_below_the_titles_of_frames(width, tmp_path):
    page, place = PAGES[width]
    pieces = ""
    for number, (layer, size, kernel) in enumerate(SEEN.values()):
        arrays = tensor("x", size), tensor("w", kernel)
        figure = scale_place_sum(layer, *arrays, paper=Paper.of_width(width))
        (tmp_path / f"{number}.tex").write_text(figure.tikz(), encoding="utf-8")
        pieces += place % f"{number}.tex"
    log = compiles_document(tmp_path, width, page % pieces)
    assert "Float too large" not in log
    found = re.findall(r"Overfull \\[hv]box \(([\d.]+)pt", log)
    assert [points for points in found if float(points) > 1] == []


@pytest.mark.parametrize("name", [*SEEN, "channels", "slices"])
def test_every_layer_has_a_drawing_for_phones(name):
    more = {
        "channels": (ConvTranspose((2, 2), stride=2, channels=(2, 3)), (2, 2, 2), (2, 3, 2, 2)),
        "slices": (ConvTranspose((2, 2, 2), stride=2), (2, 2, 2), (2, 2, 2)),
    }
    layer, size, kernel = (SEEN | more)[name]
    scene = scale_place_sum(layer, tensor("x", size), tensor("w", kernel)).for_phones().scene
    smallest = min(item.size for item in walk(scene.items) if isinstance(item, Text))
    assert smallest * min(1, PHONE / scene.width) >= 10.2  # pixels, of which six points are as many


def test_the_bands_of_a_large_matrix_are_seen():
    layer, size, kernel = SEEN["many inputs"]
    scene = matrix_figure(layer, tensor("x", size), tensor("w", kernel)).scene
    bands = [item for item in walk(scene.items) if isinstance(item, Rect) and item.role == "mark"]
    lit = Placing.of(layer, tensor("x", size), tensor("w", kernel)).highlight
    assert len(bands) == (15 - len({lit.input, *lit.sources})) * 16 > 100


@full_check
def test_a_width_that_is_none_is_refused_and_columns_change_what_is_drawn():
    example = worked_example(ConvTranspose(2), tensor("x", 2), tensor("w", 2))
    with pytest.raises(GeometryError, match="width '3': a number with mm"):
        example.figure(width="3")
    layer, size, kernel = SEEN["bilinear"]
    arrays = tensor("x", size), tensor("w", kernel)
    drawn = {name: scale_place_sum(layer, *arrays, paper=Paper.of_width(name)) for name in WIDTHS}
    assert drawn["a4"].scene.width > drawn["ieee"].paper.width >= drawn["ieee"].scene.width
    assert drawn["beamer"].scene.height < drawn["ieee"].scene.height
