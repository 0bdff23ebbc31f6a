"""From a script to its clips: what is there is taken, the rest is spoken, and equal words are spoken once."""

from __future__ import annotations

import errno
import io
import os
from dataclasses import replace
from multiprocessing import active_children
from typing import TYPE_CHECKING

import numpy as np
import pytest

from talecast.errors import OutputError, SynthesisError
from talecast.model import BlockKind, Metadata, Script, ScriptBlock, ScriptChapter, Utterance
from talecast.places import shipped_voices
from talecast.synthesize import ClipKeys, ClipStore, Speaker, clip_keys, load_voice, orders_for, silence, speak_to_file
from talecast.synthesize.blobs import prune
from talecast.synthesize.engine import EngineOrder
from talecast.synthesize.pool import LocalPool

if TYPE_CHECKING:
    from pathlib import Path

    from talecast.model import Clip, VoiceProfile

PROFILE = load_voice("silence", [shipped_voices()])
WORDS = ("One.", "Two words.", "One.", "And three words.", "…")


class FullDisk(io.BytesIO):
    def write(self, _: object, /) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def script(*words: str, rate: float = 1.0, language: str = "en") -> Script:
    utterances = tuple(Utterance(spoken, spoken, "silence", 400) for spoken in words)
    chapter = ScriptChapter("C", (ScriptBlock(BlockKind.PARAGRAPH, utterances),), 1)
    return Script(Metadata("T", language=language), "t.txt", "silence", rate, (chapter,), (), 500, 1000, 1.0)


def speaker(folder: Path, made: Script, profile: VoiceProfile = PROFILE, cores: int = 1) -> Speaker:
    (folder / "scratch").mkdir(exist_ok=True)
    store = ClipStore(folder / "clips")
    orders = orders_for(made, {"silence": profile}, folder / "cache", folder / "scratch")
    return Speaker(
        made, clip_keys(made, orders), orders, store, lambda count: LocalPool(min(cores, count), str(store.folder))
    )


def clips(folder: Path, made: Script, profile: VoiceProfile = PROFILE, cores: int = 1) -> list[Clip]:
    with speaker(folder, made, profile, cores) as speaking:
        return list(speaking.clips())


def keys(folder: Path, made: Script, profile: VoiceProfile = PROFILE) -> ClipKeys:
    return clip_keys(made, orders_for(made, {"silence": profile}, folder, folder))


def test_there_is_a_clip_for_each_utterance_in_order(tmp_path: Path) -> None:
    made = clips(tmp_path, script(*WORDS))
    margins = 2 * 330
    windows = [-(-silence.tone_samples(words, 1.0) // 110) * 110 for words in WORDS[:4]]
    assert [abs(clip.samples - margins - window) <= 110 for clip, window in zip(made[:4], windows, strict=True)] == [
        True
    ] * 4
    assert made[4].samples == 0
    assert made[0] == made[2]


def test_the_workers_end_with_the_last_clip_that_they_make(tmp_path: Path) -> None:
    """They idled in 60 MB while the book was put together: whoever draws as many clips as there are draws no further."""
    with speaker(tmp_path, script(*WORDS), cores=2) as speaking:
        drawing = speaking.clips()
        drawn = [next(drawing)]
        assert active_children()
        drawn += [next(drawing) for _ in WORDS[1:]]
        assert active_children() == []
        assert len(drawn) == len(WORDS)


def test_the_clips_so_far_are_at_hand_in_order(tmp_path: Path) -> None:
    with speaker(tmp_path, script(*WORDS), cores=2) as speaking:
        for count, clip in enumerate(speaking.clips(), start=1):
            assert len(speaking.spoken) == count
            assert speaking.spoken[-1] == clip
        assert [clip.samples for clip in speaking.spoken[1:3]] == [speaking.spoken[number].samples for number in (1, 2)]
        store = ClipStore(tmp_path / "clips")
        assert list(speaking.spoken) == [store.get(key) for key in keys(tmp_path, script(*WORDS))]


def test_what_is_known_of_the_clips_takes_no_place_when_the_run_is_over(tmp_path: Path) -> None:
    with speaker(tmp_path, script(*WORDS)) as speaking:
        assert [clip.key for clip in speaking.clips()] == list(keys(tmp_path, script(*WORDS)))
    assert list((tmp_path / "scratch").iterdir()) == []


def test_a_full_disk_is_told_in_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with speaker(tmp_path, script(*WORDS)) as speaking:
        speaking.spoken.close()
        monkeypatch.setattr(speaking.spoken, "_file", FullDisk())
        with pytest.raises(OutputError, match="No space left"):
            list(speaking.clips())


def test_equal_words_are_spoken_once(tmp_path: Path, faulty: str) -> None:
    profile = replace(PROFILE, engine=faulty)
    clips(tmp_path, script("die1 once", "die1 once", "die1 once"), profile)
    assert len(list((tmp_path / "scratch").glob("process-*"))) == 2
    (tries,) = (tmp_path / "scratch").glob("tries-*")
    assert tries.stat().st_size == 2


def test_what_the_store_has_is_not_spoken_again(tmp_path: Path, faulty: str) -> None:
    profile = replace(PROFILE, engine=faulty)
    first = clips(tmp_path, script("a", "b", "c"), profile)
    before = len(list((tmp_path / "scratch").glob("process-*")))
    assert clips(tmp_path, script("a", "b", "c"), profile) == first
    assert len(list((tmp_path / "scratch").glob("process-*"))) == before


def test_a_damaged_clip_is_spoken_again(tmp_path: Path) -> None:
    first = clips(tmp_path, script(*WORDS))
    for path in (tmp_path / "clips").glob("*/*.clip"):
        path.write_bytes(path.read_bytes()[:-1])
    assert clips(tmp_path, script(*WORDS)) == first


def test_a_clip_that_is_found_damaged_when_it_is_needed_is_spoken_again(tmp_path: Path) -> None:
    with speaker(tmp_path, script(*WORDS)) as speaking:
        first = list(speaking.clips())
        before = speaking.samples(first[1].key)
        for path in (tmp_path / "clips").glob("*/*.clip"):
            path.write_bytes(path.read_bytes()[:-1] + b"\x55")
        assert np.array_equal(speaking.samples(first[1].key), before)
    assert active_children() == []


def test_a_clip_that_vanished_and_comes_out_differently_ends_the_run(tmp_path: Path, faulty: str) -> None:
    with speaker(tmp_path, script("slow1 words"), replace(PROFILE, engine=faulty)) as speaking:
        (clip,) = speaking.clips()
        for path in (tmp_path / "clips").glob("*/*.clip"):
            path.unlink()
        with pytest.raises(OutputError, match="came out differently"):
            speaking.samples(clip.key)


def test_a_cache_that_is_cleared_again_and_again_costs_time_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def put_and_lose(store: ClipStore, *_: object) -> None:
        prune([store.folder], 0)

    with speaker(tmp_path, script(*WORDS)) as speaking:
        first = list(speaking.clips())
        before = speaking.samples(first[1].key)
        prune([tmp_path / "clips"], 0)
        monkeypatch.setattr(ClipStore, "put", put_and_lose)
        assert np.array_equal(speaking.samples(first[1].key), before)
        assert not list((tmp_path / "clips").glob("*/*"))
    assert list((tmp_path / "scratch").iterdir()) == []


@pytest.mark.parametrize("cores", [1, 2, 4])
def test_clips_are_the_same_whatever_the_cores(cores: int, tmp_path: Path) -> None:
    words = [f"Sentence number {number} of the story." for number in range(30)]
    assert clips(tmp_path / "a", script(*words), cores=cores) == clips(tmp_path / "b", script(*words))


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()


def test_after_a_failure_what_was_spoken_is_kept(tmp_path: Path, faulty: str) -> None:
    profile = replace(PROFILE, engine=faulty)
    with pytest.raises(SynthesisError, match="die3 here"):
        clips(tmp_path, script("before", "die3 here", "after"), profile)
    assert active_children() == []
    store = ClipStore(tmp_path / "clips")
    assert sum(map(store.has, keys(tmp_path, script("before", "die3 here"), profile))) == 1
    assert len(clips(tmp_path, script("before", "die3 here", "after"), profile)) == 3


def test_leaving_early_ends_the_workers(tmp_path: Path) -> None:
    with speaker(tmp_path, script(*WORDS), cores=2) as speaking:
        next(speaking.clips())
    assert active_children() == []


def test_a_plan_counts_what_has_been_spoken(tmp_path: Path) -> None:
    store = ClipStore(tmp_path / "clips")
    assert sum(map(store.has, keys(tmp_path, script(*WORDS)))) == 0
    clips(tmp_path, script("One."))
    assert sum(map(store.has, keys(tmp_path, script(*WORDS)))) == 2
    assert sum(map(store.has, keys(tmp_path, script(*WORDS, rate=1.5)))) == 0
    assert sum(map(store.has, keys(tmp_path, script(*WORDS, language="fr")))) == 0
    assert sum(map(store.has, keys(tmp_path, script(*WORDS), replace(PROFILE, pitch=40)))) == 0


def test_the_folders_make_no_difference_to_a_clips_name(tmp_path: Path) -> None:
    clips(tmp_path / "a", script("One."))
    clips(tmp_path / "b", script("One."))
    first, second = ({path.name for path in (tmp_path / name / "clips").glob("*/*")} for name in ("a", "b"))
    assert first == second


def test_the_silent_engines_clip_is_an_exact_function_of_its_text() -> None:
    engine = silence.open_engine(EngineOrder("silence", "", "en", 2.0, 50, "", ""))
    assert len(engine.speak("0123456789")) == 2205 + round(10 * 220.5 / 2) + 4410
    assert not engine.speak("…").any()
    assert np.array_equal(engine.speak("same words"), engine.speak("same words"))


def test_a_voice_can_be_tried_without_the_store(tmp_path: Path) -> None:
    seconds = speak_to_file("Ten words.", PROFILE, tmp_path / "cache", tmp_path / "try.wav")
    assert seconds == pytest.approx(0.1 + 0.03, abs=0.01)
    assert (tmp_path / "try.wav").stat().st_size == 44 + round(seconds * 22_050) * 2
    assert list((tmp_path / "cache").glob("*/*")) == []


def test_words_of_which_nothing_is_heard_leave_no_file(tmp_path: Path) -> None:
    with pytest.raises(SynthesisError, match="The voice silence makes no sound of these words, so nothing was written"):
        speak_to_file("…", PROFILE, tmp_path / "cache", tmp_path / "try.wav")
    assert not (tmp_path / "try.wav").exists()
