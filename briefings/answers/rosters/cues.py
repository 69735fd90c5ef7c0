"""Which sentences of an article can say something about who comes at all, found by their words alone.

Reading a sentence costs a millisecond, and most sentences of most articles have no word of coming or staying away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from briefings.annotation import Sentence
from briefings.answers.rosters.events import is_event_noun
from briefings.answers.rosters.vocabulary import Table, load, words

_BEFORE = 5  # sentences in which "he" may have been named
_AFTER = 1  # sentences in which "B won't" may follow
_TABLE = load("attendance.toml")
_COMMON = words(_TABLE, "cues", "common")
_NO_CUES = frozenset({"prepositions", "schools", "with", "nouns"})


def telling(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences with a word of attendance, and those around them that "he" and "B won't" hang on, in order."""
    wanted: set[int] = set()
    for number, sentence in enumerate(sentences):
        if _has_cue(sentence):
            wanted.update(range(max(0, number - _BEFORE), min(len(sentences), number + _AFTER + 1)))
    return [sentences[number] for number in sorted(wanted)]


def _has_cue(sentence: Sentence) -> bool:
    return any(token.lemma in _CUES or token.lower in _CUES or is_event_noun(token) for token in sentence.tokens)


def may_tell(sentence: Sentence) -> bool:
    """Whether a sentence holds any word that a rule of attendance begins with."""
    return any(
        token.lemma in _ALL_CUES or token.lower in _ALL_CUES or is_event_noun(token) for token in sentence.tokens
    )


def _words(table: Table) -> Iterator[str]:
    """Every word of the vocabulary of attendance that is not too common to tell anything."""
    for key, value in table.items():
        if key in _NO_CUES:
            continue
        if isinstance(value, dict):
            yield from _words(value)
        elif isinstance(value, list):
            for phrase in value:
                parts = str(phrase).split()
                telling_ones = [word for word in parts if word not in _COMMON]
                yield from telling_ones or (parts[:1] if len(parts) > 1 else ())  # "back out"


_CUES = words(_TABLE, "cues", "more") | {
    word for name in ("come", "decline", "invite") for word in _words({name: _TABLE[name]})
}
_ALL_CUES = _CUES | frozenset(
    word for name in ("excuse", "openers", "represent", "nouns", "lists") for word in _words({name: _TABLE[name]})
)
