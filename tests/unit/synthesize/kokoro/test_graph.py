"""Kokoro's graph: convolutions become products of matrices that give the same numbers, and nothing else changes."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import talecast.synthesize.onnx.file as onnx
from talecast.synthesize.kokoro.graph import with_matrix_products
from talecast.synthesize.onnx.session import Model, multiplies_signed_bytes
from tests.conftest import ON_CI

if TYPE_CHECKING:
    from numpy.typing import NDArray

needs_onnxruntime = pytest.mark.skipif(
    not find_spec("onnxruntime") and not ON_CI, reason="onnxruntime is not installed"
)

ZERO_OF_SAMPLES, ZERO_OF_WEIGHTS = 117, 93


def uint8_tensor(name: str, values: NDArray[np.uint8]) -> bytes:
    return onnx.message(
        onnx.GRAPH_TENSOR,
        *(onnx.number(onnx.TENSOR_DIMENSION, size) for size in values.shape),
        onnx.number(onnx.TENSOR_TYPE, onnx.TENSOR_TYPES["uint8"]),
        onnx.message(onnx.TENSOR_NAME, name.encode()),
        onnx.message(onnx.TENSOR_BYTES, values.tobytes()),
    )


def convolution(shape: tuple[int, int, int] = (48, 32, 5), **attributes: int | list[int]) -> bytes:
    """A model of one convolution, y = w * x."""
    weights = np.random.RandomState(1).randint(0, 256, shape).astype(np.uint8)
    attributes = {"dilations": [1], "group": 1, "pads": [shape[2] // 2] * 2, "strides": [1], **attributes}
    graph = onnx.message(
        onnx.MODEL_GRAPH,
        onnx.node("ConvInteger", ["x", "w", "x0", "w0"], "y", **attributes),
        onnx.message(2, b"graph"),
        uint8_tensor("w", weights),
        uint8_tensor("w0", np.array(ZERO_OF_WEIGHTS, dtype=np.uint8)),
        uint8_tensor("x0", np.array(ZERO_OF_SAMPLES, dtype=np.uint8)),
        onnx.value(onnx.GRAPH_INPUT, "x", "uint8"),
        onnx.value(onnx.GRAPH_OUTPUT, "y", "int32"),
    )
    return onnx.with_graph(graph)


def computed(model: bytes, channels: int = 32) -> NDArray[Any]:
    samples = np.random.RandomState(2).randint(0, 256, (1, channels, 77)).astype(np.uint8)
    return Model(model, unsigned=not multiplies_signed_bytes()).run({"x": samples})


@needs_onnxruntime
@pytest.mark.parametrize(
    ("shape", "attributes"),
    [
        ((48, 32, 1), {"pads": [0, 0]}),
        ((48, 32, 3), {}),
        ((32, 48, 11), {"dilations": [5], "pads": [25, 25]}),
        ((64, 64, 7), {"dilations": [3], "pads": [9, 9]}),
    ],
)
def test_a_convolution_as_a_product_gives_the_same_numbers(
    shape: tuple[int, int, int], attributes: dict[str, Any]
) -> None:
    model = convolution(shape, **attributes)
    changed = with_matrix_products(model)
    assert b"ConvInteger" in model
    assert b"ConvInteger" not in changed
    assert np.array_equal(computed(changed, shape[1]), computed(model, shape[1]))


@pytest.mark.parametrize(
    ("shape", "attributes"),
    [
        ((48, 32, 5), {"strides": [2]}),
        ((48, 16, 5), {"group": 2}),
        ((48, 32, 4), {}),
        ((48, 32, 5), {"pads": [1, 1]}),
        ((16, 32, 5), {}),
    ],
)
def test_other_convolutions_stay_as_they_are(shape: tuple[int, int, int], attributes: dict[str, Any]) -> None:
    model = convolution(shape, **attributes)
    assert with_matrix_products(model) == model


def test_bytes_that_are_no_model_are_told() -> None:
    for data in (b"", b"a text, not a model", b"\x3a\xff\xff\x7f", b"\x0f"):
        with pytest.raises(ValueError, match="ONNX model"):
            with_matrix_products(data)


def test_a_changed_model_is_not_changed_again() -> None:
    changed = with_matrix_products(convolution())
    assert with_matrix_products(changed) == changed


def test_numbers_are_read_packed_and_unpacked() -> None:
    def first(data: bytes) -> onnx.Node:
        (field,) = onnx.fields(data, 0, len(data))
        return onnx.read_node(data, field)

    plain = onnx.node("Conv", ["x"], "y", pads=[3, 300], group=1)
    assert first(plain) == onnx.Node("Conv", ("x",), ("y",), {"pads": (3, 300), "group": (1,)}, {}, None)
    packed = onnx.message(8, onnx.varint(3), onnx.varint(300))
    attribute = onnx.message(onnx.NODE_ATTRIBUTE, onnx.message(1, b"pads"), packed)
    assert first(onnx.message(onnx.GRAPH_NODE, attribute)).ints == {"pads": (3, 300)}
