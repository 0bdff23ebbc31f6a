"""Punkt and the parameters that ship with the package."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from importlib import resources
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

from talecast.split import punkt

if TYPE_CHECKING:
    import pytest

REPOSITORY = Path(__file__).resolve().parents[3]


def test_punkt_proposes_the_ordinary_boundaries() -> None:
    assert punkt.sentence_starts("He ran. She hid. Mr. Hale slept.") == {8, 17}


def test_words_that_are_looked_up_are_not_kept() -> None:
    punkt.sentence_starts("He ran. She hid.")
    known = punkt._tokenizer()._params.ortho_context
    words = len(known)
    punkt.sentence_starts("We met Quillonby. Thrupwick Magna was dark. Then Ozzelthorpe. Vexley said so.")
    assert words > 1_000
    assert len(known) == words


def test_a_text_in_many_pieces_has_the_boundaries_of_its_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "He ran away from the house. She hid under the table. Mr. Hale slept. " * 40
    whole = punkt.sentence_starts(text)

    monkeypatch.setattr(punkt, "PIECE_CHARS", 200)

    assert punkt.sentence_starts(text) == whole


def test_punkt_comes_without_the_rest_of_nltk_and_leaves_it_as_it_would_be() -> None:
    script = (
        "import sys; from talecast.split import punkt; punkt.sentence_starts('He ran. She hid.');"
        "print(*sorted({'numpy', 'nltk'} & set(sys.modules)), '-');"
        "import nltk; print(nltk.corpus is not None, nltk.tokenize.punkt.__name__, nltk.PunktSentenceTokenizer)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "-",
        "True nltk.tokenize.punkt <class 'nltk.tokenize.punkt.PunktSentenceTokenizer'>",
    ]


def test_an_nltk_whose_punkt_needs_everything_is_loaded_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise ImportError

    monkeypatch.setattr(punkt, "PathFinder", SimpleNamespace(find_spec=refuse))
    with monkeypatch.context() as context:
        for name in [name for name in sys.modules if name.partition(".")[0] == "nltk"]:
            context.delitem(sys.modules, name)
        assert punkt._punkt()[1].__name__ == "PunktSentenceTokenizer"
        assert "nltk" in sys.modules


def test_the_shipped_parameters_are_what_the_script_makes_of_the_two_books(shared: Path) -> None:
    spec = importlib.util.spec_from_file_location("train_punkt", REPOSITORY / "tools" / "train_punkt.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    books = [
        (shared / "books" / name).read_text(encoding="utf-8-sig")
        for name in ("alice-gutenberg.txt", "time-machine.txt")
    ]
    shipped = resources.files("talecast").joinpath("data", "punkt", "english.json").read_text(encoding="utf-8")

    assert json.loads(shipped) == script.train(books)


def test_nothing_of_nltk_is_loaded_before_the_first_text() -> None:
    code = "import sys, talecast.split; sys.exit('nltk' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
