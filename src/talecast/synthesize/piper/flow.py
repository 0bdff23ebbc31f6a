"""A Piper model's flow as products of bytes: a voice that sounds the same, a sixth sooner.

The flow turns drawn noise into the latent values that the decoder makes sound of: convolutions of 192 channels, a fifth of the
arithmetic. Rounded to bytes, their errors are small beside the noise, which is there to be any other; rounding in the decoder's
last stages would be heard as noise itself, and before the lengths it would move them: docs/decisions/0041-bytes-for-piper.md.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from talecast.synthesize.onnx.products import write_convolution
from talecast.synthesize.onnx.writer import PREFIX, Writer
from talecast.synthesize.piper.convolution import FEWEST_CHANNELS, Convolution, UnknownShape, read_convolution

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    import talecast.synthesize.onnx.file as onnx

LENGTHS = "Ceil"
"""The operation that rounds the length of each phoneme up to whole frames: what is behind it moves no length any more."""


def flow_in_bytes(graph: onnx.Graph, decoder: Collection[onnx.Field]) -> list[onnx.Change]:
    """What makes products of bytes of the large convolutions behind the lengths, those of the decoder left out."""
    changes: list[onnx.Change] = []
    writer = Writer()
    for place, node in _behind_the_lengths(graph.nodes):
        if place not in decoder and (convolution := _large_convolution(node, graph.tensors)):
            _write_product(writer, node, convolution)
            changes.append((place, writer.new_fields()))
    return changes


def _behind_the_lengths(nodes: Sequence[tuple[onnx.Field, onnx.Node]]) -> Iterator[tuple[onnx.Field, onnx.Node]]:
    """The nodes that the lengths have gone into; the graph's order is that of its computation."""
    last = max((number for number, (_, node) in enumerate(nodes) if node.operator == LENGTHS), default=len(nodes))
    behind: set[str] = set()
    for number, (place, node) in enumerate(nodes):
        if number == last or not behind.isdisjoint(node.inputs):
            behind.update(node.outputs)
            yield place, node


def _large_convolution(node: onnx.Node, constants: Mapping[str, NDArray[Any]]) -> Convolution | None:
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
