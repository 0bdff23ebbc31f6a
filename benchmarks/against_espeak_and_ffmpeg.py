"""How fast a book is made, against `espeak-ng … | ffmpeg …` on the same words: seconds of speech a second of wall time.

    python benchmarks/against_espeak_and_ffmpeg.py BOOK.txt [runs]

Needs talecast installed, and the programs espeak-ng and ffmpeg. The two commands take turns; what counts is the median, and the
median of the ratios run by run. Speech is clips without pauses for talecast, and everything that eSpeak says for the other.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def main() -> None:
    """Take turns, and print a line a run and the medians."""
    book, runs = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 3  # noqa: PLR2004 - the second argument
    rows = []
    for run in range(1, runs + 1):
        with tempfile.TemporaryDirectory() as folder:
            ours, theirs = talecast(book, Path(folder)), pipe(book, Path(folder))
        rows.append((ours, theirs))
        print(f"run {run}: talecast {ours:.0f} x, espeak-ng | ffmpeg {theirs:.0f} x, ratio {ours / theirs:.2f}")
    ours, theirs = (statistics.median(column) for column in zip(*rows, strict=True))
    ratio = statistics.median(mine / other for mine, other in rows)
    print(f"median: talecast {ours:.0f} x, espeak-ng | ffmpeg {theirs:.0f} x, ratio {ratio:.2f}")


def talecast(book: Path, folder: Path) -> float:
    """A first narration, with an empty cache: seconds of clips a second."""
    environ = {**os.environ, "TALECAST_CACHE": str(folder / "cache")}
    command = [
        sys.executable,
        "-m",
        "talecast",
        "narrate",
        str(book),
        "-o",
        str(folder / "out"),
        "-v",
        "espeak",
        "--plain",
    ]
    start = time.monotonic()
    subprocess.run(command, env=environ, check=True, stdout=subprocess.DEVNULL)
    elapsed = time.monotonic() - start
    (narration,) = (folder / "out").glob("*/narration.json")
    chapters = json.loads(narration.read_text(encoding="utf-8"))["chapters"]
    sentences = [sentence for chapter in chapters for block in chapter["blocks"] for sentence in block["sentences"]]
    return sum(sentence["end"] - sentence["start"] for sentence in sentences) / elapsed


def pipe(book: Path, folder: Path) -> float:
    """eSpeak's own program piped into ffmpeg: seconds of what it says a second."""
    target = folder / "pipe.mp3"
    start = time.monotonic()
    speaking = subprocess.Popen(["espeak-ng", "-s", "165", "-f", str(book), "--stdout"], stdout=subprocess.PIPE)
    encoder = ["ffmpeg", "-v", "error", "-i", "-", "-ac", "1", "-ar", "44100", "-b:a", "96k", str(target)]
    subprocess.run(encoder, stdin=speaking.stdout, check=True)
    speaking.wait()
    elapsed = time.monotonic() - start
    probe = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", str(target)]
    return float(subprocess.run(probe, capture_output=True, text=True, check=True).stdout) / elapsed


if __name__ == "__main__":
    main()
