"""The command line as a program: it ends at once, and in one line, when it is told to."""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from types import FrameType
from typing import Any, TextIO

SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
CLEARED = "\x1b[K\x1b[?25h"
"""Of a terminal: the line is empty, the cursor is seen."""
SECONDS_TO_TIDY = 1.0
"""In which a program that is told to end removes what it has not finished writing."""


def run() -> None:
    """Run the command line.

    A message that nobody can read (stderr on a full disk, or read by nobody) changes no exit code.
    """
    ending = Ending()
    ending.listen()
    _quieten_processes()
    if sys.stderr is not None and os.name == "posix":
        sys.stderr = _forgiving(sys.stderr)
    try:
        from symconv.cli import main  # only now: Ctrl-C may come while Click is imported

        main(prog_name="symconv")
    finally:
        ending.leave()
        ending.rest()


class Ending:
    """How the program ends when a signal tells it to: the exit code is 128 and the signal's number.

    Python hands a signal to the main thread as an exception, which can be swallowed (in ``__del__``)
    or wait long (for a solver, which is no Python). So the exception only tidies up; a second
    thread, which the system wakes at once, sees to the end.
    """

    def __init__(self) -> None:
        self.code: int | None = None
        self.is_unwinding = False
        self.lock = threading.RLock()
        self.bell, self.ring = os.pipe()

    def listen(self) -> None:
        """Take over the signals that are not ignored already, as ``nohup`` does."""
        if os.name == "posix":
            os.set_blocking(self.ring, False)
        signal.set_wakeup_fd(self.ring, warn_on_full_buffer=False)
        threading.Thread(target=self.watch, daemon=True).start()
        for name in SIGNALS:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self.interrupt)

    def interrupt(self, number: int, frame: FrameType | None) -> None:
        """Unwind the main thread, once."""
        self.announce(number)
        if not self.is_unwinding:
            self.is_unwinding = True
            raise KeyboardInterrupt

    def watch(self) -> None:
        """Wait for a signal, leave the main thread some time to tidy up, and end."""
        [number] = os.read(self.bell, 1)
        self.announce(number)
        time.sleep(SECONDS_TO_TIDY)
        self.leave()

    def announce(self, number: int) -> None:
        """Say once what ends the program; nothing is printed from then on."""
        with self.lock:
            if self.code is None:
                self.code = 128 + number
                name = "interrupted" if number == signal.SIGINT else signal.Signals(number).name
                _say_last(f"symconv: {name}\n")

    def leave(self) -> None:
        """End the process if a signal told it to."""
        if self.code is not None:
            os._exit(self.code)

    def rest(self) -> None:
        """Ignore signals from now on: the work is done, and Python is about to leave."""
        for name in SIGNALS:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) == self.interrupt:
                signal.signal(number, signal.SIG_IGN)
        self.leave()  # one may have come meanwhile


def _quieten_processes() -> None:
    """Let the process that Python starts to tidy up after workers do so without a word, when it comes to that."""
    rules = [os.environ.get("PYTHONWARNINGS"), "ignore:resource_tracker"]
    os.environ["PYTHONWARNINGS"] = ",".join(filter(None, rules))


def _say_last(text: str) -> None:
    """Write to stderr, past every buffer and a progress bar, and let nothing follow on stdout or stderr."""
    with suppress(OSError):
        if os.isatty(2):
            text = f"\r{CLEARED}{text}"
        os.write(2, text.encode())
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)


class _Forgiving(io.FileIO):
    """A stream to which writing always succeeds."""

    def write(self, data: Any) -> int:
        with suppress(OSError):
            return super().write(data) or 0
        return len(data)


def _forgiving(stream: TextIO) -> TextIO:
    """Return a stream like this one whose messages may get lost."""
    raw = _Forgiving(stream.fileno(), "w", closefd=False)
    return io.TextIOWrapper(
        io.BufferedWriter(raw), stream.encoding, "backslashreplace", line_buffering=True
    )


if __name__ == "__main__":
    run()
