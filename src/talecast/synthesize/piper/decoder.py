"""Where the decoder lies in a Piper model's graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import talecast.synthesize.onnx.file as onnx
from talecast.synthesize.piper.convolution import UnknownShape

if TYPE_CHECKING:
    from numpy.typing import NDArray

DECODER = frozenset({"Conv", "ConvTranspose", "LeakyRelu", "Add", "Div"})
"""The operations of a decoder before the Tanh at its end."""


class Decoder(NamedTuple):
    """The part of a graph that makes sound of what the rest has planned."""

    nodes: tuple[onnx.Node, ...]
    """In the graph's order; the last one is the Tanh whose output is the sound."""
    places: tuple[onnx.Field, ...]
    """Where each of them lies."""
    constants: dict[str, NDArray[Any]]
    """The float32 values that they name: weights, biases, divisors."""


def find_decoder(graph: onnx.Graph) -> Decoder:
    """Everything that leads to the last Tanh through a decoder's operations. Raises UnknownShape."""
    tensors = dict(graph.tensors)
    left = list(graph.nodes)
    found: list[tuple[onnx.Node, onnx.Field]] = []
    wanted: set[str] = set()
    taken_by_others: set[str] = set()
    while left and (wanted or not found):
        place, node = left.pop()
        (output,) = node.outputs[:1]
        if node.operator == "Constant" and output in wanted and node.value:
            values = onnx.read_tensor(graph.model, node.value)[1]
            tensors.update({} if values is None else {output: values})
        elif (node.operator == "Tanh" and not found) or (node.operator in DECODER and output in wanted):
            found.append((node, place))
            wanted.update(name for name in node.inputs if name not in tensors)
        else:
            taken_by_others.update(node.inputs)
        wanted.discard(output)
    inner = {node.outputs[0] for node, _ in found[1:]}
    if not inner or inner & taken_by_others:
        raise UnknownShape
    nodes, places = zip(*reversed(found), strict=True)
    return Decoder(nodes, places, tensors)
