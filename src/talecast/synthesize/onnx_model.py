"""A neural voice's model, loaded for one core. The door of onnxruntime."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

FATAL = 4
"""onnxruntime's severity from which on it prints: what goes wrong is raised anyway."""


class Model:
    """An ONNX model that runs on one thread, since the pool has a worker for each core."""

    def __init__(self, model: bytes) -> None:
        """Load the bytes of an ONNX file. Raises ValueError where they are none, or none that this onnxruntime can run."""
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = FATAL
        try:
            self.session: Any = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise ValueError(_first_line(error)) from error
        self.session._model_bytes = None  # noqa: SLF001 - it keeps the file's bytes for a fallback to other processors
        self._inputs = frozenset(entry.name for entry in self.session.get_inputs())

    def run(self, inputs: Mapping[str, NDArray[Any]]) -> NDArray[Any]:
        """The model's first output; inputs that it does not have are left out. Raises ValueError where it fails."""
        try:
            result: NDArray[Any] = self.session.run(None, {name: inputs[name] for name in self._inputs})[0]
        except Exception as error:
            raise ValueError(_first_line(error)) from error
        return result


def _first_line(error: Exception) -> str:
    """onnxruntime has a class of its own for each reason, all of them plain exceptions with a text of several lines."""
    return str(error).strip().partition("\n")[0].rstrip(".") or type(error).__name__
