"""Writing the script of a book."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from talecast.direct.accounting import require_nothing_lost
from talecast.direct.announce import Announcer
from talecast.direct.pace import at_pace, natural_ms, pace_warnings, paced_pause_ms, speaking_rates
from talecast.direct.rules import spoken_form
from talecast.direct.selection import carry_pages, choose, sort_notes, told_chapters
from talecast.model import BlockKind, Script, ScriptBlock, ScriptChapter, Skipped, Utterance
from talecast.settings import LEAD_IN_MS, TAIL_MS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from talecast.direct.lexicon import Lexicon
    from talecast.model import Block, Book, Cast, Metadata, VoiceProfile
    from talecast.settings import Settings

CLAUSE_PAUSE_MS = 150
"""After a piece of a sentence that was too long for the engine: a breath at a comma."""
KEPT_WITHIN = 0.05
"""How far off the wanted rate one may be that is kept, as a share of it: 8 words a minute of 155."""


def direct(book: Book, cast: Cast, lexicon: Lexicon, settings: Settings) -> Script:
    """The script of a split book: what is told in which voice, and what is skipped.

    Raises SettingsError for chapters that are not there, SourceError for a book with nothing to tell, LostTextError.
    """
    pace, settings = settings.pace, at_pace(settings)
    metadata = _metadata(book.metadata, cast.narrator, settings)
    told = carry_pages(told_chapters(book, settings.notes), settings.notes)
    chosen = choose(told, settings.chapters)
    numbers = {number for number, _ in chosen}
    skipped: list[Skipped] = []
    chapters: list[ScriptChapter] = []
    for number, chapter in told:
        blocks, left_out = sort_notes(chapter.blocks, settings.notes)
        # A story without headings is one chapter that has the book's title, whoever gave it.
        title = settings.title if settings.title and chapter.title == book.metadata.title else chapter.title
        blocks = [_without_own_language(block, metadata.language) for block in blocks]
        script_blocks = tuple(_block(block, cast.voice_of(block.kind), lexicon, settings, pace) for block in blocks)
        chapters.append(ScriptChapter(title, script_blocks, number, chapter.level))
        skipped += left_out if number in numbers else ()
    # From all chapters, so that those narrated later come at the same pace, and from the store where they were spoken.
    paragraphs = [block for chapter in chapters for block in chapter.blocks if block.kind is BlockKind.PARAGRAPH]
    rates = speaking_rates(paragraphs, settings.wpm, cast)
    announcer = Announcer(metadata, cast, lexicon, settings, tuple(chapters))
    told_here = announcer.mark_notes([chapter for chapter in chapters if chapter.number in numbers])
    estimated = _timed(told_here, settings, rates, cast)
    if settings.announces():
        # The length that is told has what is announced in it: a first guess, and then its own length.
        guessed = _timed(announcer.announce(told_here, estimated), settings, rates, cast)
        estimated = _timed(announcer.announce(told_here, guessed), settings, rates, cast)
    script = Script(
        metadata=metadata,
        source=book.source,
        voice=cast.narrator.name,
        speaking_rate=rates[cast.narrator.name],
        other_rates=tuple(item for item in rates.items() if item[0] != cast.narrator.name),
        chapters=estimated,
        skipped=tuple(skipped),
        lead_in_ms=LEAD_IN_MS,
        tail_ms=TAIL_MS,
        estimate_seconds=0.0,
        wpm=settings.wpm,
        chapters_in_book=len(told),
        warnings=(*book.warnings, *pace_warnings(paragraphs, settings.wpm, cast)),
    )
    require_nothing_lost(book, (chapter for _, chapter in chosen), script)
    return _estimated(script, cast.voices(), settings)


def keep_pace(script: Script, rates: Mapping[str, float], cast: Cast, settings: Settings) -> Script:
    """The script at the articulation rates at which its book was narrated before, by the names of its voices.

    A chapter more moves the median paragraph, and with it the rate that brings that to `--wpm`: all chapters before it would have
    to be spoken again for a difference that nobody hears. A rate that is more than 5 % off is not kept.
    """
    now = script.rates()
    kept = {name: rate for name, rate in rates.items() if name in now and abs(rate / now[name] - 1) <= KEPT_WITHIN}
    if now | kept == now:
        return script
    now |= kept
    others = tuple((name, now[name]) for name, _ in script.other_rates)
    kept_script = replace(script, speaking_rate=now[script.voice], other_rates=others)
    return _estimated(kept_script, cast.voices(), settings)


def _without_own_language(block: Block, own: str) -> Block:
    """The block with a language only where it is not the book's; a region makes no difference."""
    is_own = block.language.partition("-")[0] == own.partition("-")[0]
    return replace(block, language="") if block.language and is_own else block


def _block(block: Block, profile: VoiceProfile, lexicon: Lexicon, settings: Settings, pace: float) -> ScriptBlock:
    """The block with the pauses between its sentences; the one after its last sentence is not known yet."""
    utterances: list[Utterance] = []
    for sentence, following in zip_longest(block.sentences, block.sentences[1:]):
        text = block.text[sentence.start : sentence.end]
        pause_ms = paced_pause_ms(CLAUSE_PAUSE_MS, pace) if sentence.continues else settings.pause_sentence
        spoken = block.spoken or spoken_form(text, block.kind)
        if block.label and not utterances:
            spoken = f"{block.label} {spoken}"
        joint = block.text[sentence.end : following.start] if following else " "
        spoken = lexicon.respell(spoken)
        if spoken == text:
            spoken = text  # one string instead of two: a long book's are most of what the script takes
        utterances.append(Utterance(text, spoken, profile.name, pause_ms, joint))
    return ScriptBlock(block.kind, tuple(utterances), block.level, block.language, block.structure)


def _timed(
    chapters: Sequence[ScriptChapter], settings: Settings, rates: Mapping[str, float], cast: Cast
) -> tuple[ScriptChapter, ...]:
    """The chapters with all their pauses and their estimates."""
    paused, voices = _with_block_pauses(chapters, settings), cast.voices()
    return tuple(replace(chapter, estimate_seconds=_seconds(chapter, rates, voices)) for chapter in paused)


def _with_block_pauses(chapters: Sequence[ScriptChapter], settings: Settings) -> tuple[ScriptChapter, ...]:
    """The chapters with the pause after each block; the last one of a file is followed by the tail alone."""
    paused = []
    for index, chapter in enumerate(chapters):
        ends_file = settings.per_chapter or index == len(chapters) - 1
        pause_ms = 0 if ends_file else settings.pause_chapter
        blocks: list[ScriptBlock] = []
        scene_follows = False
        following: BlockKind | None = None
        for block in reversed(chapter.blocks):
            if not block.utterances:
                scene_follows = scene_follows or block.kind is BlockKind.SCENE_BREAK
                blocks.append(block)
                continue
            if following:
                pause_ms = settings.pause_scene if scene_follows else _pause_after(block.kind, following, settings)
            last = replace(block.utterances[-1], pause_after_ms=pause_ms)
            blocks.append(replace(block, utterances=(*block.utterances[:-1], last)))
            scene_follows, following = False, block.kind
        paused.append(replace(chapter, blocks=tuple(reversed(blocks))))
    return tuple(paused)


def _pause_after(kind: BlockKind, following: BlockKind, settings: Settings) -> int:
    if kind is BlockKind.ANNOUNCEMENT and following in (BlockKind.NOTE, BlockKind.IMAGE):
        return settings.pause_sentence  # what marks a note or a picture belongs to it
    return settings.pause_heading if kind is BlockKind.HEADING else settings.pause_paragraph


def _metadata(metadata: Metadata, profile: VoiceProfile, settings: Settings) -> Metadata:
    return replace(
        metadata,
        title=settings.title or metadata.title,
        creators=(settings.author,) if settings.author else metadata.creators,
        narrator=settings.narrator or metadata.narrator or profile.narrator,
        language=settings.language or metadata.language,
        series=settings.series or metadata.series,
        series_position=settings.series_part or metadata.series_position,
        date=settings.date or metadata.date,
    )


def _estimated(script: Script, voices: Mapping[str, VoiceProfile], settings: Settings) -> Script:
    """The script with the predicted lengths of its chapters and of all files together."""
    rates = script.rates()
    chapters = tuple(replace(chapter, estimate_seconds=_seconds(chapter, rates, voices)) for chapter in script.chapters)
    files = len(chapters) if settings.per_chapter else 1
    seconds = sum(chapter.estimate_seconds for chapter in chapters) + files * (LEAD_IN_MS + TAIL_MS) / 1000
    return replace(script, chapters=chapters, estimate_seconds=round(seconds, 3))


def _seconds(chapter: ScriptChapter, rates: Mapping[str, float], voices: Mapping[str, VoiceProfile]) -> float:
    speech_ms = sum(
        natural_ms(utterance.spoken, voices[utterance.voice].pace) / rates[utterance.voice]
        for utterance in chapter.utterances()
    )
    pauses_ms = sum(utterance.pause_after_ms for utterance in chapter.utterances())
    return (speech_ms + pauses_ms) / 1000
