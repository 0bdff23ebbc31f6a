"""How formats store tags: written by one library's writer, read back, and lying in the file as players need them."""

from __future__ import annotations

import subprocess
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import pytest

from talecast.assemble import ffmpeg, mp3
from talecast.errors import CheckError, OutputError
from talecast.model import TimedChapter
from talecast.tag import ChapterMark, Tags, draw_cover, read_length, read_tags, tag_file
from talecast.tag.id3 import to_frames

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Golden

RATE = 44_100
SAMPLES = 3 * RATE + 7
FORMATS = ("mp3", "wav", "flac", "opus", "m4b")
MARKS = (ChapterMark("II", 0, 1000), ChapterMark("A much longer title", 1000, 2000), ChapterMark("I", 2000, 3000))
TAGS = Tags(
    title="The Boy 🚀 & / ; שלום " + "long " * 55,
    subtitle="A sub = title",
    album="The Book",
    artist="Ann O'Dé; Bo, Jr.",
    album_artist="Ann O'Dé; Bo, Jr.",
    narrator="joe",
    track_number=1,
    track_total=12,
    disc_number=1,
    disc_total=1,
    genre="Audiobook",
    date="1895-05-07",
    language="eng",
    comment="A tale — of sorts.",
    series="Saga",
    series_part="2.5",
    publisher="A House",
    chapters=MARKS,
)


@pytest.fixture(scope="session")
def cover() -> bytes:
    return draw_cover("The Book", ("Ann O'Dé",))


@pytest.fixture(scope="session")
def untagged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with three seconds of hum in every format, without tags."""
    folder = tmp_path_factory.mktemp("untagged")
    sound = np.rint(3000 * np.sin(np.arange(SAMPLES) / 30)).astype(np.int16)
    audio = mp3.encode_stretch([sound])
    (folder / "a.mp3").write_bytes(mp3.info_frame(SAMPLES, mp3.frame_count(SAMPLES), len(audio)) + audio)
    chapters = tuple(
        TimedChapter(mark.title, number, mark.start_ms * RATE // 1000, mark.end_ms * RATE // 1000, ())
        for number, mark in enumerate(MARKS, start=1)
    )
    for name, codec in ffmpeg.CODECS.items():
        ffmpeg.encode_file(folder / f"a.{name}", codec, RATE, [sound], chapters)
    return folder


@pytest.fixture
def plain(untagged: Path, tmp_path: Path) -> Callable[[str], Path]:
    """A function from a format to a fresh untagged file of it."""

    def copy(suffix: str) -> Path:
        path = tmp_path / f"a.{suffix}"
        path.write_bytes((untagged / path.name).read_bytes())
        return path

    return copy


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_field_comes_back_as_it_was_written(suffix: str, plain: Callable[[str], Path], cover: bytes) -> None:
    path, tags = plain(suffix), replace(TAGS, cover=cover)
    tag_file(path, tags)
    found = read_tags(path)
    for field in fields(Tags):
        if field.name != "chapters":
            assert getattr(found, field.name) == getattr(tags, field.name), field.name
    assert [(mark.title, mark.start_ms) for mark in found.chapters] == [(mark.title, mark.start_ms) for mark in MARKS]


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_same_tags_give_the_same_bytes_whatever_was_there_before(
    suffix: str, plain: Callable[[str], Path], cover: bytes
) -> None:
    path, tags = plain(suffix), replace(TAGS, cover=cover)
    tag_file(path, tags)
    once = path.read_bytes()
    tag_file(path, replace(tags, title="x" * 5000, cover=None, chapters=()))
    tag_file(path, tags)
    assert path.read_bytes() == once


@pytest.mark.parametrize("suffix", FORMATS)
def test_empty_fields_are_not_written(suffix: str, plain: Callable[[str], Path]) -> None:
    path = plain(suffix)
    tag_file(path, Tags(title="T"))
    found = read_tags(path)
    assert replace(found, chapters=()) == Tags(title="T")


@pytest.mark.parametrize("suffix", FORMATS)
def test_tagging_leaves_every_sample_as_it_was(suffix: str, plain: Callable[[str], Path], cover: bytes) -> None:
    path = plain(suffix)
    before = np.concatenate(list(ffmpeg.decode(path, RATE)))
    tag_file(path, replace(TAGS, cover=cover))
    after = np.concatenate(list(ffmpeg.decode(path, RATE)))
    assert np.array_equal(before, after)


@pytest.mark.parametrize("suffix", ["mp3", "wav", "flac"])
def test_the_length_in_the_headers_is_the_gapless_one(suffix: str, plain: Callable[[str], Path]) -> None:
    path = plain(suffix)
    tag_file(path, TAGS)
    assert round(read_length(path) * RATE) == SAMPLES


@pytest.mark.parametrize("suffix", ["mp3", "wav"])
def test_chapters_lie_in_the_file_in_the_order_of_their_times(suffix: str, plain: Callable[[str], Path]) -> None:
    path = plain(suffix)
    tag_file(path, TAGS)
    data = path.read_bytes()
    frames = [data.index(f"chp{index}\0".encode(), data.index(b"CHAP")) for index in range(3)]
    assert frames == sorted(frames)


def test_chapters_have_no_byte_offsets(plain: Callable[[str], Path]) -> None:
    path = plain("mp3")
    tag_file(path, TAGS)
    data = path.read_bytes()
    first = data.index(b"chp0\0", data.index(b"CHAP")) + 5
    assert data[first : first + 16] == (0).to_bytes(4, "big") + (1000).to_bytes(4, "big") + b"\xff" * 8


def test_more_chapters_than_a_contents_frame_can_count_are_all_there(plain: Callable[[str], Path]) -> None:
    marks = tuple(ChapterMark(f"Chapter {number}", number * 10, number * 10 + 10) for number in range(600))
    path = plain("mp3")
    tag_file(path, replace(TAGS, chapters=marks))
    assert read_tags(path).chapters == marks
    contents = [frame for frame in to_frames(replace(TAGS, chapters=marks)) if frame.id == "CTOC"]
    assert [len(frame.children) for frame in contents] == [3, 255, 255, 90]
    assert [frame.top_level for frame in contents] == [True, False, False, False]


def test_frames_of_a_book_are_as_written_down(golden: Golden, request: pytest.FixtureRequest) -> None:
    dump = "".join(f"{_line(frame)}\n" for frame in to_frames(replace(TAGS, title="The Boy 🚀", cover=b"picture")))
    golden(request.config.rootpath / "tests" / "golden" / "tag-id3" / "golden" / "frames.txt", dump)


def _line(frame: Any) -> str:
    shown = {field.name: getattr(frame, field.name) for field in fields(frame)}
    return " ".join([shown.pop("id"), *(f"{name}={value!r}" for name, value in shown.items() if value)])


def test_mp3val_finds_nothing_to_complain_of(
    plain: Callable[[str], Path], cover: bytes, need_tool: Callable[[str], str]
) -> None:
    path = plain("mp3")
    tag_file(path, replace(TAGS, cover=cover))
    said = subprocess.run([need_tool("mp3val"), str(path)], capture_output=True, text=True, check=True).stdout
    assert "WARNING" not in said
    assert "ERROR" not in said
    assert "+ID3v2" in said


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("damage", ["empty", "noise", "cut", "text"])
def test_a_damaged_file_is_an_error_of_ours_or_is_read(suffix: str, damage: str, plain: Callable[[str], Path]) -> None:
    path = plain(suffix)
    tag_file(path, TAGS)
    data = path.read_bytes()
    noise = np.random.default_rng(7).bytes(20_000)
    path.write_bytes({"empty": b"", "noise": noise, "cut": data[: len(data) // 3], "text": b"hello\n" * 900}[damage])
    for message in errors_of(path):
        assert message.endswith(".")
        assert path.name in message


@pytest.mark.parametrize("suffix", FORMATS)
def test_bytes_turned_over_anywhere_never_give_a_traceback(suffix: str, plain: Callable[[str], Path]) -> None:
    path = plain(suffix)
    tag_file(path, TAGS)
    data = path.read_bytes()
    random = np.random.default_rng(11)
    for _ in range(60):
        spoiled = bytearray(data)
        for place in random.integers(0, min(len(data), 6000), 4):
            spoiled[place] = int(random.integers(0, 256))
        path.write_bytes(spoiled)
        errors_of(path)


def errors_of(path: Path) -> list[str]:
    """What reading and tagging the file complain of, in our own words; any other exception fails the test."""
    messages = []
    touches: tuple[Callable[[], object], ...] = (
        lambda: read_tags(path),
        lambda: read_length(path),
        lambda: tag_file(path, TAGS),
    )
    for touch in touches:
        try:
            touch()
        except (CheckError, OutputError) as error:
            messages.append(error.message)
    return messages


class FailingFile:
    """A file object that fails at the n-th call of any method, whatever it is: full disk, lost drive."""

    def __init__(self, file: Any, calls: int) -> None:
        self._file, self._calls = file, calls

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._file, name)
        if name in {"fileno", "close"} or not callable(method):
            return method

        def call(*args: Any) -> Any:
            self._calls -= 1
            if self._calls < 0:
                raise OSError(28, "No space left on device")
            return method(*args)

        return call


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_disk_that_fills_up_at_any_moment_is_named_with_a_tip(
    suffix: str, plain: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    import builtins

    real_open = builtins.open
    told = set()
    for calls in range(0, 200, 7):
        path = plain(suffix)
        monkeypatch.setattr(builtins, "open", lambda *a, n=calls, **k: FailingFile(real_open(*a, **k), n))
        try:
            tag_file(path, TAGS)
        except OutputError as error:
            told.add((error.message, error.tip))
        finally:
            monkeypatch.setattr(builtins, "open", real_open)
    full = f"The tags of {plain(suffix)} cannot be written: No space left on device."
    assert (full, "Make room there, or choose another folder.") in told
    assert all(tip for _, tip in told)


def test_a_file_of_another_kind_cannot_be_tagged(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"story\.txt is of no format"):
        tag_file(tmp_path / "story.txt", TAGS)
