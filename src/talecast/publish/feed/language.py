"""Language tags for feeds: RFC 5646, the language itself in two letters where it has them (RSS 2.0, "language")."""

from __future__ import annotations

import re

UNKNOWN = "und"

_TWO_LETTERS = frozenset(
    """
aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa
ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr
ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl
ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur
uz ve vi vo wa wo xh yi yo za zh zu
""".split()
)
"""ISO 639-1."""
_FORMER = {"in": "id", "iw": "he", "ji": "yi", "jw": "jv", "mo": "ro"}
"""Codes that were withdrawn, and are still found in books."""
_TAG = re.compile(r"([a-z]{2,3})((-[a-z0-9]{1,8})*)", re.IGNORECASE | re.ASCII)


def feed_language(tag: str) -> str:
    """The tag as feeds want it; "und" for one that is none."""
    found = _TAG.fullmatch(tag.strip().replace("_", "-"))
    if found is None:
        return UNKNOWN
    primary = found[1].lower()
    primary = _FORMER.get(primary, primary)
    if len(primary) == 2 and primary not in _TWO_LETTERS:  # noqa: PLR2004 - letters
        return UNKNOWN
    return primary + found[2]
