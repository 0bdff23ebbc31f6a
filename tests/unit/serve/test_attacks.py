"""Those who want what is not theirs, or want nobody to have anything."""

from __future__ import annotations

import os
import re
import resource
import socket
import time
from typing import TYPE_CHECKING

import pytest

from talecast.serve import lobby, outlet, protocol
from talecast.serve.listeners import Listeners
from tests.shelves import make_book, read_record, write_record
from tests.unit.serve.serving import gone, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.unit.serve.serving import Server

BIG_BYTES = 60_000_000
MANY = 200


@pytest.fixture
def big(shelf: Path, home: Path) -> Iterator[Server]:
    """A server of a book that no socket's buffer holds."""
    folder = make_book(shelf, "Big")
    with (folder / "big.mp3").open("wb") as file:
        file.truncate(BIG_BYTES)
    record = read_record(folder)
    record["files"][0]["bytes"] = BIG_BYTES
    write_record(folder, record)
    with serving(shelf, home) as server:
        yield server


def peak_kb() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


# --- what is not on the shelf -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/../secret",
        "/a-book/../../secret",
        "/a-book/../another/01-one.mp3",
        "/%2e%2e%2fsecret",
        "/a-book/%2e%2e%2f%2e%2e%2fsecret",
        "/a-book/..%2f..%2fsecret",
        "/a-book/%252e%252e%252fsecret",
        "/a-book/..%5c..%5csecret",
        "/a-book%5ca-book.mp3",
        "/a-book/a-book.mp3%00",
        "/a-book/a-book.mp3%00.jpg",
        "/%00",
        "//etc/passwd",
        "/etc/passwd",
        "///etc/passwd",
        "/file:///etc/passwd",
        "/a-book//a-book.mp3",
        "/a-book/./a-book.mp3",
        "/a-book/a-book.mp3/",
        "/a-book/narration.json",
        "/a-book/feed.json",
        "/feed.json",
        "/a-book/.hidden",
        "/secret",
        "/out/a-book/a-book.mp3",
        "/%ff%fe",
        "/a-book/%c0%ae%c0%ae/secret",
        "/A-BOOK/a-book.mp3",
        "/shelf.py",
        "/a-book/shelf.css",
    ],
)
def test_what_is_not_on_the_shelf_is_not_there(server: Server, shelf: Path, path: str) -> None:
    (shelf.parent / "secret").write_text("the secret", encoding="utf-8")
    (shelf / "secret").write_text("the secret", encoding="utf-8")
    (shelf / "a-book" / ".hidden").write_text("the secret", encoding="utf-8")
    answer = server.ask(path)
    assert (answer.status, answer.body) == (404, b"There is nothing at this address.\n")


def test_an_absolute_target_is_judged_by_its_path_alone(server: Server) -> None:
    received = server.send(
        b"GET http://evil.example/etc/passwd HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    )
    assert received.startswith(b"HTTP/1.1 404 ")


def test_a_file_that_has_become_a_link_is_not_followed(server: Server, shelf: Path) -> None:
    assert server.ask("/a-book/a-book.mp3").status == 200
    sound = shelf / "a-book" / "a-book.mp3"
    secret = shelf.parent / "secret"
    secret.write_bytes(b"s" * sound.stat().st_size)
    sound.unlink()
    sound.symlink_to(secret)
    assert server.ask("/a-book/a-book.mp3").status == 404
    sound.unlink()
    os.mkfifo(sound)
    assert server.ask("/a-book/a-book.mp3").status == 404


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "..\\secret", "a\0b", "link.vtt", "feed.json"])
def test_a_record_that_names_other_files_gets_nobody_to_them(shelf: Path, home: Path, name: str) -> None:
    (shelf.parent / "secret").write_bytes(b"the secret")
    folder = shelf / "a-book"
    (folder / "link.vtt").symlink_to(shelf.parent / "secret")
    record = read_record(folder)
    record["files"].append({"path": name, "type": "text/vtt", "bytes": 10, "sha256": "0" * 64})
    write_record(folder, record)
    with serving(shelf, home) as server:
        for path in (f"/a-book/{name}".replace("\0", "%00"), "/a-book/link.vtt", "/secret"):
            assert b"the secret" not in server.ask(path).body
        assert server.ask("/another/").status == 200


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "text/javascript", "application/xhtml+xml"])
def test_a_file_that_calls_itself_a_page_is_sent_as_bytes_to_keep(shelf: Path, home: Path, media_type: str) -> None:
    folder = shelf / "a-book"
    (folder / "evil.html").write_bytes(b"<script>alert(1)</script>")
    record = read_record(folder)
    record["files"].append({"path": "evil.html", "type": media_type, "bytes": 25, "sha256": "0" * 64})
    write_record(folder, record)
    with serving(shelf, home) as server:
        answer = server.ask("/a-book/evil.html")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == "attachment"
    assert "sandbox" in answer.headers["content-security-policy"]


# --- who is not a listener ----------------------------------------------------------------------------------------


@pytest.fixture
def listeners(home: Path) -> Listeners:
    return Listeners(home / "listeners.json")


def test_without_a_token_there_is_nothing_whatever_is_asked(shelf: Path, home: Path, listeners: Listeners) -> None:
    token = listeners.add("phone")
    with serving(shelf, home, for_listeners=True) as server:
        nothing = server.ask("/nothing").body
        wrong = ("", "feed.xml", "a-book/", token[:-1], f"{token}a/", f"x/{token}/", "shelf.css", token.upper() + "/")
        for path in wrong:
            for method in ("GET", "HEAD", "POST", "DELETE", "OPTIONS"):
                answer = server.ask(f"/{path}", method)
                assert answer.status == 404
                assert answer.body == (b"" if method == "HEAD" else nothing)
        assert server.ask(f"/{token}/").status == 200


def test_a_shelf_links_with_the_token_that_it_was_opened_with_and_no_other(
    shelf: Path, home: Path, listeners: Listeners
) -> None:
    phone, tablet = listeners.add("phone"), listeners.add("tablet")
    with serving(shelf, home, for_listeners=True) as server:
        paths = ("", "a-book/", "feed.xml", "a-book/feed.xml", "feeds.opml", "a-book/a-book.chapters.json")
        for mine, others in ((phone, tablet), (tablet, phone)):
            for path in paths:
                body = server.ask(f"/{mine}/{path}", Host="evil.example").body
                assert others.encode() not in body
                assert b"evil" not in body
                addresses = set(re.findall(rb"http://127\.0\.0\.1:\d+/[^\"<]*", body))
                assert addresses
                assert all(f"/{mine}/".encode() in address for address in addresses)
        assert server.ask(f"/{phone}").headers["location"] == f"{phone}/"
        assert server.ask(f"/{phone}/a-book").headers["location"] == "./a-book/"
        assert server.ask(f"/{phone}/feed.xml").headers["access-control-allow-origin"] == "*"


def test_a_revoked_address_ends_in_a_running_server(shelf: Path, home: Path, listeners: Listeners) -> None:
    phone, tablet = listeners.add("phone"), listeners.add("tablet")
    with serving(shelf, home, for_listeners=True) as server:
        assert server.ask(f"/{phone}/feed.xml").status == 200
        Listeners(listeners.path).revoke("phone")
        assert server.ask(f"/{phone}/feed.xml").status == server.ask(f"/{phone}/a-book/a-book.mp3").status == 404
        assert server.ask(f"/{tablet}/feed.xml").status == 200


def test_a_revoked_address_ends_for_a_connection_that_is_open_too(
    shelf: Path, home: Path, listeners: Listeners
) -> None:
    token = listeners.add("phone")
    request = f"GET /{token}/a-book/a-book.mp3 HTTP/1.1\r\nHost: x\r\nRange: bytes=0-9\r\n\r\n".encode()
    with serving(shelf, home, for_listeners=True) as server, server.connect() as client:
        for status in (b"206", b"206", b"404", b"404"):
            if status == b"404" and listeners.names():
                Listeners(listeners.path).revoke("phone")
            client.sendall(request)
            assert client.recv(1 << 12).startswith(b"HTTP/1.1 " + status)


def test_a_download_ends_soon_after_its_address_does(
    big: Server, shelf: Path, home: Path, listeners: Listeners
) -> None:
    token = listeners.add("phone")
    with serving(shelf, home, for_listeners=True) as server, server.connect() as client:
        client.sendall(f"GET /{token}/big/big.mp3 HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        received = len(client.recv(1 << 16))
        listeners.revoke("phone")
        while piece := client.recv(1 << 16):
            received += len(piece)
        assert received < BIG_BYTES


def test_no_token_is_in_the_log_be_it_valid_mistyped_or_revoked(shelf: Path, home: Path, listeners: Listeners) -> None:
    phone, old = listeners.add("phone"), listeners.add("old")
    listeners.revoke("old")
    with serving(shelf, home, for_listeners=True) as server:
        for token in (phone, old, phone[:-1]):
            for path in ("", "/", "/a-book/a-book.mp3", "/nothing", "/a-book"):
                server.ask(f"/{token}{path}")
        server.ask(f"/x/{phone}")
        log = "\n".join(server.log + server.warnings)
        assert server.log[2] == "phone GET /a-book/a-book.mp3 200 2048"
    assert phone[:-1] not in log
    assert old not in log


def test_where_the_listeners_file_is_damaged_nobody_is_let_in(shelf: Path, home: Path, listeners: Listeners) -> None:
    token = listeners.add("phone")
    with serving(shelf, home, for_listeners=True) as server:
        listeners.path.write_text("{", encoding="utf-8")
        assert server.ask(f"/{token}/").status == server.ask("/nothing").status == 404
        assert "cannot be read" in server.warnings[0]


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8123", "127.0.0.1.evil.example", "[::1", "", "a b"])
def test_a_page_from_elsewhere_does_not_get_in_by_a_name_that_leads_here(server: Server, host: str) -> None:
    assert server.ask("/feed.xml", Host=host).status == 404


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1", "[::1]:8123"])
def test_this_machines_own_names_are_known(server: Server, host: str) -> None:
    answer = server.ask("/feed.xml", Host=host)
    assert answer.status == 200
    assert f"http://127.0.0.1:{server.port}/a-book/".encode() in answer.body


# --- too much -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ranges", "status"),
    [
        ("bytes=" + ",".join(["0-"] * 1_500), 200),
        ("bytes=" + ",".join(f"{number}-{number}" for number in range(0, 3_000, 2)), 200),
        ("bytes=60000000-", 416),
        ("bytes=-0", 416),
        ("bytes=99999999999999999-", 416),
        ("bytes=" + "9" * 10_000 + "-", 200),
    ],
)
def test_a_bomb_of_ranges_costs_no_memory(big: Server, ranges: str, status: int) -> None:
    big.ask("/big/big.mp3", "HEAD")
    before = peak_kb()
    with big.connect() as client:
        client.sendall(f"GET /big/big.mp3 HTTP/1.1\r\nHost: 127.0.0.1\r\nRange: {ranges}\r\n\r\n".encode())
        assert client.recv(12) == f"HTTP/1.1 {status}".encode()
    assert peak_kb() - before < 5_000


def test_two_hundred_who_never_say_what_they_want_keep_nobody_waiting(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 1.5)
    slow = [server.connect() for _ in range(MANY)]
    for number, client in enumerate(slow):
        client.sendall((b"", b"G", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ")[number % 4])
    start = time.monotonic()
    assert server.ask("/a-book/a-book.mp3").status == 200
    assert time.monotonic() - start < 1
    for _ in range(4):  # a byte now and then does not give them more time
        time.sleep(0.6)
        for client in slow[3::4]:
            try:
                client.sendall(b"x")
            except OSError:
                break
    for client in slow:
        client.settimeout(5)
        with client:
            assert gone(client)
    assert server.ask("/").status == 200


def test_when_too_many_owe_a_head_the_one_that_has_taken_longest_goes(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lobby, "OWED_HEADS", 10)
    slow = [server.connect() for _ in range(30)]
    assert server.ask("/").status == 200
    slow[0].settimeout(5)
    assert gone(slow[0])
    for client in slow:
        client.close()


def test_two_hundred_who_do_not_take_what_they_asked_for_cost_little_and_are_let_go(
    big: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outlet, "STALL_SECONDS", 1.5)
    big.ask("/big/big.mp3", "HEAD")
    before = peak_kb()
    stuck = []
    for number in range(MANY):
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        client.connect(("127.0.0.1", big.port))
        path = ("/big/big.mp3", "/feed.xml", "/")[number % 3]
        client.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        stuck.append(client)
    start = time.monotonic()
    assert big.ask("/a-book/a-book.mp3").status == 200
    assert time.monotonic() - start < 2
    assert peak_kb() - before < 60_000
    time.sleep(2)
    received = 0
    stuck[0].settimeout(5)
    try:
        while piece := stuck[0].recv(1 << 16):
            received += len(piece)
    except ConnectionError:
        pass
    assert received < BIG_BYTES
    for client in stuck:
        client.close()


@pytest.mark.parametrize(
    "garbage",
    [
        b"GET /\r\n\r\n",
        b"GET / HTTP/0.9\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"\0" * 100 + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n bad: folded\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n",
        b"GET / HTTP/1.1\nHost : a\n\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 20_000 + b"\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 100_000 + b"\r\n\r\n",
    ],
)
def test_what_is_no_request_is_refused_and_the_connection_ends(server: Server, garbage: bytes) -> None:
    start = time.monotonic()
    received = server.send(garbage)
    assert received == b"" or received.startswith(
        (b"HTTP/1.1 400 ", b"HTTP/1.1 404 ", b"HTTP/1.1 405 ", b"HTTP/1.1 505 ")
    )
    assert time.monotonic() - start < 5
    assert server.ask("/").status == 200


def test_requests_in_one_piece_are_answered_in_their_order(server: Server, shelf: Path) -> None:
    sound = (shelf / "a-book" / "a-book.mp3").read_bytes()
    paths = ("/nothing", "/a-book/a-book.mp3", "/shelf.css", "/a-book/a-book.mp3", "/feed.xml")
    requests = [f"GET {path} HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-99\r\n\r\n" for path in paths]
    received = server.send(
        "".join(requests).encode() * 20 + b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    )
    statuses = re.findall(rb"HTTP/1\.1 (\d+) ", received)
    assert statuses == [b"404", b"206", b"206", b"206", b"206"] * 20 + [b"200"]
    assert received.count(sound[:100]) == 40


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "BREW"])
def test_this_server_only_shows(server: Server, method: str) -> None:
    answer = server.ask("/feed.xml", method)
    assert answer.status in {404, 405}  # CONNECT names a host, and no path
    assert answer.headers.get("allow", "GET, HEAD") == "GET, HEAD"


def test_a_body_is_not_read_however_long_it_would_be(server: Server) -> None:
    assert server.ask("/", "POST", b"x" * 10_000).status in {405, 413}
    assert server.ask("/", "GET", b"x").status == 413
    head = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
    for request in (
        head + b"Content-Length: 100000000000\r\n\r\n" + b"x" * 100_000,
        head + b"Transfer-Encoding: chunked\r\n\r\n" + b"10000\r\n" + b"x" * 50_000,
        head + b"Expect: 100-continue\r\nContent-Length: 5\r\n\r\n",
    ):
        start = time.monotonic()
        received = server.send(request)
        assert received == b"" or received.startswith(b"HTTP/1.1 413 ")
        assert time.monotonic() - start < 5


def test_a_file_that_is_cut_while_it_is_sent_ends_the_connection(big: Server, shelf: Path) -> None:
    with big.connect() as client:
        client.sendall(b"GET /big/big.mp3 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        received = len(client.recv(1 << 16))
        os.truncate(shelf / "big" / "big.mp3", 1_000_000)
        try:
            while piece := client.recv(1 << 16):
                received += len(piece)
        except ConnectionError:
            pass
        assert received < BIG_BYTES
    assert big.ask("/a-book/").status == 200


def test_what_is_broken_is_told_of_once_however_often_it_is_asked_for(
    shelf: Path, home: Path, listeners: Listeners
) -> None:
    token = listeners.add("phone")
    (shelf / "a-book" / "feed.json").write_text("{", encoding="utf-8")
    listeners.path.rename(listeners.path.with_suffix(".kept"))
    listeners.path.write_text("{", encoding="utf-8")
    with serving(shelf, home, for_listeners=True) as server:
        for _ in range(20):
            assert server.ask(f"/{token}/feed.xml").status == 404
        assert len(server.warnings) == 1
        listeners.path.with_suffix(".kept").replace(listeners.path)
        for number in range(20):
            assert server.ask(f"/{token}/feed.xml?{number}").status == 200
        assert len(server.warnings) == 2
