"""What is announced, in the languages that it is known in: the words themselves, with names in braces for what is filled in.

A language that is not here is announced in English: who hears a strange word at a chapter's edge still knows that one is there.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Phrases:
    """The announcements of one language. Each is a sentence, so that a voice ends it as one."""

    by: str
    """{title} and {authors}."""
    and_: str
    """Between the last two of several names."""
    narrated: str
    """{narrator}."""
    chapters: str
    """{count}, which is two or more."""
    chapter: str
    """{number} of {count}."""
    place: str
    """The same where the title brings a number of its own, which is another one."""
    under_a_minute: str
    about: str
    """{length}, made of the next four."""
    one_minute: str
    minutes: str
    """{count}."""
    one_hour: str
    hours: str
    """{count}."""
    end_of_chapter: str
    end_of_book: str
    note: str
    end_of_note: str
    picture: str


ENGLISH = Phrases(
    by="{title}, by {authors}.",
    and_="and",
    narrated="Narrated by {narrator}.",
    chapters="{count} chapters.",
    chapter="Chapter {number} of {count}.",
    place="{number} of {count}.",
    under_a_minute="Less than a minute.",
    about="About {length}.",
    one_minute="1 minute",
    minutes="{count} minutes",
    one_hour="1 hour",
    hours="{count} hours",
    end_of_chapter="End of chapter.",
    end_of_book="End of book.",
    note="Note.",
    end_of_note="End of note.",
    picture="Picture.",
)

FINE_MINUTES, COARSE_MINUTES = 60, 5
"""Up to so many minutes a length is told to the minute, beyond it to five: an estimate is off by up to 3 per cent."""

PHRASES = {
    "en": ENGLISH,
    "de": Phrases(
        by="{title}, von {authors}.",
        and_="und",
        narrated="Gelesen von {narrator}.",
        chapters="{count} Kapitel.",
        chapter="Kapitel {number} von {count}.",
        place="{number} von {count}.",
        under_a_minute="Weniger als eine Minute.",
        about="Etwa {length}.",
        one_minute="eine Minute",
        minutes="{count} Minuten",
        one_hour="eine Stunde",
        hours="{count} Stunden",
        end_of_chapter="Ende des Kapitels.",
        end_of_book="Ende des Buches.",
        note="Anmerkung.",
        end_of_note="Ende der Anmerkung.",
        picture="Bild.",
    ),
    "es": Phrases(
        by="{title}, de {authors}.",
        and_="y",
        narrated="Narrado por {narrator}.",
        chapters="{count} capítulos.",
        chapter="Capítulo {number} de {count}.",
        place="{number} de {count}.",
        under_a_minute="Menos de un minuto.",
        about="Alrededor de {length}.",
        one_minute="un minuto",
        minutes="{count} minutos",
        one_hour="una hora",
        hours="{count} horas",
        end_of_chapter="Fin del capítulo.",
        end_of_book="Fin del libro.",
        note="Nota.",
        end_of_note="Fin de la nota.",
        picture="Imagen.",
    ),
    "fr": Phrases(
        by="{title}, de {authors}.",
        and_="et",
        narrated="Lu par {narrator}.",
        chapters="{count} chapitres.",
        chapter="Chapitre {number} sur {count}.",
        place="{number} sur {count}.",
        under_a_minute="Moins d'une minute.",
        about="Environ {length}.",
        one_minute="une minute",
        minutes="{count} minutes",
        one_hour="une heure",
        hours="{count} heures",
        end_of_chapter="Fin du chapitre.",
        end_of_book="Fin du livre.",
        note="Note.",
        end_of_note="Fin de la note.",
        picture="Image.",
    ),
    "it": Phrases(
        by="{title}, di {authors}.",
        and_="e",
        narrated="Letto da {narrator}.",
        chapters="{count} capitoli.",
        chapter="Capitolo {number} di {count}.",
        place="{number} di {count}.",
        under_a_minute="Meno di un minuto.",
        about="Circa {length}.",
        one_minute="un minuto",
        minutes="{count} minuti",
        one_hour="un'ora",
        hours="{count} ore",
        end_of_chapter="Fine del capitolo.",
        end_of_book="Fine del libro.",
        note="Nota.",
        end_of_note="Fine della nota.",
        picture="Immagine.",
    ),
}


def phrases_for(language: str) -> Phrases:
    """The announcements for a BCP 47 tag: those of its language, or the English ones."""
    return PHRASES.get(language.lower().partition("-")[0], ENGLISH)


def length_phrase(seconds: float, phrases: Phrases) -> str:
    """A length for the ear: whole minutes, over an hour in fives, which is as exact as an estimate is."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return phrases.under_a_minute
    if minutes > FINE_MINUTES:
        minutes = round(seconds / 60 / COARSE_MINUTES) * COARSE_MINUTES
    hours, rest = divmod(minutes, 60)
    parts = (_counted(hours, phrases.one_hour, phrases.hours), _counted(rest, phrases.one_minute, phrases.minutes))
    return phrases.about.format(length=f" {phrases.and_} ".join(filter(None, parts)))


def _counted(count: int, one: str, many: str) -> str:
    return "" if count == 0 else one if count == 1 else many.format(count=count)
