"""A helper program under limits: bytes in, bytes out, a limit on its time and on what it writes.

It is started without a shell and with nothing of the source in its argument list.
"""

from __future__ import annotations

import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from threading import Timer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_OUTPUT = 64_000_000
"""Bytes that a helper may give back: four times the largest document of markup that is read."""
PATIENCE = 10
"""Seconds that may pass for each second of a processor's time: other programs may want the processor too."""


@dataclass(frozen=True, slots=True)
class Done:
    """How a helper ended."""

    output: bytes
    code: int
    """Its exit code; negative where a signal ended it."""
    is_late: bool = False
    """Did it take more time than it may?"""
    is_long: bool = False
    """Did it write more than it may?"""


def run_confined(command: Sequence[str], data: bytes, limit_s: int) -> Done:
    """Run a program with these bytes as its standard input, for `limit_s` seconds of a processor's time at most.

    Raises OSError where it cannot be started.
    """
    with tempfile.TemporaryFile(prefix="talecast-") as source:
        source.write(data)
        source.seek(0)
        with subprocess.Popen(  # noqa: S603 - a program of this installation, with arguments made here
            command, stdin=source, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            has_clock = _limit_time(process.pid, limit_s)
            timer = Timer(limit_s * (PATIENCE if has_clock else 1), process.kill)
            timer.daemon = True
            timer.start()
            try:
                output = process.stdout.read(MAX_OUTPUT + 1) if process.stdout else b""
                is_long = len(output) > MAX_OUTPUT
                if is_long:
                    process.kill()
                code = process.wait()
            finally:
                is_late = not timer.is_alive()
                timer.cancel()
                process.kill()
    is_late = is_late or _was_stopped_by_clock(code)
    return Done(output, code, is_late=is_late and code != 0, is_long=is_long)


def _limit_time(process: int, limit_s: int) -> bool:
    """Let the system stop the process after so many seconds of a processor's time, where it can: on Linux."""
    with suppress(ImportError, AttributeError, OSError, ValueError):
        import resource

        resource.prlimit(process, resource.RLIMIT_CPU, (limit_s, limit_s + 1))
        return True
    return False


def _was_stopped_by_clock(code: int) -> bool:
    with suppress(ImportError, AttributeError):
        import signal

        return code == -signal.SIGXCPU
    return False
