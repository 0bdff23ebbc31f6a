"""What `talecast serve` gives 200 listeners at once, beside nginx on the same file: `python benchmarks/serve.py`.

Each listener downloads one range of a 300 MB file after the other. One client, in a process of its own on the same machine, asks
nginx (two worker processes, sendfile) and the server in turn, some rounds; the medians are printed, with the server's peak of
memory and every request that failed. Linux only; nginx has to be on the PATH.
"""

from __future__ import annotations

import asyncio
import getpass
import hashlib
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZE = 300_000_000
LISTENERS = 200
RANGES = (65_536, 262_144, 1_000_000, 10_000_000)
ROUNDS = 3
SECONDS = 2.0
RATE = 44_100
NGINX_PORT = 8_490


class Listener(asyncio.BufferedProtocol):
    """Asks for a range, takes it, asks for the next."""

    buffer = bytearray(1 << 20)

    def __init__(self, path: str, length: int, end: float) -> None:
        self.path, self.length, self.end = path, length, end
        self.done = asyncio.get_running_loop().create_future()
        self.received = self.failed = 0
        self.waits: list[float] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the first one."""
        self.transport = transport
        self.ask()

    def ask(self) -> None:
        """Ask for a range somewhere in the file."""
        start = random.randrange(SIZE - self.length)  # noqa: S311 - any place will do
        self.asked, self.missing, self.head = time.perf_counter(), -1, b""
        self.transport.write(  # type: ignore[attr-defined]
            f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\nRange: bytes={start}-{start + self.length - 1}\r\n\r\n".encode()
        )

    def get_buffer(self, sizehint: int) -> bytearray:
        """One buffer for all: what is in it is only counted."""
        del sizehint
        return self.buffer

    def buffer_updated(self, count: int) -> None:
        """Count."""
        self.received += count
        if self.missing < 0:
            self.head += bytes(self.buffer[:count])
            head, found, body = self.head.partition(b"\r\n\r\n")
            if not found:
                return
            if not head.startswith(b"HTTP/1.1 206 "):
                raise SystemExit(f"The server answered {head[:12]!r}.")
            self.missing = self.length - len(body)
        else:
            self.missing -= count
        if self.missing == 0:
            self.waits.append(time.perf_counter() - self.asked)
            if time.perf_counter() < self.end:
                self.ask()
            else:
                self.transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        """Done, or cut off."""
        self.failed += error is not None or self.missing != 0
        self.done.set_result(None)


async def listen(port: int, path: str, length: int) -> dict[str, float]:
    """What all listeners got."""
    start = time.perf_counter()
    everybody = [Listener(path, length, start + SECONDS) for _ in range(LISTENERS)]
    for listener in everybody:
        await asyncio.get_running_loop().create_connection(lambda listener=listener: listener, "127.0.0.1", port)
    await asyncio.gather(*(listener.done for listener in everybody))
    seconds = time.perf_counter() - start
    waits = sorted(wait for listener in everybody for wait in listener.waits)
    return {
        "mb_s": sum(listener.received for listener in everybody) / seconds / 1e6,
        "p99_ms": waits[int(len(waits) * 0.99)] * 1e3,
        "requests": len(waits),
        "failed": sum(listener.failed for listener in everybody),
    }


def make_shelf(folder: Path) -> Path:
    """A shelf with one book of seven hours and a hundred chapters; gives its sound file."""
    sound = folder / "big" / "big.mp3"
    sound.parent.mkdir(parents=True)
    data = random.Random(1).randbytes(SIZE // 100) * 100  # noqa: S311 - bytes that nobody hears
    sound.write_bytes(data)
    samples = RATE * 3_600 * 7
    chapters = [
        {
            "id": str(uuid.uuid5(uuid.NAMESPACE_URL, str(number))),
            "title": f"Chapter {number + 1}",
            "file": sound.name,
            "start_sample": number * samples // 100,
            "end_sample": (number + 1) * samples // 100,
            "blocks": [],
        }
        for number in range(100)
    ]
    file = {"path": sound.name, "type": "audio/mpeg", "bytes": SIZE, "samples": samples}
    record = {
        "version": 1,
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, "big")),
        "title": "Big",
        "language": "en",
        "sample_rate": RATE,
        "chapters": chapters,
        "files": [{**file, "sha256": hashlib.sha256(data).hexdigest()}],
    }
    (sound.parent / "narration.json").write_text(json.dumps(record), encoding="utf-8")
    return sound


@contextmanager
def nginx(root: Path, folder: Path) -> Iterator[int]:
    """Nginx as its own documentation has it for files; gives its port."""
    config = folder / "nginx.conf"
    config.write_text(
        f"user {getpass.getuser()}; worker_processes 2; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;\n"
        "events { worker_connections 1024; }\n"
        f"http {{ access_log off; sendfile on; tcp_nopush on; server {{ listen 127.0.0.1:{NGINX_PORT}; root {root}; }} }}\n",
        encoding="ascii",
    )
    with subprocess.Popen(["nginx", "-c", config]) as process:
        time.sleep(1)
        yield NGINX_PORT
        process.terminate()


@contextmanager
def talecast(root: Path) -> Iterator[tuple[int, int]]:
    """The server; gives its port and its process."""
    command = [sys.executable, "-m", "talecast", "serve", root, "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        line = process.stdout.readline() if process.stdout else b""
        found = re.search(rb":(\d+)/", line)
        if found is None:
            raise SystemExit("The server did not start.")
        yield int(found[1]), process.pid
        process.terminate()


def main() -> None:
    """Measure and print."""
    if len(sys.argv) == 4:  # noqa: PLR2004 - in the client's own process: port, path, length
        print(json.dumps(asyncio.run(listen(int(sys.argv[1]), sys.argv[2], int(sys.argv[3])))))
        return
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sound = make_shelf(folder / "shelf")
        theirs = stack.enter_context(nginx(folder / "shelf", folder))
        ours, pid = stack.enter_context(talecast(folder / "shelf"))
        path = f"/{sound.parent.name}/{sound.name}"
        print("| each range | nginx, MB/s | talecast serve, MB/s | share | slowest of a hundred, ms | failed |")
        print("| --- | --- | --- | --- | --- | --- |")
        for length in RANGES:
            rounds = [[_measured(port, path, length) for port in (theirs, ours)] for _ in range(ROUNDS)]
            rates = [statistics.median(one[which]["mb_s"] for one in rounds) for which in (0, 1)]
            slowest = statistics.median(one[1]["p99_ms"] for one in rounds)
            failed = sum(one[1]["failed"] for one in rounds)
            share = rates[1] / rates[0]
            print(f"| {length:,} | {rates[0]:,.0f} | {rates[1]:,.0f} | {share:.2f} | {slowest:.0f} | {failed:.0f} |")
        peaks = [_peak_mb(process) for process in (pid, *_children(pid))]
        print(f"\nPeak memory of the server: {sum(peaks):.0f} MB in {len(peaks)} processes. Cores: {os.cpu_count()}.")


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]


def _peak_mb(pid: int) -> float:
    peak = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text(encoding="ascii"))
    return int(peak[1]) / 1e3 if peak else 0


def _measured(port: int, path: str, length: int) -> dict[str, float]:
    command = [sys.executable, __file__, str(port), path, str(length)]
    answer: dict[str, float] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return answer


if __name__ == "__main__":
    main()
