"""The cache's folder for files of a moment: whatever became of the run, its files do not stay."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from talecast.synthesize.scratch import scratch_folder

if TYPE_CHECKING:
    from pathlib import Path


def test_it_goes_with_what_is_in_it(tmp_path: Path) -> None:
    with scratch_folder(tmp_path / "cache") as folder:
        (folder / "clips").mkdir()
        (folder / "clips" / "a").write_bytes(b"sound")
    assert list(tmp_path.glob("cache/*/*")) == []


def test_what_a_killed_run_left_goes_with_the_next_one_and_another_runs_stays(tmp_path: Path) -> None:
    killed, strange, other = (tmp_path / "scratch" / name for name in ("killed", "strange", "other"))
    for folder, age_s in ((killed, 4_000), (strange, -4_000), (other, 10)):
        folder.mkdir(parents=True)
        (folder / "a").write_bytes(b"sound")
        os.utime(folder, (time.time() - age_s,) * 2)
    with scratch_folder(tmp_path) as folder:
        assert set((tmp_path / "scratch").iterdir()) == {other, folder}
