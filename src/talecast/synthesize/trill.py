"""One phase for every utterance of eSpeak NG, whose rolled r hangs on all that was spoken before it.

The library makes a trill by lowering every fourth cycle of the voice, and counts the cycles as long as it is loaded: no call and
no pause sets the count back. Where it stands can be heard in a rolled r spoken alone, of which there are four. So before an
utterance an r is rolled, and again, until it is one certain of the four.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

PHASES = 4
"""A trill lowers every fourth cycle, another modulation every second (`modulation_tab` in eSpeak NG's wavegen.c, roughness 0)."""

TRILLS = ("R", "R2")
"""In eSpeak's phonemes. Every language has one of them; in Danish and Portuguese the first is another sound."""

ROLLED = tuple(
    trill + vowel * count + end
    for trill in TRILLS
    for end in ("", trill)
    for count in range(5)
    for vowel in ("@IaEOui" if count else " ")
)
"""Trills, mostly with a vowel. One that takes an odd number of cycles at the pitch and rate of the order goes, repeated, through
all four phases: 1 of 2 does."""

SETTLING = 8
"""How often to roll before listening: after an utterance too loud for 16 bits the library recovers over 2,048 samples."""

MOST_TRIES = 64
"""Four are enough but while the gain recovers."""

UNROLLED = "en"
"""The language whose own words hold no trill, and whose speed is not to pay for one."""
ROLLED_ALL_THE_SAME = "scotland"
"""But here they do."""
LAST_LATIN = "\u024f"
"""Letters beyond are another script's, which eSpeak reads by the phonemes of a language of that script, trills and all."""


class Trill:
    """The phase of one engine. `roll` speaks phonemes and gives the samples, at once and with eSpeak's silence at the end."""

    def __init__(self, roll: Callable[[str], bytes]) -> None:
        """Find the sound that tells the phases apart; their bytes decide which of the four is the one."""
        self._roll = roll
        self._sound, self._wanted = "", b""
        for _ in range(SETTLING):
            roll(ROLLED[-1])
        for sound in ROLLED:
            heard = [roll(sound) for _ in range(PHASES + 1)]
            if len(set(heard)) == PHASES and heard[0] == heard[-1]:
                self._sound, self._wanted = sound, min(heard)
                return

    def reset(self) -> bool:
        """Bring the library to its one phase. False where it has none: a voice that is not repeatable anyhow."""
        return bool(self._sound) and any(self._roll(self._sound) == self._wanted for _ in range(MOST_TRIES))


def may_be_rolled(spoken: str, voice: str) -> bool:
    """Whether a trill may be among these words, spoken by a voice of that name (`en-us`, `gmw/en-US`)."""
    name = voice.rpartition("/")[2].lower()
    rolls = name.partition("-")[0] != UNROLLED or ROLLED_ALL_THE_SAME in name
    return rolls or any(letter > LAST_LATIN and letter.isalpha() for letter in spoken)
