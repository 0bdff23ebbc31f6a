"""A Piper model's graph as talecast runs it: with its noise from outside and, where that is faster, in another form."""

from __future__ import annotations

import talecast.synthesize.onnx.file as onnx
from talecast.synthesize.piper.fast_decoder import fast_decoder
from talecast.synthesize.piper.flow import flow_in_bytes
from talecast.synthesize.piper.noise import noise_input


def rewritten(model: bytes, *, fast: bool) -> bytes:
    """The model with all changes; without those of its form where they are not wanted, or its decoder is of no known kind.

    Raises ValueError where the bytes are no ONNX model.
    """
    graph = onnx.read_graph(model)
    changes = noise_input(graph)
    if fast and (decoder := fast_decoder(graph)):
        changes += decoder
        changes += flow_in_bytes(graph, {place for place, _ in decoder})
    return onnx.with_new_graph(model, graph.place, changes) if changes else model
