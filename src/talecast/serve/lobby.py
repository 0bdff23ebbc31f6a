"""Who is connected and asks for nothing just now: there is room for many, and the longest-waiting make way for others."""

from __future__ import annotations

from typing import Protocol

OWED_HEADS = 256
"""Clients that may owe a head at once. When another one comes, the one that has taken longest is let go."""
CONNECTIONS = 1_000
"""In one process. When one more comes, the one that has asked for nothing for longest is let go; where all are being answered,
the new one hears 503."""


class Guest(Protocol):
    """A client, to the lobby."""

    def let_go(self) -> None:
        """End the connection."""


class Lobby:
    """Keeps both in order, the longest-waiting first."""

    def __init__(self) -> None:
        self._owing: dict[Guest, None] = {}
        self._idle: dict[Guest, None] = {}

    def owes_head(self, guest: Guest) -> None:
        """It has come, or begun to ask, and its question is not whole."""
        self._idle.pop(guest, None)
        self._owing.setdefault(guest)
        if len(self._owing) > OWED_HEADS:
            next(iter(self._owing)).let_go()

    def is_idle(self, guest: Guest) -> None:
        """It was answered, and may ask again."""
        self._idle[guest] = None

    def leave(self, guest: Guest) -> None:
        """It is being answered, or gone."""
        self._owing.pop(guest, None)
        self._idle.pop(guest, None)

    def make_room(self) -> None:
        """Let go of the one that has been idle for longest, if any is."""
        if self._idle:
            next(iter(self._idle)).let_go()
