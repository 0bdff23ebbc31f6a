"""What elements, roles, classes and ids mean to a narrator: the tables that the reader of markup goes by.

Roles are those of the EPUB Structural Semantics Vocabulary 1.1, of DPUB-ARIA 1.1 (its `doc-` taken off) and of Z39.98
(`z3998:`). Names of classes and ids are folded before they are looked up (`folded`): "page-num2" is "pagenum".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from talecast.model import BlockKind, SkipKind

# --- elements -----------------------------------------------------------------------------------------------------

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
BLOCKS = HEADINGS | frozenset(
    "html body address article aside blockquote caption center colgroup dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form frameset header hgroup hr legend li listing main menu nav ol optgroup p plaintext pre search section "
    "summary table tbody td tfoot th thead tr ul xmp".split()
)
"""Elements that begin and end a line (HTML Living Standard, 15.3, "Rendering")."""
IGNORED = frozenset("script style template head link meta base basefont param source track col input area".split())
"""Elements whose text is none of the document's."""
FALLBACKS = frozenset("audio video canvas iframe noscript noembed noframes applet embed map case".split())
"""What stands in them is shown only where they cannot be."""
CONTROLS = frozenset("button select textarea datalist option optgroup label progress meter output".split())
ANNOTATIONS = frozenset({"rt", "rp", "rtc"})
PREFORMATTED = frozenset({"pre", "listing", "xmp", "plaintext"})
NOTE_BLOCKS = frozenset("p li dd dt div aside td tr blockquote section article".split())
"""Elements that may be a footnote."""
TOKENS = frozenset("mi mn mo mtext ms mtr mlabeledtr annotation annotation-xml title desc text".split())
"""Elements of formulas and drawings that are a word by themselves."""

# --- block kinds --------------------------------------------------------------------------------------------------

ELEMENT_KINDS = {
    "blockquote": BlockKind.QUOTE,
    "li": BlockKind.LIST,
    "dt": BlockKind.LIST,
    "dd": BlockKind.LIST,
}
ROLE_KINDS = {
    "epigraph": BlockKind.EPIGRAPH,
    "letter": BlockKind.LETTER,
    "correspondence": BlockKind.LETTER,
    **dict.fromkeys("verse poem song hymn lyrics stanza line-group".split(), BlockKind.VERSE),
}
CLASS_KINDS = {
    **dict.fromkeys("epigraph epigraphs epi motto".split(), BlockKind.EPIGRAPH),
    **dict.fromkeys("letter letters correspondence".split(), BlockKind.LETTER),
    **dict.fromkeys(
        "poem poems poetry poetrycontainer verse stanza strophe linegroup lineblock lg lyric lyrics song hymn ballad".split(),
        BlockKind.VERSE,
    ),
    **dict.fromkeys("blockquote blockquot bquote extract".split(), BlockKind.QUOTE),
}
"""On blocks alone: a letter of the alphabet may have the class `letter`."""
STANZAS = frozenset({"stanza", "strophe", "linegroup", "lineblock", "lg"})

# --- what is not read ---------------------------------------------------------------------------------------------

ROLE_SKIPS = {
    **dict.fromkeys("titlepage halftitlepage halftitle cover seriespage".split(), SkipKind.FRONT_MATTER),
    **dict.fromkeys("copyright-page imprint imprimatur".split(), SkipKind.COPYRIGHT),
    **dict.fromkeys("toc toc-brief loi lot loa lov landmarks directory menu".split(), SkipKind.CONTENTS),
    "dedication": SkipKind.DEDICATION,
    "index": SkipKind.INDEX,
    **dict.fromkeys(
        "colophon bibliography errata credit credits other-credits contributors revision-history biographical-note "
        "publisher-address".split(),
        SkipKind.BACK_MATTER,
    ),
    **dict.fromkeys("footnote footnotes endnote endnotes rearnote rearnotes".split(), SkipKind.FOOTNOTE),
    **dict.fromkeys(
        "pagebreak pagelist page-list navigation contentinfo search menubar toolbar tablist alert publisher-logo".split(),
        SkipKind.PAGE_FURNITURE,
    ),
    "pullquote": SkipKind.OTHER,
}
"""Foreword, preface, introduction, prologue, epilogue, afterword, conclusion, appendix, glossary and acknowledgments are
read, as audiobooks read them; what is looked at and not listened to is left out."""
CLASS_SKIPS = {
    **dict.fromkeys("pgheader pgfooter pgboilerplate".split(), SkipKind.LICENCE),
    **dict.fromkeys(
        "pagenum pageno pagenumber pgnum pagebreaknumber folio runninghead runningheader runhead runningfoot linenum "
        "linenumber lineno landmark navigation chapternav navbar breadcrumb breadcrumbs sharedaddy kudos".split(),
        SkipKind.PAGE_FURNITURE,
    ),
    **dict.fromkeys(
        "transnote transnotes tnote tnotes trnote transcribersnote transcribersnotes transcribernote".split(),
        SkipKind.TRANSCRIBERS_NOTE,
    ),
    **dict.fromkeys(
        "footnote footnotes footnotetext endnote endnotes endnotetext rearnote rearnotes".split(), SkipKind.FOOTNOTE
    ),
    **dict.fromkeys("copyright copyrightpage imprint uncopyright".split(), SkipKind.COPYRIGHT),
    **dict.fromkeys("titlepage halftitle halftitlepage ffftitlepage".split(), SkipKind.FRONT_MATTER),
    **dict.fromkeys("toc tableofcontents ffftocpage".split(), SkipKind.CONTENTS),
    **dict.fromkeys("dedication dedicationpage".split(), SkipKind.DEDICATION),
    **dict.fromkeys("colophon ffflogpage".split(), SkipKind.BACK_MATTER),
    **dict.fromkeys(
        "authorsnote authorsnotes authornote authornotes authornoteportlet fffchapternotes fffheadnotes ffffootnotes".split(),
        SkipKind.AUTHORS_NOTE,
    ),
    **dict.fromkeys("fffchaptersummary fffsummary".split(), SkipKind.FRONT_MATTER),
    **dict.fromkeys("disclaimer disclaimers".split(), SkipKind.DISCLAIMER),
    **dict.fromkeys("sidenote marginnote pullquote".split(), SkipKind.OTHER),
    "tocheading": SkipKind.HIDDEN,  # for the program that makes an archive's EPUB, which gives them display:none
}
ID_SKIPS = {
    **dict.fromkeys(
        "pgheader pgfooter pgmachineheader pgheaderheading pgstartseparator pgendseparator projectgutenberglicense".split(),
        SkipKind.LICENCE,
    ),
    **dict.fromkeys(
        "feedback kudos comments commentsplaceholder workskinfooter reviewlist chapselect footer".split(),
        SkipKind.PAGE_FURNITURE,
    ),
    "profiletop": SkipKind.FRONT_MATTER,
}
STORIES = frozenset({"storytext", "storytextp", "workskin"})
"""Ids of the element that holds the story, in a page of an archive as a browser saves it."""
STORY_CLASSES = frozenset({"chapter-inner", "chapter-content"})
"""Both classes of the element that holds it on a page of Royal Road."""

SECTIONS = frozenset(
    "part chapter section sect1 sect2 sect3 preface prologue epilogue appendix afterword foreword introduction "
    "acknowledgments".split()
)
"""Roles and classes of what a heading stands over, in DocBook's manner."""
MANY_NOTES = frozenset({"footnotes", "endnotes", "rearnotes"})
"""Roles and classes of what holds notes."""
ONE_NOTE = frozenset({"footnote", "endnote", "rearnote"})
"""Roles and classes of a note; of a link, when a sign is all that it says, its mark."""

# --- notes and breaks ---------------------------------------------------------------------------------------------

NOTE_REFERENCES = frozenset(
    "noteref fnanchor footnoteref footnotereference footnotelink footnotemark footnoteanchor fnref fnlink endnoteref "
    "endnotereference endnotelink noterefanchor enref noteanchor".split()
)
BACK_LINKS = frozenset(
    "backlink footnoteback footnotebackref footnotebacklink reversefootnote fnback endnoteback".split()
)
BREAKS = frozenset(
    "scenebreak spacebreak sectionbreak tb thoughtbreak gap asterism break ornament ornamentalbreak divider separator "
    "dinkus fleuron textbreak linebreak whitespace whitespacebreak blankline spacer transition scene timebreak sep "
    "decoration decorative flourish breaker paragraphbreak sbreak contextbreak storybreak skipline".split()
)
"""Classes of what parts two scenes: on an empty block, on a picture, or on the first paragraph after white space."""


@lru_cache(maxsize=8192)
def folded(name: str) -> str:
    """The name of a class or an id in small letters alone, without the digits at its end: "page-num2" is "pagenum"."""
    return re.sub(r"[-_:.]", "", name.casefold()).rstrip("0123456789")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an element says by its name, its classes and its roles."""

    classes: tuple[str, ...]
    roles: tuple[str, ...]
    """Without `doc-`, in small letters."""
    names: frozenset[str]
    """Both, folded."""
    kind: BlockKind | None
    skip: SkipKind | None

    @property
    def is_break(self) -> bool:
        """Has it a class of what parts scenes?"""
        return not self.names.isdisjoint(BREAKS)


@lru_cache(maxsize=4096)
def meaning_of(name: str, classes: str, roles: str) -> Meaning:
    """What an element of this name says, given the attributes `class`, and `epub:type` and `role` together."""
    own_classes = tuple(classes.split())
    own_roles = tuple(role.removeprefix("doc-") for role in roles.lower().split())
    plain = tuple(role.removeprefix("z3998:") for role in own_roles)
    of_classes = tuple(map(folded, own_classes))
    return Meaning(
        own_classes,
        own_roles,
        frozenset((*plain, *of_classes)),
        _kind(name, plain, of_classes),
        _skip(name, plain, of_classes),
    )


def skip_of_id(one: str) -> SkipKind | None:
    """Why what is in an element with this id is not read, if it is not."""
    return ID_SKIPS.get(one.replace("-", "").replace("_", "").lower())


def _kind(name: str, roles: tuple[str, ...], classes: tuple[str, ...]) -> BlockKind | None:
    by_role = next((ROLE_KINDS[role] for role in roles if role in ROLE_KINDS), None)
    by_class = next((CLASS_KINDS[one] for one in classes if one in CLASS_KINDS), None)
    return by_role or (by_class if name in BLOCKS and name != "body" else None) or ELEMENT_KINDS.get(name)


def _skip(name: str, roles: tuple[str, ...], classes: tuple[str, ...]) -> SkipKind | None:
    for role in roles:
        if skip := ROLE_SKIPS.get(role):
            return skip
    if name == "nav":
        return SkipKind.CONTENTS
    if name in CONTROLS:
        return SkipKind.PAGE_FURNITURE
    if name in FALLBACKS:
        return SkipKind.HIDDEN
    if "module" in classes and not {"notes", "summary"}.isdisjoint(classes):  # as an archive's own pages have them
        return SkipKind.AUTHORS_NOTE if "notes" in classes else SkipKind.FRONT_MATTER
    return next((CLASS_SKIPS[one] for one in classes if one in CLASS_SKIPS), None)
