from __future__ import annotations

import pytest

from tests.unit.read.markup.reading import read, shown


def test_a_figure_is_told_by_its_alternative_text_and_its_caption() -> None:
    figure = (
        '<figure><img src="a.jpg" alt="A boat under nine lamps"/><figcaption>The quay by night.</figcaption></figure>'
    )
    assert shown(figure) == ["image: A boat under nine lamps", "paragraph: The quay by night."]
    assert shown(figure, images="skip") == ["image (image): A boat under nine lamps", "paragraph: The quay by night."]


@pytest.mark.parametrize("name", ["image", "img_0042.jpg", "Illustration", "fig. 3", "Cover", "[Image]"])
def test_a_name_that_tells_nothing_is_skipped(name: str) -> None:
    assert shown(f'<p><img src="a.jpg" alt="{name}"/></p><p>So it was.</p>') == [
        f"image (image): {name}",
        "paragraph: So it was.",
    ]


@pytest.mark.parametrize(
    "image", ['<img src="a.jpg"/>', '<img src="a.jpg" alt=""/>', '<svg><image href="a.jpg"/></svg>']
)
def test_a_picture_without_a_name_gives_nothing(image: str) -> None:
    assert shown(f"<p>{image}</p><p>So it was.</p>") == ["paragraph: So it was."]
    assert shown(f"<p>So {image} it was.</p>") == ["paragraph: So it was."]


def test_a_caption_that_says_the_same_is_heard_once() -> None:
    assert shown('<figure><img alt="The Quay" src="a"/><figcaption>The quay.</figcaption></figure>') == [
        "image (image): The Quay",
        "paragraph: The quay.",
    ]


def test_a_picture_among_words_does_not_cut_them() -> None:
    assert shown('<p>One <img src="a" alt="A red boat"/> two.</p>') == ["paragraph: One two.", "image: A red boat"]
    assert shown('<p><img src="a" alt="A red boat"/>One two.</p>') == ["image: A red boat", "paragraph: One two."]


def test_a_heading_in_a_picture_is_a_heading() -> None:
    assert shown('<h2><img src="a" alt="Chapter One"/></h2>', images="skip") == ["heading 2: Chapter One"]


def test_the_words_in_a_drawing_are_its_name() -> None:
    assert shown("<svg><title>The bay</title><g><text>North</text></g></svg>") == ["image: The bay North"]
    assert shown('<svg aria-label="The bay"><text>N</text></svg>') == ["image: The bay", "paragraph (hidden): N"]


def test_the_words_of_a_document_that_is_a_drawing_are_its_text() -> None:
    drawing = "<svg xmlns='http://www.w3.org/2000/svg'><title>A poster</title><text>Come to the <tspan>quay</tspan></text></svg>"
    (marked,) = read(drawing).pieces
    assert (marked.piece.kind, marked.piece.text) == ("paragraph", "A poster Come to the quay")


@pytest.mark.parametrize(
    ("formula", "said"),
    [
        (
            '<math alttext="x squared"><mi>x</mi><mn>2</mn></math>',
            ["paragraph: So x squared it is.", "paragraph (other): x 2"],
        ),
        ("<math><mi>x</mi><mo>+</mo><mn>1</mn></math>", ["paragraph: So x + 1 it is."]),
        (
            r'<math alttext="\frac{1}{2}"><semantics><mi>y</mi><annotation>\half</annotation></semantics></math>',
            ["paragraph: So y it is.", r"paragraph (other): \half"],
        ),
    ],
)
def test_a_formula_is_told_by_its_alternative_text_else_by_its_signs(formula: str, said: list[str]) -> None:
    assert shown(f"<p>So {formula} it is.</p>") == said


def test_ruby_is_read_once_and_its_annotations_are_skipped() -> None:
    assert shown("<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp>字<rt>ji</rt></ruby>です</p>") == [
        "paragraph: 漢字です",
        "paragraph (other): kan ji",
    ]
