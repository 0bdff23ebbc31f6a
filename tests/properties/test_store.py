"""Whatever is put comes back; whatever is not what was put does not."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from talecast.synthesize import ClipStore
from talecast.synthesize.store import clip_key
from talecast.synthesize.trim import measure
from tests.unit.synthesize.keeping import kept_samples

SAMPLES = st.binary(max_size=600).map(lambda data: np.frombuffer(data[: len(data) // 2 * 2], "<i2"))
RATES = st.sampled_from([8_000, 22_050, 24_000, 48_000])


@settings(max_examples=60)
@given(samples=SAMPLES, rate=RATES, words=st.text(max_size=30))
def test_what_is_put_comes_back(samples: np.ndarray, rate: int, words: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = ClipStore(Path(folder))
        key = clip_key("voice", words)
        clip = measure(key, samples, rate)
        store.put(clip, samples)
        assert store.get(key) == clip
        assert np.array_equal(kept_samples(store, key), samples)


@settings(max_examples=100)
@given(data=st.data())
def test_a_file_with_any_byte_changed_or_any_part_missing_is_dropped(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = ClipStore(Path(folder))
        key = clip_key("voice", "words")
        samples = np.arange(300, dtype=np.int16) * 50
        store.put(measure(key, samples, 22_050), samples)
        (path,) = Path(folder).glob("*/*.clip")
        whole = bytearray(path.read_bytes())
        at = data.draw(st.integers(0, len(whole) - 1))
        if data.draw(st.booleans()):
            whole[at] ^= data.draw(st.integers(1, 255))
            path.write_bytes(whole)
        else:
            path.write_bytes(whole[:at])
        assert store.get(key) is None or store.samples(key) is None
        assert not path.exists()


@settings(max_examples=100)
@given(junk=st.binary(max_size=200))
def test_a_file_of_anything_else_is_dropped(junk: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = ClipStore(Path(folder))
        key = clip_key("voice", "words")
        path = Path(folder) / key[:2] / f"{key}.clip"
        path.parent.mkdir()
        for data in (junk, b"talecast store 4\n" + junk):
            path.write_bytes(data)
            assert store.get(key) is None
            assert not path.exists()


@given(
    identities=st.lists(
        st.lists(st.one_of(st.text(max_size=5), st.integers(), st.floats(0, 10)), max_size=4), min_size=2, max_size=6
    )
)
def test_equal_names_mean_equal_identities(identities: list[list[object]]) -> None:
    for first in identities:
        for second in identities:
            same = [(type(part), part) for part in first] == [(type(part), part) for part in second]
            assert (clip_key(*first) == clip_key(*second)) is same
