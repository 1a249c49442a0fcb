"""Work for other processes; a file of its own, so that they import little."""

import os
import signal
import time
from pathlib import Path


def slow_square(number):
    time.sleep(0.05)
    return number, number**2, os.getpid()


def dies_at_first(task):
    """Square a number, in a process that ends the first times it is asked to; a file counts how often that was."""
    number, folder, times = task
    marks = Path(folder, str(number))
    if marks.is_dir() and len(list(marks.iterdir())) < times:
        (marks / str(os.getpid())).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number**2


def divided_by(number):
    return 1 / number
