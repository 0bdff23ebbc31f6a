"""A finished book passes; every fault that a listener or a server would notice is found, with its place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from talecast.check import Finding, Report, Severity, check_book
from talecast.check.report import MOST_OF_A_KIND
from talecast.errors import CheckError
from talecast.tag import ChapterMark, draw_cover, read_tags, tag_file
from tests.unit.check.making import (
    AMPLITUDE,
    edit_narration,
    in_samples,
    list_anew,
    make_book,
    script_of,
    single_track,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    Sound = NDArray[np.int16]

SCRIPT = script_of(
    ("I", ["The first sentence.", "The second one is here.", "A third --> of all."]),
    ("II", ["And on it goes & on.", "Ends."]),
)
TRACK = single_track(SCRIPT)
SPANS = [span for chapter in TRACK.chapters for span in chapter.spans]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return make_book(tmp_path / "a-book", SCRIPT)


def errors(report: Report) -> list[tuple[str, str]]:
    """Subject and file of each error."""
    return [(finding.subject, finding.file) for finding in report.findings if finding.severity is Severity.ERROR]


def only(report: Report, subject: str) -> Finding:
    """The one finding of a report, which is of this subject."""
    assert [finding.subject for finding in report.findings] == [subject], report.findings
    return report.findings[0]


# --- what is right ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", ["mp3", "flac", "wav", "opus", "m4b"])
def test_a_finished_book_passes_in_every_format(suffix: str, tmp_path: Path) -> None:
    report = check_book(make_book(tmp_path, SCRIPT, (suffix,)))
    assert report.findings == ()
    assert report.passed
    figures = report.files[0]
    assert figures.path == f"a-book.{suffix}"
    assert figures.samples == TRACK.samples
    assert figures.boundaries == 6
    assert figures.loudness_lufs == pytest.approx(-19.3, abs=0.5)
    assert figures.true_peak_dbtp is not None


def test_all_formats_of_a_book_are_checked_together(tmp_path: Path) -> None:
    report = check_book(make_book(tmp_path, SCRIPT, ("mp3", "flac", "m4b")))
    assert report.findings == ()
    assert [figures.path for figures in report.files] == ["a-book.mp3", "a-book.flac", "a-book.m4b"]


def test_a_lossless_file_decodes_to_its_very_samples_and_pauses(book: Path) -> None:
    figures = check_book(book).files[0]
    assert figures.decoded_samples == TRACK.samples
    assert abs(figures.worst_pause_error_ms) <= 2


def test_one_file_of_a_book_is_checked_alone(tmp_path: Path) -> None:
    folder = make_book(tmp_path, SCRIPT, ("mp3", "flac"))
    (folder / "a-book.mp3").unlink()
    (folder / "cover.jpg").write_bytes(b"")
    report = check_book(folder / "a-book.flac")
    assert [figures.path for figures in report.files] == ["a-book.flac"]
    assert errors(report) == [("cover", "a-book.flac")]


def test_a_book_of_silence_has_nothing_to_be_loud(tmp_path: Path) -> None:
    report = check_book(make_book(tmp_path, SCRIPT, amplitude=0))
    assert report.findings == ()
    assert report.files[0].loudness_lufs is None
    assert report.files[0].boundaries == 0


# --- sound --------------------------------------------------------------------------------------------------------


def spoiled(tmp_path: Path, change: Callable[[Sound], Sound], amplitude: float = AMPLITUDE) -> Report:
    return check_book(make_book(tmp_path, SCRIPT, ("flac",), change, amplitude))


def test_a_file_that_lost_its_end_is_found(tmp_path: Path) -> None:
    report = spoiled(tmp_path, lambda sound: sound[:-1])
    assert [finding.found for finding in report.findings] == [
        f"{TRACK.samples - 1} by the file's own header",
        f"{TRACK.samples - 1} when decoded",
    ]


def test_a_pause_that_is_too_short_is_found_with_its_place(tmp_path: Path) -> None:
    def lengthen(sound: Sound) -> Sound:
        sound = sound.copy()
        end = SPANS[1].end_sample
        sound[end : end + in_samples(60)] = sound[end - in_samples(60) : end]
        return sound

    finding = only(spoiled(tmp_path, lengthen), "silence")
    assert finding.place == "after sentence 2 at 0:00:01.600, “The second one is here.”"
    assert finding.expected == "400 ms of silence, ±20"
    assert 338 <= int(finding.found.split()[0]) <= 342


def test_a_sentence_that_starts_late_is_found(tmp_path: Path) -> None:
    def mute(sound: Sound) -> Sound:
        sound = sound.copy()
        sound[SPANS[3].start_sample : SPANS[3].start_sample + in_samples(50)] = 0
        return sound

    finding = only(spoiled(tmp_path, mute), "silence")
    assert finding.found in {"1249 ms", "1250 ms"}


def test_a_click_in_a_pause_is_found(tmp_path: Path) -> None:
    def click(sound: Sound) -> Sound:
        sound = sound.copy()
        sound[SPANS[0].end_sample + in_samples(200)] = 20_000
        return sound

    assert only(spoiled(tmp_path, click), "silence").place.startswith("after sentence 1 ")


def test_noise_in_the_lead_in_and_the_tail_is_found(tmp_path: Path) -> None:
    def noise(sound: Sound) -> Sound:
        sound = sound.copy()
        sound[:2000] = sound[-2000:] = 3000
        return sound

    assert {finding.place for finding in spoiled(tmp_path, noise).findings} == {"lead-in", "tail"}


def test_a_sentence_that_is_not_heard_is_found_and_its_pauses_are_not_blamed(tmp_path: Path) -> None:
    def mute(sound: Sound) -> Sound:
        sound = sound.copy()
        sound[SPANS[2].start_sample : SPANS[2].end_sample] = 0
        return sound

    finding = only(spoiled(tmp_path, mute), "words")
    assert finding.expected == "speech: “A third --> of all.”"
    assert finding.found == "silence"


def test_a_book_that_is_too_quiet_or_too_loud_is_found(tmp_path: Path) -> None:
    assert only(spoiled(tmp_path / "quiet", lambda sound: sound // 2), "loudness").expected == "-19 LUFS ±1"
    loud = spoiled(tmp_path / "loud", lambda sound: np.clip(sound * 6.0, -32767, 32767).astype(np.int16))
    assert {finding.expected for finding in loud.findings} == {"-19 LUFS ±1", "true peak at most -1 dBTP"}


@pytest.mark.parametrize("suffix", ["mp3", "flac", "wav", "opus", "m4b"])
@pytest.mark.parametrize("damage", ["empty", "noise", "cut", "text", "middle"])
def test_a_damaged_sound_file_is_a_finding(suffix: str, damage: str, tmp_path: Path) -> None:
    folder = make_book(tmp_path, SCRIPT, (suffix,))
    path = folder / f"a-book.{suffix}"
    data = path.read_bytes()
    noise = np.random.default_rng(3).bytes(9_000)
    half = len(data) // 2
    path.write_bytes(
        {
            "empty": b"",
            "noise": noise,
            "cut": data[: len(data) - len(data) // 4],
            "text": b"hello\n" * 2000,
            "middle": data[:half] + noise[:3000] + data[half + 3000 :],
        }[damage]
    )
    list_anew(folder)
    report = check_book(folder)
    assert not report.passed
    assert all(finding.file == path.name for finding in report.findings)


# --- files --------------------------------------------------------------------------------------------------------


def test_a_missing_file_is_found(book: Path) -> None:
    (book / "a-book.flac").unlink()
    (book / "a-book.srt").unlink()
    assert [(finding.file, finding.found) for finding in check_book(book).findings] == [
        ("a-book.flac", "none"),
        ("a-book.srt", "none"),
    ]


def test_changed_bytes_are_found(book: Path) -> None:
    path = book / "a-book.vtt"
    path.write_bytes(path.read_bytes() + b"\n")
    assert only(check_book(book), "files").expected.endswith(" bytes")
    path.write_bytes(path.read_bytes()[:-1].replace(b"NOTE I\n", b"NOTE Y\n"))
    assert only(check_book(book), "files").expected.startswith("SHA-256 ")


def test_a_sound_file_that_belongs_to_nothing_is_a_warning(book: Path) -> None:
    (book / "old.mp3").write_bytes(b"")
    report = check_book(book)
    assert only(report, "files").severity is Severity.WARNING
    assert report.passed


# --- narration.json -----------------------------------------------------------------------------------------------


def sentence(document: dict[str, Any], chapter: int, number: int) -> dict[str, Any]:
    entry: dict[str, Any] = document["chapters"][chapter]["blocks"][0]["sentences"][number]
    return entry


@pytest.mark.parametrize(
    "change",
    [
        lambda document: sentence(document, 0, 1).update(pause_after_ms=401),
        lambda document: sentence(document, 0, 2).update(end_sample=sentence(document, 0, 2)["end_sample"] + 1),
        lambda document: document.update(lead_in_ms=499),
        lambda document: document["files"][0].update(samples=TRACK.samples + 1),
        lambda document: document["chapters"][0].update(end_sample=5),
        lambda document: sentence(document, 1, 1).update(start=1.0),
        lambda document: document["chapters"][1].update(end=1.0),
    ],
)
def test_sums_that_do_not_come_out_are_found(change: Callable[[dict[str, Any]], object], book: Path) -> None:
    edit_narration(book, change)
    assert ("sums", "a-book.flac") in errors(check_book(book))


def test_a_chapter_whose_file_is_not_listed_is_found(book: Path) -> None:
    edit_narration(book, lambda document: document["chapters"][1].update(file="a-book-2.flac"))
    assert ("narration", "narration.json") in errors(check_book(book))


@pytest.mark.parametrize(
    "damage",
    [
        lambda document: document.pop("chapters"),
        lambda document: document.update(version=2),
        lambda document: document.update(sample_rate=0),
        lambda document: document.update(sample_rate=10**18),
        lambda document: document.update(title=5),
        lambda document: document["chapters"].append(None),
        lambda document: sentence(document, 0, 0).update(start_sample=-1),
        lambda document: sentence(document, 0, 0).update(start_sample=True),
        lambda document: sentence(document, 0, 0).update(start="soon"),
        lambda document: document["files"][0].update(path="../a-book.flac"),
        lambda document: document["files"][0].update(path="/etc/hostname"),
        lambda document: document["files"][0].pop("bytes"),
    ],
)
def test_a_record_that_makes_no_sense_ends_the_check_with_a_sentence(
    damage: Callable[[dict[str, Any]], object], book: Path
) -> None:
    edit_narration(book, damage)
    with pytest.raises(CheckError) as caught:
        check_book(book)
    assert "narration.json" in caught.value.message
    assert caught.value.tip


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\x00", b"[" * 100_000, b"null"])
def test_a_record_that_is_no_record_ends_the_check_with_a_sentence(data: bytes, book: Path) -> None:
    (book / "narration.json").write_bytes(data)
    with pytest.raises(CheckError):
        check_book(book)


def test_a_folder_without_a_record_and_a_file_that_is_not_listed_end_the_check(book: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for target in (tmp_path / "empty", tmp_path / "none", book / "cover.jpg", book / "other.mp3"):
        with pytest.raises(CheckError) as caught:
            check_book(target)
        assert caught.value.tip


def test_what_is_not_there_is_named_as_it_was_typed(tmp_path: Path) -> None:
    with pytest.raises(CheckError, match=r"There is no file or folder “.*none”"):
        check_book(tmp_path / "none")


# --- tags, cover, transcripts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "subject"),
    [
        ({"title": "Other"}, "tags"),
        ({"album": "Other"}, "tags"),
        ({"artist": ""}, "tags"),
        ({"album_artist": "Bo"}, "tags"),
        ({"genre": "Speech"}, "tags"),
        ({"language": "deu"}, "tags"),
        ({"track_number": 2}, "tags"),
        ({"cover": None}, "cover"),
        ({"cover": draw_cover("Another book", ())}, "cover"),
        ({"chapters": ()}, "chapters"),
        ({"chapters": (ChapterMark("I", 500, 4600), ChapterMark("III", 4600, 7400))}, "chapters"),
        ({"chapters": (ChapterMark("I", 500, 4600), ChapterMark("II", 4603, 7400))}, "chapters"),
    ],
)
@pytest.mark.parametrize("suffix", ["flac", "mp3"])
def test_a_tag_that_is_not_the_books_is_found(
    change: dict[str, Any], subject: str, suffix: str, tmp_path: Path
) -> None:
    folder = make_book(tmp_path, SCRIPT, (suffix,))
    path = folder / f"a-book.{suffix}"
    tag_file(path, replace(read_tags(path), **change))
    list_anew(folder)
    assert {finding.subject for finding in check_book(folder).findings} == {subject}


def test_a_chapter_that_ends_too_late_is_found_where_the_format_says_so(tmp_path: Path) -> None:
    folder = make_book(tmp_path, SCRIPT, ("mp3",))
    path = folder / "a-book.mp3"
    marks = read_tags(path).chapters
    tag_file(path, replace(read_tags(path), chapters=(marks[0], replace(marks[1], end_ms=marks[1].end_ms + 5))))
    list_anew(folder)
    assert only(check_book(folder), "chapters").found == f"at {marks[1].end_ms + 5} ms"


def test_a_cover_that_stores_refuse_is_found(book: Path) -> None:
    from io import BytesIO

    from PIL import Image

    for image, options, found in (
        (Image.new("RGB", (1000, 1000)), {"format": "JPEG"}, "1000 by 1000"),
        (Image.new("RGB", (1500, 1400)), {"format": "JPEG"}, "1500 by 1400"),
        (Image.new("L", (1500, 1500)), {"format": "JPEG"}, "JPEG L"),
        (Image.new("RGB", (1500, 1500)), {"format": "PNG"}, "PNG RGB"),
    ):
        buffer = BytesIO()
        image.save(buffer, **options)
        (book / "cover.jpg").write_bytes(buffer.getvalue())
        list_anew(book)
        findings = [finding for finding in check_book(book).findings if finding.file == "cover.jpg"]
        assert [finding.found for finding in findings] == [found]


@pytest.mark.parametrize("name", ["a-book.vtt", "a-book.srt"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The first", "The worst"),
        ("00:00:00", "00:00:01"),
        ("second one is", "second one\n\nis"),
        ("Ends.", "Ends.\nAgain."),
    ],
)
def test_a_transcript_that_says_something_else_is_found(name: str, old: str, new: str, book: Path) -> None:
    text = (book / name).read_text(encoding="utf-8")
    assert old in text
    (book / name).write_text(text.replace(old, new), encoding="utf-8", newline="\n")
    list_anew(book)
    assert set(errors(check_book(book))) == {("transcript", name)}


def test_a_transcript_that_lost_a_cue_or_is_not_utf8_is_found(book: Path) -> None:
    text = (book / "a-book.srt").read_text(encoding="utf-8")
    (book / "a-book.srt").write_text(text.rpartition("\n\n")[0], encoding="utf-8")
    (book / "a-book.vtt").write_bytes(b"WEBVTT\n\xff\xff")
    list_anew(book)
    assert [finding.found for finding in check_book(book).findings] == ["bytes that are not", "4"]


def test_a_cover_or_transcript_that_is_not_listed_is_found(book: Path) -> None:
    edit_narration(book, lambda document: document.update(files=document["files"][:1]))
    assert set(errors(check_book(book))) == {
        ("cover", "cover.jpg"),
        ("transcript", "a-book.vtt"),
        ("transcript", "a-book.srt"),
    }


def test_many_findings_of_a_kind_are_counted_and_not_all_listed(tmp_path: Path) -> None:
    script = script_of(("I", [f"Sentence {number}." for number in range(40)]))
    folder = make_book(tmp_path, script)
    text = (folder / "a-book.vtt").read_text(encoding="utf-8")
    (folder / "a-book.vtt").write_text(text.replace("Sentence", "Santa"), encoding="utf-8", newline="\n")
    list_anew(folder)
    findings = check_book(folder).findings
    assert len(findings) == MOST_OF_A_KIND + 1
    assert findings[-1].found == "20 more like these"
