"""Compile LaTeX in the tests: many snippets in one document, or a document of its own."""

import json
import re
import shutil
import subprocess

from thorough import needs

from symconv.formulas.document import compile_pdf, displayed, document

needs_pdflatex = needs("pdflatex")
WRONG = re.compile(
    r"^(Overfull \\[hv]box.*|LaTeX Warning: (?!Label|There were).*|Missing character.*|! .*|\S+\.tex:\d+: .*)",
    re.M,
)
KATEX = """
const katex = require("katex"), failures = [];
for (const [name, tex] of JSON.parse(require("fs").readFileSync(0))) {
  try { katex.renderToString(tex, {strict: "error", throwOnError: true, displayMode: true}); }
  catch (error) { failures.push(name + ": " + error.message); }
}
console.log(JSON.stringify(failures));
"""


def compiles(folder, snippets):
    """Write each snippet into a displayed formula of one document, compile it, and return the log."""
    return compiles_document(folder, "snippets", document("\n".join(map(displayed, snippets))))


def compiles_document(folder, name, source):
    """Compile a document and return the log."""
    path = folder / f"{name}.tex"
    path.write_text(source, encoding="utf-8")
    assert compile_pdf(path).read_bytes().startswith(b"%PDF")
    return path.with_suffix(".log").read_text(encoding="utf-8", errors="replace")


class Run:
    """A run of pdflatex on many pieces, under way; ``failures`` waits for it."""

    def __init__(self, folder, name, texts, document):
        folder = folder / name
        folder.mkdir()
        for piece, text in texts.items():
            (folder / f"{piece}.tex").write_text(text, encoding="utf-8")
        (folder / "all.tex").write_text(document, encoding="utf-8")
        command = [
            "pdflatex",
            "-no-shell-escape",
            "-interaction=nonstopmode",
            "-file-line-error",
            "all.tex",
        ]
        self.folder, self.names = folder, list(texts)
        self.process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )

    def failures(self):
        """Return what went wrong, by piece; every piece must have been reached."""
        self.process.wait(timeout=300)
        log = (self.folder / "all.log").read_text(encoding="utf-8", errors="replace")
        parts = re.split(r"^PIECE (\S+)$", log, flags=re.M)
        reached = dict(zip(parts[1::2], parts[2::2], strict=True))
        assert list(reached) == self.names
        return {name: wrong for name, part in reached.items() if (wrong := WRONG.findall(part))}


def has_katex():
    """Return whether node finds KaTeX; ``NODE_PATH`` may say where."""
    if shutil.which("node") is None:
        return False
    return (
        subprocess.run(
            ["node", "-e", 'require("katex")'], capture_output=True, check=False
        ).returncode
        == 0
    )


def katex_failures(texts):
    """Return what KaTeX in its strict mode refuses."""
    result = subprocess.run(
        ["node", "-e", KATEX],
        input=json.dumps(list(texts)),
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    return json.loads(result.stdout)
