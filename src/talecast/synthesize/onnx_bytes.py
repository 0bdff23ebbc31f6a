"""ONNX files as bytes: read field by field, and written. Plain bytes in, plain bytes out; no library is needed.

An ONNX file is one protobuf message, ModelProto (field numbers from onnx.proto3 of ONNX 1.16). Its wire format is simple enough
to be edited in place, and the package `onnx` would add 23 MB to the install for these few lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

VARINT, LENGTH = 0, 2
FIXED_LENGTHS = {1: 8, 5: 4}
"""The kinds of fields in protobuf's wire format, and how many bytes the fixed ones have."""
MODEL_GRAPH = 7
MODEL_VERSION, MODEL_OPERATORS = 1, 8
GRAPH_NODE, GRAPH_TENSOR, GRAPH_INPUT, GRAPH_OUTPUT = 1, 5, 11, 12
NODE_INPUT, NODE_OUTPUT, NODE_NAME, NODE_OPERATOR, NODE_ATTRIBUTE = 1, 2, 3, 4, 5
ATTRIBUTE_NAME, ATTRIBUTE_INT, ATTRIBUTE_INTS, ATTRIBUTE_TYPE = 1, 3, 8, 20
INT, INTS = 2, 7
"""AttributeProto.AttributeType"""
TENSOR_DIMENSION, TENSOR_TYPE, TENSOR_INTS, TENSOR_NAME, TENSOR_BYTES = 1, 2, 5, 8, 9
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


def graph_of(model: bytes) -> Field:
    """The one graph of a model. Raises ValueError where the bytes are no ONNX model."""
    graphs = [field for field in fields(model, 0, len(model)) if field.number == MODEL_GRAPH]
    if len(graphs) != 1:
        raise ValueError("these bytes are no ONNX model")
    return graphs[0]


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
    for field in fields(data, node.content, node.end):
        if field.number in texts:
            texts[field.number].append(data[field.content : field.end].decode())
        elif field.number == NODE_ATTRIBUTE:
            ints.update(_read_ints(data, field))
    return Node("".join(texts[NODE_OPERATOR]), tuple(texts[NODE_INPUT]), tuple(texts[NODE_OUTPUT]), ints)


def _read_ints(data: bytes, attribute: Field) -> dict[str, tuple[int, ...]]:
    name, values = "", []
    for field in fields(data, attribute.content, attribute.end):
        if field.number == ATTRIBUTE_NAME:
            name = data[field.content : field.end].decode()
        elif field.number in {ATTRIBUTE_INT, ATTRIBUTE_INTS}:
            values += _numbers(data, field)
    return {name: tuple(values)} if values else {}


def read_tensor(data: bytes, tensor: Field) -> tuple[str, NDArray[np.uint8] | None]:
    """The name of a TensorProto, and its values where they are uint8."""
    import numpy as np

    name, kind = "", 0
    dimensions: list[int] = []
    values = np.zeros(0, dtype=np.uint8)
    for field in fields(data, tensor.content, tensor.end):
        if field.number == TENSOR_NAME:
            name = data[field.content : field.end].decode()
        elif field.number == TENSOR_TYPE:
            kind = _numbers(data, field)[0]
        elif field.number == TENSOR_DIMENSION:
            dimensions += _numbers(data, field)
        elif field.number == TENSOR_BYTES:
            values = np.frombuffer(data, dtype=np.uint8, count=field.end - field.content, offset=field.content)
        elif field.number == TENSOR_INTS and kind == TENSOR_TYPES["uint8"]:
            values = np.array(_numbers(data, field), dtype=np.uint8)
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


def node(operator: str, inputs: list[str], output: str, **ints: int | list[int]) -> bytes:
    """A NodeProto with one output, as a field of its graph; `ints` are its attributes."""
    attributes = (
        message(
            NODE_ATTRIBUTE,
            message(ATTRIBUTE_NAME, name.encode()),
            *(number(ATTRIBUTE_INTS if isinstance(value, list) else ATTRIBUTE_INT, each) for each in _listed(value)),
            number(ATTRIBUTE_TYPE, INTS if isinstance(value, list) else INT),
        )
        for name, value in ints.items()
    )
    return message(
        GRAPH_NODE,
        *(message(NODE_INPUT, name.encode()) for name in inputs),
        message(NODE_OUTPUT, output.encode()),
        message(NODE_NAME, output.encode()),
        message(NODE_OPERATOR, operator.encode()),
        *attributes,
    )


def _listed(value: int | list[int]) -> list[int]:
    return value if isinstance(value, list) else [value]


def tensor(name: str, values: NDArray[np.int8] | NDArray[np.int64]) -> bytes:
    """A TensorProto with these values, as a field of its graph."""
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
