"""The way out to a client: texts piece by piece, files by the system, and never more ahead than a piece."""

from __future__ import annotations

import asyncio
import os
import socket
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from io import FileIO

    from talecast.serve.deadline import Deadline

STALL_SECONDS = 60.0
"""For a client to take what it has been given. One that takes less has gone to sleep, and may ask again from there."""
PIECE_BYTES = 1 << 16
"""Given to a client at once through Python: what it does not take lies in memory. Up to here, reading and writing costs less
than two calls of the system more."""
SLICE_BYTES = 1 << 19
"""Given at once by the system, out of the file: the next client's turn comes after it."""


class Outlet:
    """Writes to one client, as fast as that takes it."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop, deadline: Deadline) -> None:
        """`deadline` is set while the client is waited for."""
        self._transport = transport
        self._loop = loop
        self._deadline = deadline
        self._is_full = False
        self._waiter: asyncio.Future[None] | None = None
        transport.set_write_buffer_limits(high=0)

    def fill(self) -> None:
        """The transport holds something that the client has not taken."""
        self._is_full = True

    def drain(self) -> None:
        """The client has taken everything, or is gone."""
        self._is_full = False
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def room(self) -> None:
        """Wait until the client has taken everything. Raises ConnectionAbortedError for one that is gone."""
        if self._is_full:
            self._waiter = self._loop.create_future()
            self._deadline.set(STALL_SECONDS)
            await self._waiter
            self._deadline.clear()
        if self._transport.is_closing():
            raise ConnectionAbortedError

    async def write(self, data: bytes) -> None:
        """Give it the bytes: a piece, with a head before it at most."""
        await self.room()
        self._transport.write(data)

    async def write_file(self, head: bytes, file: FileIO, offset: int, count: int) -> None:
        """Give it `head`, and `count` bytes of a file from `offset` on.

        A little is read and goes together with the head. More is sent by the system, without passing through Python; where
        it cannot, for now, the transport is given a piece, which watches for the client to take it. Raises
        ConnectionAbortedError, for a file too that has fewer bytes than it was promised to have.
        """
        if count <= PIECE_BYTES:
            await self._write_piece(head, file, offset, offset + count)
            return
        self._cork(closed=True)  # else the head would travel alone, and wake the client for it
        await self.write(head)
        await self._write_rest(file, offset, offset + count)
        self._cork(closed=False)

    async def _write_rest(self, file: FileIO, offset: int, end: int) -> None:
        while offset < end:
            await self.room()
            sent = self._send(file, offset, min(SLICE_BYTES, end - offset))
            offset += sent or await self._write_piece(b"", file, offset, end)
            if sent in {0, SLICE_BYTES}:
                await asyncio.sleep(0)  # a client that takes everything at once is not the only one

    def _cork(self, *, closed: bool) -> None:
        """Whether the socket keeps a packet until it is full, where the system knows that."""
        if hasattr(socket, "TCP_CORK"):
            with suppress(OSError):  # it has been closed: whoever writes finds out
                ours = self._transport.get_extra_info("socket")
                ours.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, closed)

    async def _write_piece(self, head: bytes, file: FileIO, offset: int, end: int) -> int:
        """How many bytes of the file that were."""
        file.seek(offset)
        piece = file.read(count := min(PIECE_BYTES, end - offset))
        if len(piece) < count:  # the file was cut meanwhile
            self._transport.abort()
            raise ConnectionAbortedError
        await self.write(head + piece)
        return len(piece)

    def _send(self, file: FileIO, offset: int, count: int) -> int:
        """How many of those bytes the socket took from the system; 0 where it is full, or the system cannot."""
        if not hasattr(os, "sendfile"):
            return 0
        try:
            # The number is asked for each time: that of a socket that was closed meanwhile is -1, and never another client's.
            return os.sendfile(self._transport.get_extra_info("socket").fileno(), file.fileno(), offset, count)
        except OSError:  # for each of its reasons, the transport finds out with the next piece
            return 0
