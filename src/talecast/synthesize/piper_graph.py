"""A Piper model's graph with its noise given from outside. Plain bytes in, plain bytes out; no library is needed.

Piper's models draw noise inside the graph (`RandomNormalLike`: once for the lengths of the phonemes, once for the sound), from a
generator that goes on from one run of a session to the next, so that equal words sound different each time. Here each such
node is replaced by a slice of a new input, `noise`. What the slices are filled with is the caller's choice; the graph around
them stays as it was.

An ONNX file is one protobuf message, ModelProto (field numbers from onnx.proto3 of ONNX 1.16). Its wire format is simple enough
to be edited in place, and the package `onnx` would add 23 MB to the install for these few lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

NOISE_INPUT = "noise"
"""float32 of shape (n,), n being at least the size of all noise tensors together; each takes its part, in the graph's order."""

VARINT, LENGTH = 0, 2
FIXED_LENGTHS = {1: 8, 5: 4}
"""The kinds of fields in protobuf's wire format, and how many bytes the fixed ones have."""
MODEL_GRAPH = 7
GRAPH_NODE, GRAPH_INPUT = 1, 11
NODE_INPUT, NODE_OUTPUT, NODE_NAME, NODE_OPERATOR = 1, 2, 3, 4
RANDOM = b"RandomNormalLike"
PREFIX = b"talecast/"
"""Names of the new nodes and values begin with it."""
FLOAT = 1
"""TensorProto.DataType.FLOAT"""


class Field(NamedTuple):
    """A field of a message, as offsets into the bytes of the model."""

    number: int
    start: int
    """Where its tag begins."""
    content: int
    """Where its content begins."""
    end: int


def with_noise_input(model: bytes) -> bytes:
    """The model with `noise` as an input instead of noise of its own; the same bytes where it draws none.

    Raises ValueError where the bytes are no ONNX model.
    """
    graphs = [field for field in _fields(model, 0, len(model)) if field.number == MODEL_GRAPH]
    if len(graphs) != 1:
        raise ValueError("these bytes are no ONNX model")
    (graph,) = graphs
    parts: list[bytes] = []
    kept_from, taken = graph.content, b""
    for field in _fields(model, graph.content, graph.end):
        if field.number != GRAPH_NODE or model.find(RANDOM, field.content, field.end) < 0:
            continue
        shaped_like, output, operator = _node_ends(model, field)
        if operator != RANDOM:  # only a name of it says so
            continue
        nodes, taken = _slice_of_noise(output, shaped_like, taken)
        parts += [model[kept_from : field.start], nodes]
        kept_from = field.end
    if not parts:
        return model
    parts += [model[kept_from : graph.end], _noise_input()]
    return b"".join([model[: graph.start], _message(MODEL_GRAPH, *parts), model[graph.end :]])


def _node_ends(model: bytes, node: Field) -> tuple[bytes, bytes, bytes]:
    """A node's first input, its first output and its operator."""
    found: dict[int, bytes] = {}
    for field in _fields(model, node.content, node.end):
        found.setdefault(field.number, model[field.content : field.end])
    return found.get(NODE_INPUT, b""), found.get(NODE_OUTPUT, b""), found.get(NODE_OPERATOR, b"")


def _slice_of_noise(output: bytes, shaped_like: bytes, taken: bytes) -> tuple[bytes, bytes]:
    """Nodes that give `output` the shape of `shaped_like`, filled with the noise behind what was `taken` before.

    Also gives the name of the value that says how much is taken then.
    """
    shape, size, zero, end, flat = (
        PREFIX + output + part for part in (b"/shape", b"/size", b"/zero", b"/end", b"/flat")
    )
    nodes = [_node(b"Shape", [shaped_like], shape), _node(b"ReduceProd", [shape], size)]  # its axis is kept: shape (1,)
    if not taken:
        nodes.append(_node(b"Sub", [size, size], zero))
    start = taken or zero
    nodes += [
        _node(b"Add", [start, size], end),
        _node(b"Slice", [NOISE_INPUT.encode(), start, end], flat),
        _node(b"Reshape", [flat, shape], output),
    ]
    return b"".join(nodes), end


def _node(operator: bytes, inputs: list[bytes], output: bytes) -> bytes:
    return _message(
        GRAPH_NODE,
        *(_message(NODE_INPUT, name) for name in inputs),
        _message(NODE_OUTPUT, output),
        _message(NODE_NAME, PREFIX + output),
        _message(NODE_OPERATOR, operator),
    )


def _noise_input() -> bytes:
    """A ValueInfoProto: the name, and a tensor type with one dimension of any length."""
    dimension = _message(1, _message(2, PREFIX + b"length"))
    tensor = bytes([1 << 3 | VARINT, FLOAT]) + _message(2, dimension)
    return _message(GRAPH_INPUT, _message(1, NOISE_INPUT.encode()), _message(2, _message(1, tensor)))


def _message(number: int, *content: bytes) -> bytes:
    length = sum(map(len, content))
    return b"".join([_varint(number << 3 | LENGTH), _varint(length), *content])


def _varint(value: int) -> bytes:
    encoded = bytearray()
    while value > 0x7F:  # noqa: PLR2004 - seven bits a byte
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)


def _fields(data: bytes, position: int, end: int) -> Iterator[Field]:
    """The fields of a message. Raises ValueError where it ends too early or has a field of no known kind."""
    while position < end:
        start = position
        tag, position = _read_varint(data, position, end)
        kind = tag & 7
        if kind == VARINT:
            _, behind = _read_varint(data, position, end)
        elif kind == LENGTH:
            length, position = _read_varint(data, position, end)
            behind = position + length
        elif kind in FIXED_LENGTHS:
            behind = position + FIXED_LENGTHS[kind]
        else:
            raise ValueError("these bytes are no ONNX model")
        if behind > end:
            raise ValueError("this ONNX model is cut short")
        yield Field(tag >> 3, start, position, behind)
        position = behind


def _read_varint(data: bytes, position: int, end: int) -> tuple[int, int]:
    """The number at a position, and the position behind it."""
    value = shift = 0
    while position < end:
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:  # noqa: PLR2004 - the last byte of a number has its highest bit clear
            return value, position
    raise ValueError("this ONNX model is cut short")
