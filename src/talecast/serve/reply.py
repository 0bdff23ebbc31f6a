"""An answer on its way: ASGI's messages to bytes. Pure but for the outlet."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from talecast.serve.outlet import Outlet

STATUS_LINES = {status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode("ascii") for status in HTTPStatus}
NO_BODY = frozenset({204, 304})
CLOSE = (b"connection", b"close")


class Reply:
    """One answer. It says its length before, so that the client knows a whole one from one that was cut off."""

    def __init__(self, outlet: Outlet, *, is_head: bool, closes: bool) -> None:
        """`is_head`: only the head was asked for; `closes`: nothing more will be read from the client."""
        self._outlet = outlet
        self._is_head = is_head
        self._closes = closes
        self._head = b""
        self._owed = 0
        """Bytes of the body that are still to come."""
        self.is_whole = False

    async def send(self, message: dict[str, Any]) -> None:
        """ASGI's `send`. The head waits for the first bytes of the body, to go in one piece with them.

        Raises ConnectionAbortedError where the client has gone, RuntimeError for an answer that is not as long as it says.
        """
        if message["type"] == "http.response.start":
            self._start(message["status"], message["headers"])
            return
        if message["type"] == "http.response.zerocopysend":
            self._count(message["count"])
            head, self._head = self._head, b""
            await self._outlet.write_file(head, message["file"], message["offset"], message["count"])
        else:
            body = b"" if self._is_head else message.get("body", b"")
            self._count(len(body))
            if self._head or body:
                head, self._head = self._head, b""
                await self._outlet.write(head + body)
        if not message.get("more_body", False):
            self._count(0, last=True)
            self.is_whole = True

    def _start(self, status: int, headers: Iterable[tuple[bytes, bytes]]) -> None:
        headers = [*headers, CLOSE] if self._closes else list(headers)
        self._head = head_bytes(status, headers)
        if not (self._is_head or status in NO_BODY):
            self._owed = int(dict(headers)[b"content-length"])

    def _count(self, count: int, *, last: bool = False) -> None:
        self._owed -= count
        if self._owed < 0 or (last and self._owed):
            raise RuntimeError("an answer is not as long as its head says")


def head_bytes(status: int, headers: list[tuple[bytes, bytes]]) -> bytes:
    """The status line, the headers and the empty line. Raises RuntimeError where one would end before its time."""
    lines = [name + b": " + value + b"\r\n" for name, value in headers]
    head = b"".join((STATUS_LINES[status], *lines, b"\r\n"))
    ends = len(headers) + 2
    if not head.count(b"\n") == head.count(b"\r") == ends or b"\0" in head:
        raise RuntimeError("a header holds a line break")
    return head
