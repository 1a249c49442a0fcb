"""Where the parts of a long task run: in this process, in several, or on a cluster. The answers come in order."""

from __future__ import annotations

import _thread
import logging
import os
import pickle
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from itertools import islice
from multiprocessing import get_context, parent_process
from typing import Any, TypeVar

from symconv.errors import GeometryError, ToolFailed, ToolMissing, UnsupportedError, shown

Part = TypeVar("Part")
Answer = TypeVar("Answer")

SECONDS_TO_CONNECT = 10
TIMES_AGAIN = 2
"""A part whose process died is done again this often, by itself."""
SECONDS_TO_TIDY = 1.0
"""In which a worker whose parent is gone removes what it has not finished."""


def cores() -> int:
    """Return how many processes this one may keep busy."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_processes(
    work: Callable[[Part], Answer], parts: Sequence[Part], jobs: int
) -> Iterator[Answer]:
    """Yield the answer to every part in order, each computed by one of `jobs` processes.

    A process that dies, as one does that the system finds too large, takes no answer with it: what
    it was at is done again. The processes end when this one does, however it ends.

    Parameters
    ----------
    work : callable
        A function of a module.
    parts : sequence
        What it is called with, one after the other; a part prints itself in messages.
    jobs : int
        At least 1; one is this process.

    Raises
    ------
    UnsupportedError
        If the work cannot be sent to another process.
    ToolFailed
        If a part ended its process three times.
    """
    if jobs == 1:
        yield from map(work, parts)
        return
    _check_portable(parts[:1])
    answers: dict[int, Answer] = {}
    first = 0  # of those that are not yielded
    while first < len(parts):
        missing = [number for number in range(first, len(parts)) if number not in answers]
        try:
            for number, answer in _answered(work, parts, missing, jobs):
                answers[number] = answer
                while first in answers:
                    yield answers.pop(first)
                    first += 1
        except _WorkerDied as died:
            for number in died.numbers:
                answers[number] = _alone(work, parts, number)


class _WorkerDied(Exception):
    """A process ended before its work was done.

    Parameters
    ----------
    numbers : list of int
        The parts that were begun and have no answer; one of them may be the cause.
    """

    def __init__(self, numbers: list[int]) -> None:
        self.numbers = numbers
        super().__init__(f"parts {numbers}")


def _answered(
    work: Callable[[Part], Answer], parts: Sequence[Part], numbers: Sequence[int], jobs: int
) -> Iterator[tuple[int, Answer]]:
    """Yield number and answer of parts as they are done; no more of them are begun than there are processes."""
    waiting = iter(numbers)
    running: dict[Future[Answer], int] = {}
    processes = ProcessPoolExecutor(
        min(jobs, len(numbers)), get_context("spawn"), _end_with_the_parent
    )
    try:
        for number in islice(waiting, jobs):
            running[processes.submit(work, parts[number])] = number
        while running:
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                answer = future.result()
                yield running.pop(future), answer
                for number in islice(waiting, 1):
                    running[processes.submit(work, parts[number])] = number
    except BrokenProcessPool as error:
        raise _WorkerDied(list(running.values())) from error
    finally:
        processes.shutdown(wait=not running, cancel_futures=True)


def _alone(work: Callable[[Part], Answer], parts: Sequence[Part], number: int) -> Answer:
    """Do a part again, in a process of its own."""
    for _ in range(TIMES_AGAIN):
        try:
            [(_, answer)] = _answered(work, parts, [number], 1)
        except _WorkerDied:
            continue
        return answer
    raise ToolFailed(
        "a worker process",
        f"it ended {TIMES_AGAIN + 1} times before it had done {parts[number]}, part {number + 1} of "
        f"{len(parts)}; was there enough memory? What came before is done",
    )


def _end_with_the_parent() -> None:
    """Prepare a process for work: Ctrl-C is the parent's to handle, and its end is the end of this one too."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _unwind)
    threading.Thread(target=_watch_the_parent, daemon=True).start()


def _unwind(number: int, frame: Any) -> None:
    raise SystemExit(128 + number)


def _watch_the_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    _thread.interrupt_main(signal.SIGTERM)
    time.sleep(SECONDS_TO_TIDY)
    os._exit(1)


def on_cluster(
    work: Callable[[Part], Answer], parts: Sequence[Part], address: str
) -> Iterator[Answer]:
    """Yield the answer to every part in order, each computed by a worker of a running Dask cluster.

    Dask gives the parts of a worker that dies to another one.

    Parameters
    ----------
    work : callable
        A function of a module that the workers can import.
    parts : sequence
        What it is called with, one after the other.
    address : str
        Where the scheduler listens, ``tcp://HOST:PORT``.

    Raises
    ------
    GeometryError
        If the address is none.
    ToolMissing
        If dask.distributed is not installed here, or symconv not at the workers.
    ToolFailed
        If there is no scheduler at the address, if it is lost, or if a part killed worker after
        worker.

    Notes
    -----
    Dask sends work and answers as pickles. A pickle can run any code where it is read, here as at
    the workers: connect only to a scheduler that you would let run programs as yourself.
    """
    distributed = _distributed()
    _check_portable(parts[:1])
    _check_address(distributed.comm, address)
    with _quiet("distributed"):
        client = _client(distributed, address)
        try:
            futures = client.map(work, parts, pure=False)
            yield from (future.result() for future in futures)
        except ModuleNotFoundError as error:
            raise ToolMissing(
                f"{error.name} on a Dask worker", "pip install symconv, where the workers run"
            ) from error
        except distributed.KilledWorker as error:
            raise ToolFailed("dask.distributed", str(error)) from error
        except (OSError, TimeoutError, distributed.CancelledError) as error:
            raise ToolFailed(
                "dask.distributed", f"the scheduler at {shown(address)} was lost"
            ) from error
        finally:
            with suppress(OSError, TimeoutError, distributed.CancelledError):
                client.close(timeout=1)


def _distributed() -> Any:
    try:
        import distributed  # an extra, and slow to import
    except ModuleNotFoundError as error:
        raise ToolMissing("dask.distributed", 'pip install "symconv[distributed]"') from error
    return distributed


def _client(distributed: Any, address: str) -> Any:
    try:
        return distributed.Client(address, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except TypeError as error:
        raise ToolFailed(
            "dask.distributed", f"{shown(address)} cannot be connected to: {error}"
        ) from error
    except (OSError, ValueError) as error:
        raise ToolFailed("dask.distributed", f"no scheduler answers at {shown(address)}") from error


@contextmanager
def _quiet(library: str) -> Iterator[None]:
    """Keep a library from reporting by itself what is reported here."""
    names = [name for name in logging.root.manager.loggerDict if name.startswith(library)]
    loggers = {name: logging.getLogger(name) for name in names}
    levels = {name: logger.level for name, logger in loggers.items()}
    try:
        for logger in loggers.values():
            logger.setLevel(logging.CRITICAL + 1)
        yield
    finally:
        for name, logger in loggers.items():
            logger.setLevel(levels[name])


def _check_address(comm: Any, address: str) -> None:
    """Raise where Dask's client would fail half made, and complain again when it is let go; or wait for long."""
    try:
        scheme, place = comm.parse_address(address)
        host, port = comm.parse_host_port(place)
        comm.registry.get_backend(scheme)
    except (TypeError, ValueError) as error:
        raise GeometryError(
            f"scheduler is {shown(address)}, but tcp://HOST:PORT is needed: {error}"
        ) from error
    if scheme == "tcp":
        try:
            socket.create_connection((host, port), SECONDS_TO_CONNECT).close()
        except OSError as error:
            raise ToolFailed(
                "dask.distributed", f"no scheduler answers at {shown(address)}: {error.strerror}"
            ) from error


def _check_portable(parts: Sequence[Any]) -> None:
    try:
        pickle.dumps(parts)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise UnsupportedError(
            f"this cannot be sent to another process ({error}); use functions that a module "
            "defines, or one process"
        ) from error
