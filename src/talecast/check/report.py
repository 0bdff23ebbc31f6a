"""What a check finds: places where a file is not what it should be, and what was measured."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_OF_A_KIND = 20
"""Findings of one subject in one file that are listed."""


class Severity(StrEnum):
    """How bad a finding is. Only errors make the check fail."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something is not as it should be, and where."""

    subject: str
    """What was checked: narration, files, sums, length, silence, words, loudness, tags, chapters, cover, transcript,
    read-along."""
    file: str
    """The path within the book's folder."""
    place: str
    """Where in the file, for a person: a chapter, a sentence, a field; empty for the whole."""
    expected: str
    found: str
    severity: Severity = Severity.ERROR


def shorten(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings, but of one subject in one file only the first few and the number of the others.

    A file that is cut short has a finding for each sentence that it lost.
    """
    counts: Counter[tuple[str, str, Severity]] = Counter()
    for finding in findings:
        kind = finding.subject, finding.file, finding.severity
        counts[kind] += 1
        if counts[kind] <= MOST_OF_A_KIND:
            yield finding
    for (subject, file, severity), count in counts.items():
        if count > MOST_OF_A_KIND:
            yield Finding(subject, file, "", "", f"{count - MOST_OF_A_KIND} more like these", severity)


@dataclass(frozen=True, slots=True)
class FileFigures:
    """What was measured of a sound file; None where it could not be."""

    path: str
    samples: int
    """As `narration.json` has them."""
    decoded_samples: int | None = None
    seconds: float | None = None
    loudness_lufs: float | None = None
    """Integrated loudness; None for a file without sound."""
    true_peak_dbtp: float | None = None
    boundaries: int = 0
    """Pauses that were measured, lead-in and tail among them."""
    worst_pause_error_ms: int = 0
    """The largest difference between a planned and a heard pause, in milliseconds."""


@dataclass(frozen=True, slots=True)
class Report:
    """All findings on a book, the file's in the order of `narration.json`, and the figures of each sound file."""

    title: str
    findings: tuple[Finding, ...] = ()
    files: tuple[FileFigures, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether nothing is wrong; warnings do not count."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)
