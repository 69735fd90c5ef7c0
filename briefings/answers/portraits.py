"""Who or what a name is: its apposition, its title, or what a sentence says that it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from briefings.annotation import Sentence, Token
from briefings.answers.inquiry import Inquiry, Sought
from briefings.answers.matching import Match
from briefings.answers.passages import Reading
from briefings.answers.wordings import wordings
from briefings.models import AnnotatedArticle

_LONGEST = 12
_BEFORE = ("compound", "poss", "nmod", "amod")
_LONGEST_ACRONYM = 4  # letters; CEO and FIFA stand before names, longer words in capitals are datelines


@dataclass(frozen=True, slots=True)
class Portrait:
    """A sentence that says who somebody is, and the words that do."""

    known: AnnotatedArticle
    sentence: Sentence
    text: str
    score: float


def portraits(inquiry: Inquiry, found: Sequence[Reading]) -> list[Portrait]:
    """What the articles say that a name is, the most telling first."""
    result: list[Portrait] = []
    for reading in found:
        for situation in reading.situations:
            sentence = situation.found.sentence
            if any(strength < 0.85 for strength in situation.found.strengths):
                continue
            named = {index for places in situation.found.places for index in places}
            for index in sorted(named):
                ways = _told(sentence, sentence.tokens[index], named)
                result.extend(Portrait(reading.known, sentence, text, score) for text, score in ways if text)
    return sorted(result, key=lambda row: -row.score)


def beside(inquiry: Inquiry, found: Match, head: Token) -> str:
    """Who somebody is is told by no word that only stands before the name: a first name, or a dateline's place."""
    if not inquiry.asks_for_portrait or head.dep not in _BEFORE:
        return ""
    named = {index for places in found.places for index in places}
    return "it only stands before the name" if head.head in named and _is_name(head) else ""


def _told(sentence: Sentence, token: Token, named: set[int]) -> Iterator[tuple[str, float]]:
    """What a sentence says that the named one is, in every way that it does, each with how telling it is."""
    if token.dep in ("compound", "amod", "poss") and token.head in named:
        return
    for apposition in sentence.children(token, "appos"):
        if apposition.pos == "NOUN":
            yield _cut(sentence, sentence.subtree(apposition)), _worth(token, apposition)
    above = sentence.head(token)
    if token.dep == "appos" and above.pos in ("NOUN", "PROPN"):
        above = _holder(sentence, above)
        start = min(word.index for word in sentence.subtree(token))
        yield _cut(sentence, [word for word in sentence.subtree(above) if word.index < start]), _worth(token, above)
    if token.dep == "nsubj" and above.lemma == "be":
        for attribute in sentence.children(above, "attr"):
            yield _cut(sentence, sentence.subtree(attribute)), 2.5
    if token.dep == "attr" and above.lemma == "be":
        for subject in sentence.children(above, "nsubj"):
            if subject.pos == "NOUN":
                yield _cut(sentence, sentence.subtree(subject)), 2.0
    before = [child for child in sentence.children(token, *_BEFORE) if child.index < token.index]
    titles = [child for child in before if child.index not in named and not _is_name(child)]
    title = [word for child in titles for word in sentence.subtree(child)]
    if title and title[-1].pos in ("NOUN", "PROPN") and title[-1].tag != "POS":
        yield _cut(sentence, title), 1.5


def _is_name(word: Token) -> bool:
    """Whether a word before a name is one itself, no title: a first name, or the place of a dateline in capitals."""
    named = word.entity or (word.text.isupper() and len(word.text) > _LONGEST_ACRONYM)
    title = not (word.pos == "PROPN" and named) or wordings().nouns.get(word.lower) is Sought.PERSON
    return not title or not word.text[0].isalnum()


def _worth(name: Token, noun: Token) -> float:
    """How telling an apposition is: a person is best described by what people are called, not as "one wildcard"."""
    personal = wordings().nouns.get(noun.lemma) is Sought.PERSON
    return 3.0 if personal or name.entity != "PERSON" else 1.0


def _holder(sentence: Sentence, noun: Token) -> Token:
    """In "the director of the museum, X" the noun that X is: the person, whatever the parse hangs X on."""
    people = wordings().nouns
    for above in sentence.ancestors(noun):
        if above.pos not in ("NOUN", "ADP"):
            break
        if people.get(above.lemma) is Sought.PERSON:
            return above
    return noun


def _cut(sentence: Sentence, words: Sequence[Token]) -> str:
    kept = list(words)
    while kept and (kept[0].pos in ("PUNCT", "DET", "ADV") or kept[-1].pos in ("PUNCT", "CCONJ")):
        kept = kept[1:] if kept[0].pos in ("PUNCT", "DET", "ADV") else kept[:-1]
    while len(sentence.span(kept).split()) > _LONGEST:
        kept = kept[:-1]
    while kept and kept[-1].pos in ("PUNCT", "CCONJ", "ADP", "DET", "SCONJ", "PRON"):
        kept = kept[:-1]
    return sentence.span(kept)
