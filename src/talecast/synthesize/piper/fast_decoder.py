"""A Piper model's decoder with convolutions that onnxruntime computes at full speed: the same voice, sooner.

Three quarters of a Piper model's arithmetic is its decoder, HiFi-GAN: convolutions over time, most of them of 32 or 64 channels.
onnxruntime copies the samples of a convolution over time into a matrix first, which takes as long as the sums where channels
are few. For pictures it has kernels that need no copy, on samples kept in blocks of 16 channels. Sound is a picture of the
height 1: with that dimension the sums are the same up to their rounding, and all of them run at what the processor can do.
What stands between them is written so that the samples stay in their blocks: docs/decisions/0011-piper-decoder.md.

The first stage has many channels and few moments; it is computed in bytes: docs/decisions/0041-bytes-for-piper.md.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from talecast.synthesize.onnx.products import write_convolution
from talecast.synthesize.onnx.writer import PREFIX, Writer
from talecast.synthesize.piper.convolution import FEWEST_CHANNELS, Convolution, UnknownShape, read_convolution
from talecast.synthesize.piper.decoder import Decoder, find_decoder

if TYPE_CHECKING:
    from collections.abc import Sequence

    import talecast.synthesize.onnx.file as onnx


BLOCK = 16
"""Channels a block; onnxruntime keeps eight together where the processor's registers are shorter."""
MOST_SAMPLES_A_FRAME = 8
"""Of a stage that is computed in bytes. What the later ones round is heard as noise, and this one's is not."""
FAR = 2**63 - 1
"""The end of a Slice that goes as far as there is anything."""
TO_ROWS, FROM_ROWS = [0, 2, 3, 1], [0, 3, 1, 2]
"""Orders of dimensions: from batch, channels, height, time to batch, height, time, channels, and back."""


def fast_decoder(graph: onnx.Graph) -> list[onnx.Change]:
    """What makes it a decoder of bytes and of four dimensions; nothing where it is of no known kind."""
    try:
        decoder = find_decoder(graph)
        nodes = _Rewriting(decoder).nodes()
    except UnknownShape:
        return []
    *removed, last = decoder.places  # nothing but the Tanh's sound is taken elsewhere
    return [*((place, b"") for place in removed), (last, nodes)]


class _Rewriting:
    """A decoder on its way from batch, channels, time to two other forms.

    Rows (time, channels) for what is computed in bytes, and behind them pictures: batch, channels, height 1, time.
    """

    def __init__(self, decoder: Decoder) -> None:
        self._decoder = decoder
        self._takers = Counter(name for node in decoder.nodes for name in node.inputs)
        self._makers = {node.outputs[0]: node.operator for node in decoder.nodes}
        self._channels: dict[str, int] = {}
        """Of each value within the decoder."""
        self._in_rows: set[str] = set()
        """The values that are computed as rows."""
        self._scaled: dict[str, tuple[str, float]] = {}
        """Values that are another one times a factor, not computed yet."""
        self._samples_a_frame = 1
        self._writer = Writer()

    def nodes(self) -> bytes:
        """The new nodes and their constants, as fields of a graph. Raises UnknownShape."""
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
        return self._writer.new_fields()

    # --- the operations of a decoder ------------------------------------------------------------------------------

    def _convolution(self, node: onnx.Node) -> None:
        """Dilated, as long as its padding says."""
        convolution, output = self._read(node), node.outputs[0]
        self._require(convolution.stride == 1)
        channels, channels_in, _ = convolution.weights.shape
        if self._is_computed_in_bytes(channels_in, channels):
            self._multiply(node, convolution)
            self._in_rows.add(output)
        else:
            self._convolve(self._picture(node.inputs[0]), convolution, PREFIX + output)
        self._channels[output] = channels

    def _upsampling(self, node: onnx.Node) -> None:
        """A transposed convolution: of `stride` samples for each one, every one is a convolution of its own.

        All of them together are one convolution with `stride` times the channels, which then lie side by side in time.
        """
        import numpy as np

        transposed, output = self._read(node), node.outputs[0]
        channels_in, channels, length = transposed.weights.shape
        stride = transposed.stride
        taps, rest = divmod(length, stride)
        self._require(rest == 0 and transposed.dilation == 1)
        by_tap = transposed.weights.reshape(channels_in, channels, taps, stride)[:, :, ::-1]
        phases = np.ascontiguousarray(by_tap.transpose(3, 1, 0, 2)).reshape(stride * channels, channels_in, taps)
        biases = None if transposed.biases is None else np.tile(transposed.biases, stride)
        convolution = Convolution(phases, biases, 1, 1, (taps - 1, taps - 1))
        self._samples_a_frame *= stride
        if self._is_computed_in_bytes(channels_in, channels):
            self._phases_in_rows(node, convolution, channels, transposed.padding)
        else:
            self._phases_in_pictures(node, convolution, channels, transposed.padding)
        self._channels[output] = channels

    def _leaky_relu(self, node: onnx.Node) -> None:
        """In pictures it is computed with a convolution before it; where there is none, with one that changes nothing."""
        (source,), output = node.inputs, node.outputs[0]
        source, factor = self._scaled.get(source, (source, 1.0))
        name, alpha = PREFIX + output, node.floats.get("alpha", 0.01)
        if source in self._in_rows:
            self._in_rows.add(output)
            before = self._rows(source)
            if factor != 1:
                before = self._scale_rows(before, f"{name}/scaled", factor)
        else:
            before = self._picture(source)
            if factor != 1 or self._makers.get(source) != "Conv" or self._takers[source] > 1:
                before = self._scale(before, f"{name}/scaled", self._channels_of(source), factor)
        self._writer.add("LeakyRelu", [before], name, alpha=alpha)
        self._channels[output] = self._channels_of(source)

    def _sum(self, node: onnx.Node) -> None:
        summands, output = node.inputs, node.outputs[0]
        in_rows = not self._in_rows.isdisjoint(summands)
        self._in_rows.update([output] if in_rows else [])
        form = self._rows if in_rows else self._picture
        self._writer.add("Add", [form(name) for name in summands], PREFIX + output)
        self._channels[output] = self._channels_of(summands[0])

    def _quotient(self, node: onnx.Node) -> None:
        """Left to the LeakyRelu behind it."""
        dividend, divisor = node.inputs
        value = self._decoder.constants.get(divisor)
        self._require(value is not None and value.size == 1)
        self._scaled[node.outputs[0]] = (dividend, 1 / float(value.item()) if value is not None else 1)

    def _sound(self, node: onnx.Node, sound: str) -> None:
        """The last convolution, of one channel, and the Tanh: 16 samples at once, as channels, which then lie side by side."""
        import numpy as np

        convolution = self._read(node)
        channels, channels_in, taps = convolution.weights.shape
        plain = (convolution.stride, convolution.dilation, channels, node.operator) == (1, 1, 1, "Conv")
        self._require(plain and self._samples_a_frame % BLOCK == 0)
        shifted = np.zeros((BLOCK, channels_in, BLOCK + taps - 1), dtype=np.float32)
        for shift in range(BLOCK):
            shifted[shift, :, shift : shift + taps] = convolution.weights[0]
        biases = None if convolution.biases is None else np.repeat(convolution.biases, BLOCK)
        name = PREFIX + sound
        at_once = Convolution(shifted, biases, BLOCK, 1, convolution.padding)
        phases = self._convolve(self._picture(node.inputs[0]), at_once, f"{name}/phases")
        tanh = self._writer.add("Tanh", [phases], f"{name}/tanh")
        rows = self._writer.add("Transpose", [tanh], f"{name}/rows", perm=TO_ROWS)
        self._reshaped(rows, sound, (0, 1, -1))

    # --- the two forms --------------------------------------------------------------------------------------------

    def _is_computed_in_bytes(self, channels_in: int, channels: int) -> bool:
        """Whether a convolution to the stage of now is worth it, and not heard."""
        return self._samples_a_frame <= MOST_SAMPLES_A_FRAME and min(channels_in, channels) >= FEWEST_CHANNELS

    def _multiply(self, node: onnx.Node, convolution: Convolution, part: str = "") -> str:
        return write_convolution(
            self._writer, self._rows(node.inputs[0]), convolution.weights, convolution.biases,
            f"{PREFIX}{node.outputs[0]}{part}", dilation=convolution.dilation, padding=convolution.padding,
        )  # fmt: skip

    def _phases_in_rows(self, node: onnx.Node, phases: Convolution, channels: int, cut: tuple[int, int]) -> None:
        output = node.outputs[0]
        rows = self._reshaped(self._multiply(node, phases, "/phases"), f"{PREFIX}{output}/in-time", (-1, channels))
        self._writer.add("Slice", [rows, *self._ends(cut, axis=0)], PREFIX + output)
        self._in_rows.add(output)

    def _phases_in_pictures(self, node: onnx.Node, phases: Convolution, channels: int, cut: tuple[int, int]) -> None:
        name = PREFIX + node.outputs[0]
        convolved = self._convolve(self._picture(node.inputs[0]), phases, f"{name}/phases")
        rows = self._writer.add("Transpose", [convolved], f"{name}/rows", perm=TO_ROWS)
        in_time = self._reshaped(rows, f"{name}/in-time", (0, 1, -1, channels))
        kept = self._writer.add("Slice", [in_time, *self._ends(cut, axis=2)], f"{name}/cut")
        picture = self._writer.add("Transpose", [kept], f"{name}/picture", perm=FROM_ROWS)
        self._scale(picture, name, channels, 1.0)  # a convolution, so that its output is in blocks for the sums

    def _ends(self, cut: tuple[int, int], axis: int) -> list[str]:
        """What a Slice wants to know, to leave out so many samples before and behind."""
        before, behind = cut
        return [self._writer.numbers(each) for each in (before, -behind if behind else FAR, axis)]

    def _rows(self, name: str) -> str:
        """The value of that name in rows."""
        self._require(name not in self._scaled)
        if name in self._in_rows:
            return PREFIX + name
        source, ones = (PREFIX + name, (0, 2)) if name in self._makers else (name, (0,))
        squeezed = self._writer.add("Squeeze", [source, self._writer.numbers(*ones)], f"{PREFIX}{name}/squeezed")
        return self._writer.add("Transpose", [squeezed], f"{PREFIX}{name}/rows", perm=[1, 0])

    def _picture(self, name: str) -> str:
        """The value of that name with a height."""
        self._require(name not in self._scaled)
        picture = PREFIX + name
        if name in self._in_rows:
            channels_first = self._writer.add("Transpose", [picture], f"{picture}/channels-first", perm=[1, 0])
            return self._reshaped(channels_first, f"{picture}/picture", (1, self._channels_of(name), 1, -1))
        return picture if name in self._makers else self._reshaped(name, picture, (0, 0, 1, -1))

    # --- what they are written with -------------------------------------------------------------------------------

    def _channels_of(self, name: str) -> int:
        self._require(name in self._channels)
        return self._channels[name]

    def _read(self, node: onnx.Node) -> Convolution:
        return read_convolution(node, self._decoder.constants)

    def _convolve(self, samples: str, convolution: Convolution, output: str, *, groups: int = 1) -> str:
        """Of pictures; every group of channels must fill blocks."""
        weights, biases, stride, dilation, padding = convolution
        self._require(len(weights) % BLOCK == 0)
        inputs = [samples, self._writer.constant(f"{output}/weights", weights[:, :, None, :])]
        if biases is not None:
            inputs.append(self._writer.constant(f"{output}/biases", biases))
        return self._writer.add(
            "Conv", inputs, output,
            kernel_shape=[1, convolution.taps], pads=[0, padding[0], 0, padding[1]],
            dilations=[1, dilation], strides=[1, stride], group=groups,
        )  # fmt: skip

    def _scale(self, samples: str, output: str, channels: int, factor: float) -> str:
        """Each channel times a factor, as a convolution: the only way to do it that keeps to the blocks."""
        import numpy as np

        weights = np.full((channels, 1, 1), factor, dtype=np.float32)
        return self._convolve(samples, Convolution(weights, None, 1, 1, (0, 0)), output, groups=channels)

    def _scale_rows(self, rows: str, output: str, factor: float) -> str:
        import numpy as np

        return self._writer.add(
            "Mul", [rows, self._writer.constant(f"{output}/factor", np.array(factor, dtype=np.float32))], output
        )

    def _reshaped(self, name: str, output: str, shape: Sequence[int]) -> str:
        return self._writer.add("Reshape", [name, self._writer.numbers(*shape)], output)

    @staticmethod
    def _require(condition: bool) -> None:  # noqa: FBT001 - it reads as an assertion
        if not condition:
            raise UnknownShape
