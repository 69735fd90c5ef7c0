"""The names of a question, as the stored articles spell them: in any case, with a slip of the pen, as initials."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from briefings.annotation import Sentence, SentenceKind, Token
from briefings.answers.inquiry import Inquiry, Term
from briefings.answers.vocabulary import affinity, fold, vocabulary
from briefings.models import AnnotatedArticle

_NAMED = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW"})
_SHORTEST_FOR_ONE_SLIP = 4
_SHORTEST_FOR_TWO_SLIPS = 8


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of some articles, in lower case: all, those that stand in names, those also written small, initials."""

    words: frozenset[str]
    names: frozenset[str]
    common: frozenset[str]
    initials: frozenset[str]

    def holds(self, term: Term) -> bool:
        """Whether any word could be meant by a term."""
        if term.lower in self.words or term.concept in self.words or term.lower in self.initials:
            return True
        pool = self.names if term.name else self.words
        return any(affinity(term.lower, word) >= 0.85 for word in pool if word[:2] == term.lower[:2]) or self._nation(
            term
        )

    def _nation(self, term: Term) -> bool:
        nations = vocabulary().nations
        own = nations.get(term.lower)
        return own is not None and any(nations.get(word) == own for word in self.words)


def lexicon(articles: Iterable[AnnotatedArticle]) -> Lexicon:
    """The words and names of articles and their titles."""
    words: set[str] = set()
    names: set[str] = set()
    common: set[str] = set()
    initials: set[str] = set()
    for known in articles:
        title = [
            word.strip(".,:;!?'\"‘’“”()[]-–—").removesuffix("’s").removesuffix("'s")
            for word in known.article.title.split()
        ]
        words.update(word.lower() for word in title)
        for sentence in known.annotation.sentences:
            for token in sentence.tokens:
                words.add(token.lower)
                words.add(token.lemma)
                if token.text.islower():
                    common.add(token.lower)
                elif token.pos == "PROPN" and sentence.kind is not SentenceKind.HEADING:
                    names.add(token.lower)
            initials.update(_initials(sentence))
            for entity in sentence.entities:
                if entity.label in _NAMED and sentence.kind is not SentenceKind.HEADING:
                    names.update(t.lower for t in sentence.tokens[entity.first : entity.last] if t.text[:1].isupper())
    return Lexicon(frozenset(words), frozenset(names), frozenset(common), frozenset(initials))


def _initials(sentence: Sentence) -> Iterable[str]:
    for entity in sentence.entities:
        words = [t.text[0] for t in sentence.tokens[entity.first : entity.last] if t.text[:1].isupper()]
        if len(words) > 1:
            yield "".join(words).lower()


def recognise(inquiry: Inquiry, known: Lexicon) -> tuple[Inquiry, tuple[Term, ...]]:
    """The question with its names told from other words, spelled as stored, and the names that are stored nowhere."""
    tokens = inquiry.sentence.tokens
    shouted = _shouted(tokens)
    small = not any(token.text[:1].isupper() for token in tokens[1:])
    terms: list[Term] = []
    unknown: list[Term] = []
    for term in inquiry.terms:
        token = tokens[term.index]
        capital = token.text[:1].isupper() or small
        certain = term.name and capital and not shouted and (term.index > 0 or token.pos == "PROPN")
        proper = term.lower in known.names and term.lower not in known.common and (small or shouted or term.index == 0)
        if certain or proper:
            weight = max(term.weight, 1.6)
            term = replace(term, name=True, concept=term.lower if proper else term.concept, weight=weight)
        else:
            term = replace(term, name=False)
        if not known.holds(term):
            spelled = _respelled(term.lower, known.names, likely=certain or token.pos in ("PROPN", "X"))
            if spelled:
                term = replace(term, lower=spelled, concept=spelled, name=True, weight=max(term.weight, 1.6))
            elif certain or term.figure:
                unknown.append(term)
        terms.append(term)
    return replace(inquiry, terms=tuple(terms)), tuple(unknown)


def respell(inquiry: Inquiry) -> Sentence:
    """The question's parse with its names as they are stored, so that what reads words finds them."""
    spelled = {term.index: term.lower for term in inquiry.terms if term.name}
    tokens = tuple(
        replace(token, text=spelled[token.index].capitalize(), lemma=spelled[token.index], pos="PROPN", tag="NNP")
        if token.index in spelled and (spelled[token.index] != token.lower or token.pos != "PROPN")
        else token
        for token in inquiry.sentence.tokens
    )
    return replace(inquiry.sentence, tokens=tokens)


def _shouted(tokens: Sequence[Token]) -> bool:
    """Whether capitals tell nothing, because most words have them."""
    words = [token for token in tokens if token.text.isalpha()]
    return len(words) >= 4 and sum(token.text[0].isupper() for token in words) > 0.7 * len(words)


def _respelled(word: str, names: frozenset[str], *, likely: bool) -> str:
    """The one stored name that is a slip or two away from a word; empty when there is none or more than one."""
    if len(word) < _SHORTEST_FOR_ONE_SLIP + (0 if likely else 1) or not word.isalpha():
        return ""
    accented = {name for name in names if fold(name) == fold(word)}
    if len(accented) == 1:
        return accented.pop()
    allowed = 2 if len(word) >= _SHORTEST_FOR_TWO_SLIPS else 1
    near = {
        name
        for name in names
        if abs(len(name) - len(word)) <= allowed and name[0] == word[0] and slips(word, name, allowed)
    }
    if len(near) > 1:
        near = {name for name in near if slips(word, name, 1)}
    return near.pop() if len(near) == 1 else ""


def slips(one: str, other: str, allowed: int) -> bool:
    """Whether two words differ by at most so many letters added, dropped, replaced or swapped with a neighbour."""
    if abs(len(one) - len(other)) > allowed:
        return False
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        after = [i]
        for j, target in enumerate(other, 1):
            cost = min(row[j] + 1, after[-1] + 1, row[j - 1] + (letter != target))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == target:
                cost = min(cost, before[j - 2] + 1)
            after.append(cost)
        before, row = row, after
        if min(row) > allowed:
            return False
    return row[-1] <= allowed
