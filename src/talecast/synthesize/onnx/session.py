"""A neural voice's model, loaded for one core. The door of onnxruntime.

Importing this module keeps onnxruntime from telling anybody of its use: from 1.32 on it has a database in the user's cache and a
file among the temporary ones, and sends what it notes to its makers. It has to be told before it is first imported, which
piper-tts and kokoro-onnx do too.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import talecast.synthesize.onnx.file as onnx

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

os.environ["ORT_DISABLE_TELEMETRY"] = "1"

FATAL = 4
"""onnxruntime's severity from which on it prints: what goes wrong is raised anyway."""


class Model:
    """An ONNX model that runs on one thread, since the pool has a worker for each core."""

    def __init__(self, model: bytes, *, frugal: bool = False, unsigned: bool = False) -> None:
        """Load the bytes of an ONNX file. Raises ValueError where they are none, or none that this onnxruntime can run.

        Where `frugal`, memory is given back after each run, which costs 3 % of the time. Where `unsigned`, signed bytes are made
        unsigned before they are multiplied: slower, and right on every processor (see `multiplies_signed_bytes`).
        """
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = FATAL
        options.add_session_config_entry("session.x64quantprecision", str(int(unsigned)))
        try:
            self.session: Any = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise ValueError(_first_line(error)) from error
        self.session._model_bytes = None  # noqa: SLF001 - it keeps the file's bytes for a fallback to other processors
        self._options: Any = onnxruntime.RunOptions()
        if frugal:
            self._options.add_run_config_entry("memory.enable_memory_arena_shrinkage", "cpu:0")
        self._inputs = frozenset(entry.name for entry in self.session.get_inputs())

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> NDArray[Any]:
        """The model's first output; inputs that it does not have are left out. Raises ValueError where it fails."""
        try:
            result: NDArray[Any] = self.session.run(None, {name: inputs[name] for name in self._inputs}, self._options)[
                0
            ]
        except Exception as error:
            raise ValueError(_first_line(error)) from error
        return result


def multiplies_signed_bytes() -> bool:
    """Whether unsigned times signed bytes come out right here: on x86 without VNNI their sums overflow, in silence."""
    import numpy as np

    most, least = np.full((16, 64), 255, dtype=np.uint8), np.full((64, 16), -128, dtype=np.int8)
    for weights in (least, ~least):
        product = onnx.message(
            onnx.MODEL_GRAPH,
            onnx.node("MatMulInteger", ["a", "b"], "c"),
            onnx.message(2, b"product"),
            onnx.tensor("b", weights),
            onnx.value(onnx.GRAPH_INPUT, "a", "uint8"),
            onnx.value(onnx.GRAPH_OUTPUT, "c", "int32"),
        )
        found = Model(onnx.with_graph(product)).run({"a": most})
        if not np.array_equal(found, most.astype(np.int32) @ weights.astype(np.int32)):
            return False
    return True


def _first_line(error: Exception) -> str:
    """onnxruntime has a class of its own for each reason, all of them plain exceptions with a text of several lines."""
    return str(error).strip().partition("\n")[0].rstrip(".") or type(error).__name__
