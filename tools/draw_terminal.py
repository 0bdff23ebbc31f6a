"""Draw docs/terminal.svg: a real plan and a real narration, as a terminal shows them.

    python tools/draw_terminal.py        (in an environment with talecast)

The commands run in a terminal of 96 columns; what they print is drawn by rich.
"""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

REPOSITORY = Path(__file__).resolve().parent.parent
COLUMNS = 96
COMMANDS = ("plan stories/low-water.md", "narrate stories/low-water.md")


def main() -> None:
    """Run the commands and draw what they print."""
    console = Console(record=True, width=COLUMNS, file=io.StringIO())
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "stories").symlink_to(REPOSITORY / "stories")
        for command in COMMANDS:
            console.print(Text(f"$ talecast {command}", "bold"))
            console.print(Text.from_ansi(_last_screen(_run(command, Path(folder)))))
            console.print()
    svg = console.export_svg(title="talecast", theme=MONOKAI, unique_id="talecast")
    (REPOSITORY / "docs" / "terminal.svg").write_text(svg, encoding="utf-8")


def _run(command: str, folder: Path) -> str:
    parent, child = pty.openpty()
    environ = {**os.environ, "TALECAST_CACHE": str(folder / "cache"), "COLUMNS": str(COLUMNS), "TERM": "xterm-256color"}
    arguments = [sys.executable, "-m", "talecast", *command.split()]
    with subprocess.Popen(arguments, cwd=folder, env=environ, stdout=child, stderr=child) as process:
        os.close(child)
        output = b""
        try:
            while data := os.read(parent, 65536):
                output += data
        except OSError:  # how Linux says that the terminal's other end was closed
            pass
        process.wait()
    os.close(parent)
    return output.decode()


def _last_screen(output: str) -> str:
    """What is left when a bar that was redrawn has gone: each line as it was written last."""
    lines = []
    for line in output.replace("\r\n", "\n").split("\n"):
        text = line.rpartition("\r")[2]
        plain = Text.from_ansi(text).plain
        if "\x1b[2K" in text or "\x1b[?25" in text:
            text = text.rpartition("\x1b[2K")[2].replace("\x1b[?25h", "").replace("\x1b[?25l", "")
            plain = Text.from_ansi(text).plain
        if plain.strip() and "real time" not in plain:
            lines.append(text)
    return "\n".join(lines)


if __name__ == "__main__":
    main()
