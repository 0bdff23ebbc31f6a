"""Kokoro's graph with its convolutions as products of matrices: the same numbers to the last bit, in two thirds of the time.

The model's weights are bytes. onnxruntime computes `ConvInteger` with weights that are unsigned and not laid out ahead, and its
`MatMulInteger` with signed weights, known ahead, three times as fast where the processor has instructions for it (VNNI): more
than it costs to lay out the samples for it. Sums of whole numbers have no rounding, so nothing changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import talecast.synthesize.onnx.file as onnx

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PREFIX = "talecast/"
"""Names of the new nodes and values begin with it."""
FEWEST_CHANNELS = 32
"""Below that, laying out the samples costs more than is won."""
SIGN = 128
"""From unsigned bytes to signed ones; weights and their zero point are moved alike."""
ZERO, ONE = PREFIX + "0", PREFIX + "1"
FIRST, SECOND = PREFIX + "[0]", PREFIX + "[1]"
"""Names of whole numbers, single and as lists of one."""


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
    laid_out: set[str] = set()
    for field in in_graph:
        if field.number != onnx.GRAPH_NODE or model.find(b"ConvInteger", field.content, field.end) < 0:
            continue
        convolution = _convolution(onnx.read_node(model, field), tensors)
        if convolution is not None:
            replaced[field] = _product(convolution, laid_out)
            replaced[places[convolution.weights]] = _signed_weights(convolution, tensors)
    if not replaced:
        return model
    return onnx.with_new_graph(model, graph, replaced.items(), _constants())


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


def _product(convolution: Convolution, laid_out: set[str]) -> bytes:
    """The nodes that compute it. What is `laid_out` already for another convolution of the same samples is taken from there."""
    name, output = PREFIX + convolution.samples, PREFIX + convolution.output
    nodes: list[bytes] = []

    def add(operator: str, inputs: list[str], to: str, **ints: int | list[int]) -> None:
        if to not in laid_out:
            nodes.append(onnx.node(operator, inputs, to, **ints))
            laid_out.add(to)

    add("Squeeze", [convolution.samples, FIRST], f"{name}/rows")
    add("Transpose", [f"{name}/rows"], f"{name}/columns", perm=[1, 0])
    rows = f"{name}/columns"
    if convolution.taps > 1:
        window = f"{name}/{convolution.taps}x{convolution.dilation}"
        add("Pad", [rows, f"{output}/padding", convolution.samples_zero], f"{window}/padded")
        add("Shape", [convolution.samples], f"{name}/shape", start=2, end=3)
        add("Squeeze", [f"{name}/shape", FIRST], f"{name}/length")
        add("Range", [ZERO, f"{name}/length", ONE], f"{name}/times")
        add("Unsqueeze", [f"{name}/times", SECOND], f"{name}/starts")
        add("Add", [f"{name}/starts", f"{output}/taps"], f"{window}/places")
        add("Gather", [f"{window}/padded", f"{window}/places"], f"{window}/windows", axis=0)
        add("Reshape", [f"{window}/windows", f"{output}/shape"], window)
        rows = window
    add("MatMulInteger", [rows, convolution.weights, convolution.samples_zero, f"{output}/zero"], f"{output}/columns")
    add("Transpose", [f"{output}/columns"], f"{output}/rows", perm=[1, 0])
    add("Unsqueeze", [f"{output}/rows", FIRST], convolution.output)
    return b"".join(nodes)


def _signed_weights(convolution: Convolution, tensors: dict[str, NDArray[np.uint8]]) -> bytes:
    """The weights as a matrix (taps times channels in, channels out) under their old name, and what the nodes need besides."""
    import numpy as np

    weights, zero = tensors[convolution.weights], tensors[convolution.weights_zero]
    channels_in, pad = weights.shape[1], convolution.padding
    matrix = np.ascontiguousarray(weights.transpose(2, 1, 0)).reshape(-1, weights.shape[0])
    output = PREFIX + convolution.output
    return b"".join(
        [
            onnx.tensor(convolution.weights, (matrix ^ SIGN).view(np.int8)),  # the highest bit turned: 128 less
            onnx.tensor(f"{output}/zero", (zero.reshape(()) ^ SIGN).view(np.int8)),
            onnx.tensor(f"{output}/padding", np.array([pad, 0, pad, 0], dtype=np.int64)),
            onnx.tensor(f"{output}/taps", np.arange(convolution.taps, dtype=np.int64)[None] * convolution.dilation),
            onnx.tensor(f"{output}/shape", np.array([-1, convolution.taps * channels_in], dtype=np.int64)),
        ]
    )


def _constants() -> bytes:
    import numpy as np

    values = {ZERO: np.array(0), ONE: np.array(1), FIRST: np.array([0]), SECOND: np.array([1])}
    return b"".join(onnx.tensor(name, value.astype(np.int64)) for name, value in values.items())
