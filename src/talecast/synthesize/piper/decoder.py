"""A Piper model's decoder with convolutions that onnxruntime computes at full speed: the same sound, sooner.

Three quarters of a Piper model's arithmetic is its decoder, HiFi-GAN: convolutions over time, most of them of 32 or 64 channels.
onnxruntime copies the samples of a convolution over time into a matrix first, which takes as long as the sums where channels
are few. For pictures it has kernels that need no copy, on samples kept in blocks of 16 channels. Sound is a picture of the
height 1: with that dimension the sums are the same up to their rounding, and all of them run at what the processor can do.
What stands between them is written so that the samples stay in their blocks: docs/decisions/0011-piper-decoder.md.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import talecast.synthesize.onnx.file as onnx

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

PREFIX = "talecast/"
"""Names of the new nodes and values begin with it."""
BLOCK = 16
"""Channels a block; onnxruntime keeps eight together where the processor's registers are shorter."""
LINEAR = frozenset({"Conv", "ConvTranspose"})
DECODER = LINEAR | {"LeakyRelu", "Add", "Div"}
"""The operations of a decoder before the Tanh at its end."""
TO_ROWS, FROM_ROWS = [0, 2, 3, 1], [0, 3, 1, 2]
"""Orders of dimensions: from batch, channels, height, time to batch, height, time, channels, and back."""


class Decoder(NamedTuple):
    """The part of a graph that makes sound of what the rest has planned."""

    nodes: tuple[onnx.Node, ...]
    """In the graph's order; the last one is the Tanh whose output is the sound."""
    places: tuple[onnx.Field, ...]
    """Where each of them lies."""
    constants: dict[str, NDArray[Any]]
    """The float32 values that they name: weights, biases, divisors."""


class UnknownDecoder(Exception):
    """A decoder of another kind than the ones that can be rewritten."""


def with_direct_convolutions(model: bytes) -> bytes:
    """The model with a decoder of four dimensions; the same bytes where its decoder is of no known kind.

    Raises ValueError where the bytes are no ONNX model.
    """
    graph = onnx.graph_of(model)
    try:
        decoder = _find_decoder(model, graph)
        nodes = _Rewriting(decoder).nodes()
    except UnknownDecoder:
        return model
    *removed, last = decoder.places  # nothing but the Tanh's sound is taken elsewhere
    return onnx.with_new_graph(model, graph, [*((place, b"") for place in removed), (last, nodes)])


def _find_decoder(model: bytes, graph: onnx.Field) -> Decoder:
    """Everything that leads to the last Tanh through a decoder's operations. Raises UnknownDecoder."""
    tensors: dict[str, NDArray[Any]] = {}
    places: list[onnx.Field] = []
    for field in onnx.fields(model, graph.content, graph.end):
        if field.number == onnx.GRAPH_NODE:
            places.append(field)
        elif field.number == onnx.GRAPH_TENSOR:
            name, values = onnx.read_tensor(model, field)
            if values is not None:
                tensors[name] = values
    found: list[tuple[onnx.Node, onnx.Field]] = []
    wanted: set[str] = set()
    taken_by_others: set[str] = set()
    while places and (wanted or not found):
        place = places.pop()
        node = onnx.read_node(model, place)
        (output,) = node.outputs[:1]
        if node.operator == "Constant" and output in wanted and node.value:
            values = onnx.read_tensor(model, node.value)[1]
            tensors.update({} if values is None else {output: values})
        elif (node.operator == "Tanh" and not found) or (node.operator in DECODER and output in wanted):
            found.append((node, place))
            wanted.update(name for name in node.inputs if name not in tensors)
        else:
            taken_by_others.update(node.inputs)
        wanted.discard(output)
    inner = {node.outputs[0] for node, _ in found[1:]}
    if not inner or inner & taken_by_others:
        raise UnknownDecoder
    nodes, in_order = zip(*reversed(found), strict=True)
    return Decoder(nodes, in_order, tensors)


class _Rewriting:
    """A decoder on its way to four dimensions: batch, channels, height 1, time."""

    def __init__(self, decoder: Decoder) -> None:
        self._decoder = decoder
        self._takers = Counter(name for node in decoder.nodes for name in node.inputs)
        self._makers = {node.outputs[0]: node.operator for node in decoder.nodes}
        self._channels: dict[str, int] = {}
        """Of each value within the decoder."""
        self._scaled: dict[str, tuple[str, float]] = {}
        """Values that are another one times a factor, not computed yet."""
        self._samples_a_frame = 1
        self._written: list[bytes] = []

    def nodes(self) -> bytes:
        """The new nodes and their constants, as fields of a graph. Raises UnknownDecoder."""
        *nodes, tanh = self._decoder.nodes
        rewrite = {
            "Conv": self._convolution,
            "ConvTranspose": self._upsampling,
            "LeakyRelu": self._leaky_relu,
            "Add": self._sum,
            "Div": self._quotient,
        }
        for node in nodes:
            if node.outputs[0] != tanh.inputs[0]:
                rewrite[node.operator](node)
            else:
                self._sound(node, tanh.outputs[0])
        return b"".join(self._written)

    # --- the operations of a decoder ------------------------------------------------------------------------------

    def _convolution(self, node: onnx.Node) -> None:
        """Dilated, as long as its padding says."""
        weights, biases = self._weights(node)
        dilation, stride, padding = _of_time(node, "dilations", 1), _of_time(node, "strides", 1), _padding(node)
        self._require(stride == 1)
        self._convolve(self._picture(node.inputs[0]), weights, biases, PREFIX + node.outputs[0], padding, dilation)
        self._channels[node.outputs[0]] = len(weights)

    def _upsampling(self, node: onnx.Node) -> None:
        """A transposed convolution: of `stride` samples for each one, every one is a convolution of its own.

        All of them together are one convolution with `stride` times the channels, which then lie side by side in time.
        """
        import numpy as np

        weights, biases = self._weights(node)
        channels_in, channels, length = weights.shape
        stride, padding = _of_time(node, "strides", 1), _padding(node)
        taps, rest = divmod(length, stride)
        self._require(rest == 0 and _of_time(node, "dilations", 1) == 1 and "output_padding" not in node.ints)
        by_tap = weights.reshape(channels_in, channels, taps, stride)[:, :, ::-1]
        phases = np.ascontiguousarray(by_tap.transpose(3, 1, 0, 2)).reshape(stride * channels, channels_in, taps)
        name = PREFIX + node.outputs[0]
        all_biases = None if biases is None else np.tile(biases, stride)
        self._convolve(self._picture(node.inputs[0]), phases, all_biases, f"{name}/phases", (taps - 1, taps - 1), 1)
        self._add("Transpose", [f"{name}/phases"], f"{name}/rows", perm=TO_ROWS)
        rows = self._reshaped(f"{name}/rows", f"{name}/in-time", (0, 1, -1, channels))
        if padding != (0, 0):
            ends = [padding[0], np.iinfo(np.int64).max if padding[1] == 0 else -padding[1], 2]
            places = [self._constant(f"{name}/slice/{end}", np.array([end])) for end in ends]
            self._add("Slice", [rows, *places], f"{name}/cut")
            rows = f"{name}/cut"
        self._add("Transpose", [rows], f"{name}/picture", perm=FROM_ROWS)
        self._scale(
            f"{name}/picture", name, channels, 1.0
        )  # a convolution, so that its output is in blocks for the sums
        self._channels[node.outputs[0]] = channels
        self._samples_a_frame *= stride

    def _leaky_relu(self, node: onnx.Node) -> None:
        """Behind a convolution it is computed with it; elsewhere a convolution that changes nothing goes before it."""
        (source,), output = node.inputs, node.outputs[0]
        source, factor = self._scaled.get(source, (source, 1.0))
        name, alpha = PREFIX + output, node.floats.get("alpha", 0.01)
        before = self._picture(source)
        if factor != 1 or self._makers.get(source) != "Conv" or self._takers[source] > 1:
            before = f"{name}/scaled"
            self._scale(self._picture(source), before, self._channels_of(source), factor)
        self._add("LeakyRelu", [before], name, alpha=alpha)
        self._channels[output] = self._channels_of(source)

    def _sum(self, node: onnx.Node) -> None:
        self._add("Add", [self._picture(name) for name in node.inputs], PREFIX + node.outputs[0])
        self._channels[node.outputs[0]] = self._channels_of(node.inputs[0])

    def _quotient(self, node: onnx.Node) -> None:
        """Left to the LeakyRelu behind it."""
        dividend, divisor = node.inputs
        value = self._decoder.constants.get(divisor)
        self._require(value is not None and value.size == 1)
        self._scaled[node.outputs[0]] = (dividend, 1 / float(value.item()) if value is not None else 1)

    def _sound(self, node: onnx.Node, sound: str) -> None:
        """The last convolution, of one channel, and the Tanh: 16 samples at once, as channels, which then lie side by side."""
        import numpy as np

        weights, biases = self._weights(node)
        channels, channels_in, taps = weights.shape
        plain = _of_time(node, "strides", 1) == 1 and _of_time(node, "dilations", 1) == 1
        self._require(plain and channels == 1 and node.operator == "Conv" and self._samples_a_frame % BLOCK == 0)
        shifted = np.zeros((BLOCK, channels_in, BLOCK + taps - 1), dtype=np.float32)
        for shift in range(BLOCK):
            shifted[shift, :, shift : shift + taps] = weights[0]
        name = PREFIX + sound
        all_biases = None if biases is None else np.repeat(biases, BLOCK)
        self._convolve(
            self._picture(node.inputs[0]), shifted, all_biases, f"{name}/phases", _padding(node), 1, stride=BLOCK
        )
        self._add("Tanh", [f"{name}/phases"], f"{name}/tanh")
        self._add("Transpose", [f"{name}/tanh"], f"{name}/rows", perm=TO_ROWS)
        self._reshaped(f"{name}/rows", sound, (0, 1, -1))

    # --- what they are written with -------------------------------------------------------------------------------

    def _picture(self, name: str) -> str:
        """The value of that name with a height; of what comes from outside the decoder, made here."""
        self._require(name not in self._scaled)
        picture = PREFIX + name
        if name not in self._makers:
            self._makers[name] = ""
            self._reshaped(name, picture, (0, 0, 1, -1))
        return picture

    def _channels_of(self, name: str) -> int:
        self._require(name in self._channels)
        return self._channels[name]

    def _weights(self, node: onnx.Node) -> tuple[NDArray[Any], NDArray[Any] | None]:
        """The weights of a convolution over time, and its biases if it has any; every group of channels must fill blocks."""
        constants = self._decoder.constants
        self._require(constants.keys() >= set(node.inputs[1:]) and node.ints.get("group", (1,)) == (1,))
        weights, biases = constants[node.inputs[1]], [constants[name] for name in node.inputs[2:]]
        self._require(weights.ndim == 3)  # noqa: PLR2004 - channels out, channels in, taps
        return weights, biases[0] if biases else None

    def _convolve(  # noqa: PLR0913 - what a convolution is
        self,
        samples: str,
        weights: NDArray[Any],
        biases: NDArray[Any] | None,
        output: str,
        padding: tuple[int, int],
        dilation: int,
        *,
        stride: int = 1,
        groups: int = 1,
    ) -> None:
        """Weights are of shape (channels out, channels in, taps)."""
        self._require(len(weights) % BLOCK == 0)
        inputs = [samples, self._constant(f"{output}/weights", weights[:, :, None, :])]
        if biases is not None:
            inputs.append(self._constant(f"{output}/biases", biases))
        pads = [0, padding[0], 0, padding[1]]
        taps = [1, weights.shape[2]]
        self._add(
            "Conv", inputs, output,
            kernel_shape=taps, pads=pads, dilations=[1, dilation], strides=[1, stride], group=groups,
        )  # fmt: skip

    def _scale(self, samples: str, output: str, channels: int, factor: float) -> None:
        """Each channel times a factor, as a convolution: the only way to do it that keeps to the blocks."""
        import numpy as np

        weights = np.full((channels, 1, 1), factor, dtype=np.float32)
        self._convolve(samples, weights, None, output, (0, 0), 1, groups=channels)

    def _reshaped(self, name: str, output: str, shape: Sequence[int]) -> str:
        import numpy as np

        self._add("Reshape", [name, self._constant(f"{output}/shape", np.array(shape))], output)
        return output

    def _constant(self, name: str, values: NDArray[Any]) -> str:
        self._written.append(onnx.tensor(name, values))
        return name

    def _add(self, operator: str, inputs: list[str], output: str, **attributes: float | list[int]) -> None:
        self._written.append(onnx.node(operator, inputs, output, **attributes))

    @staticmethod
    def _require(condition: bool) -> None:  # noqa: FBT001 - it reads as an assertion
        if not condition:
            raise UnknownDecoder


def _of_time(node: onnx.Node, attribute: str, default: int) -> int:
    """An attribute with one number for each dimension but batch and channels: for time alone."""
    values = node.ints.get(attribute, (default,))
    if len(values) != 1:
        raise UnknownDecoder
    return values[0]


def _padding(node: onnx.Node) -> tuple[int, int]:
    """Samples of silence before and behind."""
    values = node.ints.get("pads", (0, 0))
    if len(values) != 2:  # noqa: PLR2004 - before and behind
        raise UnknownDecoder
    return values[0], values[1]
