"""A raw engine in a bare loop, spread over processes: nothing but the engine's own calls. Run as a program of its own.

    python benchmarks/raw.py ENGINE ORDER.json

The order has `texts` and `processes`, and what the engine wants (see each function). Prints one JSON object: `output_s`, the
seconds of sound that came out, silence included, and `loop_s`, the seconds from when all processes were ready to the end
of the last. With `folder` in the order, each text's sound is written there as 0000.wav and so on.
"""

from __future__ import annotations

import contextlib
import json
import math
import multiprocessing
import sys
import threading
import time
import wave
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.queues import SimpleQueue
    from multiprocessing.synchronize import Barrier

    Speak = Callable[[str], bytes]
    """Gives 16-bit mono samples for a text."""
    Open = Callable[[dict[str, Any]], tuple[Speak, int]]
    """Opens the engine that an order describes; gives how to speak, and the sample rate."""


def espeak(order: dict[str, Any]) -> tuple[Speak, int]:
    """libespeak-ng in synchronous mode, and LAME behind it.

    `rate` is eSpeak's own setting; `resample` says who makes 44.1 kHz of its 22.05 kHz: "lame", or "double" for each sample
    twice, which sounds worse than anything that talecast does and costs nearly nothing; `quality` is LAME's.
    """
    import ctypes

    import espeakng_loader
    import lameenc
    import numpy as np

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    synchronous = 2
    rate_hz: int = library.espeak_Initialize(synchronous, 0, espeakng_loader.get_data_path().encode(), 0)
    callback_type = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)
    heard: list[bytes] = []

    def hear(samples: int | None, count: int, _: object) -> int:
        if samples and count:
            heard.append(ctypes.string_at(samples, 2 * count))
        return 0

    callback = callback_type(hear)
    library.espeak_SetSynthCallback(callback)
    library.espeak_SetVoiceByName(order["voice"].encode())
    rate_parameter, absolute, utf8 = 1, 0, 1
    library.espeak_SetParameter(rate_parameter, order["rate"], absolute)

    doubled = order["resample"] == "double"
    encoder = lameenc.Encoder()
    encoder.set_channels(1)
    encoder.set_bit_rate(96)
    encoder.set_quality(order["quality"])
    encoder.set_in_sample_rate(44_100 if doubled else rate_hz)
    encoder.set_out_sample_rate(44_100)
    encoder.silence()

    def speak(text: str, _kept: object = callback) -> bytes:  # the library calls it; it must not be collected
        data = text.encode() + b"\0"
        library.espeak_Synth(data, len(data), 0, 1, 0, utf8, None, None)
        samples = b"".join(heard)
        heard.clear()
        encoder.encode(np.repeat(np.frombuffer(samples, np.int16), 2).tobytes() if doubled else samples)
        return samples

    return speak, rate_hz


def piper(order: dict[str, Any]) -> tuple[Speak, int]:
    """piper-tts's own PiperVoice, onnxruntime with `threads` threads (0: as it comes), `length_scale` or null for the voice's."""
    import onnxruntime
    from piper import PiperVoice, SynthesisConfig
    from piper.config import PiperConfig

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = order["threads"]
    voice = PiperVoice(
        session=onnxruntime.InferenceSession(order["model"], options, providers=["CPUExecutionProvider"]),
        config=PiperConfig.from_dict(json.loads(Path(order["config"]).read_text(encoding="utf-8"))),
    )
    settings = SynthesisConfig(length_scale=order["length_scale"])

    def speak(text: str) -> bytes:
        return b"".join(chunk.audio_int16_bytes for chunk in voice.synthesize(text, settings))

    return speak, voice.config.sample_rate


def kokoro(order: dict[str, Any]) -> tuple[Speak, int]:
    """kokoro-onnx's own Kokoro.create, onnxruntime with `threads` threads (0: as it comes), at `speed`."""
    import numpy as np
    import onnxruntime
    from kokoro_onnx import Kokoro

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = order["threads"]
    session = onnxruntime.InferenceSession(order["model"], options, providers=["CPUExecutionProvider"])
    engine = Kokoro.from_session(session, order["voices"])

    def speak(text: str) -> bytes:
        samples, _ = engine.create(text, voice=order["voice"], speed=order["speed"], lang="en-us")
        return bytes((np.clip(samples, -1, 1) * 32_767).astype("<i2"))

    return speak, 24_000


ENGINES: dict[str, Open] = {"espeak": espeak, "piper": piper, "kokoro": kokoro}


def work(engine: str, order: dict[str, Any], part: int, ready: Barrier, done: SimpleQueue[float]) -> None:
    """Every `processes`th text from the `part`th on; puts the seconds that came out, or NaN where it failed."""
    output_s = math.nan
    try:
        speak, rate_hz = ENGINES[engine](order)
        folder = Path(order["folder"]) if order.get("folder") else None
        ready.wait()
        count = 0
        for index in range(part, len(order["texts"]), order["processes"]):
            samples = speak(order["texts"][index])
            count += len(samples) // 2
            if folder:
                with wave.open(str(folder / f"{index:04}.wav"), "wb") as file:
                    file.setparams((1, 2, rate_hz, 0, "NONE", ""))
                    file.writeframes(samples)
        output_s = count / rate_hz
    finally:
        if math.isnan(output_s):
            ready.abort()  # else the others would wait for ever
        done.put(output_s)


def main(engine: str, path: str) -> int:
    """Start the processes, print what came of them, and give the exit code."""
    order = json.loads(Path(path).read_text(encoding="utf-8"))
    context = multiprocessing.get_context("spawn")  # eSpeak and onnxruntime do not like to be forked
    ready, done = context.Barrier(order["processes"] + 1), context.SimpleQueue()
    parts = [
        context.Process(target=work, args=(engine, order, part, ready, done), daemon=True)
        for part in range(order["processes"])
    ]
    for process in parts:
        process.start()
    with contextlib.suppress(threading.BrokenBarrierError):  # one of them failed, and says so itself
        ready.wait()
    start = time.monotonic()
    output_s = sum(done.get() for _ in parts)
    loop_s = time.monotonic() - start
    for process in parts:
        process.join()
    if math.isnan(output_s):
        return 1
    print(json.dumps({"output_s": output_s, "loop_s": loop_s}))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
