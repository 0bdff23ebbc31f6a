"""A Piper model's graph with its noise given from outside: what takes the place of the nodes that draw it.

Piper's models draw noise inside the graph (`RandomNormalLike`: once for the lengths of the phonemes, once for the sound), from a
generator that goes on from one run of a session to the next, so that equal words sound different each time. Here each such
node is replaced by a slice of a new input, `noise`. What the slices are filled with is the caller's choice; the graph around
them stays as it was.
"""

from __future__ import annotations

import talecast.synthesize.onnx.file as onnx
from talecast.synthesize.onnx.writer import PREFIX

NOISE_INPUT = "noise"
"""float32 of shape (n,), n being at least the size of all noise tensors together; each takes its part, in the graph's order."""

RANDOM = "RandomNormalLike"


def noise_input(graph: onnx.Graph) -> list[onnx.Change]:
    """What gives the model `noise` as an input instead of noise of its own; nothing where it draws none."""
    changes: list[onnx.Change] = []
    taken = ""
    for place, node in graph.nodes:
        if node.operator == RANDOM:
            nodes, taken = _slice_of_noise(node.outputs[0], node.inputs[0], taken)
            changes.append((place, nodes if changes else onnx.vector_input(NOISE_INPUT, PREFIX + "length") + nodes))
    return changes


def _slice_of_noise(output: str, shaped_like: str, taken: str) -> tuple[bytes, str]:
    """Nodes that give `output` the shape of `shaped_like`, filled with the noise behind what was `taken` before.

    Also gives the name of the value that says how much is taken then.
    """
    shape, size, zero, end, flat = (PREFIX + output + part for part in ("/shape", "/size", "/zero", "/end", "/flat"))
    nodes = [onnx.node("Shape", [shaped_like], shape)]
    nodes.append(onnx.node("ReduceProd", [shape], size))  # its axis is kept: shape (1,)
    if not taken:
        nodes.append(onnx.node("Sub", [size, size], zero))
    nodes += [
        onnx.node("Add", [taken or zero, size], end),
        onnx.node("Slice", [NOISE_INPUT, taken or zero, end], flat),
        onnx.node("Reshape", [flat, shape], output),
    ]
    return b"".join(nodes), end
