"""Signs for what pandoc has no place for: characters that no document has, put into the text before and found after.

They are noncharacters of Unicode (U+FDD0 to U+FDEF), "intended for process-internal uses"; those that a document has all the
same are taken out first, so that none can be forged.
"""

from __future__ import annotations

import re

HIDDEN, SHOWN = "\ufdd0", "\ufdd1"
"""Around text that a reader does not see."""
CENTRED = "\ufdd2"
LARGE = "\ufdd3"
"""In larger letters than the text around."""
NEW_PAGE = "\ufdd4"
EMPTY = "\ufdd5"
"""An empty paragraph."""
TITLE, SUBTITLE, AUTHOR = "\ufdd6", "\ufdd7", "\ufdd8"
HEADINGS = "\ufdd9\ufdda\ufddb\ufddc\ufddd\ufdde"
"""Of the levels 1 to 6."""
PICTURE, NAMED = "\ufddf", "\ufde0"
"""Around the name of a picture, for those who do not see it."""
FAR, NEAR = "\ufdea", "\ufdeb"
"""Around the number, in hexadecimal digits, of a character beyond U+FFFF, which pandoc's reader of RTF does not know."""
ITEM = "\ufdec"
"""An item of a list, once for each list around it."""
LABEL, LABELLED = "\ufded", "\ufdee"
"""Around the number that is printed before an item."""
DEEPEST_LIST = 6
"""Lists in lists."""
CLASSES = {
    "\ufde1": "quote",
    "\ufde2": "verse",
    "\ufde3": "epigraph",
    "\ufde4": "letter",
    "\ufde5": "toc",
    "\ufde6": "dedication",
    "\ufde7": "copyright",
    "\ufde8": "titlepage",
    "\ufde9": "scenebreak",
}
"""What a paragraph's style says that it is, as a class that the reader of markup knows."""

ANY = re.compile("[\ufdd0-\ufdef]+")

_WORDS = {
    "quote": "quote quotation quotations quotes extract blockquote blockquotation blocktext",
    "verse": "verse verses poem poems poetry stanza lyrics song hymn",
    "epigraph": "epigraph epigraphs motto",
    "letter": "correspondence letterbody",
    "toc": "toc contents tocheading contentsheading tableoffigures",
    "dedication": "dedication",
    "copyright": "copyright copyrightpage imprint",
    "titlepage": "titlepage halftitle",
    "scenebreak": "scenebreak sectionbreak ornament ornamentalbreak asterism",
}
_BY_WORD = {word: sign for sign, name in CLASSES.items() for word in _WORDS[name].split()}
_KINDS = frozenset(word for name in ("verse", "epigraph", "dedication") for word in _WORDS[name].split())
"""Those that say so in the name of any style: "Poem, last line"."""
_WORD = re.compile(r"[^\W\d_]+")
_HEADING = re.compile(r"(?:heading|überschrift|titre|título|titolo|kop|заголовок)\s*([1-6])", re.IGNORECASE)


def without_signs(text: str) -> str:
    """The text without characters that could be taken for signs."""
    return ANY.sub("", text)


def sign_of_style(name: str) -> str:
    """The sign of a paragraph's style by its name; "" for a style that says nothing to a listener."""
    plain = name.casefold()
    if heading := _HEADING.match(plain):
        return HEADINGS[int(heading[1]) - 1]
    words = _WORD.findall(plain)
    if words in (["title"], ["book", "title"]):
        return TITLE
    if words == ["subtitle"]:
        return SUBTITLE
    if words in (["author"], ["byline"]):
        return AUTHOR
    if words == ["date"]:
        return next(sign for sign, one in CLASSES.items() if one == "titlepage")
    whole = _BY_WORD.get("".join(words), "")
    return whole or next((_BY_WORD[word] for word in words if word in _KINDS), "")
