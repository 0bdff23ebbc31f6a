"""Blends: a voice that is a weighted mean of others, by a profile's `[blend]` or by a name such as "heart = 0.6, bella = 0.4"."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from talecast.errors import VoiceError
from talecast.model import Pace, VoiceProfile
from talecast.synthesize.voice_table import checked_weight

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from talecast.model import VoiceFile

BLENDING_ENGINES = ("kokoro",)
"""Their voices are vectors, so that there is something between two of them."""
WEIGHT_DIGITS = 4
HOW = 'Write a blend as "heart = 0.6, bella = 0.4": voices of one engine, each with a weight above 0.'

_OWN_PART = re.compile(r"(.*?)(?::([0-9]+(?:\.[0-9]+)?))?", re.DOTALL)


def is_blend(name: str) -> bool:
    """Whether the name describes a blend. No profile's name has an equals sign."""
    return "=" in name


def parse_blend(name: str) -> dict[str, float]:
    """The voices and the weights that a name describes, as written. Raises VoiceError."""
    weights: dict[str, float] = {}
    for part in _unquoted(name).split(","):
        voice, _, weight = (_unquoted(piece) for piece in part.partition("="))
        if not voice or voice in weights:
            raise VoiceError(f"The blend {name!r} has a part without a voice, or one voice twice.", HOW)
        try:
            weights[voice] = checked_weight(float(weight))
        except ValueError as error:
            raise VoiceError(
                f"In the blend {name!r}, the weight of {voice} is no number above 0: {weight!r}.", HOW
            ) from error
    return weights


def blend_name(weights: Mapping[str, float]) -> str:
    """One name for a blend, however it was written."""
    return ", ".join(f"{voice} = {weight:g}" for voice, weight in normalised(weights).items())


def normalised(weights: Mapping[str, float]) -> dict[str, float]:
    """The weights with four digits and a sum of 1, in the same order. Raises VoiceError for one that comes to nothing."""
    largest = max(weights.values()) or 1.0  # divided by first, so that the sum is finite
    total = sum(weight / largest for weight in weights.values()) or 1.0
    shares = {voice: round(weight / largest / total, WEIGHT_DIGITS) for voice, weight in weights.items()}
    if faint := [voice for voice, share in shares.items() if share <= 0]:
        raise VoiceError(f"In the blend, {faint[0]} weighs too little to be heard beside the others.", HOW)
    heaviest = max(shares, key=lambda voice: shares[voice])
    others = sum(share for voice, share in shares.items() if voice != heaviest)
    return {**shares, heaviest: round(1 - others, WEIGHT_DIGITS)}


def blended(
    name: str, weights: Mapping[str, float], parts: Mapping[str, VoiceProfile], own: Mapping[str, Any]
) -> VoiceProfile:
    """The profile of a blend. `parts` are the profiles by their names, `own` what the blend's own profile says besides.

    Raises VoiceError for parts that cannot be blended.
    """
    shares = normalised(weights)
    profiles = [parts[voice] for voice in shares]
    engine = own.get("engine", profiles[0].engine)
    if any(profile.engine != engine for profile in profiles):
        named = _listed(list(dict.fromkeys([engine, *(profile.engine for profile in profiles)])))
        raise VoiceError(f"The blend {name} mixes the engines {named}, and only voices of one can be blended.", HOW)
    if engine not in BLENDING_ENGINES:
        raise VoiceError(
            f"The blend {name} is of voices of {engine}, which cannot be blended.",
            f"The voices of {' and '.join(BLENDING_ENGINES)} can; `talecast voices` lists them.",
        )

    def mean(values: Iterable[float]) -> float:
        return round(sum(share * value for share, value in zip(shares.values(), values, strict=True)), 3)

    main = max(profiles, key=lambda profile: shares[profile.name])
    found: dict[str, Any] = {
        "engine": engine,
        "engine_voice": _engine_voice(shares, parts),
        "language": main.language,
        "description": f"A blend of {_listed([f'{voice} ({share:g})' for voice, share in shares.items()])}.",
        "licence": _listed(list(dict.fromkeys(profile.licence for profile in profiles))),
        "narrator": _listed(list(dict.fromkeys(profile.narrator for profile in profiles))),
        "pace": Pace(
            **{part.name: mean(getattr(profile.pace, part.name) for profile in profiles) for part in fields(Pace)}
        ),
        "rate": mean(profile.rate for profile in profiles),
        "pitch": round(mean(profile.pitch for profile in profiles)),
        "gain_db": mean(profile.gain_db for profile in profiles),
        "files": _all_files(name, profiles),
        "slowest_rate": max(profile.slowest_rate for profile in profiles),
        "fastest_rate": min(profile.fastest_rate for profile in profiles),
        "intelligible_wpm": min(profile.intelligible_wpm for profile in profiles),
    }
    return VoiceProfile(name=name, **{**found, **own})


def _engine_voice(shares: Mapping[str, float], parts: Mapping[str, VoiceProfile]) -> str:
    """Of the engine's own voices, also where a part is a blend itself: "af_heart:0.6,af_bella:0.4"."""
    weights: dict[str, float] = {}
    for voice, share in shares.items():
        for engine_voice, weight in _own_shares(parts[voice].engine_voice).items():
            weights[engine_voice] = weights.get(engine_voice, 0.0) + share * weight
    return ",".join(f"{engine_voice}:{weight:g}" for engine_voice, weight in normalised(weights).items())


def _own_shares(engine_voice: str) -> dict[str, float]:
    """The shares of the engine's voices in one of a profile: "af_heart", a file's path, or a blend."""
    parts = [_OWN_PART.fullmatch(part.strip()) for part in engine_voice.split(",")]
    return normalised({part[1]: float(part[2] or 1) for part in parts if part})


def _all_files(name: str, profiles: Sequence[VoiceProfile]) -> tuple[VoiceFile, ...]:
    files = tuple(dict.fromkeys(file for profile in profiles for file in profile.files))
    if len({file.name for file in files}) < len(files):
        raise VoiceError(
            f"The parts of the blend {name} name different files alike.", "Mend the profiles of its parts."
        )
    return files


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _unquoted(text: str) -> str:
    text = text.strip()
    return text[1:-1].strip() if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text
