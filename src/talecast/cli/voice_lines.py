"""Voices in words: a line of the list, everything about one, and an installation as it goes."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from talecast.cli.guard import print_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from talecast.model import Event, VoiceFile, VoiceProfile
    from talecast.pipeline import VoiceFacts
    from talecast.synthesize import InstalledVoice, ListedVoice

INTERVAL_S, PLAIN_INTERVAL_S = 2.0, 10.0
"""Between two lines of progress: on a terminal or for a program, and for a screen reader or a log."""
AS_IT_COMES_PITCH = 50


def listed_facts(voice: ListedVoice) -> dict[str, Any]:
    """A line of the list, for programs."""
    profile = voice.profile
    return {
        "name": voice.name,
        "language": profile.language if profile else "",
        "description": profile.description if profile else "",
        "missing": voice.missing,
        "engine": profile.engine if profile else "",
        "licence": profile.licence if profile else "",
        "installed_bytes": voice.installed_bytes,
    }


def listed_line(voice: ListedVoice) -> str:
    """A line of the list, for a screen reader or a log."""
    if voice.profile is None:
        return f"{voice.name}: {voice.missing}"
    state = (voice.missing or "works here").rstrip(".")
    return f"{voice.name} ({voice.profile.language}): {state}. {voice.profile.description}"


def print_table(voices: Sequence[ListedVoice]) -> None:
    """The list, for a terminal."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("Voice", "Language", "Here", "", box=None, header_style="dim")
    for voice in voices:
        language, description = (voice.profile.language, voice.profile.description) if voice.profile else ("", "")
        table.add_row(Text(voice.name, "bold"), language, Text(voice.missing or "works"), Text(description))
    Console(markup=False, emoji=False).print(table)


def shown_facts(facts: VoiceFacts) -> dict[str, Any]:
    """Everything about a voice, for programs."""
    slowest, natural, fastest = facts.paces_wpm
    files = [{**asdict(file), "installed": file not in facts.absent} for file in facts.profile.files]
    return {
        **asdict(facts.profile),
        "files": files,
        "missing": facts.missing,
        "wpm": {"slowest": slowest, "natural": natural, "fastest": fastest},
    }


def shown_lines(facts: VoiceFacts) -> Iterator[str]:
    """Everything about a voice, one fact a line, to be read aloud."""
    profile = facts.profile
    slowest, natural, fastest = facts.paces_wpm
    yield f"{profile.name}: {profile.description}"
    yield f"Here: {facts.missing or 'it works.'}"
    yield f"Language: {profile.language}"
    yield f"Engine: {profile.engine}{f', its voice {profile.engine_voice}' if profile.engine_voice else ''}"
    yield f"Pace: {natural} words a minute as it comes; --wpm reaches from {slowest} to {fastest}."
    if profile.intelligible_wpm:
        yield f"Easy to follow up to {profile.intelligible_wpm} words a minute, as was measured."
    yield from _adjusted(profile)
    yield f"Narrator, where you name nobody: {profile.narrator}"
    yield f"Licence: {profile.licence}"
    for file in profile.files:
        yield f"File: {file.name}, {_size(file.bytes)}, {_whereabouts(file, facts)}"


def _adjusted(profile: VoiceProfile) -> Iterator[str]:
    """Only what is not as the voice comes."""
    if profile.rate != 1:
        yield f"Rate: {profile.rate:g} times the engine's own"
    if profile.pitch != AS_IT_COMES_PITCH:
        yield f"Pitch: {profile.pitch} of 100, where {AS_IT_COMES_PITCH} is the voice as it comes"
    if profile.gain_db:
        yield f"Gain: {abs(profile.gain_db):g} dB {'louder' if profile.gain_db > 0 else 'quieter'} than other voices"


def _whereabouts(file: VoiceFile, facts: VoiceFacts) -> str:
    return f"not here; it comes from {file.url}" if file in facts.absent else f"in {facts.folder}"


class Installation:
    """Shows what an installation tells: as events for a program, else as a plain line every so often."""

    def __init__(self, *, plain: bool, as_json: bool) -> None:
        """The clock of the lines of progress starts now."""
        self._as_json = as_json
        self._interval_s = PLAIN_INTERVAL_S if plain and not as_json else INTERVAL_S
        self._last = time.monotonic()

    def tell(self, event: Event) -> None:
        """Show an event, unless it is one line of progress too many."""
        fields: dict[str, Any] = event.fields
        if event.kind == "progress" and fields["stage"] == "fetch":
            if time.monotonic() - self._last < self._interval_s:
                return
            self._last = time.monotonic()
        if self._as_json:
            print_json({"event": event.kind, **fields})
        else:
            click.echo(_event_line(event.kind, fields))

    def done(self, installed: InstalledVoice) -> None:
        """Show that the voice works."""
        if self._as_json:
            print_json({"event": "done", "voice": installed.name, "fetched_bytes": installed.fetched_bytes})
        elif installed.fetched_bytes:
            click.echo(
                f"The voice {installed.name} is installed and works: {_size(installed.fetched_bytes)} were fetched."
            )
        else:
            click.echo(f"The voice {installed.name} works already: there is nothing to fetch.")


def _event_line(kind: str, fields: dict[str, Any]) -> str:
    if kind == "start":
        return f"Fetching {' and '.join(fields['files'])}, {_size(fields['bytes'])}, into {fields['folder']}"
    if kind == "warning":
        return f"Warning: {fields['message']}"
    if fields["stage"] == "measure":
        return f"Measuring the pace of {fields['voice']}: it says ten sentences."
    return f"{_size(fields['done'])} of {_size(fields['total'])} are here."


def _size(count: int) -> str:
    """A number of bytes for people."""
    return f"{count / 1e6:.1f} MB" if count >= 100_000 else f"{count / 1e3:.1f} kB"  # noqa: PLR2004 - from there on, it is not 0.0 MB
