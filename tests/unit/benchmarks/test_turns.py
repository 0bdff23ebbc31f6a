"""What contestants' turns come to."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest

from benchmarks.turns import OURS, Turn, summary, take_turns

if TYPE_CHECKING:
    from pathlib import Path


def test_a_ratio_compares_runs_of_the_same_turn_and_the_median_counts() -> None:
    turns = {
        OURS: [Turn(1, 10), Turn(2, 10), Turn(4, 10)],
        "other": [Turn(2, 10), Turn(2, 10), Turn(16, 10)],
    }
    (ratio,) = summary(turns, {"other": 1.8})["ratios"]
    assert ratio == {"against": "other", "wanted": 1.8, "ratio": 2.0, "runs": [2.0, 1.0, 4.0]}


def test_the_strictest_count_takes_silence_for_speech_and_leaves_the_start_out() -> None:
    turns = {OURS: [Turn(1, 10)], "raw": [Turn(1, 10, loop_s=0.5, output_s=12)]}
    (ratio,) = summary(turns, {})["ratios"]
    assert ratio["ratio"] == 1.0
    assert ratio["strictest"] == pytest.approx(10 / 24, abs=0.001)


def test_contestants_take_turns_each_in_an_empty_folder(tmp_path: Path) -> None:
    seen: list[tuple[str, Path]] = []

    def contestant(name: str, home: Path) -> Turn:
        assert list(home.iterdir()) == []
        seen.append((name, home))
        return Turn(1, 1)

    take_turns({name: partial(contestant, name) for name in "ab"}, 2, tmp_path, lambda _: None)
    assert [name for name, _ in seen] == ["a", "b", "a", "b"]
    assert len({home for _, home in seen}) == 4
