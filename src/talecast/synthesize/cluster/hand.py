"""A worker that is at work: what it has in hand, and how fast it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from talecast.synthesize.cluster.batches import Task
    from talecast.synthesize.cluster.door import Member
    from talecast.synthesize.engine import EngineOrder


class Hand:
    """One worker's, in the event loop of its run."""

    def __init__(self, member: Member, orders: dict[EngineOrder, EngineOrder], store_folder: str) -> None:
        self.member = member
        self.orders = orders
        """Its own for each of ours."""
        self.store_folder = store_folder
        """Where it puts clips itself; empty where it sends them."""
        self.characters_s: float | None = None
        """Its pace in the last batch."""
        self.batches: list[list[Task]] = []
        """What it has, the batch it speaks first."""

    @property
    def lead_s(self) -> float:
        """The work that lies ready for it, in seconds; none where its pace is not known yet."""
        if self.characters_s is None:
            return 0.0
        return sum(map(_characters, self.batches[1:])) / self.characters_s

    def brought(self, batch: list[Task], seconds: float) -> None:
        """It brought this batch, which took it so long."""
        self.batches.remove(batch)
        self.characters_s = _characters(batch) / max(seconds, 0.001)


def _characters(batch: list[Task]) -> int:
    return sum(len(task.job.spoken) for task in batch)
