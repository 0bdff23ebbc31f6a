"""ONNX files as bytes: read field by field, and written. Plain bytes in, plain bytes out; no library is needed.

An ONNX file is one protobuf message, ModelProto (field numbers from onnx.proto3 of ONNX 1.16). Its wire format is simple enough
to be edited in place, and the package `onnx` would add 23 MB to the install for these few lines.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from numpy.typing import NDArray

VARINT, LENGTH, FIXED32 = 0, 2, 5
FIXED_LENGTHS = {1: 8, FIXED32: 4}
"""The kinds of fields in protobuf's wire format, and how many bytes the fixed ones have."""
MODEL_GRAPH = 7
MODEL_VERSION, MODEL_OPERATORS = 1, 8
GRAPH_NODE, GRAPH_TENSOR, GRAPH_INPUT, GRAPH_OUTPUT = 1, 5, 11, 12
NODE_INPUT, NODE_OUTPUT, NODE_NAME, NODE_OPERATOR, NODE_ATTRIBUTE = 1, 2, 3, 4, 5
ATTRIBUTE_NAME, ATTRIBUTE_FLOAT, ATTRIBUTE_INT, ATTRIBUTE_TENSOR, ATTRIBUTE_INTS, ATTRIBUTE_TYPE = 1, 2, 3, 5, 8, 20
FLOAT, INT, INTS = 1, 2, 7
"""AttributeProto.AttributeType"""
TENSOR_DIMENSION, TENSOR_TYPE, TENSOR_FLOATS, TENSOR_INTS, TENSOR_NAME, TENSOR_BYTES = 1, 2, 4, 5, 8, 9
TENSOR_TYPES = {"float32": 1, "uint8": 2, "int8": 3, "int32": 6, "int64": 7}
"""TensorProto.DataType, by numpy's names."""


class Field(NamedTuple):
    """A field of a message, as offsets into the bytes of the file."""

    number: int
    start: int
    """Where its tag begins."""
    content: int
    """Where its content begins."""
    end: int


class Node(NamedTuple):
    """An operation of a graph."""

    operator: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    ints: dict[str, tuple[int, ...]]
    """The attributes that are whole numbers."""
    floats: dict[str, float]
    """The attributes that are one number of 32 bits."""
    value: Field | None
    """The tensor that is an attribute: what a `Constant` gives."""


class Graph(NamedTuple):
    """The one graph of a model, read once for whoever rewrites it."""

    model: bytes
    place: Field
    nodes: tuple[tuple[Field, Node], ...]
    """In the order in which they are computed."""
    tensors: dict[str, NDArray[Any]]
    """Its constants that are uint8 or float32."""


Change = tuple[Field, bytes]
"""A field of a graph, and what takes its place: any fields of a graph."""


def read_graph(model: bytes) -> Graph:
    """The one graph of a model. Raises ValueError where the bytes are no ONNX model."""
    place = graph_of(model)
    nodes: list[tuple[Field, Node]] = []
    tensors: dict[str, NDArray[Any]] = {}
    for field in fields(model, place.content, place.end):
        if field.number == GRAPH_NODE:
            nodes.append((field, read_node(model, field)))
        elif field.number == GRAPH_TENSOR:
            name, values = read_tensor(model, field)
            if values is not None:
                tensors[name] = values
    return Graph(model, place, tuple(nodes), tensors)


def graph_of(model: bytes) -> Field:
    """The one graph of a model. Raises ValueError where the bytes are no ONNX model."""
    graphs = [field for field in fields(model, 0, len(model)) if field.number == MODEL_GRAPH]
    if len(graphs) != 1:
        raise ValueError("these bytes are no ONNX model")
    return graphs[0]


def with_new_graph(model: bytes, graph: Field, changes: Iterable[Change]) -> bytes:
    """The model, fields of its graph replaced by others. A model is large: it is copied once."""
    old, kept_from = memoryview(model), graph.content
    parts: list[bytes | memoryview] = []
    for field, new in sorted(changes, key=lambda change: change[0].start):
        parts += [old[kept_from : field.start], new]
        kept_from = field.end
    parts.append(old[kept_from : graph.end])
    header = varint(MODEL_GRAPH << 3 | LENGTH) + varint(sum(map(len, parts)))
    return b"".join([old[: graph.start], header, *parts, old[graph.end :]])


def fields(data: bytes, position: int, end: int) -> Iterator[Field]:
    """The fields of a message. Raises ValueError where it ends too early or has a field of no known kind."""
    while position < end:
        start = position
        tag, position = read_varint(data, position, end)
        kind = tag & 7
        if kind == VARINT:
            _, behind = read_varint(data, position, end)
        elif kind == LENGTH:
            length, position = read_varint(data, position, end)
            behind = position + length
        elif kind in FIXED_LENGTHS:
            behind = position + FIXED_LENGTHS[kind]
        else:
            raise ValueError("these bytes are no ONNX model")
        if behind > end:
            raise ValueError("this ONNX model is cut short")
        yield Field(tag >> 3, start, position, behind)
        position = behind


def read_varint(data: bytes, position: int, end: int) -> tuple[int, int]:
    """The number at a position, and the position behind it. Raises ValueError where it does not end."""
    value = shift = 0
    while position < end:
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:  # noqa: PLR2004 - the last byte of a number has its highest bit clear
            return value, position
    raise ValueError("this ONNX model is cut short")


def read_node(data: bytes, node: Field) -> Node:
    """A NodeProto."""
    texts: dict[int, list[str]] = {NODE_INPUT: [], NODE_OUTPUT: [], NODE_OPERATOR: []}
    ints: dict[str, tuple[int, ...]] = {}
    floats: dict[str, float] = {}
    value = None
    for field in fields(data, node.content, node.end):
        if field.number in texts:
            texts[field.number].append(data[field.content : field.end].decode())
        elif field.number == NODE_ATTRIBUTE:
            name, whole, real, tensor_in = _read_attribute(data, field)
            if whole:
                ints[name] = whole
            if real is not None:
                floats[name] = real
            value = tensor_in or value
    operator = "".join(texts[NODE_OPERATOR])
    return Node(operator, tuple(texts[NODE_INPUT]), tuple(texts[NODE_OUTPUT]), ints, floats, value)


def _read_attribute(data: bytes, attribute: Field) -> tuple[str, tuple[int, ...], float | None, Field | None]:
    """Its name; and its whole numbers, its number of 32 bits, its tensor, whichever it has."""
    name, real, tensor_in = "", None, None
    whole: list[int] = []
    for field in fields(data, attribute.content, attribute.end):
        if field.number == ATTRIBUTE_NAME:
            name = data[field.content : field.end].decode()
        elif field.number in {ATTRIBUTE_INT, ATTRIBUTE_INTS}:
            whole += _numbers(data, field)
        elif field.number == ATTRIBUTE_FLOAT:
            (real,) = struct.unpack_from("<f", data, field.content)
        elif field.number == ATTRIBUTE_TENSOR:
            tensor_in = field
    return name, tuple(whole), real, tensor_in


def read_tensor(data: bytes, tensor: Field) -> tuple[str, NDArray[Any] | None]:
    """The name of a TensorProto, and its values where they are uint8 or float32."""
    import numpy as np

    name, kind = "", 0
    dimensions: list[int] = []
    values: NDArray[Any] = np.zeros(0, dtype=np.uint8)
    for field in fields(data, tensor.content, tensor.end):
        if field.number == TENSOR_NAME:
            name = data[field.content : field.end].decode()
        elif field.number == TENSOR_TYPE:
            kind = _numbers(data, field)[0]
        elif field.number == TENSOR_DIMENSION:
            dimensions += _numbers(data, field)
        elif field.number in {TENSOR_BYTES, TENSOR_FLOATS}:
            values = np.frombuffer(data, dtype=np.uint8, count=field.end - field.content, offset=field.content)
        elif field.number == TENSOR_INTS and kind == TENSOR_TYPES["uint8"]:
            values = np.array(_numbers(data, field), dtype=np.uint8)
    if kind == TENSOR_TYPES["float32"]:
        return name, values.view("<f4").reshape(dimensions)
    return name, values.reshape(dimensions) if kind == TENSOR_TYPES["uint8"] else None


def _numbers(data: bytes, field: Field) -> list[int]:
    """A field's number; of a packed field, its numbers. Whether it is packed shows in its tag."""
    if data[field.start] & 7 == VARINT:
        return [read_varint(data, field.content, field.end)[0]]
    numbers, position = [], field.content
    while position < field.end:
        number, position = read_varint(data, position, field.end)
        numbers.append(number)
    return numbers


def node(operator: str, inputs: list[str], output: str, *more: str, **attributes: float | list[int]) -> bytes:
    """A NodeProto, named like its first output, as a field of its graph; its attributes are numbers, and lists of whole ones."""
    return message(
        GRAPH_NODE,
        *(message(NODE_INPUT, name.encode()) for name in inputs),
        *(message(NODE_OUTPUT, name.encode()) for name in (output, *more)),
        message(NODE_NAME, output.encode()),
        message(NODE_OPERATOR, operator.encode()),
        *(_attribute(name, value) for name, value in attributes.items()),
    )


def _attribute(name: str, value: float | list[int]) -> bytes:
    if isinstance(value, list):
        content, kind = b"".join(number(ATTRIBUTE_INTS, each) for each in value), INTS
    elif isinstance(value, int):
        content, kind = number(ATTRIBUTE_INT, value), INT
    else:
        content, kind = varint(ATTRIBUTE_FLOAT << 3 | FIXED32) + struct.pack("<f", value), FLOAT
    return message(NODE_ATTRIBUTE, message(ATTRIBUTE_NAME, name.encode()), content, number(ATTRIBUTE_TYPE, kind))


def tensor(name: str, values: NDArray[Any]) -> bytes:
    """A TensorProto with these values (of a kind in TENSOR_TYPES), as a field of its graph."""
    return message(
        GRAPH_TENSOR,
        *(number(TENSOR_DIMENSION, size) for size in values.shape),
        number(TENSOR_TYPE, TENSOR_TYPES[values.dtype.name]),
        message(TENSOR_NAME, name.encode()),
        message(TENSOR_BYTES, values.tobytes()),
    )


def value(field: int, name: str, kind: str) -> bytes:
    """An input or output of the graph, of any shape: a ValueInfoProto."""
    return message(field, message(1, name.encode()), message(2, message(1, number(1, TENSOR_TYPES[kind]))))


def with_graph(graph: bytes) -> bytes:
    """A model of this graph: a ModelProto of version 8 with the operators of version 17."""
    return number(MODEL_VERSION, 8) + graph + message(MODEL_OPERATORS, message(1, b""), number(2, 17))


def vector_input(name: str, length: str) -> bytes:
    """An input of the graph, float32 of one dimension that may have any length, as a field of the graph: a ValueInfoProto."""
    shape = message(2, message(1, message(2, length.encode())))
    kind = number(1, TENSOR_TYPES["float32"])
    return message(GRAPH_INPUT, message(1, name.encode()), message(2, message(1, kind, shape)))


def message(field: int, *content: bytes) -> bytes:
    """A field of bytes: a text, or a message of its own."""
    length = sum(map(len, content))
    return b"".join([varint(field << 3 | LENGTH), varint(length), *content])


def number(field: int, value: int) -> bytes:
    """A field of one whole number."""
    return varint(field << 3 | VARINT) + varint(value)


def varint(value: int) -> bytes:
    """A number of 0 and more, seven bits a byte."""
    encoded = bytearray()
    while value > 0x7F:  # noqa: PLR2004 - seven bits a byte
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)
