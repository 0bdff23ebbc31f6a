"""A convolution over time as a node of an ONNX graph has it: its weights, and what it reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from talecast.synthesize.onnx.file import Node


FEWEST_CHANNELS = 128
"""In and out, of a convolution that is computed in bytes. The small ones at either end of a flow cost little and change much."""


class Convolution(NamedTuple):
    """Plain or transposed, of all channels at once."""

    weights: NDArray[np.float32]
    """Of shape (channels out, channels in, taps); transposed, the first two change places."""
    biases: NDArray[np.float32] | None
    stride: int
    dilation: int
    padding: tuple[int, int]
    """Samples of silence before and behind."""

    @property
    def taps(self) -> int:
        """Samples of its input for each one of its output; transposed, the other way round."""
        return int(self.weights.shape[2])


class UnknownShape(Exception):
    """A part of a model of another kind than the ones that can be rewritten."""


def read_convolution(node: Node, constants: Mapping[str, NDArray[Any]]) -> Convolution:
    """What a `Conv` or `ConvTranspose` computes.

    Raises UnknownShape for one over pictures, in groups, with weights that are computed, or longer at its end.
    """
    padding, stride, dilation = (
        node.ints.get(name, default) for name, default in (("pads", (0, 0)), ("strides", (1,)), ("dilations", (1,)))
    )
    weights, *biases = (constants.get(name) for name in node.inputs[1:])
    plain = node.ints.get("group", (1,)) == (1,) and "output_padding" not in node.ints
    if (
        not plain
        or weights is None
        or any(each is None for each in biases)
        or (weights.ndim, len(padding), len(stride), len(dilation)) != (3, 2, 1, 1)
    ):
        raise UnknownShape
    return Convolution(weights, biases[0] if biases else None, stride[0], dilation[0], (padding[0], padding[1]))
