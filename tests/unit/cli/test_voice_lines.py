"""Voices in words."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from talecast.cli.voice_lines import Installation, listed_facts, listed_line, print_table, shown_facts, shown_lines
from talecast.model import Event, VoiceFile
from talecast.pipeline import VoiceFacts
from talecast.places import shipped_voices
from talecast.synthesize import InstalledVoice, ListedVoice, load_voice

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

FILES = (
    VoiceFile("a.bin", "https://voices.example/a.bin", 522_240, "0a" * 32),
    VoiceFile("b", "https://b", 99, "0b" * 32),
)
PROFILE = replace(
    load_voice("silence", [shipped_voices()]), name="anna", engine_voice="af", gain_db=-1.5, rate=0.9, files=FILES
)


def facts(folder: Path) -> VoiceFacts:
    return VoiceFacts(PROFILE, "Its tongue is missing.", FILES[:1], folder, (90, 180, 360))


def test_everything_about_a_voice_is_a_line_each(tmp_path: Path) -> None:
    assert list(shown_lines(facts(tmp_path))) == [
        "anna: A tone as long as the text: for trying out a book's structure, and for tests.",
        "Here: Its tongue is missing.",
        "Language: en",
        "Engine: silence, its voice af",
        "Pace: 180 words a minute as it comes; --wpm reaches from 90 to 360.",
        "Rate: 0.9 times the engine's own",
        "Gain: 1.5 dB quieter than other voices",
        "Narrator, where you name nobody: silence",
        "Licence: GPL-3.0-or-later",
        "File: a.bin, 0.5 MB, not here; it comes from https://voices.example/a.bin",
        f"File: b, 0.1 kB, in {tmp_path}",
    ]
    told = json.loads(json.dumps(shown_facts(facts(tmp_path))))
    assert [file["installed"] for file in told["files"]] == [False, True]
    assert told["wpm"] == {"slowest": 90, "natural": 180, "fastest": 360}


def test_a_voice_that_cannot_be_read_is_a_line_like_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    broken = ListedVoice("bert", None, "It cannot be read.", 0)
    assert listed_line(broken) == "bert: It cannot be read."
    assert listed_facts(broken).keys() == listed_facts(ListedVoice("anna", PROFILE, "", 7)).keys()
    print_table([broken, ListedVoice("anna", PROFILE, "", 7)])
    shown = capsys.readouterr().out
    assert "bert" in shown
    assert "works" in shown


def progress(done: int) -> Event:
    return Event("progress", {"stage": "fetch", "voice": "anna", "file": "a.bin", "done": done, "total": 522_240})


def test_an_installation_is_told_in_plain_lines_not_too_many(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr("talecast.cli.voice_lines.time.monotonic", lambda: now[0])
    shown = Installation(plain=True, as_json=False)
    shown.tell(Event("start", {"voice": "anna", "files": ["a.bin"], "bytes": 522_240, "folder": "voices"}))
    for second in range(25):
        now[0] = second
        shown.tell(progress(20_000 * (second + 1)))
    shown.tell(Event("warning", {"message": "Odd."}))
    shown.tell(Event("progress", {"stage": "measure", "voice": "anna", "done": 0, "total": 1}))
    shown.done(InstalledVoice("anna", 522_240))
    shown.done(InstalledVoice("bert", 0))
    assert capsys.readouterr().out.splitlines() == [
        "Fetching a.bin, 0.5 MB, into voices",
        "0.2 MB of 0.5 MB are here.",
        "0.4 MB of 0.5 MB are here.",
        "Warning: Odd.",
        "Measuring the pace of anna: it says ten sentences.",
        "The voice anna is installed and works: 0.5 MB were fetched.",
        "The voice bert works already: there is nothing to fetch.",
    ]
