"""Who speaks: is what follows a quotation an attribution ("Tom shouted.") or a sentence of its own ("Tom ran.")?"""

from __future__ import annotations

import re

from talecast.split.words import abbreviations, is_finite_verb, may_be_name, plain, words

_ITEM = re.compile(r"(?P<word>[^\W_]+(?:['’.-][^\W_]+)*)(?P<tail>[^\w\s]*)")
_TAGGED_THOUGHT = re.compile(r"(?:thought|wondered|mused)[.,][^\w\s]*")
_REACH_CHARS = 160
_LONGEST_SUBJECT = 9
_LONGEST_APPOSITION = 8
_LONGEST_SHOUT = 5

_Items = list[tuple[str, str]]
"""Words, each with the punctuation that clings to its end."""


def is_attribution(text: str, place: int, *, after_full_stop: bool) -> bool:
    """Whether `text[place:]` begins with a speaker's name and a verb of speech, as in "Tom Sawyer finally shouted."."""
    items = _items(text, place)
    if _is_all_capitals(items):
        return any(word.lower() in words("speech") for word, _ in items[1:_LONGEST_SHOUT])
    index = _subject_length(items)
    if not index or _is_thing(items, index):
        return False
    index = _past_adverbs(items, index)
    return _is_speech(items, index, after_full_stop=after_full_stop)


def is_tagged_thought(text: str, place: int) -> bool:
    """Whether `text[place:]` begins with a name, a verb of thought and the end of a clause: "Tom wondered."."""
    if not _TAGGED_THOUGHT.search(text, place, place + _REACH_CHARS):
        return False
    items = _items(text, place)
    index = _subject_length(items)
    return 0 < index < len(items) and _TAGGED_THOUGHT.fullmatch("".join(items[index])) is not None


def is_clause(text: str, place: int) -> bool:
    """Whether `text[place:]` begins with a capitalised subject and a finite verb: "Tom left", "Mr. Smith then went"."""
    items = _items(text, place)
    index = _subject_length(items)
    if not index:
        return False
    index = _past_adverbs(items, index)
    if (
        index + 1 < len(items)
        and items[index][0].islower()
        and not items[index][1]
        and not is_finite_verb(items[index][0])
    ):
        index += 1  # "Business hours are …"
    return index < len(items) and is_finite_verb(items[index][0])


def _items(text: str, place: int) -> _Items:
    return [(item["word"], item["tail"]) for item in _ITEM.finditer(text, place, place + _REACH_CHARS)]


def _is_thing(items: _Items, length: int) -> bool:
    """Whether the subject of so many words is no speaker: "Voices cried out.", "Sam's stomach growled."."""
    word, tail = items[length - 1]
    return not tail and plain(word) in words("nameless") and (length == 1 or word.islower())


def _is_all_capitals(items: _Items) -> bool:
    """Whether a sentence in capitals begins here: "THE GUARD SHOUTED.", whose grammar capitals do not show."""
    said = [word for word, _ in items[:_LONGEST_SHOUT]]
    return len(said) > 1 and "".join(said).isupper() and len(said[1]) > 1


def _subject_length(items: _Items) -> int:
    """How many words at the beginning are a capitalised subject; 0 if there is none."""
    if not items or not items[0][0][0].isupper():
        return 0
    if plain(items[0][0]) == "i":
        return 1 if not items[0][1] else 0
    return _name_length(items[:_LONGEST_SUBJECT]) if may_be_name(items[0][0]) else 0


def _name_length(items: _Items) -> int:
    """How many words are a name, or names joined by "and"; 0 where punctuation shows that it is no subject."""
    index = 0
    while index < len(items):
        word, tail = items[index]
        if word[0].isupper() or (plain(word) in words("particles") and _capital_at(items, index + 1)):
            index += 1
            if tail == ",":
                return _past_list(items, index) or _past_apposition(items, index)
            if tail and not (tail == "." and _keeps_its_stop(word)):
                return 0
            if plain(word).endswith("'s"):
                index = _past_nouns(items, index)
        elif word == "and":
            index += 1
            if index < len(items) and plain(items[index][0]) in words("addressees"):
                index = _past_nouns(items, index + 1)
        else:
            break
    return index


def _capital_at(items: _Items, index: int) -> bool:
    return index < len(items) and items[index][0][0].isupper()


def _keeps_its_stop(word: str) -> bool:
    return len(word) == 1 or "." in word or plain(word) in abbreviations("titles") or plain(word) in ("jr", "sr")


def _past_list(items: _Items, index: int) -> int:
    """Past "Dick and Harry" in "Tom, Dick and Harry shouted"; 0 where it is none."""
    for after in range(index, len(items)):
        word, tail = items[after]
        if word == "and" and not tail and _capital_at(items, after + 1):
            return 0 if items[after + 1][1] else after + 2
        if not word[0].isupper() or tail not in ("", ","):
            return 0
    return 0


def _past_apposition(items: _Items, index: int) -> int:
    """Past "his eyes wide," in "Tom, his eyes wide, shouted"; 0 where it is none."""
    for after in range(index, min(len(items), index + _LONGEST_APPOSITION)):
        if items[after][1] == ",":
            return after + 1
        if items[after][1]:
            return 0
    return 0


def _past_nouns(items: _Items, index: int) -> int:
    """Past up to three small words before a verb: "old father" in "Tom's old father shouted"."""
    for _ in range(3):
        if index < len(items) and items[index][0].islower() and not items[index][1] and not _is_verb(items[index][0]):
            index += 1
    return index


def _is_verb(word: str) -> bool:
    return is_finite_verb(word) or word in words("speech")


def _past_adverbs(items: _Items, index: int) -> int:
    for _ in range(3):
        if index < len(items) and items[index][1] in ("", ",") and _is_adverb(items[index][0]):
            index += 1
    return index


def _is_adverb(word: str) -> bool:
    return word in words("between") or (word.islower() and word.endswith("ly"))


def _is_speech(items: _Items, index: int, *, after_full_stop: bool) -> bool:
    if index >= len(items):
        return False
    verb, tail = items[index]
    after = [] if tail else [word for word, _ in items[index + 1 : index + 6]]
    phrase = next((size for size in (2, 3) if " ".join([verb, *after][:size]) in words("speech_phrases")), 0)
    if phrase and not after_full_stop:
        return items[index + phrase - 1][1] != "" or not _is_deed_after_phrase(after[phrase - 1 :])
    if after_full_stop and verb not in words("speech_only"):
        return False
    if verb in words("speech_alone") or verb in words("noises"):
        return not after or _is_adverb(after[0])
    return verb in words("speech") and not _has_object(verb, after)


def _is_deed_after_phrase(after: list[str]) -> bool:
    """Whether what follows shows a deed: "went on eating", "pointed out the window"."""
    return bool(after) and (after[0].endswith("ing") or after[0] in words("objects"))


def _has_object(verb: str, after: list[str]) -> bool:
    """Whether the words after a verb of speech show that something else is told: "said nothing", "agreed to go"."""
    if not after or (after[0] == "for" and "time" in after):  # "for the tenth time" is no object
        return False
    if (after[0] == "to" and verb in words("to_do")) or after[:2] in (["with", "laughter"], ["with", "pain"]):
        return True
    if verb in words("addressing") and (plain(after[0]) in words("addressees") or after[0][0].isupper()):
        return any(word in words("told_things") for word in after[1:2])
    return plain(after[0]) in words("objects") or after[0][0].isupper() or after[0][0].isdigit()
