"""Whom a pronoun in the answer's place stands for: "She defeated Kolar" after a sentence on the winner."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from briefings.annotation import Sentence, Token
from briefings.answers.features import Situation
from briefings.answers.findings import Claimed
from briefings.answers.inquiry import Inquiry, Role, Sought
from briefings.answers.matching import Relation, relation
from briefings.answers.passages import Reading
from briefings.answers.rosters.mentions import name_words
from briefings.answers.rosters.reading import read_sentences
from briefings.answers.statedness import states
from briefings.models import AnnotatedArticle, Citation

_SURE = 0.6
_BEFORE = 4  # sentences that a pronoun reaches back
_PRONOUNS = frozenset({"he", "she", "they", "him", "her", "them"})
_PLACES = {Role.AGENT: Relation.AGENT, Role.PATIENT: Relation.PATIENT}


def referents(inquiry: Inquiry, found: Sequence[Reading]) -> list[Claimed]:
    """Those for whom pronouns stand in sentences that state what a "who" question asks, each with who names them."""
    place = _PLACES.get(inquiry.role)
    if place is None or inquiry.sought not in (Sought.AGENT, Sought.PERSON):
        return []
    return [
        claim
        for reading in found
        for situation in reading.situations
        if situation.found.predicate is not None and states(inquiry, situation)
        for claim in _resolved(inquiry, reading.known, situation, place)
    ]


def _resolved(inquiry: Inquiry, known: AnnotatedArticle, situation: Situation, place: Relation) -> Iterator[Claimed]:
    sentence = situation.found.sentence
    asked = {term.lower for term in inquiry.names}
    for token in sentence.tokens:
        if token.lower in _PRONOUNS and relation(situation.found, token)[0] is place:
            name, source = _referent(known.annotation.sentences, situation.position, token)
            if source is not None and not asked & set(name.lower().split()):
                also = Citation.of(known.article, source.start, source.end)
                yield Claimed(known, sentence, name, _SURE, beside=(also,))


def _referent(sentences: Sequence[Sentence], position: int, token: Token) -> tuple[str, Sentence | None]:
    """The one whom a pronoun means, and the nearest sentence before it that names them; None if it is not plain."""
    near = sentences[max(0, position - _BEFORE) : position + 1]
    readings = read_sentences(near, name_words(sentences))
    meant = readings[-1].resolve(token) if readings and readings[-1].sentence is near[-1] else ()
    if len(meant) != 1 or not meant[0].named:
        return "", None
    naming = next((each for each in reversed(near[:-1]) if meant[0].name in each.text), None)
    return meant[0].name, naming
