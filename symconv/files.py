"""Files are written whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path


def write_whole(path: str | os.PathLike[str], content: str | bytes) -> None:
    """Write a file so that no reader, and no failure half-way, ever leaves a part of it.

    The content goes to a temporary file in the same folder, which then takes the place of ``path``
    in one step. A symbolic link is followed, one that leads to itself refused; a device or a pipe,
    which cannot be replaced, is written to directly.

    Parameters
    ----------
    path : str or path
        The file to write; its folder must exist.
    content : str or bytes
        Text is written as UTF-8 with the line ends it has.

    Raises
    ------
    OSError
        The file cannot be written; the error names ``path``, and a file that was there is as it
        was.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_whole(f"{folder}/y.txt", "x1*w2")
    ...     sorted(os.listdir(folder))
    ['y.txt']
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        target = Path(os.path.realpath(path))
        if target.is_symlink():
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
        if target.exists() and not target.is_file():
            target.write_bytes(data)
        else:
            _replace(target, data)
    except OSError as error:
        raise OSError(error.errno, error.strerror, os.fspath(path)) from error


def _replace(target: Path, data: bytes) -> None:
    temporary = target.with_name(f".symconv-{os.urandom(8).hex()}")
    try:
        with open(temporary, "xb") as file:
            file.write(data)
        if target.exists():
            temporary.chmod(target.stat().st_mode)
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
