"""A Dask scheduler and its workers, as far as they are needed here. The door of distributed."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import pickle
import uuid
import warnings
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from talecast.errors import ClusterError, TalecastError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

CONNECT_LIMIT_S = 8.0
ANSWER_LIMIT_S = 5.0
"""For what a scheduler answers out of its head."""
REACH_LIMIT_S = 3.0
CLOSE_LIMIT_S = 3.0
RECEIVED_AT_ONCE = 4
"""Results that come in at the same time: each has some megabytes, and they are only kept one after the other."""
LOST_BY_NAME = frozenset({"KilledWorker", "CancelledError", "FutureCancelledError", "ClosedClientError"})
"""Dask's errors that say nothing of the call, only that its answer will not come."""
NAME = "talecast"
"""What tasks are called on Dask's dashboard."""


class WorkerLost(Exception):
    """A worker left, or gives no answer: what it was at is to be done elsewhere."""


class CallFailed(Exception):
    """A call failed on the worker with an error that is none of ours."""


class Member:
    """A worker of the cluster, by its address."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.gone = asyncio.Event()
        """Set when it has left, or was given up."""
        self.reachable = False
        """Whether results can be fetched from it without passing the scheduler."""
        self.silent = False
        """Whether it has been given up because it gave no answer."""
        self.heard_s = 0.0
        """When it last answered, by the loop's clock."""

    @property
    def host(self) -> str:
        """The machine, as far as an address tells."""
        return self.address.rpartition(":")[0]


class Cluster:
    """A connection to a scheduler. It lives in one event loop."""

    def __init__(self, address: str, client: Any) -> None:
        self.address = address
        self._client = client
        self._numbers = count()
        self._run = uuid.uuid4().hex  # two runs never share a task
        self._receiving = asyncio.Semaphore(RECEIVED_AT_ONCE)

    async def members(self) -> set[str]:
        """The addresses of the workers that are there now. Raises ClusterError where the scheduler does not answer."""
        try:
            return set(await asyncio.wait_for(self._client.scheduler.ncores(), ANSWER_LIMIT_S))
        except Exception as error:
            raise self._lost() from error

    async def reach(self, member: Member) -> None:
        """Find out whether the worker can be reached from here; if not, its results come through the scheduler."""
        try:
            await asyncio.wait_for(self._client.rpc(member.address).identity(), REACH_LIMIT_S)
            member.reachable = True
        except (OSError, TimeoutError):
            member.reachable = False

    async def ask(self, member: Member, limit_s: float, function: Callable[..., Any], *arguments: Any) -> Any:
        """What a function of ours answers on a worker, which does one call after the other.

        Raises WorkerLost where it leaves or is silent for `limit_s`, the function's own TalecastError, or CallFailed;
        ClusterError where Dask's client has given the scheduler up, as it does after `CONNECT_LIMIT_S`.
        """
        loop = asyncio.get_running_loop()
        asked_s = loop.time()
        future = self._submit(member.address, function, arguments)
        answering = asyncio.ensure_future(self._fetch(member, future))
        leaving = asyncio.ensure_future(member.gone.wait())
        try:
            while not answering.done():
                silent_s = loop.time() - max(asked_s, member.heard_s)
                if member.gone.is_set():
                    raise WorkerLost("it left")
                if silent_s > limit_s:
                    member.silent = True
                    raise WorkerLost(f"it gave no answer in {limit_s:.0f} s")
                both = {answering, leaving}
                await asyncio.wait(both, timeout=limit_s - silent_s + 0.1, return_when=asyncio.FIRST_COMPLETED)
            member.heard_s = loop.time()
            return _result(answering)
        finally:
            answering.cancel()
            leaving.cancel()
            future.release()

    async def close(self) -> None:
        """Let the scheduler go, and all that was asked with it; not longer than a moment, if it does not answer."""
        try:
            with contextlib.suppress(Exception):  # a scheduler that is gone is not worth another word
                await self._client.close(timeout=CLOSE_LIMIT_S)
        finally:
            self._client.status = "closed"  # else it tries again when it is collected, without a loop, and prints that

    def _lost(self) -> ClusterError:
        return ClusterError(
            f"The Dask scheduler at {self.address} answers no more.",
            "What was spoken is kept. Start it again, and run the same command.",
        )

    def _submit(self, address: str, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        """A task for one worker. Raises ClusterError.

        What it does is to unpickle a call, so that the scheduler needs nothing of ours.
        """
        if self._client.status == "closed":
            raise self._lost()
        call = pickle.dumps(_Call(function, arguments), protocol=pickle.HIGHEST_PROTOCOL)
        key = (f"{NAME}-{function.__name__}-{self._run}", next(self._numbers))
        return self._client.submit(pickle.loads, call, key=key, workers=[address], pure=False)

    async def _fetch(self, member: Member, future: Any) -> Any:
        await future._state.wait()  # noqa: SLF001 - distributed.wait() costs a timer and a set for each future
        if future.status != "finished":
            return await future
        async with self._receiving:
            return await self._client.gather(future, direct=member.reachable)


class _Call:
    """Pickled, it is a call: to unpickle it is to make the call."""

    def __init__(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
        self._call = (function, arguments)

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return self._call


def _result(answered: asyncio.Future[Any]) -> Any:
    """The answer, or the error that it is. A task that was cancelled is one of a connection that was lost."""
    if answered.cancelled():
        raise WorkerLost("the scheduler lost it")
    error = answered.exception()
    if error is None:
        return answered.result()
    if isinstance(error, TalecastError):
        raise error
    if type(error).__name__ in LOST_BY_NAME or isinstance(error, OSError):
        raise WorkerLost(str(error)) from error
    raise CallFailed(f"{type(error).__name__}: {error}") from error


async def connect(address: str) -> Cluster:
    """A connection to the scheduler at an address, such as tcp://host:port. Raises ClusterError."""
    distributed = _distributed()
    await _knock(address)
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)  # what is told to nobody, nobody needs to know
    client = distributed.Client(address, asynchronous=True, set_as_default=False, timeout=CONNECT_LIMIT_S, name=NAME)
    cluster = Cluster(address, client)
    try:
        await asyncio.wait_for(client, CONNECT_LIMIT_S + 1)
    except Exception as error:
        await cluster.close()
        raise _no_scheduler(address) from error
    except asyncio.CancelledError:
        await cluster.close()
        raise
    return cluster


async def _knock(address: str) -> None:
    """Raise ClusterError at once where nobody listens: distributed would try again until its time is over."""
    place = urlsplit(address)
    try:
        async with asyncio.timeout(CONNECT_LIMIT_S):
            _, writer = await asyncio.open_connection(place.hostname, place.port)
            writer.close()
            await writer.wait_closed()
    except (OSError, ValueError) as error:  # a time that is over is an OSError
        raise _no_scheduler(address) from error


def _no_scheduler(address: str) -> ClusterError:
    certificates = "; for tls:// Dask has to be told where certificates lie" if address.startswith("tls") else ""
    return ClusterError(
        f"No Dask scheduler answers at {address}.",
        f"`dask scheduler` prints its address when it starts{certificates}. docs/how-to/cluster.md shows the rest.",
    )


def workers_folder() -> Path | None:
    """On a worker, in a call: the folder that Dask gives it, and clears when the next one starts, even after a kill.

    None elsewhere. What a worker prints is its owner's: nothing is silenced here.
    """
    import distributed

    try:
        return Path(distributed.get_worker().local_directory)
    except ValueError:
        return None


def get_ready() -> None:
    """Import what a connection needs, which takes a second. Raises ClusterError where it is not installed."""
    _distributed()


def _distributed() -> ModuleType:
    """The library, silenced: its log lines and warnings are for somebody who runs a cluster, not for a reader of books."""
    warnings.filterwarnings("ignore", module="distributed")
    try:
        import distributed
    except ImportError as error:
        raise ClusterError("A cluster needs the package distributed.", "Install talecast[cluster] with pip.") from error
    for name in ("distributed", "distributed.client", "tornado", "tornado.application", "asyncio"):
        logger = logging.getLogger(name)
        logger.handlers = [logging.NullHandler()]
        logger.propagate = False
    return cast("ModuleType", distributed)
