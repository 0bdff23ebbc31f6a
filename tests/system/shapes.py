"""Books of every shape that a read-along book has to keep: tables, verse, pictures, notes, pages, scripts, odd titles."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from tests.unit.read.epub.making import CONTAINER, HTML_TYPE, book, nav, pack, package, page

if TYPE_CHECKING:
    from pathlib import Path

COVER = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><script>alert(1)</script>'
    '<rect width="40" height="20" fill="#335577" onclick="alert(2)"/><a href="http://example.org/"><text y="9">x</text></a></svg>'
)
ONE = """<h1>Part One</h1><h2>The <em>Harbour</em> &amp; the "Sea"</h2>
<p>The lamp was lit.<span epub:type="pagebreak" role="doc-pagebreak" id="pg12" title="12"/> Nobody saw it. It burned until
<span epub:type="pagebreak" id="pg13" title="13"/>morning came.</p>
<figure><img src="img/harbour.png" alt="A harbour at night. Two boats lie in it."/></figure>
<p>He wrote it down<a epub:type="noteref" href="#fn1">1</a> and went home.</p>
<aside epub:type="footnote" id="fn1"><p>He wrote it on the wall. The wall is gone.</p></aside>
<table><caption>Ships in March</caption><thead><tr><th>Name</th><th>Tons</th></tr></thead>
<tbody><tr><td>Anna</td><td>12</td></tr><tr><td>Berta &lt;old&gt;</td><td>30</td></tr></tbody></table>
<h3>What was in the box</h3>
<ol start="3"><li>a rope</li><li>two knives:<ul><li>one sharp</li><li>one blunt</li></ul></li><li>a letter</li></ol>
<dl><dt>Rope</dt><dd>of hemp</dd></dl>
<blockquote><p>It is late. Go home.</p><p>I will.</p></blockquote>"""
TWO = """<h2>Verses</h2><div class="poem"><p class="stanza">The tide goes out,<br/>the tide comes in.<br/>Nobody counts.</p></div>
<p lang="fr">Il faisait nuit. Personne ne dormait.</p><hr/>
<p>Once more<span epub:type="pagebreak" id="pg14" title="14"/></p><p>Then it was day.</p>
<figure><img src="img/plan.svg" alt="A plan of the house"/><figcaption>A plan of the house</figcaption></figure>
<p><img src="img/none.png" alt="A picture that is not there"/></p>"""
PAGES = (
    '<nav epub:type="page-list"><ol><li><a href="one.xhtml#pg12">12</a></li><li><a href="one.xhtml#pg13">13</a></li>'
    '<li><a href="two.xhtml#pg14">14</a></li></ol></nav>'
)


def picture(side_px: int = 40) -> bytes:
    """A PNG of one colour."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (side_px, side_px // 2), "#224466").save(buffer, "PNG")
    return buffer.getvalue()


def rich_epub(path: Path) -> Path:
    """An EPUB with a little of everything."""
    metadata = (
        "<dc:title>Lamps &amp; &lt;Ships&gt;</dc:title><dc:creator>Ann O’Neil</dc:creator><dc:language>en-GB</dc:language>"
        "<dc:date>1921</dc:date><dc:identifier>urn:isbn:9780000000002</dc:identifier><dc:subject>Sea</dc:subject>"
    )
    items = [
        f"n nav.xhtml {HTML_TYPE} nav",
        f"one one.xhtml {HTML_TYPE}",
        f"two two.xhtml {HTML_TYPE}",
        "i img/harbour.png image/png",
        "s img/plan.svg image/svg+xml",
    ]
    toc = '<li><a href="one.xhtml">The Harbour</a></li><li><a href="two.xhtml">Verses</a></li>'
    texts = {
        "META-INF/container.xml": CONTAINER.format("EPUB/package.opf"),
        "EPUB/package.opf": package(items, ["one", "two"], metadata=metadata),
        "EPUB/nav.xhtml": nav(toc, PAGES),
        "EPUB/one.xhtml": page(ONE),
        "EPUB/two.xhtml": page(TWO),
        "EPUB/img/plan.svg": COVER,
    }
    files = {name: text.encode() for name, text in texts.items()}
    path.write_bytes(pack({**files, "EPUB/img/harbour.png": picture()}))
    return path


ARABIC = """<html lang="ar" dir="rtl"><head><title>المصباح</title></head><body><h1>المصباح</h1>
<h2>الفصل الأول</h2><p>كان الليل طويلا. لم ير أحد شيئا.</p><h2>الفصل الثاني</h2><p>ثم جاء الصباح.</p></body></html>"""
JAPANESE = (
    "# 灯台\n\n## 第一章\n\n夜は長かった。誰も見なかった。「もう遅い。」と彼は言った。\n\n## 第二章\n\n朝が来た。\n"
)
MARKUP = '# A <b> & "C" ]]> \'D\'\n\n## <script>alert(1)</script>\n\nNothing & nobody <came>. It was "late".\n\n## &amp;\n\nThe end of it.\n'
MANY = "# A Year and More\n\n" + "".join(f"## Day {day}\n\nIt rained on day {day}.\n\n" for day in range(1, 501))
DEEP = "# One\n\n## Two\n\nA line.\n\n### Three\n\nA line.\n\n#### Four\n\nA line.\n\n##### Five\n\nA line.\n\n###### Six\n\nA line.\n\n## Again\n\nA line.\n"
VERSE = "# Tides\n\nThe tide goes out,  \nthe tide comes in,  \nnobody counts.\n\n> A wall is a wall.\n>\n> It stays.\n\n1. a rope\n2. a knife\n\n* * *\n\nThe end.\n"
PLAIN = "It was late. Nobody came.\n\nThe lamp went out.\n"

TEXTS = {
    "arabic.html": ARABIC,
    "japanese.md": JAPANESE,
    "markup.md": MARKUP,
    "deep.md": DEEP,
    "verse.md": VERSE,
    "plain.txt": PLAIN,
    "many.md": MANY,
}
"""Sources by their names."""

ROWS = "".join(f'<tr><th scope="row">R{row}</th><td>{row}</td><td colspan="2">x{row}</td></tr>' for row in range(30))
ODD = f"""<h1>One</h1><ul><li><h3>In an item</h3><p>Words in it.</p></li><li><img src="a.png" alt="A square in an item"/></li></ul>
<dl><dt><img src="a.png" alt="A square as a term"/></dt><dd><blockquote><p>Quoted in a definition.</p></blockquote></dd>
<dt>Term<table><tr><td>a</td><td>b</td></tr></table></dt><dd>x</dd></dl>
<table><caption>A long table of things</caption><tr><th>a</th><th>b</th><th>c</th><th>d</th></tr>{ROWS}</table>
<table><tr><td>Cell<a epub:type="noteref" href="#n1">1</a></td><td>two</td></tr>
<tr><td>three<span epub:type="pagebreak" title="xii"/></td><td>four</td></tr></table>
<aside epub:type="footnote" id="n1"><p>A note of a cell.</p><ul><li>listed in the note</li></ul></aside>
<blockquote><p>Quoted.</p><ol><li>and listed</li></ol></blockquote>
<div class="letter"><p>Dear Ann,</p><p>come home.</p></div>
<p lang="ar">كان الليل طويلا.</p><p>He said <i lang="ar">مرحبا</i> and <i xml:lang="la">festina <b>lente</b>. Vale</i>.</p>
<dl><dt lang="fr">Marée</dt><dd>A tide.</dd></dl><table lang="fr"><caption>Marées</caption><tr><th></th><th>Mer</th></tr>
<tr><td rowspan="2">lundi</td><td>haute</td></tr><tr><td>basse</td></tr></table><p>Page here<span epub:type="pagebreak" title="A-1"/></p>
<h2>Two</h2><h4>Four under two</h4><p>End<span epub:type="pagebreak" title="12"/>.</p><h2>Three</h2>"""


def odd_epub(path: Path) -> Path:
    """An EPUB in which everything stands where it should not."""
    files = book()
    files["EPUB/one.xhtml"] = page(ODD).encode()
    files["EPUB/two.xhtml"] = page("<p>No heading here, only words.</p>").encode()
    path.write_bytes(pack({**files, "EPUB/a.png": picture()}))
    return path
