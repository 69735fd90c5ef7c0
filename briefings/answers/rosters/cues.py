"""Which sentences of an article can say something about who comes at all, found by their words alone.

Reading a sentence costs a millisecond, and most sentences of most articles have no word of coming or staying away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from briefings.annotation import Sentence
from briefings.answers.rosters.events import is_event_noun
from briefings.answers.rosters.vocabulary import Table, load

_COMMON = frozenset(
    {
        "a",
        "at",
        "be",
        "go",
        "have",
        "in",
        "of",
        "on",
        "make",
        "take",
        "run",
        "open",
        "start",
        "lead",
        "name",
        "the",
        "with",
    }
)
_BEFORE = 5  # sentences in which "he" may have been named
_AFTER = 1  # sentences in which "B won't" may follow


def telling(sentences: Sequence[Sentence]) -> list[Sentence]:
    """The sentences with a word of attendance, and those around them that "he" and "B won't" hang on, in order."""
    wanted: set[int] = set()
    for number, sentence in enumerate(sentences):
        if _has_cue(sentence):
            wanted.update(range(max(0, number - _BEFORE), min(len(sentences), number + _AFTER + 1)))
    return [sentences[number] for number in sorted(wanted)]


def _has_cue(sentence: Sentence) -> bool:
    return any(token.lemma in _CUES or token.lower in _CUES or is_event_noun(token) for token in sentence.tokens)


def _cues(table: Table) -> Iterator[str]:
    """Every word of the vocabulary of attendance that is not too common to tell anything."""
    for value in table.values():
        if isinstance(value, dict):
            yield from _cues(value)
        elif isinstance(value, list):
            for phrase in value:
                yield from (word for word in str(phrase).split() if word not in _COMMON)


_CUES = frozenset(
    word for name in ("come", "decline", "invite", "nouns") for word in _cues({name: load("attendance.toml")[name]})
) | {
    "send",
    "represent",
    "expect",
    "undecided",
    "absent",
    "among",
}
