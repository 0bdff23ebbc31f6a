"""Asking a server for the bytes of a file. The door of urllib, and the only module that reaches the network to fetch something.

HTTPS with the certificate checked; plain HTTP on this machine's own loopback address alone. Proxies are those that urllib finds.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from talecast.errors import VoiceError, in_a_line
from talecast.synthesize.address import is_allowed

if TYPE_CHECKING:
    import urllib.error
    import urllib.request
    from collections.abc import Iterator
    from email.message import Message

TIMEOUT_S = 30.0
"""How long a server may take for the head of its answer, and how long it may be silent within it."""
CHUNK_BYTES = 1 << 17
HTTP_OK, HTTP_PARTIAL, HTTP_RANGE_REFUSED = 200, 206, 416

GOES_ON = "Run the same command again when it can be reached: it goes on from what is here."

_LENGTH = re.compile(r"[0-9]{1,15}")
_CONTENT_RANGE = re.compile(r"bytes ([0-9]{1,15})-[0-9]{1,15}/([0-9]{1,15}|\*)")


class ConnectionCutError(Exception):
    """The connection ended before the answer did: it may be tried again."""


class RangeRefusedError(Exception):
    """The server will not go on from where we are: the file has to come from its beginning."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sends."""

    start: int
    """The place in the file of the first byte that comes: 0 where the server sends all of it, whatever was asked for."""
    total: int | None
    """The bytes of the whole file, where the server says."""
    validator: str
    """The file's strong ETag or its date, by which the server knows this version of it again; empty where it gives none."""
    chunks: Iterator[bytes]
    """The bytes as they arrive. Raises ConnectionCutError."""


@contextmanager
def ask(url: str, start: int = 0, validator: str = "") -> Iterator[Answer]:
    """The answer to a request for a file, from byte `start` on, if it is still the version of the validator.

    Raises VoiceError with a sentence for whoever waits, ConnectionCutError, RangeRefusedError.
    """
    import urllib.request

    if not is_allowed(url):
        raise VoiceError(f"The address {url!r} is neither https nor on this machine.", "Nothing is fetched from it.")
    headers = {"User-Agent": "talecast"}
    if start:
        headers |= {"Range": f"bytes={start}-", **({"If-Range": validator} if validator else {})}
    with _opened(urllib.request.Request(url, headers=headers), resuming=start > 0) as response:  # noqa: S310 - just checked
        yield _answer(url, response)


def read_small(url: str, limit_bytes: int) -> bytes:
    """The whole of a small file. Raises VoiceError; also where it is larger than the limit, or the connection is cut."""
    gathered = bytearray()
    try:
        with ask(url) as answer:
            for chunk in answer.chunks:
                gathered += chunk
                if len(gathered) > limit_bytes:
                    break
    except ConnectionCutError as cut:
        raise _cut_short(url, str(cut)) from cut
    if len(gathered) > limit_bytes:
        raise VoiceError(f"The file {url} is larger than {limit_bytes} bytes.", "It is not what was expected there.")
    if answer.total is not None and len(gathered) < answer.total:
        raise _cut_short(url, "it ended too soon")
    return bytes(gathered)


def host_of(url: str) -> str:
    """The server's name, as it stands in the address."""
    return urlsplit(url).hostname or url


@contextmanager
def _opened(request: urllib.request.Request, *, resuming: bool) -> Iterator[Any]:
    """The open response. Every way in which it can fail to open is told here."""
    import http.client
    import urllib.error

    url, asked = request.full_url, [request.full_url]
    try:
        response = _opener(asked).open(request, timeout=TIMEOUT_S)
    except urllib.error.HTTPError as error:
        with error:
            if error.code == HTTP_RANGE_REFUSED and resuming:
                raise RangeRefusedError from error
            raise _refused(url, error.code) from error
    except urllib.error.URLError as error:
        raise _unreachable(asked[-1], error.reason) from error
    except TimeoutError as error:
        raise _unreachable(asked[-1], error) from error
    except (http.client.HTTPException, OSError) as error:
        raise ConnectionCutError(_reason(error)) from error
    except ValueError as error:  # of urllib, of its parser or of the codec of names
        raise VoiceError(
            f"The way to {url} leads over an address that is none: {_reason(error)}.", "Nothing is fetched from there."
        ) from error
    with response:
        yield response


def _opener(asked: list[str]) -> urllib.request.OpenerDirector:
    """As urllib's own, without what it opens besides http and https, and with our rules for redirections and slow servers.

    It adds to `asked` where it is sent on to.
    """
    import http.client
    import io
    import ssl
    import urllib.request

    from talecast.synthesize.installing.paced import Paced

    context = ssl.create_default_context()

    class Response(http.client.HTTPResponse):
        """One that waits for a head and for bytes, but not for drops."""

        def __init__(self, sock: Any, *args: Any, **kwargs: Any) -> None:
            super().__init__(sock, *args, **kwargs)
            self._paced = Paced(self.fp.detach(), sock.settimeout, TIMEOUT_S)
            self.fp = io.BufferedReader(self._paced)

        def begin(self) -> None:
            super().begin()
            self._paced.head_is_here()

    class Connection(http.client.HTTPConnection):
        response_class = Response

    class SecureConnection(http.client.HTTPSConnection):
        response_class = Response

    class HTTPHandler(urllib.request.HTTPHandler):
        def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(Connection, req)

    class HTTPSHandler(urllib.request.HTTPSHandler):
        def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
            return self.do_open(SecureConnection, req, context=context)

    class Redirection(urllib.request.HTTPRedirectHandler):
        """To https alone; from a loopback address to another one too."""

        def redirect_request(  # noqa: PLR0913 - urllib's own signature
            self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
        ) -> urllib.request.Request | None:
            if not is_allowed(newurl) or (req.type == "https" and not newurl.startswith("https:")):
                fp.close()
                raise VoiceError(
                    f"The server {host_of(req.full_url)} sends us on to {in_a_line(newurl)}, which is not https.",
                    "Nothing is fetched from there.",
                )
            asked.append(newurl)
            return super().redirect_request(req, fp, code, msg, headers, newurl)

        def http_error_302(self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any) -> Any:
            try:
                return super().http_error_302(req, fp, code, msg, headers)
            except ValueError:  # no address at all, and urllib leaves the connection open
                fp.close()
                raise

        http_error_301 = http_error_303 = http_error_307 = http_error_308 = http_error_302

    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.UnknownHandler(),
        HTTPHandler(),
        HTTPSHandler(context=context),
        urllib.request.HTTPDefaultErrorHandler(),
        Redirection(),
        urllib.request.HTTPErrorProcessor(),
    ):
        opener.add_handler(handler)
    return opener


def _answer(url: str, response: Any) -> Answer:
    headers: Message = response.headers
    if response.status == HTTP_PARTIAL:
        place = _CONTENT_RANGE.fullmatch(headers.get("Content-Range", ""))
        if place is None:
            raise RangeRefusedError
        start, total = int(place[1]), None if place[2] == "*" else int(place[2])
    elif response.status == HTTP_OK:
        length = headers.get("Content-Length", "")
        start, total = 0, int(length) if _LENGTH.fullmatch(length) else None
    else:
        raise _refused(url, response.status)
    etag = headers.get("ETag", "")
    validator = etag if etag.startswith('"') else headers.get("Last-Modified", "")  # If-Range takes no weak ETag
    return Answer(start, total, validator if validator.isprintable() else "", _chunks(response))


def _chunks(response: Any) -> Iterator[bytes]:
    """The bytes as they arrive, so that what came before a cut or Ctrl-C is not lost in a buffer."""
    import http.client

    while True:
        try:
            chunk: bytes = response.read1(CHUNK_BYTES)
        except (OSError, http.client.HTTPException) as error:
            raise ConnectionCutError(_reason(error)) from error
        if not chunk:
            return
        yield chunk


def _refused(url: str, status: int) -> VoiceError:
    host = host_of(url)
    if status in {404, 410}:
        return VoiceError(
            f"The server {host} has no such file ({status}): {url}.",
            "It may have moved: is the name right, and is talecast up to date?",
        )
    if status in {401, 403, 407}:
        return VoiceError(f"The server {host} does not give out the file ({status}): {url}.", "Is a proxy in the way?")
    if status in {429, 500, 502, 503, 504}:
        return VoiceError(f"The server {host} cannot serve us now ({status}).", f"It may be busy. {GOES_ON}")
    return VoiceError(f"The server {host} answers with {status}, and not with the file: {url}.", GOES_ON)


def _unreachable(url: str, reason: object) -> VoiceError:
    import socket
    import ssl

    host = host_of(url)
    if isinstance(reason, socket.gaierror):
        return VoiceError(
            f"The server {host} is not found: this machine may be offline.",
            "Connect it to the network, then run the same command again: it goes on from what is here.",
        )
    if isinstance(reason, TimeoutError):
        return VoiceError(f"The server {host} gives no answer in {TIMEOUT_S:.0f} seconds.", GOES_ON)
    if isinstance(reason, ssl.SSLCertVerificationError):
        return VoiceError(
            f"The server {host} cannot prove who it is: {reason.verify_message.rstrip('.')}.",
            "Is this machine's clock right, and are its certificates up to date? SSL_CERT_FILE may name others.",
        )
    if isinstance(reason, ConnectionRefusedError):
        return VoiceError(f"The server {host} refuses the connection.", GOES_ON)
    return VoiceError(f"The server {host} cannot be reached: {_reason(reason)}.", f"Is this machine online? {GOES_ON}")


def _cut_short(url: str, reason: str) -> VoiceError:
    return VoiceError(f"The connection to {host_of(url)} was cut: {reason}.", GOES_ON)


def _reason(error: object) -> str:
    """Why, in a few words."""
    import http.client

    if isinstance(error, http.client.IncompleteRead):
        return "it ended too soon"
    if isinstance(error, http.client.BadStatusLine) and not isinstance(error, ConnectionError):
        return "it does not answer in HTTP"
    return in_a_line(str(getattr(error, "strerror", None) or error or type(error).__name__).rstrip("."))
