"""Asking a server for a file: only https or this machine, and every failure is a sentence."""

from __future__ import annotations

import ast
import http.client
import io
import socket
import ssl
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from talecast.errors import VoiceError
from talecast.synthesize.address import is_allowed
from talecast.synthesize.installing import fetch
from talecast.synthesize.installing.fetch import ConnectionCutError, RangeRefusedError, ask, read_small
from tests.loopback import Loopback, Manners, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = bytes(range(256)) * 1_000
SOURCE = Path(fetch.__file__).parent.parent


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serving({"a.bin": DATA}) as loopback:
        yield loopback


def refusal(url: str) -> VoiceError:
    with pytest.raises(VoiceError) as caught, ask(url) as answer:
        list(answer.chunks)
    assert caught.value.message.endswith(".")
    assert caught.value.tip.endswith((".", "?"))
    return caught.value


# --- addresses ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a.bin",
        "https://example.org:8443/a?b=c",
        "http://127.0.0.1:8000/a.bin",
        "http://127.9.9.9/a",
        "http://localhost/a",
        "http://[::1]:80/a",
    ],
)
def test_https_and_this_machine_are_allowed(url: str) -> None:
    assert is_allowed(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a.bin",
        "http://example.org/a.bin",
        "http://localhost.example.org/a",
        "http://127.0.0.1.example.org/a",
        "http://10.0.0.1/a",
        "http://[::2]/a",
        "http://[::1/a",
        "ftp://127.0.0.1/a",
        "file:///etc/passwd",
        "data:text/plain,hello",
        "https:///a",
        "https://user@example.org/a",
        "https://user:secret@example.org/a",
        "https://example.org:99999/a",
        "https://example.org/a b",
        "https://example.org/a\nHost: other",
        "https://exämple.org/a",
    ],
)
def test_every_other_address_is_refused_and_nobody_is_asked(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_allowed(url)
    monkeypatch.setattr(socket, "create_connection", lambda *_a, **_k: pytest.fail("the network was reached"))
    with pytest.raises(VoiceError, match="neither https nor on this machine"), ask(url):
        pass


# --- answers ------------------------------------------------------------------------------------------------------


def test_a_file_comes_whole_with_its_length_and_its_validator(server: Loopback) -> None:
    with ask(f"{server.url}/a.bin") as answer:
        assert (answer.start, answer.total, answer.validator) == (0, len(DATA), '"one"')
        assert b"".join(answer.chunks) == DATA
    assert server.asked == [("a.bin", "", "")]


def test_a_file_is_gone_on_with_where_it_is_still_the_same(server: Loopback) -> None:
    with ask(f"{server.url}/a.bin", 1_000, '"one"') as answer:
        assert (answer.start, answer.total) == (1_000, len(DATA))
        assert b"".join(answer.chunks) == DATA[1_000:]
    with ask(f"{server.url}/a.bin", 1_000, '"another"') as answer:
        assert answer.start == 0
    assert server.asked == [("a.bin", "bytes=1000-", '"one"'), ("a.bin", "bytes=1000-", '"another"')]


def test_a_weak_tag_is_no_validator(server: Loopback) -> None:
    server.manners.etag = 'W/"one"'
    with ask(f"{server.url}/a.bin") as answer:
        assert answer.validator == ""


def test_a_range_that_cannot_be_had_is_told_apart_from_a_failure(server: Loopback) -> None:
    with pytest.raises(RangeRefusedError), ask(f"{server.url}/a.bin", len(DATA)):
        pass


def test_an_answer_that_ends_too_soon_gives_what_came(server: Loopback) -> None:
    server.manners.cut_after = [70_000]
    with ask(f"{server.url}/a.bin") as answer:
        assert sum(map(len, answer.chunks)) == 70_000


def test_a_redirection_to_this_machine_is_followed(server: Loopback) -> None:
    with serving({}, Manners(redirect_to=f"{server.url}/a.bin")) as first:
        assert read_small(f"{first.url}/b.bin", 1_000_000) == DATA


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("http://example.org/a.bin", "http://example.org/a.bin"),
        ("//example.org/a.bin", "http://example.org/a.bin"),
        ("ftp://127.0.0.1/a.bin", "ftp://127.0.0.1/a.bin"),
    ],
)
def test_a_redirection_elsewhere_is_refused(location: str, shown: str, server: Loopback) -> None:
    server.manners.redirect_to = location
    assert f"sends us on to {shown}, which is not https." in refusal(f"{server.url}/a.bin").message


def test_a_redirection_to_a_file_of_this_machine_is_refused(server: Loopback) -> None:
    server.manners.redirect_to = "file:///etc/passwd"
    assert "answers with 302" in refusal(f"{server.url}/a.bin").message


def test_from_https_nothing_is_sent_on_to_http(server: Loopback) -> None:
    import urllib.request

    handler = handler_named("Redirection")
    asked = urllib.request.Request("https://voices.example/a.bin")
    with pytest.raises(VoiceError, match="which is not https"):
        handler.redirect_request(asked, io.BytesIO(), 302, "", {}, f"{server.url}/a.bin")
    assert (
        handler.redirect_request(asked, None, 302, "", {}, "https://other.example/a.bin").full_url
        == "https://other.example/a.bin"
    )


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (404, "has no such file (404)"),
        (410, "has no such file (410)"),
        (403, "does not give out the file (403)"),
        (500, "cannot serve us now (500)"),
        (503, "cannot serve us now (503)"),
        (204, "answers with 204"),
        (418, "answers with 418"),
        (416, "answers with 416"),
    ],
)
def test_a_servers_refusal_is_a_sentence(status: int, said: str, server: Loopback) -> None:
    server.manners.status = status
    assert said in refusal(f"{server.url}/a.bin").message


def test_a_server_that_is_not_there_is_a_sentence() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        assert "refuses the connection" in refusal(f"http://127.0.0.1:{taken.getsockname()[1]}/a.bin").message


def test_a_name_that_is_not_found_says_that_the_machine_may_be_offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", lost)
    error = refusal("https://voices.example/a.bin")
    assert error.message == "The server voices.example is not found: this machine may be offline."
    assert "goes on from what is here" in error.tip


def test_a_network_without_a_way_out_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: object, **__: object) -> None:
        raise OSError(101, "Network is unreachable")

    monkeypatch.setattr(socket, "create_connection", lost)
    assert "cannot be reached: Network is unreachable." in refusal("https://voices.example/a.bin").message


def test_a_server_that_says_nothing_is_given_up(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "TIMEOUT_S", 0.2)
    server.manners.first_wait_s = 1.0
    assert "gives no answer in 0 seconds" in refusal(f"{server.url}/a.bin").message


def test_a_server_that_falls_silent_is_a_cut(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "TIMEOUT_S", 0.2)
    server.manners.wait_s = 1.0
    with pytest.raises(ConnectionCutError), ask(f"{server.url}/a.bin") as answer:
        list(answer.chunks)


def test_a_server_that_sends_next_to_nothing_is_a_cut(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "TIMEOUT_S", 0.2)
    server.files["slow.bin"] = b"x" * 1_000
    server.manners.piece_bytes, server.manners.wait_s = 1, 0.02
    with pytest.raises(ConnectionCutError, match="next to nothing"), ask(f"{server.url}/slow.bin") as answer:
        list(answer.chunks)


@contextmanager
def raw_server(first: bytes, then: bytes = b"", wait_s: float = 0.0) -> Iterator[str]:
    """The address of a server that sends the first bytes to its one client, then the others again and again."""

    def serve() -> None:
        with suppress(OSError), listener.accept()[0] as connection:
            connection.recv(1 << 16)
            connection.sendall(first)
            while then:
                connection.sendall(then)
                time.sleep(wait_s)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/a.bin"
        thread.join()


def test_a_server_that_hangs_up_at_once_is_a_cut() -> None:
    with raw_server(b"") as url, pytest.raises(ConnectionCutError), ask(url):
        pass


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (b"HTTP/1.1 200 OK\r\nX: ", b"a"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100),
    ],
    ids=["drop by drop", "never to the point"],
)
def test_a_head_that_does_not_end_is_given_up(first: bytes, then: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "TIMEOUT_S", 0.3)
    with raw_server(first, then, 0.02) as url:
        assert "gives no answer" in refusal(url).message


def test_a_length_that_comes_drop_by_drop_is_a_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "TIMEOUT_S", 0.3)
    with (
        raw_server(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0", 0.02) as url,
        pytest.raises(ConnectionCutError, match="next to nothing"),
        ask(url) as answer,
    ):
        list(answer.chunks)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"\x1b[31mred\x00\xff" * 100 + b"\r\n", "it does not answer in HTTP"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfive\r\nabcde", "it ended too soon"),
    ],
)
def test_what_a_server_sends_in_place_of_http_is_not_shown(sent: bytes, said: str) -> None:
    with raw_server(sent) as url, pytest.raises(ConnectionCutError) as cut, ask(url) as answer:
        list(answer.chunks)
    assert str(cut.value) == said


def test_a_redirection_to_no_address_is_a_sentence(server: Loopback) -> None:
    server.manners.redirect_to = "http://[::1"
    assert "leads over an address that is none" in refusal(f"{server.url}/a.bin").message


def test_letters_that_move_the_cursor_are_not_shown(server: Loopback) -> None:
    server.manners.redirect_to = "http://example.org/\x1b[2J" + "a" * 1_000
    message = refusal(f"{server.url}/a.bin").message
    assert message.isprintable()
    assert len(message) < 250


def test_of_a_redirection_the_server_that_is_not_there_is_named(server: Loopback) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.2", 0))  # and does not listen
        server.manners.redirect_to = f"http://127.0.0.2:{taken.getsockname()[1]}/a.bin"
        assert refusal(f"{server.url}/a.bin").message == "The server 127.0.0.2 refuses the connection."


def handler_named(name: str) -> Any:
    opener: Any = fetch._opener([])
    (handler,) = [handler for handler in opener.handlers if type(handler).__name__ == name]
    return handler


def test_certificates_are_checked() -> None:
    context = handler_named("HTTPSHandler")._context
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    failure = ssl.SSLCertVerificationError(1, "certificate verify failed")
    failure.verify_message = "self-signed certificate"
    told = fetch._unreachable("https://voices.example/a.bin", failure)
    assert told.message == "The server voices.example cannot prove who it is: self-signed certificate."


def test_https_is_not_spoken_with_a_server_that_does_not_know_it(server: Loopback) -> None:
    assert "cannot be reached" in refusal(f"{server.url.replace('http', 'https')}/a.bin").message


def test_a_proxy_that_urllib_finds_is_asked(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", server.url)
    assert read_small("http://127.0.0.2:9/a.bin", len(DATA)) == DATA


def test_a_small_file_is_read_whole_or_not_at_all(server: Loopback) -> None:
    assert read_small(f"{server.url}/a.bin", len(DATA)) == DATA
    with pytest.raises(VoiceError, match="is larger than 100 bytes"):
        read_small(f"{server.url}/a.bin", 100)
    server.manners.cut_after = [10]
    with pytest.raises(VoiceError, match="was cut"):
        read_small(f"{server.url}/a.bin", len(DATA))


# --- the wall -----------------------------------------------------------------------------------------------------


def test_nothing_is_imported_for_the_network_before_it_is_asked() -> None:
    tree = ast.parse(Path(fetch.__file__).read_text(encoding="utf-8"))
    top = {name.name for node in tree.body if isinstance(node, ast.Import) for name in node.names}
    assert top.isdisjoint({"http.client", "socket", "ssl", "urllib.request"})


def test_only_one_module_fetches() -> None:
    users = {
        path.name
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import)
        and {name.name for name in node.names} & {"urllib.request", http.client.__name__}
    }
    assert users == {"fetch.py"}
