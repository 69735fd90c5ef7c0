"""What somebody said: sentences with a verb of speech whose speaker is the one asked about, and what follows it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from briefings.annotation import Sentence, Token
from briefings.answers.inquiry import Inquiry
from briefings.answers.matching import Match
from briefings.answers.passages import Reading
from briefings.answers.vocabulary import vocabulary
from briefings.answers.wordings import wordings
from briefings.models import AnnotatedArticle

_QUOTE = re.compile(r"[“\"]([^”\"]{8,})[”\"]")
LONGEST = 25
_SPEECH = ("say", "warn", "promise", "urge", "deny", "praise", "criticise")


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence in which somebody says something, and the words that say what."""

    known: AnnotatedArticle
    sentence: Sentence
    text: str
    score: float


def statements(inquiry: Inquiry, found: Sequence[Reading]) -> list[Statement]:
    """What the question's speaker says about its topic, the closest first."""
    speaker = _speaker(inquiry)
    if speaker is None:
        return []
    names = {number for number, term in enumerate(inquiry.terms) if term.index in speaker}
    topic = [number for number in range(len(inquiry.terms)) if number not in names and not _verb(inquiry, number)]
    result = []
    for reading in found:
        for situation in reading.situations:
            match = situation.found
            if not names or any(match.strengths[number] < 0.85 for number in names):
                continue
            held = [max(match.strengths[number], 0.7 * situation.context[number]) for number in topic]
            covered = sum(held) / len(held) if held else 1.0
            if covered < 0.5:
                continue
            told = _told(match, [set(match.places[number]) for number in names])
            if told:
                score = covered + situation.similarity
                result.append(Statement(reading.known, match.sentence, told, score))
    return sorted(result, key=lambda row: -row.score)


def _verb(inquiry: Inquiry, number: int) -> bool:
    token = inquiry.sentence.tokens[inquiry.terms[number].index]
    return token.lower in wordings().said or token.lemma in wordings().said


def _speaker(inquiry: Inquiry) -> frozenset[int] | None:
    """The tokens of the question's subject; for a misparsed question, the words before the verb of speech."""
    if inquiry.subject is not None:
        return frozenset(token.index for token in inquiry.sentence.subtree(inquiry.subject))
    verb = next((t for t in inquiry.sentence.tokens if t.lower in wordings().said and t.index > 0), None)
    if verb is None:
        return None
    before = frozenset(range(1, verb.index))
    return before or None


def _speaks(token: Token) -> bool:
    groups = vocabulary().groups
    speech = frozenset().union(*(groups[word] for word in _SPEECH))
    return token.pos == "VERB" and bool(speech & groups.get(token.lemma, frozenset()))


def _judges(token: Token) -> bool:
    """Whether a verb of speech says itself what was said: "praised the deal"."""
    groups = vocabulary().groups
    return bool(groups.get(token.lemma, frozenset()) & (groups["praise"] | groups["criticise"]))


def _told(match: Match, speaker: list[set[int]]) -> str:
    """What the speaker says in a sentence: the clause that the verb governs, else the words in quotation marks."""
    sentence = match.sentence
    for verb in sentence.tokens:
        if not _speaks(verb):
            continue
        subjects = sentence.children(verb, "nsubj", "agent")
        spoken_by = {token.index for subject in subjects for token in sentence.subtree(subject)}
        if not all(places & spoken_by for places in speaker):
            continue
        if _judges(verb):
            return _shortened(sentence, verb, [token for token in sentence.subtree(verb) if token.index >= verb.index])
        for clause in sentence.children(verb, "ccomp", "xcomp", "dobj"):
            words = sentence.subtree(clause)
            told = _clean(sentence.span(words))
            if 2 <= len(told.split()) <= LONGEST:
                return told
            if len(told.split()) > LONGEST:
                return _shortened(sentence, clause, words)
        if (quoted := _QUOTE.search(sentence.text)) and len(quoted[1].split()) <= LONGEST:
            return quoted[1].strip(" ,")
    for noun in sentence.tokens:  # "according to X"
        if (
            any(noun.index in places for places in speaker)
            and sentence.head(noun).lower == "to"
            and "according" in sentence.text.lower()
        ):
            root = sentence.root
            words = [t for t in sentence.subtree(root) if t.index > noun.index] if root else []
            told = _clean(sentence.span(words))
            if 2 <= len(told.split()) <= LONGEST:
                return told
    return ""


def _shortened(sentence: Sentence, clause: Token, words: list[Token]) -> str:
    """The words of a clause up to its last whole part within the bound."""
    if 2 <= len(sentence.span(words).split()) <= LONGEST:
        return _clean(sentence.span(words))
    parts = sorted(
        max(t.index for t in sentence.subtree(child))
        for child in sentence.children(clause)
        if child.index > clause.index
    )
    for end in reversed(parts):
        kept = [token for token in words if token.index <= end]
        if 2 <= len(sentence.span(kept).split()) <= LONGEST:
            return _clean(sentence.span(kept))
    return ""


def _clean(text: str) -> str:
    return text.strip(" ,;:.—–-").removeprefix("that ").strip("“”\"' ,")
