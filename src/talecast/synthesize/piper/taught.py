"""Which phonemes a Piper voice was taught: its own weights say it.

A voice's config names 150 symbols, most of which its speaker never made. The vector of such a symbol is what chance put there
before the training, shrunk by weight decay ever since; whoever sends the symbol gets a mumble of any length. eSpeak 1.52 has
written a `ʲ` between "the" and a vowel since the published voices were trained, one in every 35 words of a novel:
docs/decisions/0033-what-a-voice-was-taught.md.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import talecast.synthesize.onnx.file as onnx

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

IN_EVERY_SENTENCE = "_^$ "
"""Piper's symbols for a pause between phonemes, the beginning, the end and a space between words: every voice was taught them."""
PHONEMES_INPUT = "input"
"""The graph's input with the numbers of the phonemes; the first thing done with it is to take their vectors."""


def taught_symbols(model: bytes, numbers: Mapping[str, Sequence[int]]) -> frozenset[str]:
    """Those symbols whose vectors are longer than the ones that no symbol has; every symbol where the two cannot be told apart.

    `numbers` are the symbols' rows in the table of vectors. Raises ValueError where the bytes are no ONNX model.
    """
    import numpy as np

    vectors = _vectors(model)
    every = frozenset(numbers)
    rows = {symbol: int(row[0]) for symbol, row in numbers.items() if row}
    if vectors is None or not all(0 <= row < len(vectors) for row in rows.values()):
        return every
    lengths = np.linalg.norm(vectors, axis=1)
    never = float(np.delete(lengths, sorted(set(rows.values()))).max(initial=0.0))
    always = min((float(lengths[rows[symbol]]) for symbol in IN_EVERY_SENTENCE if symbol in rows), default=0.0)
    if not 0 < never < always:
        return every
    between = math.sqrt(never * always)
    return frozenset(symbol for symbol, row in rows.items() if lengths[row] > between)


def _vectors(model: bytes) -> NDArray[Any] | None:
    """The table of vectors, a row a symbol number, or None where the graph has none of a known form.

    It is found by what is done with it: in voices of one speaker PyTorch gave it the name of an input.
    """
    graph = onnx.graph_of(model)
    table = ""
    tensors: list[onnx.Field] = []
    for field in onnx.fields(model, graph.content, graph.end):
        if field.number == onnx.GRAPH_TENSOR:
            tensors.append(field)
        elif field.number == onnx.GRAPH_NODE and not table:
            node = onnx.read_node(model, field)
            if node.operator == "Gather" and node.inputs[1:] == (PHONEMES_INPUT,):
                table = node.inputs[0]
    for field in tensors:
        name, values = onnx.read_tensor(model, field)
        if name == table and values is not None and values.ndim == 2:  # noqa: PLR2004 - a table
            return values
    return None
