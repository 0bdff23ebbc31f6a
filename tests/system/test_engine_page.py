"""The engine that the documentation shows, installed as it says, narrates a story."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "how-to" / "write-an-engine.md"


def blocks() -> dict[str, str]:
    """The page's code blocks by the file name in the line before each."""
    text = PAGE.read_text(encoding="utf-8")
    found = re.findall(r"`([\w/.]+\.(?:py|toml))`[^\n]*(?:\n[^`\n]+)*:\n\n```\w+\n(.*?)```", text, re.DOTALL)
    return dict(found)


def test_the_engine_of_the_page_is_forty_lines_and_narrates(tmp_path: Path) -> None:
    files = blocks()
    assert sorted(files) == ["pyproject.toml", "talecast_morse.py", "voices/morse.toml"]
    assert len(files["talecast_morse.py"].splitlines()) <= 45
    package, config, site = tmp_path / "package", tmp_path / "config" / "talecast", tmp_path / "site"
    for name, text in files.items():
        path = (config if name.startswith("voices/") else package) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")]
    subprocess.run(build, cwd=package, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").iterdir()
    zipfile.ZipFile(wheel).extractall(site)
    story = tmp_path / "story.txt"
    story.write_text("S O S. Come at once.\n", encoding="utf-8")
    environ = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(site), os.environ.get("PYTHONPATH", "")]),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "TALECAST_CACHE": str(tmp_path / "cache"),
    }
    command = [sys.executable, "-m", "talecast", "narrate", str(story), "-v", "morse", "-o", str(tmp_path / "out")]
    subprocess.run(command, env=environ, check=True, stdout=subprocess.DEVNULL)
    told = json.loads((tmp_path / "out" / "story" / "narration.json").read_text(encoding="utf-8"))
    assert told["voice"] == "morse"
    sentences = [it for chapter in told["chapters"] for block in chapter["blocks"] for it in block["sentences"]]
    assert all(it["end"] - it["start"] > 0.5 for it in sentences if it["text"].strip())
