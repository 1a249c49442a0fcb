"""How the tests run the command line."""

import gc
import os
import subprocess
import sys

from click.testing import CliRunner

from symconv.cli import main


def run(*arguments, stdin=None, **context):
    """Run a command inside this process, which goes on: what a command sets for its own short life is taken back."""
    threshold = gc.get_threshold()
    try:
        return CliRunner().invoke(main, arguments, input=stdin, prog_name="symconv", **context)
    finally:
        gc.unfreeze()
        gc.set_threshold(*threshold)


def shell(*arguments, stdout=subprocess.PIPE, **environment):
    """Run a command through the real entry point."""
    return subprocess.run(
        [sys.executable, "-m", "symconv", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env={**os.environ, **environment},
        timeout=60,
        check=False,
    )
