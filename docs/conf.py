"""How Sphinx builds the documentation: Markdown pages, reference from the docstrings, formulas without a network."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxTranslator

import symconv
from symconv.definitions.formulations import DIRECT, TRANSPOSED, Method
from symconv.formulas.mathml import mathml
from symconv.library.table import table

project = "symconv"
author = "the symconv authors"
copyright = author
release = symconv.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "symconv.sphinx"]
exclude_patterns = ["_build"]

myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3

napoleon_google_docstring = False
napoleon_use_rtype = False
autodoc_member_order = "bysource"
autodoc_typehints = "none"

html_theme = "furo"
html_title = f"symconv {release}"
html_static_path = ["static"]
html_css_files = ["wrap.css"]
html_math_renderer = "symconv"


def setup(app: Sphinx) -> None:
    """Write formulas as MathML: the pages then need no script and no other host."""
    app.connect("source-read", _with_methods)
    app.connect("source-read", _with_theorems)
    app.connect("source-read", _without_last_empty_line)
    app.connect("doctree-resolved", _keep_signs_at_formulas)
    app.add_html_math_renderer(
        "symconv", inline_renderers=(_inline, None), block_renderers=(_block, None)
    )


def _with_methods(app: Sphinx, page: str, source: list[str]) -> None:
    """Put the tables of methods where a page asks for them."""
    for name, methods in {"ConvTranspose": TRANSPOSED, "Conv": DIRECT}.items():
        source[0] = source[0].replace(f"```{{methods}} {name}\n```\n", _methods(methods))


def _with_theorems(app: Sphinx, page: str, source: list[str]) -> None:
    """Put the table of the library where a page asks for it."""
    if "```{theorems}" in source[0]:
        source[0] = source[0].replace("```{theorems}\n```\n", table())


def _methods(methods: Mapping[str, Method]) -> str:
    rows = ["| method | in words | also called |", "| --- | --- | --- |"]
    for name, method in methods.items():
        rows.append(f"| `{name}` | {method.words.idea} | {', '.join(method.words.elsewhere)} |")
    return "\n".join(rows) + "\n"


def _without_last_empty_line(app: Sphinx, page: str, source: list[str]) -> None:
    """Drop the empty line that ends an example for doctest; a reader has no use for it."""
    source[0] = re.sub(r"\n\n```$", "\n```", source[0], flags=re.MULTILINE)


def _keep_signs_at_formulas(app: Sphinx, document: nodes.document, page: str) -> None:
    """Let no line break between a formula and the sign behind it."""
    for formula in list(document.findall(nodes.math)):
        behind = formula.next_node(descend=False, siblings=True)
        sign = re.match(r"[.,;:)]+", behind) if isinstance(behind, nodes.Text) else None
        if sign:
            behind.parent.replace(behind, nodes.Text(behind[sign.end() :]))
            formula.replace_self(
                nodes.inline("", "", formula.deepcopy(), nodes.Text(sign[0]), classes=["nb"])
            )


def _inline(page: SphinxTranslator, node: nodes.math) -> None:
    page.body.append(mathml(node.astext()))
    raise nodes.SkipNode


def _block(page: Any, node: nodes.math_block) -> None:
    page.body.append(f'<div class="math">{mathml(node.astext(), display=True)}</div>')
    raise nodes.SkipNode
