"""The section in the markup of Dive into Deep Learning: its code runs, its numbers are those of the code, its claim is true."""

import re

import pytest
from commands import run
from frameworks import needs_framework

from symconv import ConvTranspose
from symconv.book import d2l


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    folder = tmp_path_factory.mktemp("d2l")
    result = run("book", "--style", "d2l", "-o", str(folder))
    assert (result.exit_code, result.stdout) == (0, "")
    assert [path.name for path in folder.iterdir()] == ["transposed-conv.md"]
    return (folder / "transposed-conv.md").read_text(encoding="utf-8")


def code(text, tab):
    return re.findall(rf"```\{{\.python \.input\}}\n#@tab {tab}\n(.*?)```", text, re.S)


def test_every_block_and_label_is_whole(text):
    assert text.count("```") == 2 * text.count("```{.python .input}\n#@tab ")
    assert text.count(":begin_tab:") == text.count(":end_tab:")
    labels = re.findall(r":(?:eq)?label:`([^`]+)`", text)
    assert len(labels) == len(set(labels)) >= 4


def test_the_function_gives_the_published_output(text):
    names = {}
    function, call = code(text, "all")
    exec(function, names)  # noqa: S102 (our own text)
    given, shown = call.strip().split("\n")
    exec(given, names)  # noqa: S102
    y = eval(shown, names)  # noqa: S307
    assert y == ConvTranspose((2, 2))(d2l.X, d2l.K) == [[0, 0, 1], [0, 4, 6], [4, 12, 9]]
    assert r"0 & 0 & 1 \\ 0 & 4 & 6 \\ 4 & 12 & 9" in text


@pytest.mark.parametrize("name", [pytest.param("torch", marks=needs_framework("torch"))])
def test_the_calls_of_pytorch_give_the_outputs_beside_them(text, name):
    torch = pytest.importorskip(name)
    calls = code(text, "pytorch")
    assert len(calls) == len(d2l.SETTINGS)
    for call, (_, layer) in zip(calls, d2l.SETTINGS, strict=True):
        made = eval(call.strip(), {"nn": torch.nn})  # noqa: S307 (our own text)
        made.weight.data[:] = torch.tensor(d2l.K)
        made.bias.data[:] = 0
        y = made(torch.tensor(d2l.X, dtype=torch.float32)[None, None])[0, 0]
        assert y.tolist() == layer(d2l.X, d2l.K)


def test_the_condition_stands_where_the_false_claim_stood(text):
    assert "if and only if the stride $s$ divides $n + 2p - k$" in text
    assert "a size of $3$ becomes $2$, and then $2$" in text
