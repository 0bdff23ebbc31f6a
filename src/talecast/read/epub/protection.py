"""Digital rights management: recognised by the files that it leaves, and never opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talecast.errors import SourceError
from talecast.read.xml import attribute, elements, parse_xml

if TYPE_CHECKING:
    from talecast.read.epub.archive import Archive

_FONTS = frozenset({"http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"})
"""The algorithms that veil fonts and nothing else (OCF 3.3, 4.5; Adobe's has the same purpose)."""
_MARKS = (
    ("META-INF/license.lcpl", "Readium LCP"),
    ("META-INF/sinf.xml", "Apple FairPlay"),
    ("META-INF/rights.xml", "Adobe ADEPT or a kin of it"),
)
_ENCRYPTION = "META-INF/encryption.xml"


def refuse_protected(archive: Archive) -> None:
    """Raise SourceError where a book is protected by DRM, by its marks or by what is encrypted besides fonts."""
    scheme = next((scheme for path, scheme in _MARKS if archive.find("", path)), "")
    if not scheme and _encrypts_text(archive):
        scheme = "its text is encrypted"
    if scheme:
        raise SourceError(
            f"“{archive.book}” is protected by DRM ({scheme}) and cannot be read.",
            "Get a copy without DRM from its seller.",
        )


def _encrypts_text(archive: Archive) -> bool:
    path = archive.find("", _ENCRYPTION)
    if not path:
        return False
    root = parse_xml(archive.read(path), path).root
    encrypted = list(elements(root, "encrypteddata"))
    algorithms = [attribute(method, "Algorithm") for method in elements(root, "encryptionmethod")]
    return len(algorithms) < len(encrypted) or not _FONTS.issuperset(algorithms)
