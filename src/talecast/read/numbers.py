"""The numbers that chapters carry: digits, Roman numerals, words."""

from __future__ import annotations

import re

_ROMAN = re.compile(r"(?=[CLXVI])C{0,3}(?:XC|XL|L?X{0,4})(?:IX|IV|V?I{0,4})", re.IGNORECASE)
_ROMAN_VALUES = {"C": 100, "L": 50, "X": 10, "V": 5, "I": 1}
_TOKEN = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"(\d{1,3})(?:st|nd|rd|th|[a-d])?", re.IGNORECASE)

_UNITS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_UNIT_ORDINALS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_TEN_ORDINALS = "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth"

# The first twelve, as they head chapters in the languages that public-domain plain texts are mostly in.
_FOREIGN_ROWS = (
    "premier deuxième troisième quatrième cinquième sixième septième huitième neuvième dixième onzième douzième",
    "première seconde trois quatre cinq six sept huit neuf dix onze douze",
    "erstes zweites drittes viertes fünftes sechstes siebentes achtes neuntes zehntes elftes zwölftes",
    "erster zweiter dritter vierter fünfter sechster siebenter achter neunter zehnter elfter zwölfter",
    "erste zweite dritte vierte fünfte sechste siebente achte neunte zehnte elfte zwölfte",
    "primero segundo tercero cuarto quinto sexto séptimo octavo noveno décimo undécimo duodécimo",
    "primera segunda tercera cuarta quinta sexta séptima octava novena décima undécima duodécima",
    "primo secondo terzo quarto quinto sesto settimo ottavo nono decimo undecimo dodicesimo",
    "prima seconda terza quarta quinta sesta settima ottava nona decima undecima dodicesima",
    "primeiro segundo terceiro quarto quinto sexto sétimo oitavo nono décimo undécimo duodécimo",
    "primeira segunda terceira quarta quinta sexta sétima oitava nona décima undécima duodécima",
    "primus secundus tertius quartus quintus sextus septimus octavus nonus decimus undecimus duodecimus",
    "eerste tweede derde vierde vijfde zesde zevende achtste negende tiende elfde twaalfde",
    "ensimmäinen toinen kolmas neljäs viides kuudes seitsemäs kahdeksas yhdeksäs kymmenes yhdestoista kahdestoista",
    "första andra tredje fjärde femte sjätte sjunde åttonde nionde tionde elfte tolfte",
    "første anden tredje fjerde femte sjette syvende ottende niende tiende ellevte tolvte",
    "pierwszy drugi trzeci czwarty piąty szósty siódmy ósmy dziewiąty dziesiąty jedenasty dwunasty",
    "pierwsza druga trzecia czwarta piąta szósta siódma ósma dziewiąta dziesiąta jedenasta dwunasta",
    "první druhá třetí čtvrtá pátá šestá sedmá osmá devátá desátá jedenáctá dvanáctá",
    "első második harmadik negyedik ötödik hatodik hetedik nyolcadik kilencedik tizedik tizenegyedik tizenkettedik",
    "πρώτο δεύτερο τρίτο τέταρτο πέμπτο έκτο έβδομο όγδοο ένατο δέκατο ενδέκατο δωδέκατο",
    "א ב ג ד ה ו ז ח ט י יא יב",
    "первая вторая третья четвёртая пятая шестая седьмая восьмая девятая десятая одиннадцатая двенадцатая",
)


def _spelled() -> dict[str, int]:
    units, unit_ordinals = _UNITS.split(), _UNIT_ORDINALS.split()
    table = {word: value for words in (units, unit_ordinals) for value, word in enumerate(words, start=1)}
    for tens, (word, ordinal) in enumerate(zip(_TENS.split(), _TEN_ORDINALS.split(), strict=True), start=2):
        table[word] = table[ordinal] = tens * 10
        for unit in range(9):
            table[f"{word} {units[unit]}"] = table[f"{word} {unit_ordinals[unit]}"] = tens * 10 + unit + 1
    below = dict(table)
    for hundred in ("one hundred", "a hundred"):
        table[hundred] = table[f"{hundred}th"] = 100
        for word, value in below.items():
            table[f"{hundred} {word}"] = table[f"{hundred} and {word}"] = 100 + value
    return table


_SPELLED = _spelled()
_FOREIGN = {word: value for row in _FOREIGN_ROWS for value, word in enumerate(row.split(), start=1)}
_LAST = {"last", "final"}
LONGEST_NUMBER = 5
"""Words: `one hundred and twenty one`."""


def roman(token: str) -> int | None:
    """The value of a Roman numeral up to 399 in one case, else None."""
    if not (token.isupper() or token.islower()) or not _ROMAN.fullmatch(token):
        return None
    values = [_ROMAN_VALUES[letter] for letter in token.upper()]
    return sum(
        -value if value < following else value for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def leading_number(text: str, *, foreign: bool = False) -> tuple[int, int] | None:
    """The number that `text` begins with and where it ends, or None. `foreign` knows other languages' ordinals too."""
    tokens: list[str] = []
    ends: list[int] = []
    for found in _TOKEN.finditer(text):
        if tokens and text[ends[-1] : found.start()].strip(" -‐‑"):
            break
        tokens.append(found.group().casefold())
        ends.append(found.end())
        if len(tokens) > LONGEST_NUMBER:
            break
    if not tokens or text[: ends[0] - len(tokens[0])].strip(" #№("):
        return None
    skip = 1 if tokens[0] == "the" and len(tokens) > 1 else 0
    for count in range(len(tokens), skip, -1):
        phrase = " ".join(tokens[skip:count])
        if phrase in _SPELLED:
            return _SPELLED[phrase], ends[count - 1]
        if foreign and phrase in _FOREIGN:
            return _FOREIGN[phrase], ends[count - 1]
    if skip and tokens[1] in _LAST:
        return 0, ends[1]
    token = text[ends[0] - len(tokens[0]) : ends[0]]
    if digits := _DIGITS.fullmatch(token):
        return int(digits.group(1)), ends[0]
    value = roman(token)
    return None if value is None else (value, ends[0])
