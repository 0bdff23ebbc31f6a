"""Nodes and constants for an ONNX graph, as they are written one behind the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import talecast.synthesize.onnx.file as onnx

if TYPE_CHECKING:
    from numpy.typing import NDArray

PREFIX = "talecast/"
"""Names of new nodes and values begin with it."""


class Writer:
    """Each value is written once: what is asked for again under the same name is there already."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._new: list[bytes] = []

    def new_fields(self) -> bytes:
        """What was written since this was last asked for, in its order, as fields of a graph."""
        fields = b"".join(self._new)
        self._new.clear()
        return fields

    def add(self, operator: str, inputs: list[str], output: str, *more: str, **attributes: float | list[int]) -> str:
        """A node. Gives its first output."""
        if output not in self._names:
            self._names.add(output)
            self._new.append(onnx.node(operator, inputs, output, *more, **attributes))
        return output

    def constant(self, name: str, values: NDArray[Any]) -> str:
        """A constant (of a kind in file.TENSOR_TYPES). Gives its name."""
        if name not in self._names:
            self._names.add(name)
            self._new.append(onnx.tensor(name, values))
        return name

    def numbers(self, *values: int) -> str:
        """A constant list of whole numbers. Gives its name, which says what it holds."""
        import numpy as np

        return self.constant(PREFIX + "/".join(map(str, ("list", *values))), np.array(values, dtype=np.int64))

    def number(self, value: int) -> str:
        """A constant whole number. Gives its name, which says what it holds."""
        import numpy as np

        return self.constant(f"{PREFIX}number/{value}", np.array(value, dtype=np.int64))
