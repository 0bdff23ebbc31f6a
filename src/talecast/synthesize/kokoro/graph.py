"""Kokoro's graph with its convolutions as products of matrices: the same numbers to the last bit, in two thirds of the time.

The model's weights are bytes. onnxruntime computes `ConvInteger` with weights that are unsigned and not laid out ahead, and its
`MatMulInteger` with signed weights, known ahead, three times as fast where the processor has instructions for it (VNNI): more
than it costs to lay out the samples for it. Sums of whole numbers have no rounding, so nothing changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import talecast.synthesize.onnx.file as onnx
from talecast.synthesize.onnx.products import as_matrix, write_windows
from talecast.synthesize.onnx.writer import PREFIX, Writer

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FEWEST_CHANNELS = 32
"""Below that, laying out the samples costs more than is won."""
SIGN = 128
"""From unsigned bytes to signed ones, the highest bit turned; weights and their zero point are moved alike."""


class Convolution(NamedTuple):
    """A convolution over time: output = weights * samples, as long as its input."""

    samples: str
    """uint8 of shape (1, channels, length)."""
    samples_zero: str
    output: str
    """int32 of shape (1, channels, length)."""
    weights: str
    weights_zero: str
    taps: int
    dilation: int

    @property
    def padding(self) -> int:
        """Samples added at either end, so that the length stays."""
        return (self.taps - 1) * self.dilation // 2


def with_matrix_products(model: bytes) -> bytes:
    """The model with every large `ConvInteger` as a `MatMulInteger`. Raises ValueError where the bytes are no ONNX model."""
    graph = onnx.graph_of(model)
    in_graph = list(onnx.fields(model, graph.content, graph.end))
    tensors: dict[str, NDArray[np.uint8]] = {}
    places: dict[str, onnx.Field] = {}
    for field in in_graph:
        if field.number == onnx.GRAPH_TENSOR:
            name, values = onnx.read_tensor(model, field)
            if values is not None and values.dtype == "uint8":
                tensors[name], places[name] = values, field
    replaced: dict[onnx.Field, bytes] = {}
    writer = Writer()
    for field in in_graph:
        if field.number != onnx.GRAPH_NODE or model.find(b"ConvInteger", field.content, field.end) < 0:
            continue
        convolution = _convolution(onnx.read_node(model, field), tensors)
        if convolution is not None:
            replaced[places[convolution.weights]] = b""
            _write_product(writer, convolution, tensors)
            replaced[field] = writer.new_fields()
    return onnx.with_new_graph(model, graph, replaced.items()) if replaced else model


def _convolution(node: onnx.Node, tensors: dict[str, NDArray[np.uint8]]) -> Convolution | None:
    """What a node computes; None where it is another operation, or not worth the change."""
    if node.operator != "ConvInteger" or len(node.inputs) != 4:  # noqa: PLR2004 - the zero points may be left out
        return None
    samples, weights, samples_zero, weights_zero = node.inputs
    if weights not in tensors or weights_zero not in tensors or tensors[weights_zero].size != 1:
        return None
    shape = tensors[weights].shape
    if len(shape) != 3 or min(shape[:2]) < FEWEST_CHANNELS:  # noqa: PLR2004 - channels out, channels in, taps
        return None
    taps, (dilation,) = shape[2], node.ints.get("dilations", (1,))
    found = Convolution(samples, samples_zero, node.outputs[0], weights, weights_zero, taps, dilation)
    same_length = node.ints.get("pads", (0, 0)) == (found.padding, found.padding) and taps % 2 == 1
    plain = node.ints.get("strides", (1,)) == (1,) and node.ints.get("group", (1,)) == (1,)
    return found if same_length and plain else None


def _write_product(writer: Writer, convolution: Convolution, tensors: dict[str, NDArray[np.uint8]]) -> None:
    """What computes the convolution, its weights laid out as a matrix of signed bytes."""
    import numpy as np

    weights, zero = tensors[convolution.weights], tensors[convolution.weights_zero]
    name, output = PREFIX + convolution.samples, PREFIX + convolution.output
    squeezed = writer.add("Squeeze", [convolution.samples, writer.numbers(0)], f"{name}/squeezed")
    rows = writer.add("Transpose", [squeezed], f"{name}/rows", perm=[1, 0])
    windows = write_windows(
        writer, rows, convolution.samples_zero,
        channels=weights.shape[1], taps=convolution.taps, dilation=convolution.dilation,
        padding=(convolution.padding, convolution.padding),
    )  # fmt: skip
    matrix = writer.constant(f"{output}/weights", (as_matrix(weights) ^ SIGN).view(np.int8))
    zero_of_matrix = writer.constant(f"{output}/zero", (zero.reshape(()) ^ SIGN).view(np.int8))
    factors = [windows, matrix, convolution.samples_zero, zero_of_matrix]
    columns = writer.add("MatMulInteger", factors, f"{output}/columns")
    channels_first = writer.add("Transpose", [columns], f"{output}/channels-first", perm=[1, 0])
    writer.add("Unsqueeze", [channels_first, writer.numbers(0)], convolution.output)
