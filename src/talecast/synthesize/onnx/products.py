"""Convolutions over time as products of matrices of bytes: nodes for an ONNX graph.

Processors with instructions for bytes (VNNI) multiply four of them in the time of one float32, and onnxruntime's
`MatMulInteger` uses these instructions where the weights are signed and known ahead. Samples lie in rows for it: shape (length,
channels), the rows of all taps side by side.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from talecast.synthesize.onnx.file import TENSOR_TYPES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from talecast.synthesize.onnx.writer import Writer

LARGEST = 127
"""Of a signed byte; -128 is left out, so that a weight and its opposite are of the same size."""


def write_windows(  # noqa: PLR0913 - what a convolution reads
    writer: Writer, rows: str, zero: str, *, channels: int, taps: int, dilation: int, padding: tuple[int, int]
) -> str:
    """Rows of bytes with those of all `taps` side by side, for each moment; the padding is filled with `zero`."""
    before, behind = padding
    if (taps, before, behind) == (1, 0, 0):
        return rows
    name = f"{rows}/{taps}x{dilation}/{before}+{behind}"
    padded = writer.add("Pad", [rows, writer.numbers(before, 0, behind, 0), zero], f"{name}/padded")
    shape = writer.add("Shape", [padded], f"{name}/shape", start=0, end=1)
    moments = writer.add("Squeeze", [shape, writer.numbers(0)], f"{name}/moments")
    length = writer.add("Sub", [moments, writer.number((taps - 1) * dilation)], f"{name}/length")
    times = writer.add("Range", [writer.number(0), length, writer.number(1)], f"{name}/times")
    starts = writer.add("Unsqueeze", [times, writer.numbers(1)], f"{name}/starts")
    offsets = writer.numbers(*(tap * dilation for tap in range(taps)))
    places = writer.add("Add", [starts, offsets], f"{name}/places")
    gathered = writer.add("Gather", [padded, places], f"{name}/gathered", axis=0)
    return writer.add("Reshape", [gathered, writer.numbers(-1, taps * channels)], name)


def write_convolution(  # noqa: PLR0913 - what a convolution is
    writer: Writer,
    rows: str,
    weights: NDArray[np.float32],
    biases: NDArray[np.float32] | None,
    output: str,
    *,
    dilation: int,
    padding: tuple[int, int],
) -> str:
    """Of rows of float32, as rows of float32. Weights are of shape (channels out, channels in, taps).

    Samples become bytes by one step for all of them, weights by one step for each channel out; the sums of them are exact.
    """
    import numpy as np

    steps = np.abs(weights).max(axis=(1, 2)) / np.float32(LARGEST)
    steps[steps == 0] = 1
    in_bytes = np.rint(weights / steps[:, None, None]).astype(np.int8)
    samples, step, zero = (f"{rows}/bytes{part}" for part in ("", "/step", "/zero"))
    writer.add("DynamicQuantizeLinear", [rows], samples, step, zero)
    windows = write_windows(
        writer, samples, zero,
        channels=weights.shape[1], taps=weights.shape[2], dilation=dilation, padding=padding,
    )  # fmt: skip
    factors = [windows, writer.constant(f"{output}/weights", as_matrix(in_bytes)), zero]
    no_zero = writer.constant(f"{output}/weights/zero", np.zeros((), dtype=np.int8))
    sums = writer.add("MatMulInteger", [*factors, no_zero], f"{output}/sums")
    floats = writer.add("Cast", [sums], f"{output}/floats", to=TENSOR_TYPES["float32"])
    both_steps = writer.add("Mul", [step, writer.constant(f"{output}/weights/steps", steps)], f"{output}/both-steps")
    if biases is None:
        return writer.add("Mul", [floats, both_steps], output)
    scaled = writer.add("Mul", [floats, both_steps], f"{output}/scaled")
    return writer.add("Add", [scaled, writer.constant(f"{output}/biases", biases)], output)


def as_matrix(weights: NDArray[Any]) -> NDArray[Any]:
    """Weights of shape (channels out, channels in, taps) as a matrix: (taps times channels in, channels out)."""
    import numpy as np

    return np.ascontiguousarray(weights.transpose(2, 1, 0)).reshape(-1, weights.shape[0])
