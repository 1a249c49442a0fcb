"""Worked examples of layers whose padding is not zeros: the border goes where NumPy's pad copies it from."""

import random

import numpy as np
import pytest
from thorough import part

from symconv import Conv, ConvTranspose, inner, tensor, worked_example
from symconv.errors import GeometryError, UnsupportedError
from symconv.worked.setting import WorkedSetting, source
from symconv.worked.shell_command import command

NUMPY = {"circular": "wrap", "reflect": "reflect", "replicate": "edge"}


@pytest.mark.parametrize("mode", NUMPY)
def test_a_place_around_is_a_copy_of_the_cell_that_numpy_takes(mode):
    for size in range(2, 6):
        copied = np.pad(np.arange(size), 9, mode=NUMPY[mode]).tolist()
        assert [source(place, size, mode) for place in range(-9, size + 9)] == copied
    assert [source(place, 2, "zeros") for place in (-1, 0, 1, 2)] == [None, 0, 1, None]


@pytest.mark.parametrize("mode", NUMPY)
def test_the_steps_lead_to_the_transpose_of_the_convolution(mode):
    rng, made = random.Random(mode), 0  # noqa: S311
    for _ in part(range(8), 2):
        axes = rng.randint(1, 2)
        stride = rng.randint(1, 2)
        layer = ConvTranspose(
            (rng.randint(2, 3),) * axes,
            stride=stride,
            padding=(rng.randint(1, 2),) * axes,
            output_padding=rng.randrange(stride),
            padding_mode=mode,
        )
        try:
            layer.output_size((3,) * axes)
            setting = WorkedSetting.of(
                layer, tensor("x", (3,) * axes), tensor("w", layer.kernel_size)
            )
        except GeometryError:
            continue
        example = worked_example(layer, setting.x, setting.w)
        window = Conv(layer.kernel_size, stride, padding=layer.padding[0][0], padding_mode=mode)
        u = tensor("u", setting.output_shape)
        back = window(u, setting.w)
        assert (inner(back, setting.x) - inner(u, setting.kept)).expand() == 0
        lines = [line.left.plain() for line in example.steps["fold"].lines]
        assert lines
        made += 1
    assert made


def test_where_the_border_goes_is_told_and_the_canvas_is_drawn():
    layer = ConvTranspose(3, stride=2, padding=1, padding_mode="circular")
    example = worked_example(layer, tensor("x", 4), tensor("w", 3))
    assert [step.name for step in example.steps][6:8] == ["fold", "result"]
    assert "f: 0 -> y: 6\n     f: 8 -> y: 0\n" in example.steps["fold"].text()
    assert "padding mode circular" in example.steps["given"].text()
    assert "x1*w1 + x4*w2" in example.steps["result"].text().replace("w1*x1", "x1*w1")
    figure = example.figure()
    assert figure.title == "The canvas f, before its border is added to the output"
    assert "--padding-mode circular" in command("", example.setting, (), ())
    from_one = example.in_notation("from 1").steps["fold"].text()
    assert "f: 1 -> y: 7" in from_one
    with pytest.raises(UnsupportedError, match="scale-place-sum alone is drawn"):
        example.figure("matrix")
