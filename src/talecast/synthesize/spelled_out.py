"""English that eSpeak spells out or stops at, and what it says rightly: the data of the rules in sayable.py."""

from __future__ import annotations

SHOUTED = frozenset(
    """
    ace age ago ah aid ail aim air ale ant ape apt ark arm art ash ask ate awe axe bad bag ban bar bat bay bed bee beg
    bet bid big bin bit bog boo box boy bud bug bun buy bye cab cap car cat cog cop cot cow coy cry cub cue cup cur cut
    dab dad dam day den die dig dim din dip doe dog dot dry due dug dye ear eat ebb eel egg ego eh elf elm end err eve
    ew eye fad fan far fat fed fee few fib fig fin fir fit flu fly foe fog fox fro fry fun fur gag gap gas gay gem gin
    gun gut guy gym ha hag ham hat hay hem hen hex hey hi hid hip hit ho hog hop hot hub hue hug huh hum hut ice icy if
    ill imp ink inn ire ivy jab jam jar jaw job joy jug keg key kid kin kit lad lag lap law lay led leg let lid lie lip
    lit lot low lug mad mat men met mid mix mob mom mop mud mug nap net new nil nip nod nun nut oak oar oat odd off oft
    oh oil old opt orb ore out ow owe owl own pad pal pan par pat paw pay pea peg pen pet pie pig pin pit pod pop pot
    pub pun pup rag ran rap rat raw ray red rib rid rig rim rob rod rot row rub rug rum run rye sad sag sap saw say sea
    see set sew shy sin sip sit six sky sly sob sow spy sue sum sun tab tag tan tap tar tax tea tie tin tip toe too top
    toy try tub tug ugh uh um urn vet vow wag wan war wax way web wed wee wet why wig win wit woe won wow yes yet zoo
    """.split()
)
"""Short words that eSpeak takes for abbreviations where they stand in capitals among others; none is a usual abbreviation."""

INTERJECTIONS = (
    (r"h+r?m", "hmm"),
    (r"mm+", "hmm"),
    (r"h?mm*-?hm+|mhm+", "um-hum"),
    (r"h+mph+", "humph"),
    (r"s*sh+", "shush"),
    (r"gr+", "gurr"),
    (r"br+", "burr"),
    (r"p+ff+t?|pft+", "puff"),
    (r"tch", "tut"),
    (r"zzz+", "zuz"),
)
"""Regular expressions of whole words, whatever their case, that have no vowel for eSpeak to say; and what comes nearest."""

ABBREVIATIONS = "Capt Col Dr Fr Gen Gov Hon Lieut Lt Maj Messrs Mlle Mme Mr Mrs Ms Mt Prof Rev Sen Sgt St".split()
"""Titles, before a name; with a capital."""

STUTTERED = "bl br ch cl cr dr fl fr gl gr kn ph pl pr sc sh sk sl sm sn sp st sw th tr tw wh wr".split()
"""What a stutter may repeat, besides a single consonant."""
