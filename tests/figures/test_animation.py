"""Animated figures: every copy, then the sums with their last term, then the output; whole without motion."""

from __future__ import annotations

import io
import itertools
import os
import re

import pytest
from figure_facts import CASES, FEW, LARGE, MANY, SVG, cells, figure_of, parsed, products, window
from PIL import Image
from thorough import full_check

from symconv.errors import ToolMissing, UnsupportedError
from symconv.figures import matrix_figure, zero_insertion
from symconv.figures.pictures import states
from symconv.figures.scene import Text, plain, walk

STEP = re.compile(r"animation-name:sc-(\d+)")


def delays(text):
    """The steps of the groups that wait, with the titles inside, in drawing order."""
    groups = [g for g in parsed(text).iter(f"{SVG}g") if g.get("class") == "sc-step"]
    titled = [(group, group.find(f".//{SVG}title")) for group in groups]
    return [
        (int(STEP.search(group.get("style"))[1]), title.text)
        for group, title in titled
        if title is not None
    ]


@pytest.mark.parametrize("name", FEW)
def test_a_sum_appears_with_its_last_term(name):
    layer, size = CASES[name]
    figure = figure_of(layer, size)
    last_input = {}
    for position, i, _ in products(layer, size):
        last_input[position] = max(i, last_input.get(position, 0))
    inputs = 1 + max(i for _, i, _ in products(layer, size))
    for group in figure.scene.parts("sum"):
        assert group.step == last_input.get(group.index, inputs - 1) + 1
    assert [group.step for group in figure.scene.parts("copy")] == list(range(1, inputs + 1))
    assert {group.step for group in figure.scene.parts("output")} <= {inputs + 1}


@pytest.mark.parametrize("name", MANY)
def test_a_footprint_appears_before_the_sum(name):
    scene = figure_of(*CASES[name]).scene
    assert [group.step for group in scene.parts("copy")] == [1]
    assert [group.step for group in scene.parts("gather")] == [2]
    assert [group.step for group in scene.parts("ray")] == [1, 2]
    assert {group.step for group in scene.parts("sum")} == {0}


def test_the_seed_step_by_step():
    found = delays(figure_of(*CASES["seed"]).animated_svg())
    assert found[:2] == [(1, "x1 · w from position 0"),
                         (2, "x2 · w from position 2")]  # fmt: skip
    assert sorted(found[2:]) == [
        (1, "position 0: x1 w1"), (1, "position 1: x1 w2"), (2, "position 2: x1 w3 + x2 w1"), (2, "position 3: x2 w2"),
        (2, "position 4: x2 w3"), (3, "y1 = x1 w2"), (3, "y2 = x1 w3 + x2 w1"), (3, "y3 = x2 w2"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", [*CASES, *LARGE])
def test_without_motion_it_is_the_whole_figure(name):
    layer, size = {**CASES, **LARGE}[name]
    figure = figure_of(layer, size)
    animated, still = figure.animated_svg(), figure.svg()
    drawn = {line.strip() for line in still.split("\n")}
    assert {line.strip() for line in animated.split("\n")} >= drawn
    added = {line.strip() for line in animated.split("\n")} - drawn
    ways = r'<g class="sc-step" style="animation-name:sc-\d+">|<rect class="sc-g" [^>]*/>|svg:hover .*|@media.*|@keyframes.*'
    assert [line for line in added if not re.fullmatch(ways, line)] == []
    assert animated == figure_of(layer, size).animated_svg()


def test_motion_only_where_it_is_welcome():
    text = figure_of(*CASES["seed"]).animated_svg()
    rule = re.search(r"@media ([^{]*)\{\.sc-step\{animation:([^}]*)\}", text)
    assert rule[1] == "screen and (prefers-reduced-motion:no-preference)"
    assert rule[2].endswith(" infinite both")
    assert text.count("animation:") == 1
    assert "<animate" not in text


def test_a_round_hides_every_step_until_its_second():
    text = figure_of(*CASES["seed"]).animated_svg()
    seconds = int(re.search(r"animation:(\d+)s", text)[1])
    rounds = dict(re.findall(r"@keyframes sc-(\d+)\{0%,([\d.]+)%\{opacity:0\}", text))
    assert set(rounds) == {"1", "2", "3"}
    for step, percent in rounds.items():
        assert float(percent) == pytest.approx(100 * int(step) / seconds, abs=0.1)


def test_the_last_step_is_after_the_last_sum():
    layer, size = CASES["seed"]
    begin, _, _ = window(layer, size)
    steps = [
        step
        for step, title in delays(figure_of(layer, size).animated_svg())
        if title.startswith("y")
    ]
    assert begin == (1,)
    assert set(steps) == {3}


def test_the_reversed_kernel_slides_position_by_position():
    layer, size = CASES["seed"]
    found = delays(zero_insertion(layer, *cells(layer, size)).animated_svg())
    assert found == [(1, "y1 = x1 w2"), (2, "y2 = x1 w3 + x2 w1"), (3, "y3 = x2 w2")]


@pytest.mark.parametrize("name", ["seed, stride 2", "non-square", "dilated, two axes"])
def test_over_two_axes_the_kernel_goes_to_every_position(name):
    layer, size = CASES[name]
    turns = zero_insertion(layer, *cells(layer, size)).moving()
    shown = [
        "".join(plain(item.runs) for item in walk(turn.items) if isinstance(item, Text))
        for turn in turns
    ]
    sizes = layer.output_size(size)
    for index, text in zip(itertools.product(*map(range, sizes)), shown, strict=True):
        assert f"y{index[0] + 1}{index[1] + 1} = " in text
    assert len({(turn.width, turn.height) for turn in turns}) == 1


def test_other_figures_have_no_steps():
    layer, size = CASES["seed"]
    with pytest.raises(
        UnsupportedError, match="no steps to show one by one; a scale-place-sum figure has"
    ):
        matrix_figure(layer, *cells(layer, size)).animated_svg()


def test_nothing_stands_there_before_its_time():
    figure = figure_of(*CASES["seed"])
    before, first, second, last = (
        {run.text for item in walk(state.items) if isinstance(item, Text) for run in item.runs}
        for state in states(figure.scene)
    )
    assert not before & {"+", "crop ", "y"}
    assert not first & {"+", "crop ", "y"}
    assert "+" in second
    assert {"crop ", "y"} <= last - second
    assert list(states(figure.scene))[-1].items == figure.scene.items


@full_check
def test_a_moving_picture_has_a_frame_for_every_step_and_goes_on(tmp_path):
    shown = figure_of(*CASES["seed"])
    with Image.open(io.BytesIO(shown.gif(resolution=60))) as image:
        assert (image.n_frames, image.info["loop"]) == (4, 0)
        frames = [image.seek(n) or image.convert("L").tobytes() for n in range(4)]
    dark = [sum(255 - value for value in frame) for frame in frames]
    assert dark == sorted(dark)
    assert len(set(dark)) == 4
    with Image.open(io.BytesIO(shown.png(resolution=60))) as whole:
        assert whole.size == image.size
    assert shown.pdf() == shown.pdf()
    assert shown.pdf().startswith(b"%PDF")
    with pytest.raises(UnsupportedError, match="has no steps"):
        matrix_figure(CASES["seed"][0], *cells(*CASES["seed"])).gif()


@full_check
def test_a_film_is_made_of_the_pictures_or_says_what_is_missing(tmp_path, monkeypatch):
    shown = figure_of(*CASES["seed"])
    monkeypatch.setattr("shutil.which", lambda program: None)
    with pytest.raises(ToolMissing, match="ffmpeg was not found"):
        shown.mp4()
    monkeypatch.undo()
    program = tmp_path / "ffmpeg"
    program.write_text('#!/bin/sh\nset -e\necho "$@" > film.mp4\nls *.png >> film.mp4\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    first, *pages = shown.mp4(resolution=30).decode().split("\n")
    assert "-i %03d.png" in first
    assert "yuv420p" in first
    assert pages == ["000.png", "001.png", "002.png", "003.png", ""]
