"""An extension for Sphinx: the directive ``symconv`` puts what a command makes into a page.

In ``conf.py``: ``extensions = ["symconv.sphinx"]``. The directive takes what is typed in the shell
behind ``symconv``: a result becomes a formula, a view of an example a figure with the content of the
directive as its caption. In pages of MyST with its extension ``dollarmath``, steps, statements and
derivations become text.
"""

from __future__ import annotations

import re
import shlex
from base64 import b64encode
from pathlib import Path
from typing import Any, ClassVar

import click
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.util.typing import ExtensionMetadata, OptionSpec

from symconv.cli.fresh import checked_arguments, made_by
from symconv.errors import GeometryError, SymconvError
from symconv.version import __version__

_TITLE = re.compile(r"<title[^>]*>([^<]*)</title>")
_HEAD = re.compile(r"<!-- made by symconv .*? -->\n*|^# .*\n+", re.MULTILINE)
"""What a page has no use for: how the piece was made, and its title."""
_KINDS = {"svg": "image/svg+xml", "pdf": "application/pdf"}


class symconv_picture(nodes.General, nodes.Element):  # noqa: N801 (docutils finds visitors by this name)
    """Where a figure goes, until it is known which kind of picture the builder takes."""


class SymconvDirective(SphinxDirective):
    """What a command of symconv makes: ``example``, ``compute`` or ``prove`` with its options."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar[OptionSpec] = {"alt": directives.unchanged, "name": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        """Return the formula, the figure or the text."""
        line = self.arguments[0]
        try:
            arguments = checked_arguments(shlex.split(line), line)
            if {"--view", "--compact"} & {each.partition("=")[0] for each in arguments}:
                return [self._figure(arguments)]
            if arguments[0] == "compute":
                return [self._formula(arguments)]
            if Path(self.env.doc2path(self.env.docname)).suffix != ".md":
                raise GeometryError("text needs a page in Markdown; a formula or a figure does not")
            text = _made(arguments, "markdown")
        except (SymconvError, ValueError, click.ClickException) as error:
            said = error.format_message() if isinstance(error, click.ClickException) else error
            raise self.error(f"symconv {line}: {said}") from error
        return self.parse_text_to_nodes(_HEAD.sub("", text))

    def _formula(self, arguments: list[str]) -> nodes.Node:
        tex = re.sub(r"^%.*\n", "", _made(arguments, "latex"), flags=re.MULTILINE).strip()
        formula = nodes.math_block(tex, tex, number=None, label=None, nowrap=False)
        self.set_source_info(formula)
        self.add_name(formula)
        return formula

    def _figure(self, arguments: list[str]) -> nodes.Node:
        svg = _made(arguments, "svg")
        told = _TITLE.search(svg)
        picture = symconv_picture(arguments=arguments, svg=svg)
        picture["alt"] = self.options.get("alt") or (told[1] if told else "")
        figure = nodes.figure("", picture)
        self.set_source_info(figure)
        if self.content:
            caption = nodes.caption()
            caption += self.parse_inline(" ".join(self.content))[0]
            figure += caption
        self.add_name(figure)
        return figure


class Pictures(SphinxPostTransform):
    """Put every figure in as the builder takes it: a PDF where LaTeX sets the page, else SVG."""

    default_priority = 100

    def run(self, **kwargs: Any) -> None:
        """Replace what stands for the figures by images that carry them."""
        for picture in list(self.document.findall(symconv_picture)):
            if self.app.builder.format == "latex":
                uri = _carried(made_by([*picture["arguments"], "--format", "pdf"], ".pdf"), "pdf")
            else:
                uri = _carried(picture["svg"].encode(), "svg")
            image = nodes.image(uri=uri, candidates={"?": uri}, alt=picture["alt"])
            picture.replace_self(image)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Add the directive, for Sphinx."""
    app.add_node(symconv_picture)
    app.add_directive("symconv", SymconvDirective)
    app.add_post_transform(Pictures)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}


def _made(arguments: list[str], form: str) -> str:
    """Return what a command makes, as text in a format."""
    return made_by([*arguments, "--format", form], ".txt").decode()


def _carried(content: bytes, kind: str) -> str:
    """Return an address that carries a picture."""
    return f"data:{_KINDS[kind]};base64,{b64encode(content).decode()}"
