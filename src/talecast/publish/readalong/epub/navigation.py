"""The navigation document: contents, pages of the printed book, landmarks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talecast.publish.readalong.depths import depths
from talecast.publish.readalong.markup import DECLARATION, attributes, escape, in_language, tag

if TYPE_CHECKING:
    from collections.abc import Sequence

Entry = tuple[int, str, str]
"""A line of the contents: its level from 1, its title, its address."""

_WORDS = {
    "ar": ("المحتويات", "الصفحات", "بداية النص"),
    "de": ("Inhalt", "Seiten", "Beginn des Textes"),
    "es": ("Contenido", "Páginas", "Comienzo del texto"),
    "fr": ("Table des matières", "Pages", "Début du texte"),
    "it": ("Indice", "Pagine", "Inizio del testo"),
    "ja": ("目次", "ページ", "本文"),
    "nl": ("Inhoud", "Pagina’s", "Begin van de tekst"),
    "pt": ("Índice", "Páginas", "Início do texto"),
    "zh": ("目录", "页码", "正文"),
}
_ENGLISH = ("Contents", "Pages", "Start of the text")


def navigation(
    title: str, language: str, entries: Sequence[Entry], pages: Sequence[tuple[str, str]], start: str
) -> str:
    """The navigation document. `pages` has the label and the address of each; `start` is where the text begins."""
    known = language.partition("-")[0].lower()
    contents, page_list, beginning = _WORDS.get(known, _ENGLISH)
    words = (("lang", "en"), ("xml:lang", "en")) if known not in _WORDS and known != "en" else ()
    toc = tag("h1", contents, *words) + "\n" + _nested(entries)
    navs = [tag("nav", toc, ("epub:type", "toc"), ("role", "doc-toc"), ("id", "toc"), ("aria-label", contents))]
    if pages:
        lines = "".join(tag("li", tag("a", escape(label), ("href", address))) + "\n" for label, address in pages)
        inner = tag("h2", page_list, *words) + tag("ol", f"\n{lines}")
        said = (("epub:type", "page-list"), ("role", "doc-pagelist"), ("aria-label", page_list))
        navs.append(tag("nav", inner, *said))
    mark = tag("li", tag("a", beginning, ("epub:type", "bodymatter"), ("href", start), *words))
    navs.append(
        tag("nav", tag("ol", mark), ("epub:type", "landmarks"), ("hidden", "hidden"), ("aria-label", "Landmarks"))
    )
    return (
        f"{DECLARATION}<!DOCTYPE html>\n"
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"'
        + attributes(in_language(language))
        + f'>\n<head>\n<meta charset="utf-8"/>\n<title>{escape(title)}</title>\n'
        + '<link rel="stylesheet" type="text/css" href="style.css"/>\n</head>\n<body>\n'
        + "\n".join(navs)
        + "\n</body>\n</html>\n"
    )


def _nested(entries: Sequence[Entry]) -> str:
    """The lines as lists in lists."""
    parts: list[str] = []
    last = 0
    for depth, (_, title, address) in zip(depths([level for level, _, _ in entries]), entries, strict=True):
        if depth > last:
            parts.append("<ol>\n<li>")
        else:
            parts.append("</li>" + "</ol>\n</li>" * (last - depth) + "\n<li>")
        parts.append(tag("a", escape(title), ("href", address)))
        last = depth
    return "".join(parts) + "</li>\n</ol>" * last + "\n"
