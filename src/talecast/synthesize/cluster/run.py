"""A run on a cluster: who is there, who gets what, and what became of it.

Dask carries calls and knows who is there. Which worker gets which batch is decided here, so that it is known what a lost
worker was at: on each lie a few batches, it speaks them in turn, and each answer is followed by another batch.
"""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from talecast.errors import ClusterError, OutputError, VoiceError
from talecast.synthesize.cluster import worker as there
from talecast.synthesize.cluster.batches import Batches
from talecast.synthesize.cluster.door import CallFailed, Member, WorkerLost, connect
from talecast.synthesize.cluster.files import files_of, pieces
from talecast.synthesize.cluster.hand import Hand
from talecast.synthesize.cluster.mark import marked
from talecast.synthesize.engines import fingerprint_of
from talecast.synthesize.pool import TRIES

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence
    from pathlib import Path

    from talecast.model import Clip
    from talecast.synthesize.cluster.batches import Task
    from talecast.synthesize.cluster.door import Cluster
    from talecast.synthesize.cluster.files import BroughtFile
    from talecast.synthesize.engine import EngineOrder
    from talecast.synthesize.pool import Job
    from talecast.synthesize.process import Limits
    from talecast.synthesize.store import ClipStore

IN_FLIGHT = 3
"""Batches a worker has at once: one it speaks, one that lies ready, one on its way there or back."""
LOOK_S = 1.0
"""How often to look who is there."""
SILENCE_S = 10.0
"""How long the scheduler may give no answer before the run ends."""
FIRST_WAIT_S = 5.0
"""How long to wait for a worker where there is none."""
LATER_WAIT_S = 60.0
"""How long to wait for one where there were some: Dask's nanny starts a dead one again in a few seconds."""
SAME_THERE = "Install on it what is installed here: the same talecast, and the same extras."


class Run:
    """One run, in one event loop. `tell` is given each job's number and clip, once it is in the store."""

    def __init__(  # noqa: PLR0913 - where to work, where to keep it, what to do
        self,
        address: str,
        store: ClipStore,
        find_cache: Callable[[], Path],
        limits: Limits,
        jobs: Sequence[Job],
        tell: Callable[[tuple[int, Clip]], None],
    ) -> None:
        self._address = address
        self._store = store
        self._find_cache = find_cache
        self._limits = limits
        self._tell = tell
        self._batches = Batches(jobs)
        self._orders = tuple(dict.fromkeys(job.order for job in jobs))
        self._fingerprints: dict[EngineOrder, str] = {}
        self._files: dict[EngineOrder, dict[BroughtFile, Path]] = {}
        self._members: dict[str, Member] = {}
        """The workers that are there, by address, but for those that are left alone."""
        self._left_alone: set[str] = set()
        """Workers that do not fit or gave no answer, while others work."""
        self._hands: set[Hand] = set()
        self._bringing: dict[str, asyncio.Lock] = {}
        """For each machine: its workers share a cache, so files are brought to one of them."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._main: asyncio.Task[None] | None = None
        self._stopped = False

    def stop(self) -> None:
        """End it, from within its loop."""
        self._stopped = True
        if self._main:
            self._main.cancel()

    async def main(self) -> None:
        """Come back when every job is answered. Raises ClusterError, SynthesisError, VoiceError, OutputError."""
        self._main = asyncio.current_task()
        if self._stopped or self._batches.done:
            return
        self._fingerprints = {order: fingerprint_of(order) for order in self._orders}
        self._outcome: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._news = asyncio.Condition()
        """That there is something to be dealt out again, or nothing any more."""
        self._cluster: Cluster = await connect(self._address)
        with marked(self._store.folder) as self._mark:  # so that workers may find out that the store is theirs too
            try:
                self._begin(self._watch())
                await self._outcome
            finally:
                for task in self._tasks:
                    task.cancel()
                await self._cluster.close()

    def _begin(self, work: Coroutine[None, None, None]) -> None:
        """Do it beside everything else. Its error is the run's."""

        async def guarded() -> None:
            try:
                await work
            except Exception as error:  # noqa: BLE001 - whatever it is, `main` raises it
                if not self._outcome.done():
                    self._outcome.set_exception(error)

        task = asyncio.create_task(guarded())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # --- who is there ------------------------------------------------------------------------------------------------

    async def _watch(self) -> None:
        """Welcome workers that come, and note which leave. Raises ClusterError where none is left."""
        clock = asyncio.get_running_loop().time
        heard_s = manned_s = clock()
        wait_s = FIRST_WAIT_S
        while True:
            try:
                here = await self._cluster.members()
                heard_s = clock()
            except ClusterError:
                if clock() - heard_s > SILENCE_S:
                    raise
                here = set(self._members)
            for address in here - self._members.keys() - self._left_alone:
                self._members[address] = member = Member(address)
                self._begin(self._employ(member))
            for address in self._members.keys() - here:
                self._members.pop(address).gone.set()
            if self._members:
                manned_s, wait_s = clock(), LATER_WAIT_S if self._hands else FIRST_WAIT_S
            elif clock() - manned_s > wait_s:
                raise ClusterError(
                    f"The Dask scheduler at {self._address} has no workers{' any more' if wait_s > FIRST_WAIT_S else ''}.",
                    f"Start one on each machine: dask worker {self._address} --nworkers=-1 --nthreads=1",
                )
            await asyncio.sleep(LOOK_S)

    def _leave_alone(self, member: Member) -> None:
        """Ask this worker nothing any more."""
        self._members.pop(member.address, None)
        self._left_alone.add(member.address)
        member.gone.set()

    async def _employ(self, member: Member) -> None:
        """Make sure that the worker fits, then keep it busy until it leaves, or nothing is left to do."""
        try:
            await self._cluster.reach(member)
            orders = {order: await self._introduce(member, order) for order in self._orders}
            shares_store = self._mark is not None and await self._cluster.ask(
                member, self._limits.start_s, self._mark.is_here
            )
        except WorkerLost:
            self._leave_alone(member)
            return
        except ClusterError:
            if not self._hands:
                raise
            self._leave_alone(member)  # it came late, or others do the work
            return
        hand = Hand(member, orders, str(self._store.folder) if shares_store else "")
        self._hands.add(hand)
        try:
            await asyncio.gather(*(self._keep_busy(hand) for _ in range(IN_FLIGHT)))
        finally:
            self._hands.discard(hand)

    # --- what they need ----------------------------------------------------------------------------------------------

    async def _introduce(self, member: Member, order: EngineOrder) -> EngineOrder:
        """The worker's own order for one of ours; files of the voice that its machine lacks are brought.

        Raises ClusterError where it would speak otherwise than this machine.
        """
        greeting = await self._greet(member, order, ())
        if greeting.unfit and (files := self._files_of(order)):
            async with self._bringing.setdefault(member.host, asyncio.Lock()):
                greeting = await self._greet(member, order, tuple(files))
                for file in greeting.lacking:
                    await self._bring(member, file, files[file])
                if greeting.lacking:
                    greeting = await self._greet(member, order, tuple(files))
        if greeting.order is None:
            raise ClusterError(
                f"The worker {member.address} {greeting.unfit or 'lost the files of the voice'}.", SAME_THERE
            )
        return greeting.order

    async def _greet(self, member: Member, order: EngineOrder, files: tuple[BroughtFile, ...]) -> there.Greeting:
        asked = (there.versions(), order, self._fingerprints[order], files, self._find_cache)
        try:
            greeting: there.Greeting = await self._cluster.ask(member, self._limits.start_s, there.greet, *asked)
        except CallFailed as failure:
            raise ClusterError(
                f"talecast does not run on the worker {member.address}: {failure}.", SAME_THERE
            ) from failure
        return greeting

    def _files_of(self, order: EngineOrder) -> dict[BroughtFile, Path]:
        if order not in self._files:
            self._files[order] = files_of(order)
        return self._files[order]

    async def _bring(self, member: Member, file: BroughtFile, path: Path) -> None:
        transfer = uuid.uuid4().hex  # two runs may bring the same file at once
        limit_s = self._limits.start_s
        for start, data in pieces(path):
            await self._cluster.ask(member, limit_s, there.keep, file, self._find_cache, transfer, start, data)
        await self._cluster.ask(member, limit_s, there.kept, file, self._find_cache, transfer)

    # --- what they do ------------------------------------------------------------------------------------------------

    async def _keep_busy(self, hand: Hand) -> None:
        """Give the worker one batch after the other, until it leaves or nothing is left to do."""
        while batch := await self._next_batch(hand):
            hand.batches.append(batch)
            try:
                answer = await self._speak(hand, batch)
            except WorkerLost:
                # Of a lost worker's batches the first is kept on the list: it was at that one, and the words may be why.
                suspect = hand.member.gone.is_set() and hand.batches[0] is batch
                await self._put_back(batch, suspect=suspect)
                if hand.member.gone.is_set():
                    return
                hand.batches.remove(batch)
                await asyncio.sleep(LOOK_S)  # the connection was lost, and `_watch` says whether for good
                continue
            hand.brought(batch, answer.seconds)
            await self._tell_news()
            await self._keep(batch, answer, hand.member)

    async def _next_batch(self, hand: Hand) -> list[Task]:
        def due() -> bool:
            return self._batches.done or self._batches.due(hand.lead_s, hand.characters_s, len(self._hands))

        async with self._news:
            await self._news.wait_for(due)
            return self._batches.deal(hand.characters_s, len(self._hands))

    async def _speak(self, hand: Hand, batch: list[Task]) -> there.Answer:
        """Let the worker speak a batch. Raises WorkerLost, also where it gives no answer for as long as three tries may take."""
        jobs = [replace(task.job, order=hand.orders[task.job.order]) for task in batch]
        limits = self._limits
        tries_s = TRIES * (limits.utterance_s + limits.per_character_s * sum(len(job.spoken) for job in jobs))
        try:
            answer: there.Answer = await self._cluster.ask(
                hand.member, limits.start_s + tries_s, there.speak, jobs, hand.store_folder, limits
            )
        except WorkerLost:
            if hand.member.address in self._members and hand.member.silent:
                self._leave_alone(hand.member)
            raise
        except CallFailed as failure:
            raise ClusterError(f"The worker {hand.member.address} failed: {failure}.") from failure
        return answer

    async def _keep(self, batch: list[Task], answer: there.Answer, member: Member) -> None:
        """Put the clips of a batch into the store, and tell of them."""
        import numpy as np

        made = zip(batch, answer.clips, strict=False)  # fewer clips where the batch ended early
        for (task, clip), samples in zip_longest(made, answer.samples):
            if self._batches.answered(task):
                if samples is not None:  # else the worker put them there
                    self._store.put(clip, np.frombuffer(memoryview(samples), dtype="<i2"))
                self._tell((task.number, clip))
        if isinstance(answer.error, OutputError | VoiceError):
            raise ClusterError(f"On the worker {member.address}: {answer.error.message}", answer.error.tip)
        if answer.error:
            raise answer.error
        if self._batches.done:
            if not self._outcome.done():
                self._outcome.set_result(None)
            await self._tell_news()

    async def _put_back(self, batch: list[Task], *, suspect: bool) -> None:
        self._batches.put_back(batch, suspect=suspect)
        await self._tell_news()

    async def _tell_news(self) -> None:
        async with self._news:
            self._news.notify_all()
