"""The extension for Sphinx: commands become formulas, figures and text, for a browser and for LaTeX."""

import re
import subprocess
import sys

import pytest
from latex_check import needs_pdflatex
from thorough import CI, full_check

from symconv import ConvTranspose, latex, tensor
from symconv.worked import example

MARKDOWN = """# Pieces

```{symconv} compute --input x:2 --kernel w:2
```

```{symconv} example seed-1d --view scale-place-sum --compact
:name: strip
Two cells, *three* taps.
```

```{symconv} example seed-1d --steps add --no-checks
```

[](#strip)

```{toctree}
more
```
"""
REST = """More
====

.. symconv:: example seed-1d --view matrix

   The matrix.

.. symconv:: compute --input '[1' --kernel w:2

.. symconv:: compute --input x:2 --kernel w:2 -o stolen.tex

.. symconv:: book

.. symconv:: prove adjoint
"""


def built(folder, builder):
    """Build the two pages, and return what is written and what is complained of."""
    source = folder / "source"
    source.mkdir(exist_ok=True)
    (source / "conf.py").write_text(
        'extensions = ["myst_parser", "symconv.sphinx"]\nmyst_enable_extensions = ["dollarmath"]\n'
    )
    (source / "index.md").write_text(MARKDOWN)
    (source / "more.rst").write_text(REST)
    out = folder / builder
    command = [sys.executable, "-m", "sphinx", "--no-color", "-q", "-b", builder, source, out]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    return out, done.stderr


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return built(tmp_path_factory.mktemp("site"), "html")


@full_check
def test_a_result_a_figure_and_a_step_stand_in_the_page(site):
    page = (site[0] / "index.html").read_text()
    result = ConvTranspose(2)(tensor("x", 2), tensor("w", 2))
    assert latex(result).split("&")[1].strip() in re.sub(r"&amp;", "&", page)
    [uri] = re.findall(r'<figure[^>]* id="strip">\s*<img alt="Scale[^"]*" src="([^"]+)"', page)
    assert uri.startswith("data:image/svg+xml;base64,")
    assert re.search(r"<figcaption>.*Two cells, <em>three</em> taps\.", page, re.S)
    assert "Where copies overlap, their values are added." in page
    assert re.search(r"f &amp;= ", page)
    assert "made by symconv" not in page
    assert 'href="#strip"' in page


@full_check
def test_the_picture_is_the_figure(site):
    page = (site[0] / "more.html").read_text()
    title = example("seed-1d").figure("matrix").title
    assert f'alt="{title}"' in page


@full_check
def test_what_is_refused_is_said_where_it_stands_and_writes_nothing(site, tmp_path):
    out, said = site
    for line, reason in (
        (8, "--input is not JSON"),
        (10, "a command that writes by itself: -o"),
        (12, "is not made by"),
        (14, "text needs a page in Markdown"),
    ):
        assert re.search(rf"more\.rst:{line}: ERROR: symconv .*{reason}", said), said
    assert not list(out.parent.rglob("stolen*"))


@full_check
@needs_pdflatex
@pytest.mark.skipif(not CI, reason="in the full check")
def test_for_latex_a_figure_is_a_pdf(tmp_path):
    out, _ = built(tmp_path, "latex")
    pictures = sorted(out.glob("*.pdf"))
    assert len(pictures) == 2
    assert all(picture.read_bytes().startswith(b"%PDF") for picture in pictures)
    text = next(out.glob("*.tex")).read_text()
    assert all(f"{{{picture.stem}}}.pdf" in text for picture in pictures)
