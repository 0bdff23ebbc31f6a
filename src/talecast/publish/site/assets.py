"""What the pages load, and nothing else: a style sheet, a script and a small picture, each a file beside this one."""

from __future__ import annotations

from pathlib import Path

STYLE, SCRIPT, ICON = "shelf.css", "shelf.js", "shelf.svg"
ASSETS = (STYLE, SCRIPT, ICON)
"""By their names beside the shelf's page. No book's file or folder is looked for under these."""


def asset(name: str) -> bytes:
    """The bytes of one of ASSETS."""
    return Path(__file__).with_name(name).read_bytes()
