"""How a client is spoken with: heads, answers, and when a connection ends."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import socket
import sys
from io import FileIO
from typing import TYPE_CHECKING

import pytest

from talecast.errors import ServeError
from talecast.serve import lobby, protocol
from talecast.serve.deadline import Deadline
from talecast.serve.heads import KEPT, Head, Heads
from talecast.serve.listening import listen, shared
from talecast.serve.reply import Reply, head_bytes
from tests.unit.serve.serving import gone

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.serve.serving import Server

ASKED = b"GET /a-book/a-book.mp3 HTTP/1.1\r\nHost: 127.0.0.1\r\nRange: bytes=%b\r\nX-Like: bytes=7-9\r\n\r\n"
SAID = Head(
    b"GET",
    b"/a-book/a-book.mp3",
    b"1.1",
    ((b"host", b"127.0.0.1"), (b"range", b"bytes=1-2"), (b"x-like", b"bytes=7-9")),
)


# --- heads that were read before ----------------------------------------------------------------------------------


def test_a_head_that_differs_in_its_range_alone_is_known() -> None:
    heads = Heads()
    assert heads.known(ASKED % b"1-2") is None
    heads.remember(ASKED % b"1-2", SAID)
    for digits in (b"1-2", b"100-20000", b"5-"):
        known = heads.known(ASKED % digits)
        assert known is not None
        assert known.headers == (SAID.headers[0], (b"range", b"bytes=" + digits), SAID.headers[2])
        assert (known.method, known.target, known.http_version) == (SAID.method, SAID.target, SAID.http_version)


@pytest.mark.parametrize(
    "data",
    [
        ASKED % b"-5",
        ASKED % b"1-2,4-5",
        ASKED % (b"1" * 19 + b"-"),
        ASKED % b"\0",
        ASKED % b"1-2" + b"G",
        (ASKED % b"1-2") * 2,
        (ASKED % b"1-2")[:-1],
        (ASKED % b"1-2").replace(b"GET", b"HEAD"),
        (ASKED % b"1-2").replace(b"GET", b"GET "),
        (ASKED % b"1-2").replace(b"a-book.mp3", b"b-book.mp3"),
        (ASKED % b"1-2").replace(b"bytes=7-9", b"bytes=7-8"),
        (ASKED % b"1-2").replace(b"\r\n\r\n", b"\r\nContent-Length: 5\r\n\r\n"),
        (ASKED % b"1-2").replace(b"Range", b"range"),
    ],
)
def test_any_other_difference_makes_it_another_head(data: bytes) -> None:
    heads = Heads()
    heads.remember(ASKED % b"1-2", SAID)
    assert heads.known(data) is None


def test_a_head_with_two_ranges_is_read_each_time() -> None:
    heads, data = Heads(), (ASKED % b"1-2").replace(b"X-Like", b"Range")
    heads.remember(data, Head(b"GET", b"/", b"1.1", ((b"range", b"bytes=1-2"), (b"range", b"bytes=7-9"))))
    assert heads.known(data) is None


def test_only_the_last_heads_are_kept() -> None:
    heads = Heads()
    for number in range(KEPT + 1):
        heads.remember((ASKED % b"1-2").replace(b"127.0.0.1", b"127.0.0.%d" % number), SAID)
    assert heads.known((ASKED % b"1-2").replace(b"127.0.0.1", b"127.0.0.0")) is None
    assert heads.known((ASKED % b"1-2").replace(b"127.0.0.1", b"127.0.0.2")) is not None


def test_a_known_head_is_answered_as_a_new_one_is(server: Server, shelf: Path) -> None:
    sound = (shelf / "a-book" / "a-book.mp3").read_bytes()
    for start in (0, 5, 700):
        for _ in range(2):
            answer = server.ask("/a-book/a-book.mp3", Range=f"bytes={start}-{start + 9}")
            assert (answer.status, answer.body) == (206, sound[start : start + 10])
    assert server.ask("/a-book/a-book.mp3", Range=f"bytes={len(sound)}-{len(sound)}").status == 416
    assert server.ask("/a-book/a-book.mp3", Range="bytes=9-1").status == 200


# --- one connection -----------------------------------------------------------------------------------------------


def test_who_has_said_all_still_gets_the_answer(server: Server) -> None:
    with server.connect() as client:
        client.sendall(b"GET /a-book/a-book.mp3 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        client.shutdown(socket.SHUT_WR)
        received = b""
        while piece := client.recv(1 << 16):
            received += piece
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 ")
    assert len(body) == int(re.findall(rb"content-length: (\d+)", head)[0])


@pytest.mark.parametrize(
    ("request_head", "closes"),
    [
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", False),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", True),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n", True),
        (b"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n", True),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n", False),
        (
            b"GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 40\r\n\r\nGET /feed.xml HTTP/1.1\r\nHost: x\r\n\r\n",
            True,
        ),
        (
            b"GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\nGET /feed.xml HTTP/1.1\r\nHost: localhost\r\n\r\n",
            True,
        ),
    ],
)
def test_a_connection_goes_on_after_a_request_without_a_body_and_after_no_other(
    server: Server, request_head: bytes, closes: bool
) -> None:
    with server.connect() as client:
        client.sendall(request_head)
        received = b""
        client.settimeout(0.5)
        try:
            while piece := client.recv(1 << 16):
                received += piece
        except TimeoutError:
            assert not closes
        except ConnectionResetError:
            assert closes
        else:
            assert closes
    assert received.count(b"HTTP/1.1 ") == 1  # what might be a second request in a body is none
    assert (b"\r\nconnection: close\r\n" in received) == closes


def test_when_too_many_are_connected_the_idle_make_way(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lobby, "CONNECTIONS", 5)
    idle = [server.connect() for _ in range(5)]
    for client in idle:
        client.sendall(b"GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert client.recv(1 << 12).startswith(b"HTTP/1.1 404 ")
    assert server.ask("/").status == 200
    idle[0].settimeout(5)
    assert gone(idle[0])
    for client in idle:
        client.close()


def test_when_all_are_being_answered_a_new_one_hears_that_it_is_full(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lobby, "CONNECTIONS", 2)
    waiting = [server.connect() for _ in range(2)]
    answer = server.ask("/")
    assert (answer.status, answer.headers["connection"]) == (503, "close")
    for client in waiting:
        client.close()


def test_who_asks_for_nothing_more_is_let_go(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "IDLE_SECONDS", 0.3)
    with server.connect() as client:
        for _ in range(2):
            client.sendall(b"GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert client.recv(1 << 12).startswith(b"HTTP/1.1 404 ")
        client.settimeout(5)
        assert gone(client)


def test_who_asks_for_too_much_ahead_is_let_go(server: Server) -> None:
    request = b"GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with server.connect() as client:
        received = b""
        with contextlib.suppress(ConnectionError):
            client.sendall(request * (20 * protocol.AHEAD_BYTES // len(request)))
            while piece := client.recv(1 << 16):
                received += piece
    assert received.count(b"HTTP/1.1 404 ") <= 20 * protocol.AHEAD_BYTES // len(request) // 2
    assert server.ask("/").status == 200


def test_a_little_of_a_file_that_was_cut_ends_the_connection(
    server: Server, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = shelf / "a-book" / "a-book.mp3"
    read = FileIO.seek

    class Cut(FileIO):
        def seek(self, offset: int, whence: int = 0) -> int:
            os.truncate(sound, 100)
            return read(self, offset, whence)

    monkeypatch.setattr("talecast.serve.finding.FileIO", Cut)
    with server.connect() as client:
        client.sendall(b"GET /a-book/a-book.mp3 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert gone(client)


def test_a_fault_in_the_middle_of_an_answer_is_told_of_and_ends_it(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(FileIO):
        def read(self, size: int | None = -1) -> bytes:
            raise OSError(5, f"Input/output error after {size} bytes")

    monkeypatch.setattr("talecast.serve.finding.FileIO", Broken)
    with server.connect() as client:
        client.sendall(b"GET /a-book/a-book.mp3 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert gone(client)
    assert "Input/output error" in server.warnings[0]


# --- the parts ----------------------------------------------------------------------------------------------------


def test_a_deadline_that_is_put_off_does_not_ring_and_one_that_is_put_forward_does() -> None:
    async def rings(*seconds: float, after: float) -> int:
        rung: list[None] = []
        deadline = Deadline(asyncio.get_running_loop(), lambda: rung.append(None))
        for wait in seconds:
            deadline.set(wait)
        await asyncio.sleep(after)
        deadline.end()
        await asyncio.sleep(0.1)
        return len(rung)

    assert asyncio.run(rings(0.05, after=0.2)) == 1
    assert asyncio.run(rings(0.05, 5, after=0.2)) == 0
    assert asyncio.run(rings(5, 0.05, after=0.2)) == 1
    assert asyncio.run(rings(0.05, 0.15, after=0.3)) == 1
    assert asyncio.run(rings(0.05, after=0)) == 0


@pytest.mark.parametrize("value", [b"a\r\nset-cookie: b", b"a\nb", b"a\rb", b"a\0b"])
def test_a_header_that_holds_another_line_is_never_sent(value: bytes) -> None:
    with pytest.raises(RuntimeError):
        head_bytes(200, [(b"location", value)])


@pytest.mark.parametrize("body", [b"", b"12", b"1234"])
def test_an_answer_that_is_not_as_long_as_it_says_is_a_fault(body: bytes) -> None:
    class Sink:
        async def write(self, data: bytes) -> None:
            pass

    async def answer() -> None:
        reply = Reply(Sink(), is_head=False, closes=False)  # type: ignore[arg-type]
        await reply.send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"3")]})
        await reply.send({"type": "http.response.body", "body": body})

    with pytest.raises(RuntimeError):
        asyncio.run(answer())


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere one process answers")
def test_an_address_is_shared_among_our_own_sockets_and_with_no_other_program() -> None:
    first = listen("127.0.0.1", 0)
    port = first.getsockname()[1]
    sockets = shared(first, 2)
    try:
        assert {one.getsockname() for one in sockets} == {("127.0.0.1", port)}
        with pytest.raises(ServeError):
            listen("127.0.0.1", port)
    finally:
        for one in sockets:
            one.close()
    with listen("127.0.0.1", 0) as alone:
        assert shared(alone, 1) == [alone]
