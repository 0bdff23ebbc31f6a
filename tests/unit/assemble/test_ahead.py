"""Encoding beside synthesis: what is made ahead is what is wanted in the end, and a wrong guess costs time alone."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from talecast.assemble import Ahead, loudness, write_tracks
from talecast.assemble.ahead import FIRST_GUESS_CLIPS
from talecast.errors import OutputError
from talecast.settings import PART
from tests.unit.assemble.making import RATE, Sounds, arrange, book_gain_db, script, tone
from tests.unit.assemble.test_encode import Kept, nothing

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from talecast.model import Clip, Script

COUNT = 2 * FIRST_GUESS_CLIPS + 20


def told(chapters: int = 1) -> Script:
    return script(*([400] * (COUNT // chapters) for _ in range(chapters)))


def spoken(sounds: Sounds, *, louder_from: int = COUNT) -> list[Clip]:
    return [
        sounds.add(tone(66_173 + 37 * number, 500 if number < louder_from else 9_000), f"clip-{number}")
        for number in range(COUNT)
    ]


def follow(ahead: Ahead, clips: list[Clip]) -> None:
    for count in range(1, len(clips) + 1):
        ahead.follow(clips[:count])


def stems(chapters: int) -> list[str]:
    return ["book"] if chapters == 1 else [f"{number:02}" for number in range(chapters)]


@pytest.mark.parametrize("chapters", [1, 4])
def test_nearly_all_is_there_when_the_last_clip_comes(chapters: int, tmp_path: Path) -> None:
    sounds, kept, made = Sounds(), Kept(), told(chapters)
    clips = spoken(sounds)
    with Ahead(made, {"v": 0.0}, stems(chapters), RATE, sounds.load, kept, 2, COUNT) as ahead:
        follow(ahead, clips)
        arrangement = arrange(made, clips, stems(chapters), RATE, book_gain_db(made, clips, sounds))
        ahead.settle({"v": book_gain_db(made, clips, sounds)})
        write_tracks(arrangement, sounds.load, ahead, ["mp3"], tmp_path, 2, nothing)
    parts = sum(map(len, arrangement.stretches))
    assert parts > 4
    assert kept.writes == parts  # each of them once, whoever made it


def test_the_files_are_those_that_are_made_without_it(tmp_path: Path) -> None:
    sounds, made = Sounds(), told()
    clips = spoken(sounds)
    arrangement = arrange(made, clips, ["book"], RATE, book_gain_db(made, clips, sounds))
    for name in ("ahead", "alone"):
        (tmp_path / name).mkdir()
    with Ahead(made, {"v": 0.0}, ["book"], RATE, sounds.load, Kept(), 2, COUNT) as ahead:
        follow(ahead, clips)
        write_tracks(arrangement, sounds.load, ahead, ["mp3"], tmp_path / "ahead", 2, nothing)
    write_tracks(arrangement, sounds.load, Kept(), ["mp3"], tmp_path / "alone", 2, nothing)
    one, other = ((tmp_path / name / f"book.mp3{PART}").read_bytes() for name in ("ahead", "alone"))
    assert one == other


@pytest.mark.parametrize("louder_from", [30, 70, 140])
def test_a_wrong_guess_makes_no_difference_to_the_file(louder_from: int, tmp_path: Path) -> None:
    sounds, kept, made = Sounds(), Kept(), told()
    clips = spoken(sounds, louder_from=louder_from)
    gain_db = book_gain_db(made, clips, sounds)
    arrangement = arrange(made, clips, ["book"], RATE, gain_db)
    for name in ("ahead", "alone"):
        (tmp_path / name).mkdir()
    with Ahead(made, {"v": 0.0}, ["book"], RATE, sounds.load, kept, 2, COUNT) as ahead:
        follow(ahead, clips)
        ahead.settle({"v": gain_db})
        write_tracks(arrangement, sounds.load, ahead, ["mp3"], tmp_path / "ahead", 2, nothing)
    write_tracks(arrangement, sounds.load, Kept(), ["mp3"], tmp_path / "alone", 2, nothing)
    one, other = ((tmp_path / name / f"book.mp3{PART}").read_bytes() for name in ("ahead", "alone"))
    assert one == other


@pytest.mark.parametrize(("off_db", "sure"), [(0.0, True), (0.24, False)])
def test_nothing_is_made_while_the_gain_lies_between_two_steps(off_db: float, *, sure: bool) -> None:
    sounds, kept, made = Sounds(), Kept(), told()
    measured = [sounds.add(tone(66_173, 2_000), "measured")] * COUNT
    exact_db = loudness._exact_gains_db(made, measured, ["v"])["v"][0]
    level = round(2_000 * 10 ** ((exact_db - round(exact_db * 2) / 2 - off_db) / 20))
    clips = [sounds.add(tone(66_173 + 37 * number, level), f"clip-{number}") for number in range(FIRST_GUESS_CLIPS)]
    with Ahead(made, {"v": 0.0}, ["book"], RATE, sounds.load, kept, 2, COUNT) as ahead:
        follow(ahead, clips)
        assert bool(ahead._in_work) is sure


def test_leaving_early_gives_up_what_is_not_begun() -> None:
    sounds, kept, made = Sounds(), Kept(), told()
    clips, slow = spoken(sounds), threading.Event()

    def load(key: str) -> NDArray[np.int16]:
        slow.wait(0.05)
        return sounds.load(key)

    with Ahead(made, {"v": 0.0}, ["book"], RATE, load, kept, 1, COUNT) as ahead:
        follow(ahead, clips)
    assert kept.writes <= 1


def test_speaking_waits_where_encoding_is_the_slower_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("talecast.assemble.ahead.WAITING", 1)
    monkeypatch.setattr("talecast.assemble.ahead.likely_gains_db", lambda *_: ({"v": 0.0}, True))
    sounds, made, go_on = Sounds(), told(), threading.Event()
    clips = spoken(sounds)

    def load(key: str) -> NDArray[np.int16]:
        go_on.wait(20)
        return sounds.load(key)

    with Ahead(made, {"v": 0.0}, ["book"], RATE, load, Kept(), 1, COUNT) as ahead:
        following = threading.Thread(target=follow, args=(ahead, clips))
        following.start()
        following.join(1.0)
        assert following.is_alive()
        assert len(ahead._in_work) == 1
        go_on.set()
        following.join(20)
        assert not following.is_alive()


def test_for_a_few_clips_nothing_is_made_ahead() -> None:
    sounds, kept, made = Sounds(), Kept(), told()
    with Ahead(made, {"v": 0.0}, ["book"], RATE, sounds.load, kept, 1, 3) as ahead:
        follow(ahead, spoken(sounds))
    assert kept.writes == 0


def test_a_clip_that_cannot_be_had_is_told_when_its_stretch_is_wanted(tmp_path: Path) -> None:
    sounds, made = Sounds(), told()
    clips = spoken(sounds)
    arrangement = arrange(made, clips, ["book"], RATE, book_gain_db(made, clips, sounds))

    def gone(key: str) -> NDArray[np.int16]:
        raise OutputError(f"The clip {key} vanished.")

    with Ahead(made, {"v": 0.0}, ["book"], RATE, gone, Kept(), 1, COUNT) as ahead:
        follow(ahead, clips)
        with pytest.raises(OutputError, match="vanished"):
            write_tracks(arrangement, gone, ahead, ["mp3"], tmp_path, 1, nothing)
