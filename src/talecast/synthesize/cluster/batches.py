"""How many utterances a worker is given at once, and what becomes of those it does not bring back."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from talecast.synthesize.pool import TRIES, unspeakable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from talecast.synthesize.pool import Job

BATCH_S = 2.0
"""Work in a batch, where an utterance takes less. What is lost with a worker, and a hundred times what a batch costs."""
LEAD_S = 1.0
"""Work that may lie ready for a worker when it is given more: long against the way there; with more, workers would end apart."""
FIRST_CHARACTERS = 300
"""A worker's first batches: about 1 s of a neural voice, before its pace is known."""
MOST_CHARACTERS = 4_000
"""About 250 s of speech, 11 MB at 22,050 Hz: with a fast voice this is the limit, since somebody has to hold it."""


@dataclass(slots=True)
class Task:
    """A job on its way."""

    number: int
    """Its place among the jobs."""
    job: Job
    losses: int = 0
    """Workers that were lost while they were at it."""


class Batches:
    """What is still to be spoken."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self._waiting = deque(Task(number, job) for number, job in enumerate(jobs))
        self._characters = sum(len(task.job.spoken) for task in self._waiting)
        self._unanswered = set(range(len(self._waiting)))

    @property
    def done(self) -> bool:
        """Whether everything has been answered."""
        return not self._unanswered

    def due(self, lead_s: float, characters_s: float | None, workers: int) -> bool:
        """Whether a worker of that pace, one of so many, for which `lead_s` of work lies ready, is to be given another batch."""
        if not self._waiting or not lead_s or characters_s is None:
            return bool(self._waiting)
        return lead_s < min(LEAD_S, self._characters / (2 * workers * characters_s))

    def deal(self, characters_s: float | None, workers: int) -> list[Task]:
        """The next batch for a worker of that pace (None: not known yet), one of so many. At least one task, if there is one.

        Towards the end batches shrink, so that the workers end together.
        """
        wanted = FIRST_CHARACTERS if characters_s is None else min(characters_s * BATCH_S, MOST_CHARACTERS)
        wanted = min(wanted, self._characters / (2 * workers))
        batch: list[Task] = []
        dealt = 0
        while self._waiting and (not batch or dealt + len(self._waiting[0].job.spoken) <= wanted):
            if self._waiting[0].losses and batch:
                break
            batch.append(self._waiting.popleft())
            dealt += len(batch[-1].job.spoken)
            if batch[-1].losses:  # one of them took its worker along: each goes alone, to find out which
                break
        self._characters -= dealt
        return batch

    def answered(self, task: Task) -> bool:
        """Note an answer; False where there was one before."""
        fresh = task.number in self._unanswered
        self._unanswered.discard(task.number)
        return fresh

    def put_back(self, batch: list[Task], *, suspect: bool) -> None:
        """What a worker did not bring back; `suspect` where it was at it when it was lost.

        Raises SynthesisError for words that three workers were lost with.
        """
        for task in reversed(batch):
            if task.number not in self._unanswered:
                continue
            task.losses += suspect
            if task.losses == TRIES:
                raise unspeakable(task.job.spoken, "the workers were lost")
            self._waiting.appendleft(task)
            self._characters += len(task.job.spoken)
