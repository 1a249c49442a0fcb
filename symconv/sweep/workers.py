"""Where the parts of a long task run: in this process, in several, or on a cluster. The answers come in order."""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any, TypeVar

from symconv.errors import ToolFailed, ToolMissing, UnsupportedError, shown

Part = TypeVar("Part")
Answer = TypeVar("Answer")

SECONDS_TO_CONNECT = 10


def cores() -> int:
    """Return how many processes this one may keep busy."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_processes(
    work: Callable[[Part], Answer], parts: Sequence[Part], jobs: int
) -> Iterator[Answer]:
    """Yield the answer to every part in order, each computed by one of `jobs` processes.

    Parameters
    ----------
    work : callable
        A function of a module.
    parts : sequence
        What it is called with, one after the other.
    jobs : int
        At least 1; one is this process.

    Raises
    ------
    UnsupportedError
        If the work cannot be sent to another process.
    ToolFailed
        If a process dies.
    """
    if jobs == 1:
        yield from map(work, parts)
        return
    _check_portable(parts[:1])
    with ProcessPoolExecutor(
        min(jobs, len(parts)), get_context("spawn"), _leave_interrupts_to_the_parent
    ) as pool:
        try:
            yield from pool.map(work, parts)
        except BrokenProcessPool as error:
            raise ToolFailed(
                "a process of the sweep",
                "it ended before its work was done; was there enough memory?",
            ) from error


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
    ToolMissing
        If dask.distributed is not installed here, or symconv not at the workers.
    ToolFailed
        If there is no scheduler at the address, or a part killed worker after worker.
    """
    distributed = _distributed()
    _check_portable(parts[:1])
    _check_address(distributed.comm, address)
    try:
        client = distributed.Client(address, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except TypeError as error:
        raise ToolFailed(
            "dask.distributed", f"{shown(address)} cannot be connected to: {error}"
        ) from error
    except (OSError, ValueError) as error:
        raise ToolFailed("dask.distributed", f"no scheduler answers at {shown(address)}") from error
    with client:
        try:
            futures = client.map(work, parts, pure=False)
            yield from (future.result() for future in futures)
        except ModuleNotFoundError as error:
            raise ToolMissing(
                f"{error.name} on a Dask worker", "pip install symconv, where the workers run"
            ) from error
        except (distributed.KilledWorker, distributed.CancelledError) as error:
            raise ToolFailed("dask.distributed", str(error)) from error


def _distributed() -> Any:
    try:
        import distributed  # an extra, and slow to import
    except ModuleNotFoundError as error:
        raise ToolMissing("dask.distributed", 'pip install "symconv[distributed]"') from error
    return distributed


def _check_address(comm: Any, address: str) -> None:
    """Raise where Dask's client would fail half made, and complain again when it is let go."""
    try:
        scheme, place = comm.parse_address(address)
        comm.parse_host_port(place)
        comm.registry.get_backend(scheme)
    except (TypeError, ValueError) as error:
        raise ToolFailed(
            "dask.distributed",
            f"no scheduler answers at {shown(address)}: {error}; give tcp://HOST:PORT",
        ) from error


def _check_portable(parts: Sequence[Any]) -> None:
    try:
        pickle.dumps(parts)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise UnsupportedError(
            f"this cannot be sent to another process ({error}); use functions that a module defines, or one process"
        ) from error


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
