"""Workers that hang, die and give too little, and what becomes of their words."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from multiprocessing import active_children
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from talecast.errors import SynthesisError, VoiceError
from talecast.synthesize import ClipStore
from talecast.synthesize.pool import Job, LocalPool
from talecast.synthesize.process import Limits
from talecast.synthesize.trim import trim
from talecast.synthesize.worker import least_samples
from tests.unit.synthesize.faulty_engine import tone
from tests.unit.synthesize.keeping import kept_samples

if TYPE_CHECKING:
    from collections.abc import Callable

    from talecast.model import Clip
    from talecast.synthesize.engine import EngineOrder

    Order = Callable[..., EngineOrder]

LIMITS = Limits(start_s=60, utterance_s=0.5, per_character_s=0)


def jobs(order: EngineOrder, *words: str) -> list[Job]:
    return [Job(f"{index:02}-{spoken}", spoken, order) for index, spoken in enumerate(words)]


def speak(folder: Path, order: EngineOrder, *words: str, workers: int = 1, limits: Limits = LIMITS) -> list[Clip]:
    with LocalPool(workers, str(folder / "clips"), limits) as pool:
        return list(pool.run(jobs(order, *words)))


def processes(folder: Path) -> int:
    return len(list((folder / "scratch").glob("process-*")))


@pytest.mark.parametrize("fault", ["hang", "die", "crash", "refuse", "short"])
def test_a_worker_that_fails_is_replaced_and_its_words_are_spoken_all_the_same(
    fault: str, tmp_path: Path, faulty: str, order: Order
) -> None:
    words = f"{fault}1 and then it spoke"
    clips = speak(tmp_path, order(faulty), "before", words, "after")
    assert [clip.key for clip in clips] == ["00-before", f"01-{words}", "02-after"]
    assert processes(tmp_path) == 2
    kept = kept_samples(ClipStore(tmp_path / "clips"), f"01-{words}")
    assert np.array_equal(kept, trim(tone(words), 24_000))


def test_two_failures_in_a_row_are_borne(tmp_path: Path, faulty: str, order: Order) -> None:
    (clip,) = speak(tmp_path, order(faulty), "die2 and then it spoke")
    assert clip.samples == len(trim(tone("die2 and then it spoke"), 24_000))
    assert processes(tmp_path) == 3


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("die", "the engine died with exit code 3"),
        ("crash", "RuntimeError: the engine's own fault"),
        ("short", "too few for these words"),
        ("refuse", "the engine wrote no file"),
        ("hang", "gave no answer in 0 s"),
    ],
)
def test_after_three_tries_the_error_quotes_the_words(
    fault: str, reason: str, tmp_path: Path, faulty: str, order: Order
) -> None:
    with pytest.raises(SynthesisError, match=f"in 3 tries: “{fault}3 these words”") as caught:
        speak(tmp_path, order(faulty), "before", f"{fault}3 these words", "after")
    assert reason in caught.value.message
    assert "--lexicon" in caught.value.tip
    assert ClipStore(tmp_path / "clips").has("00-before")
    assert active_children() == []


def test_a_long_utterance_is_quoted_in_part(tmp_path: Path, faulty: str, order: Order) -> None:
    with pytest.raises(SynthesisError) as caught:
        speak(tmp_path, order(faulty), "die3 " + "word " * 100)
    assert "word…” (the engine died with exit code 3)" in caught.value.message.replace(" …", "…")
    assert len(caught.value.message) < 240


def test_the_time_limit_grows_with_the_words(tmp_path: Path, faulty: str, order: Order) -> None:
    (clip,) = speak(tmp_path, order(faulty), "slow1 " + "word " * 40, limits=Limits(60, 0.1, 0.05))
    assert clip.samples > 0
    assert processes(tmp_path) == 1


def test_clips_come_in_the_order_of_the_jobs_however_long_each_one_takes(
    tmp_path: Path, faulty: str, order: Order
) -> None:
    words = ["slow1 a", "quick", "slow1 b", "quicker", "die1 c", "quickest"]
    clips = speak(tmp_path, order(faulty), *words, workers=3, limits=Limits(60, 5, 0))
    assert [clip.key for clip in clips] == [f"{index:02}-{spoken}" for index, spoken in enumerate(words)]


def test_a_clip_is_handed_on_before_the_next_one_is_there(tmp_path: Path, faulty: str, order: Order) -> None:
    with LocalPool(1, str(tmp_path / "clips"), Limits(60, 3_600, 0)) as pool:
        arriving = pool.run(jobs(order(faulty), "quick", "hang1 for an hour"))
        assert next(arriving).key == "00-quick"


def test_leaving_the_pool_ends_its_workers_in_the_middle_of_an_utterance(
    tmp_path: Path, faulty: str, order: Order
) -> None:
    started = time.monotonic()
    with LocalPool(2, str(tmp_path / "clips"), Limits(60, 3_600, 0)) as pool:
        arriving = pool.run(jobs(order(faulty), "quick", "hang1 a", "hang1 b", "hang1 c"))
        next(arriving)
    assert active_children() == []
    assert time.monotonic() - started < 30


@pytest.mark.parametrize(
    ("voice", "message"),
    [
        ("mute", "This voice lost its tongue."),
        ("dead", "The engine faulty does not start, in 3 tries: the engine died of SIGKILL."),
        ("asleep", "The engine faulty does not start, in 3 tries: the engine gave no answer in 2 s."),
        ("wild", "The engine faulty does not start, in 3 tries: RuntimeError: nobody knows why."),
    ],
)
def test_an_engine_that_does_not_open_is_told_in_a_sentence(
    voice: str, message: str, tmp_path: Path, faulty: str, order: Order
) -> None:
    with pytest.raises(VoiceError) as caught:
        speak(tmp_path, order(faulty, voice), "words", "more words", limits=Limits(2, 1, 0))
    assert caught.value.message == message
    assert caught.value.tip
    assert active_children() == []


@pytest.mark.parametrize("fault", ["dead", "asleep", "wild"])
def test_two_engines_that_do_not_open_are_borne(fault: str, tmp_path: Path, faulty: str, order: Order) -> None:
    (clip,) = speak(tmp_path, order(faulty, f"{fault}2"), "words", limits=Limits(2, 5, 0))
    assert clip.samples == len(trim(tone("words"), 24_000))
    assert active_children() == []


def test_an_engine_that_nothing_here_brings_is_told_in_a_sentence(tmp_path: Path, order: Order) -> None:
    with pytest.raises(VoiceError, match="no engine named 'harp'"):
        speak(tmp_path, order("harp"), "words")


def test_what_an_engine_prints_does_not_reach_the_user(
    tmp_path: Path, faulty: str, order: Order, capfd: pytest.CaptureFixture[str]
) -> None:
    speak(tmp_path, order(faulty, "loud"), "words")
    assert capfd.readouterr() == ("", "")


def test_words_without_a_character_are_silence(tmp_path: Path, order: Order) -> None:
    clips = speak(tmp_path, order("silence"), "", "  ", "…", limits=Limits())
    assert [clip.samples for clip in clips] == [0, 0, 0]


def test_the_fewest_samples_are_counted_over_letters_that_any_voice_can_say() -> None:
    assert least_samples("Ten letters", 22_050, 1.0) == 882
    assert least_samples("Ten letters", 22_050, 2.0) == 441
    assert least_samples("Ten letters", 22_050, 0.5) == 882
    assert least_samples("東京 … 😀", 22_050, 1.0) == 0


INTERRUPTED = """
import sys
from pathlib import Path
from talecast.synthesize.engine import EngineOrder
from talecast.synthesize.pool import Job, LocalPool

if __name__ == "__main__":
    folder = sys.argv[1]
    order = EngineOrder("silence", "", "en", 1.0, 50, folder, folder)
    try:
        print("ready", flush=True)
        with LocalPool(3, folder + "/clips") as pool:
            for clip in pool.run([Job(f"{index:05}", f"words {index}", order) for index in range(100_000)]):
                pass
    except KeyboardInterrupt:
        print("interrupted")
"""


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="Ctrl-C is sent to a group of processes")
@pytest.mark.parametrize("delay_s", [0.0, 0.1, 0.2, 0.4])
def test_ctrl_c_while_workers_start_shows_no_traceback(delay_s: float, tmp_path: Path) -> None:
    script = tmp_path / "run.py"
    script.write_text(INTERRUPTED)
    process = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout
    process.stdout.readline()
    time.sleep(delay_s)
    os.killpg(process.pid, signal.SIGINT)
    said, complained = process.communicate(timeout=30)
    assert complained == ""
    assert said == "interrupted\n"


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in the files of Linux")
def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "run.py"
    script.write_text(INTERRUPTED)
    with subprocess.Popen([sys.executable, str(script), str(tmp_path)], stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        deadline = time.monotonic() + 30
        while not any(tmp_path.glob("clips/*/*.clip")) and time.monotonic() < deadline:
            time.sleep(0.05)
        workers = children_of(process.pid)
        process.kill()
    assert len(workers) >= 2
    while any(map(is_running, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [pid for pid in workers if is_running(pid)] == []


HANGING = """
import sys, time
from talecast.synthesize.engine import EngineOrder
from talecast.synthesize.pool import LocalPool, Job

if __name__ == "__main__":
    folder, site, root = sys.argv[1:]
    sys.path[:0] = [site, root]
    order = EngineOrder("faulty", "", "en", 1.0, 50, folder, folder)
    with LocalPool(1, folder + "/clips") as pool:
        list(pool.run([Job("00", "hang1 for an hour", order)]))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="processes are looked up in the files of Linux")
def test_a_worker_that_hangs_ends_when_its_parent_is_killed(tmp_path: Path, faulty: str) -> None:
    script = tmp_path / "run.py"
    script.write_text(HANGING.replace("faulty", faulty))
    command = [sys.executable, str(script), str(tmp_path), str(tmp_path / "site"), str(Path(__file__).parents[3])]
    deadline = time.monotonic() + 30
    with subprocess.Popen(command) as process:
        while not any(tmp_path.glob("tries-*")) and time.monotonic() < deadline:
            time.sleep(0.05)
        workers = children_of(process.pid)
        process.kill()
    assert any(tmp_path.glob("tries-*"))
    while any(map(is_running, workers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [pid for pid in workers if is_running(pid)] == []


def children_of(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def is_running(pid: int) -> bool:
    """Whether it is there and no zombie that nobody has buried yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
