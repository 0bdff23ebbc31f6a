"""Running programs: how long they take, and how much memory all their processes hold together at the worst moment."""

from __future__ import annotations

import contextlib
import resource
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SAMPLE_EVERY_S = 0.1
"""One look at a tree of ten processes takes about 10 ms of one core."""
LAST_WORDS_CHARS = 1_500


class BenchmarkError(Exception):
    """A bench cannot be run here, or a program that it started failed: a sentence for whoever runs it."""


@dataclass(frozen=True, slots=True)
class Finished:
    """What a command, or a pipe of commands, was seen to do from outside."""

    wall_s: float
    """Seconds from its start to its end."""
    peak_pss_mb: float | None
    """Proportional set size of all its processes added up, 10⁶ bytes, at its highest; None where nobody watched."""
    cpu_s: float
    """Processor time of all its processes, in user and system mode."""
    output: str
    """What the last command wrote to standard output."""


def run(
    *commands: Sequence[str | Path], environ: Mapping[str, str] | None = None, watch_memory: bool = False
) -> Finished:
    """Run one command, or several as a pipe, to the end. Raises BenchmarkError where one of them fails."""
    with contextlib.ExitStack() as stack:
        output, complaints = (stack.enter_context(tempfile.TemporaryFile()) for _ in range(2))
        started: list[subprocess.Popen[bytes]] = []
        stack.callback(_end, started)
        start, cpu_before_s = time.monotonic(), _children_cpu_s()
        for index, command in enumerate(commands):
            last = index == len(commands) - 1
            process = subprocess.Popen(
                list(map(str, command)),
                stdin=started[-1].stdout if started else subprocess.DEVNULL,
                stdout=output if last else subprocess.PIPE,
                stderr=complaints,
                env=environ,
            )
            if started and (pipe := started[-1].stdout):
                pipe.close()  # else the one before never learns that this one is gone
            started.append(process)
        peak_bytes = _watch(started) if watch_memory else None
        codes = [process.wait() for process in started]
        wall_s, cpu_s = time.monotonic() - start, _children_cpu_s() - cpu_before_s
        output.seek(0)
        complaints.seek(0)
        words = output.read().decode(errors="replace")
        if any(codes):
            last_words = (words + complaints.read().decode(errors="replace"))[-LAST_WORDS_CHARS:]
            raise BenchmarkError(
                f"{Path(commands[0][0]).name} failed (exit codes {codes}); its last words:\n{last_words}"
            )
    return Finished(wall_s, None if peak_bytes is None else peak_bytes / 1e6, cpu_s, words)


def _children_cpu_s() -> float:
    """Of every process that was started from here and has ended, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _end(started: Iterable[subprocess.Popen[bytes]]) -> None:
    for process in started:
        if process.poll() is None:
            process.kill()
            process.wait()


# --- memory -------------------------------------------------------------------------------------------------------


def _watch(started: Sequence[subprocess.Popen[bytes]]) -> int:
    """The largest sum seen until the last of them has ended, in bytes."""
    peak = 0
    while any(process.poll() is None for process in started):
        peak = max(peak, tree_pss_bytes({process.pid for process in started}))
        time.sleep(SAMPLE_EVERY_S)
    return peak


def tree_pss_bytes(roots: set[int]) -> int:
    """The proportional set size of some processes and all that descend from them, added up.

    Linux only: from /proc/PID/smaps_rollup. A page that n processes share counts 1/n in each, so the sum counts it once.
    """
    return sum(map(_pss_bytes, _with_descendants(roots, _parents())))


def _with_descendants(roots: set[int], parents: Mapping[int, int]) -> set[int]:
    """`roots` and every process whose line of parents leads to one of them."""
    found = set(roots)
    grew = True
    while grew:
        more = {pid for pid, parent in parents.items() if parent in found} - found
        found |= more
        grew = bool(more)
    return found


def _parents() -> dict[int, int]:
    """Each process's parent."""
    parents = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it has ended meanwhile
            # "12 (a name) S 7 …": the name may hold spaces and brackets, so read on from its last bracket
            parents[int(path.parent.name)] = int(path.read_text(errors="replace").rpartition(")")[2].split()[1])
    return parents


def _pss_bytes(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0  # it has ended meanwhile
