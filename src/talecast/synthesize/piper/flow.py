"""A Piper model's flow as products of bytes: a voice that sounds the same, a sixth sooner.

The flow turns drawn noise into the latent values that the decoder makes sound of: convolutions of 192 channels, a fifth of the
arithmetic. Rounded to bytes, their errors are small beside the noise, which is there to be any other; rounding in the decoder's
last stages would be heard as noise itself, and before the lengths it would move them: docs/decisions/0041-bytes-for-piper.md.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import talecast.synthesize.onnx.file as onnx
from talecast.synthesize.onnx.products import write_convolution
from talecast.synthesize.onnx.writer import PREFIX, Writer
from talecast.synthesize.piper.convolution import FEWEST_CHANNELS, Convolution, UnknownShape, read_convolution

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

LENGTHS = "Ceil"
"""The operation that rounds the length of each phoneme up to whole frames: what is behind it moves no length any more."""


def with_flow_in_bytes(model: bytes) -> bytes:
    """The model with the large convolutions behind the lengths as products of bytes; the same bytes where it has none.

    Raises ValueError where the bytes are no ONNX model.
    """
    graph = onnx.graph_of(model)
    nodes: list[tuple[onnx.Field, onnx.Node]] = []
    weights: dict[str, NDArray[np.float32]] = {}
    for field in onnx.fields(model, graph.content, graph.end):
        if field.number == onnx.GRAPH_NODE:
            nodes.append((field, onnx.read_node(model, field)))
        elif field.number == onnx.GRAPH_TENSOR:
            name, values = onnx.read_tensor(model, field)
            if values is not None and values.dtype == "float32":
                weights[name] = values
    changes: list[tuple[onnx.Field, bytes]] = []
    writer = Writer()
    for field, node in _behind_the_lengths(nodes):
        if convolution := _large_convolution(node, weights):
            _write_product(writer, node, convolution)
            changes.append((field, writer.new_fields()))
    return onnx.with_new_graph(model, graph, changes) if changes else model


def _behind_the_lengths(nodes: list[tuple[onnx.Field, onnx.Node]]) -> Iterator[tuple[onnx.Field, onnx.Node]]:
    """The nodes that the lengths have gone into; the graph's order is that of its computation."""
    last = max((number for number, (_, node) in enumerate(nodes) if node.operator == LENGTHS), default=len(nodes))
    behind: set[str] = set()
    for number, (field, node) in enumerate(nodes):
        if number == last or not behind.isdisjoint(node.inputs):
            behind.update(node.outputs)
            yield field, node


def _large_convolution(node: onnx.Node, constants: dict[str, NDArray[np.float32]]) -> Convolution | None:
    """What the node computes, where it is a convolution that is worth the change."""
    if node.operator != "Conv":
        return None
    with suppress(UnknownShape):
        convolution = read_convolution(node, constants)
        if convolution.stride == 1 and min(convolution.weights.shape[:2]) >= FEWEST_CHANNELS:
            return convolution
    return None


def _write_product(writer: Writer, node: onnx.Node, convolution: Convolution) -> None:
    samples, output = PREFIX + node.inputs[0], PREFIX + node.outputs[0]
    squeezed = writer.add("Squeeze", [node.inputs[0], writer.numbers(0)], f"{samples}/squeezed")
    rows = writer.add("Transpose", [squeezed], f"{samples}/rows", perm=[1, 0])
    product = write_convolution(
        writer, rows, convolution.weights, convolution.biases, f"{output}/rows",
        dilation=convolution.dilation, padding=convolution.padding,
    )  # fmt: skip
    channels_first = writer.add("Transpose", [product], f"{output}/channels-first", perm=[1, 0])
    writer.add("Unsqueeze", [channels_first, writer.numbers(0)], node.outputs[0])
