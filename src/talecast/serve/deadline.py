"""An end to a wait: one timer for each client, which is set anew only where it would ring too late."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable

NEVER = float("inf")
_TICK_SECONDS = 0.001
"""A timer may ring as much early as the clock is coarse."""


class Deadline:
    """Until when something is waited for. Putting it off, as each request does, costs no timer."""

    def __init__(self, loop: asyncio.AbstractEventLoop, missed: Callable[[], None]) -> None:
        """`missed` is called once the time is over."""
        self._loop = loop
        self._missed = missed
        self._at = NEVER
        self._timer: asyncio.TimerHandle | None = None

    def set(self, seconds: float) -> None:
        """So long from now, whatever was set before."""
        self._at = self._loop.time() + seconds
        if self._timer is None or self._timer.when() > self._at:
            self._ring_at(self._at)

    def clear(self) -> None:
        """Nothing is waited for."""
        self._at = NEVER

    def end(self) -> None:
        """Nothing will be waited for any more."""
        self.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _ring_at(self, moment: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._loop.call_at(moment, self._rung)

    def _rung(self) -> None:
        self._timer = None
        if self._loop.time() >= self._at - _TICK_SECONDS:
            self._missed()
        elif self._at != NEVER:
            self._ring_at(self._at)
