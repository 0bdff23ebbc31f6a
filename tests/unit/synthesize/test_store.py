"""The clip store: what is put comes back, what is damaged does not, and nothing half-written has a final name."""

from __future__ import annotations

import errno
import os
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from talecast.errors import OutputError
from talecast.synthesize import ClipStore
from talecast.synthesize.blobs import ABANDONED_NS, prune
from talecast.synthesize.store import clip_key
from talecast.synthesize.trim import measure
from tests.unit.synthesize.keeping import kept_samples

if TYPE_CHECKING:
    from collections.abc import Callable

    from talecast.model import Clip

SAMPLES = (9_000 * np.sin(np.arange(5_001) / 7)).astype(np.int16)
KEY = clip_key("some words")


def kept(store: ClipStore, key: str = KEY) -> Clip:
    clip = measure(key, SAMPLES, 22_050)
    store.put(clip, SAMPLES)
    return clip


def path_of(store: ClipStore, key: str = KEY) -> Path:
    return store.folder / key[:2] / f"{key}.clip"


@pytest.fixture
def store(tmp_path: Path) -> ClipStore:
    return ClipStore(tmp_path / "clips")


def test_what_is_put_comes_back(store: ClipStore) -> None:
    clip = kept(store)
    assert store.has(KEY)
    assert store.get(KEY) == clip
    assert np.array_equal(kept_samples(store, KEY), SAMPLES)


def test_a_clip_without_a_sample_comes_back_too(store: ClipStore) -> None:
    empty = measure(KEY, SAMPLES[:0], 22_050)
    store.put(empty, SAMPLES[:0])
    assert store.get(KEY) == empty
    assert len(kept_samples(store, KEY)) == 0


def test_an_empty_store_has_nothing(store: ClipStore) -> None:
    assert not store.has(KEY)
    assert store.get(KEY) is None
    assert store.samples(KEY) is None
    prune([store.folder], 0)
    assert not store.folder.exists()


def test_a_name_tells_everything_apart_that_sounds_apart() -> None:
    identities = [("a", "b"), ("ab", ""), ("a", "b", 1), ("a", "b", 1.5), ("a,b",), ("ä", "b"), ("a", "b", "1")]
    assert len({clip_key(*identity) for identity in identities}) == len(identities)
    assert clip_key("a", 1.0, "ü") == clip_key("a", 1.0, "ü")


@pytest.mark.parametrize("position", [0, 16, 17, 20, 24, 28, 29, 33, 36, 37, 200, 5_000, -1])
def test_a_file_with_one_wrong_byte_is_dropped(position: int, store: ClipStore) -> None:
    kept(store)
    data = bytearray(path_of(store).read_bytes())
    data[position] ^= 0x40
    path_of(store).write_bytes(data)
    assert store.get(KEY) is None or store.samples(KEY) is None
    assert not path_of(store).exists()


@pytest.mark.parametrize("length", [0, 1, 15, 16, 27, 28, 29, 300, -1])
def test_a_file_that_was_cut_short_is_dropped(length: int, store: ClipStore) -> None:
    kept(store)
    path_of(store).write_bytes(path_of(store).read_bytes()[:length])
    assert store.get(KEY) is None
    assert not store.has(KEY)


@pytest.mark.parametrize(
    "data", [b"", b"\0" * 100, b"talecast store 4\n" + b"\xff" * 40, b"talecast store 4\n" + b"\0" * 11]
)
def test_a_file_of_something_else_is_dropped(data: bytes, store: ClipStore) -> None:
    path_of(store).parent.mkdir(parents=True)
    path_of(store).write_bytes(data)
    assert store.get(KEY) is None
    assert store.samples(KEY) is None


def test_a_file_with_something_after_its_end_is_dropped(store: ClipStore) -> None:
    kept(store)
    path_of(store).write_bytes(path_of(store).read_bytes() + b"\0")
    assert store.get(KEY) is None


def test_putting_again_replaces(store: ClipStore) -> None:
    kept(store)
    other = measure(KEY, SAMPLES[:1_000], 22_050)
    store.put(other, SAMPLES[:1_000])
    assert store.get(KEY) == other


def test_the_same_clip_is_the_same_bytes(store: ClipStore) -> None:
    kept(store)
    first = path_of(store).read_bytes()
    kept(store)
    assert path_of(store).read_bytes() == first


def test_many_may_put_and_get_the_same_clip_at_once(store: ClipStore) -> None:
    faults: list[object] = []

    def work() -> None:
        for _ in range(40):
            clip = kept(store)
            if store.get(KEY) != clip or not np.array_equal(kept_samples(store, KEY), SAMPLES):
                faults.append("another clip came back")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert [path.name for path in store.folder.glob("*/*")] == [f"{KEY}.clip"]


def test_a_put_that_fails_leaves_nothing(store: ClipStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(OutputError, match="No space left on device") as caught:
        kept(store)
    assert "TALECAST_CACHE" in caught.value.tip
    assert list(store.folder.glob("*/*")) == []


def test_a_folder_that_is_a_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "clips").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        kept(ClipStore(tmp_path / "clips"))


def test_the_least_recently_used_go_first(store: ClipStore) -> None:
    keys = [clip_key(number) for number in range(5)]
    for age, key in enumerate(reversed(keys)):
        kept(store, key)
        os.utime(path_of(store, key), ns=(10**18 - age * 10**9,) * 2)
    size = path_of(store, keys[0]).stat().st_size
    store.get(keys[0])  # the oldest one, used just now
    prune([store.folder], 2 * size)
    assert [store.has(key) for key in keys] == [True, False, False, False, True]


def test_within_the_limit_nothing_goes(store: ClipStore) -> None:
    for number in range(5):
        kept(store, clip_key(number))
    sizes = [path.stat().st_size for path in store.folder.glob("*/*")]
    prune([store.folder], sum(sizes))
    assert len(list(store.folder.glob("*/*"))) == 5


def test_clearing_leaves_what_another_run_is_writing(store: ClipStore) -> None:
    kept(store)
    in_work = path_of(store).with_name(".in-work")
    in_work.write_bytes(b"half")
    prune([store.folder], 0)
    assert not store.has(KEY)
    assert in_work.exists()


def pipe(path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("there are no pipes with names here")
    os.mkfifo(path)


@pytest.mark.parametrize(
    "put",
    [Path.touch, lambda path: path.symlink_to("nowhere"), lambda path: path.symlink_to(path.name), pipe],
    ids=["a file", "a link to nowhere", "a link to itself", "a pipe"],
)
def test_what_lies_in_the_place_of_a_folder_of_clips_goes(put: Callable[[Path], None], store: ClipStore) -> None:
    store.folder.mkdir()
    put(path_of(store).parent)
    assert not store.has(KEY)
    assert store.get(KEY) is None
    prune([store.folder], 0)
    kept(store)
    assert np.array_equal(kept_samples(store, KEY), SAMPLES)


def test_a_link_to_a_folder_of_clips_serves_as_one(store: ClipStore, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    store.folder.mkdir()
    path_of(store).parent.symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    kept(store)
    assert np.array_equal(kept_samples(store, KEY), SAMPLES)
    assert (tmp_path / "elsewhere" / f"{KEY}.clip").is_file()


@pytest.mark.parametrize(
    ("number", "tip"),
    [
        (errno.ENOSPC, "Make room there, or set TALECAST_CACHE to another folder."),
        (errno.EACCES, "Make it writable, or set TALECAST_CACHE to another folder."),
        (errno.EROFS, "Make it writable, or set TALECAST_CACHE to another folder."),
        (errno.EIO, "Look at what is wrong there, or set TALECAST_CACHE to another folder."),
    ],
)
def test_what_to_do_depends_on_why_a_clip_cannot_be_kept(
    number: int, tip: str, store: ClipStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    with pytest.raises(OutputError) as caught:
        kept(store)
    assert caught.value.message == f"The cache folder {path_of(store).parent} cannot be written: {os.strerror(number)}."
    assert caught.value.tip == tip


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may look anywhere")
def test_a_folder_that_may_not_be_looked_into_has_no_clips(store: ClipStore) -> None:
    kept(store)
    path_of(store).parent.chmod(0)
    try:
        assert not store.has(KEY)
        assert store.get(KEY) is None
        with pytest.raises(OutputError, match="Permission denied"):
            kept(store)
    finally:
        path_of(store).parent.chmod(0o700)


def test_clips_from_the_time_before_a_clock_was_set_back_are_not_kept_for_ever(store: ClipStore) -> None:
    strange, fresh = clip_key("strange"), clip_key("fresh")
    kept(store, strange)
    size = path_of(store, strange).stat().st_size
    day_s = 24 * 3_600
    os.utime(path_of(store, strange), (time.time() + 365 * day_s,) * 2)
    prune([store.folder], 10 * size)  # nothing is too much yet, but the time is noted
    assert abs(path_of(store, strange).stat().st_mtime - time.time()) < day_s
    os.utime(path_of(store, strange), (time.time() - day_s,) * 2)  # a day later
    kept(store, fresh)
    prune([store.folder], size)
    assert [store.has(key) for key in (strange, fresh)] == [False, True]


def test_a_clip_from_the_time_before_a_clock_was_set_back_is_used_now(store: ClipStore) -> None:
    kept(store)
    os.utime(path_of(store), (time.time() + 10**8,) * 2)
    assert store.get(KEY)
    assert path_of(store).stat().st_mtime < time.time() + 10


def test_a_file_from_the_time_before_a_clock_was_set_back_lets_nobody_take_what_is_being_written(
    store: ClipStore,
) -> None:
    kept(store)
    os.utime(path_of(store), (time.time() + 10**8,) * 2)
    in_work = path_of(store).with_name(".in-work")
    in_work.write_bytes(b"half")
    prune([store.folder], 10**9)
    assert in_work.exists()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_what_is_no_file_is_no_clip_and_keeps_nobody_waiting(store: ClipStore) -> None:
    path = path_of(store)
    path.parent.mkdir(parents=True)
    os.mkfifo(path)
    assert store.get(KEY) is None
    assert not path.exists()
    path.symlink_to("/dev/zero")
    assert store.samples(KEY) is None
    assert not path.is_symlink()


def test_a_folder_in_the_place_of_a_clip_is_dropped_as_any_damage(store: ClipStore) -> None:
    (path_of(store) / "inside").mkdir(parents=True)
    assert not store.has(KEY)
    assert store.get(KEY) is None
    kept(store)
    assert np.array_equal(kept_samples(store, KEY), SAMPLES)
    path_of(store).unlink()
    (path_of(store) / "inside").mkdir(parents=True)
    prune([store.folder], 0)
    assert not path_of(store).exists()


def test_of_a_folder_behind_a_link_only_the_link_is_dropped(store: ClipStore, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    path_of(store).parent.mkdir(parents=True)
    path_of(store).symlink_to(tmp_path / "mine", target_is_directory=True)
    assert store.get(KEY) is None
    assert not path_of(store).is_symlink()
    assert (tmp_path / "mine").is_dir()


def test_a_clip_under_another_clips_name_is_dropped(store: ClipStore) -> None:
    other = clip_key("other words")
    for read in (store.get, store.samples):
        kept(store)
        path_of(store, other).parent.mkdir(parents=True, exist_ok=True)
        path_of(store).rename(path_of(store, other))
        assert read(other) is None
        assert not path_of(store, other).exists()


def test_what_a_killed_run_left_goes_and_what_is_being_written_stays(store: ClipStore) -> None:
    kept(store)
    written = path_of(store).stat().st_mtime_ns
    abandoned, in_work = (path_of(store).with_name(name) for name in (".abandoned", ".in-work"))
    for path, used in ((abandoned, written - ABANDONED_NS - 1), (in_work, written)):
        path.write_bytes(b"half")
        os.utime(path, ns=(used, used))
    prune([store.folder], 10**9)
    assert not abandoned.exists()
    assert in_work.exists()
    assert store.has(KEY)
