"""Files are written whole or not at all, and the place is tried before the work begins."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import resources
from pathlib import Path
from stat import S_IMODE
from tempfile import TemporaryDirectory
from typing import Any

_REMOVE = """
import shutil, sys, time
sys.stdin.read()
for _ in range(3):
    shutil.rmtree(sys.argv[1], ignore_errors=True)
    time.sleep(0.5)
"""
"""Waits until nobody can write to it any more, then removes a folder; thrice, for a program may be writing there."""


def write_whole(path: str | os.PathLike[str], content: str | bytes) -> None:
    """Write a file so that no reader, and no failure half-way, ever leaves a part of it.

    The content goes to a temporary file in the same folder, is brought to the disk, and then takes
    the place of ``path`` in one step. A symbolic link is followed, one that leads to itself
    refused; a device or a pipe, which cannot be replaced, is written to directly.

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

    Notes
    -----
    Where the system can do it (Linux), the temporary file has no name until it is whole: a process
    that is killed while it writes leaves nothing.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_whole(f"{folder}/y.txt", "x1*w2")
    ...     sorted(os.listdir(folder))
    ['y.txt']
    """
    data = content.encode() if isinstance(content, str) else content
    with _named(path):
        target = _target(path)
        if target.exists() and not target.is_file():
            target.write_bytes(data)
        else:
            _replace(target, data)


def check_file_place(path: str | os.PathLike[str]) -> None:
    """Raise unless a file can be written where `path` says; nothing is left there.

    Raises
    ------
    OSError
        As `write_whole` would.
    """
    with _named(path):
        target = _target(path)
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if target.is_file() or not target.exists():
            _try_folder(target.parent)


def check_folder_place(folder: str | os.PathLike[str], *inside: str) -> None:
    """Raise unless files can be written to a folder, which is made where it is missing, and to folders inside it.

    What is made to find out is taken away again.

    Raises
    ------
    OSError
        A folder cannot be made or written to; the error names it.
    """
    made: list[Path] = []
    try:
        for each in (Path(folder), *(Path(folder, name) for name in inside)):
            with _named(each):
                for missing in _missing(each):
                    missing.mkdir()
                    made.append(missing)
                _try_folder(each)
    finally:
        for each in reversed(made):
            each.rmdir()


@contextmanager
def _named(path: str | os.PathLike[str]) -> Iterator[None]:
    """Let an error name the file that the user named."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, os.fspath(path)) from error


def _target(path: str | os.PathLike[str]) -> Path:
    """Return the file itself behind links."""
    target = Path(os.path.realpath(path))
    if target.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    return target


def _missing(folder: Path) -> list[Path]:
    """Return the folders that lack on the way to one, the outermost first."""
    way = [folder, *folder.parents]
    return [each for each in reversed(way) if not each.exists()]


def _try_folder(folder: Path) -> None:
    from tempfile import TemporaryFile  # slow to import for what a short command needs

    with TemporaryFile(dir=folder):
        pass


def _replace(target: Path, data: bytes) -> None:
    temporary = target.with_name(f".symconv-{os.urandom(8).hex()}")
    try:
        try:
            _write_nameless(temporary, data)
        except OSError:  # not on this system; or the disk is full, which the usual way says again
            temporary.unlink(missing_ok=True)
            with open(temporary, "xb") as file:
                _write_synced(file.fileno(), data)
        if target.exists():
            temporary.chmod(S_IMODE(target.stat().st_mode))
        os.replace(temporary, target)
    finally:
        temporary.unlink(missing_ok=True)
    _sync_folder(target.parent)


def _write_nameless(path: Path, data: bytes) -> None:
    """Write a file that gets its name when it is whole."""
    if not hasattr(os, "O_TMPFILE"):
        raise OSError(errno.EOPNOTSUPP, os.strerror(errno.EOPNOTSUPP))
    descriptor = os.open(path.parent, os.O_TMPFILE | os.O_WRONLY, 0o666)
    with open(descriptor, "wb") as file:
        _write_synced(file.fileno(), data)
        os.link(f"/proc/self/fd/{descriptor}", path, src_dir_fd=descriptor, follow_symlinks=True)


def _write_synced(descriptor: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(descriptor, left) :]
    os.fsync(descriptor)


def _sync_folder(folder: Path) -> None:
    """Bring a new name to the disk; where the system cannot do that to a folder, it does it by itself."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def packaged_text(package: str, name: str) -> str:
    """Return the text of a file that a package of symconv brings along.

    Examples
    --------
    >>> packaged_text("symconv.pages", "page.css").startswith("*{box-sizing")
    True
    """
    return (resources.files(package) / name).read_text(encoding="utf-8")


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """Yield an empty folder that goes when the block ends, and when the process is killed.

    Nobody tidies up after SIGKILL, so a second process does: it waits for the end of a pipe.
    """
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        command = [sys.executable, "-I", "-S", "-c", _REMOVE, folder]
        options: dict[str, Any] = {"stdin": subprocess.PIPE, "start_new_session": True}
        with subprocess.Popen(command, **options) as waiting:  # noqa: S603 (our own program)
            try:
                yield Path(folder)
            finally:
                waiting.kill()
