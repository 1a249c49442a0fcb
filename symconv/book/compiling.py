"""LaTeX files compiled side by side, where TeX is installed."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from symconv.errors import ToolFailed, ToolMissing
from symconv.files import scratch_folder, write_whole
from symconv.formulas.document import compile_pdf


def compiled(
    sources: Mapping[str, bytes], runs: Mapping[str, int]
) -> dict[str, bytes | ToolFailed]:
    """Return documents as PDF, or why there is none; nothing where there is no pdflatex.

    Without pdflatex a line on stderr says which PDF there is not.

    Parameters
    ----------
    sources : mapping
        Contents by the names of files.
    runs : mapping
        How often pdflatex reads each document, by its name without ``.tex``.
    """
    pool = ThreadPoolExecutor()
    with scratch_folder() as folder:
        paths = [folder / f"{name}.tex" for name in runs]
        for path in paths:
            write_whole(path, sources[path.name])
        try:
            made = list(pool.map(_pdf, paths, runs.values()))
        except ToolMissing as error:
            for path in paths:
                print(f"no {path.stem}.pdf: {error}", file=sys.stderr)
            return {}
        finally:  # after Ctrl-C nobody waits for TeX
            pool.shutdown(wait=False, cancel_futures=True)
        return {f"{path.stem}.pdf": pdf for path, pdf in zip(paths, made, strict=True)}


def _pdf(path: Path, runs: int) -> bytes | ToolFailed:
    try:
        return compile_pdf(path, runs).read_bytes()
    except ToolFailed as error:
        return error
