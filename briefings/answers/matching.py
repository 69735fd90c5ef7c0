"""Where a question's terms stand in a sentence, and how a word of the sentence relates to the matched predicate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from briefings.annotation import Sentence, Token
from briefings.answers.inquiry import Inquiry, Role, Term
from briefings.answers.vocabulary import SAME, affinity, concept, contrary, numerals, opposed


class Relation(StrEnum):
    """How a word stands to the predicate."""

    SELF = "self"
    AGENT = "agent"
    PATIENT = "patient"
    OBLIQUE = "oblique"  # after the question's preposition, or after any where it has none
    OTHER_OBLIQUE = "other_oblique"
    EQUAL = "equal"
    ADVERB = "adverb"
    OWNER = "owner"
    INSIDE = "inside"  # somewhere below the predicate
    ABOVE = "above"
    OUTSIDE = "outside"  # elsewhere in the sentence
    ABSENT = "absent"  # the sentence has no word for the predicate


@dataclass(frozen=True)
class Match:
    """A question's terms in one sentence: ``strengths[i]`` and ``places[i]`` belong to ``inquiry.terms[i]``."""

    inquiry: Inquiry
    sentence: Sentence
    strengths: tuple[float, ...]
    places: tuple[tuple[int, ...], ...]
    predicate: Token | None
    predicate_strength: float
    opposite: bool

    @cached_property
    def matched(self) -> frozenset[int]:
        """The tokens that a term was found in."""
        return frozenset(index for row in self.places for index in row)

    @cached_property
    def depths(self) -> tuple[tuple[int, ...], ...]:
        """For each token the chain of heads from itself to the root."""
        tokens = self.sentence.tokens
        return tuple((token.index, *(above.index for above in self.sentence.ancestors(token))) for token in tokens)

    def distance(self, one: int, other: int) -> int:
        """Steps between two tokens in the parse."""
        first, second = self.depths[one], self.depths[other]
        shared = set(first)
        for steps, index in enumerate(second):
            if index in shared:
                return steps + first.index(index)
        return len(first) + len(second)

    def coverage(self, weights: Sequence[float]) -> float:
        """The share of the question's weight that the sentence holds, 0 to 1."""
        total = sum(weights)
        return sum(w * s for w, s in zip(weights, self.strengths, strict=True)) / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Concepts:
    """What each token of a sentence stands for, worked out once for many questions' terms."""

    sentence: Sentence
    concepts: tuple[str, ...]

    @classmethod
    def of(cls, sentence: Sentence) -> Concepts:
        """The concepts of a sentence's words; an empty text for those that carry nothing."""
        return cls(
            sentence,
            tuple(concept(sentence, token) if token.text[0].isalnum() else "" for token in sentence.tokens),
        )


def match(inquiry: Inquiry, known: Concepts) -> Match:
    """Find a question's terms and its predicate in a sentence."""
    sentence = known.sentence
    strengths, places = [], []
    opposite = False
    for term in inquiry.terms:
        best, where = 0.0, list[int]()
        for token, word in zip(sentence.tokens, known.concepts, strict=True):
            if not word:
                continue
            strength = _strength(term, token, word)
            if strength > best + 0.05:
                best, where = strength, [token.index]
            elif strength and strength >= best - 0.05:
                where.append(token.index)
            elif not term.name and opposed(term.concept, word):
                opposite = True
        strengths.append(best)
        places.append(tuple(where))
    predicate, strength = _predicate(inquiry, known)
    return Match(inquiry, sentence, tuple(strengths), tuple(places), predicate, strength, opposite)


def _strength(term: Term, token: Token, word: str) -> float:
    if term.lower == token.lower or term.concept == word:
        return 1.0
    if term.number or token.pos == "NUM":
        written = numerals()
        return float(written.get(term.lower, term.lower) == written.get(token.lower, token.lower))
    if term.name and token.pos == "PROPN":
        return affinity(term.lower, token.lower) if len(term.lower) > 1 else 0.0
    return max(affinity(term.concept, word), affinity(term.lower, token.lower) if term.name else 0.0)


def _predicate(inquiry: Inquiry, known: Concepts) -> tuple[Token | None, float]:
    if inquiry.predicate is None or inquiry.predicate.lemma in ("be", "do", "have"):
        return None, 0.0
    best: Token | None = None
    strength = 0.0
    for token, word in zip(known.sentence.tokens, known.concepts, strict=True):
        if not word or token.pos in ("PROPN", "ADP", "DET", "PRON") or token.dep in ("aux", "auxpass"):
            continue
        if token.pos == "ADJ" and token.lemma == inquiry.predicate_concept:
            continue  # "his last visit" is not "how long will it last?"
        found = affinity(inquiry.predicate_concept, word)
        if inquiry.negated and not found and contrary(inquiry.predicate_concept, word):
            found = SAME  # "won't come" is "boycott"
        found += 0.05 if token.pos == "VERB" and found else 0.0
        if found > strength + 0.06:
            best, strength = token, found
    return best, min(strength, 1.0)


_SKIP = frozenset({"conj", "appos"})


def relation(found: Match, word: Token) -> tuple[Relation, str]:
    """How a word stands to the matched predicate, and the preposition between them if there is one."""
    predicate = found.predicate
    if predicate is None:
        return Relation.ABSENT, ""
    return relate(found.sentence, predicate, word, found.inquiry.preposition)


def relate(sentence: Sentence, predicate: Token, word: Token, preposition: str = "") -> tuple[Relation, str]:
    """How a word stands to a predicate, verb or noun, seen through coordination, passives and shared subjects."""
    if word.index == predicate.index:
        return Relation.SELF, ""
    token = word
    while token.dep in _SKIP and token.head != predicate.index and token.head != token.index:
        token = sentence.head(token)
    if token.index == predicate.index:
        return Relation.EQUAL, ""
    above = sentence.head(token)
    if above.index == predicate.index:
        return _direct(sentence, predicate, token), ""
    if token.dep in ("pobj", "pcomp") and above.head == predicate.index:
        return _oblique(predicate, above, preposition), above.lower
    if above.dep == "prep" and sentence.head(above).dep in ("prep", "pobj") and _reaches(sentence, above, predicate):
        return Relation.OTHER_OBLIQUE, above.lower
    if predicate.head == token.index and predicate.dep in ("relcl", "acl"):
        return _modified(sentence, predicate), ""
    inherited = _inherited(sentence, predicate, token)
    if inherited is not None:
        return inherited, ""
    if _reaches(sentence, token, predicate):
        return Relation.INSIDE, above.lower if above.pos == "ADP" else ""
    if _reaches(sentence, predicate, token):
        return Relation.ABOVE, ""
    return Relation.OUTSIDE, above.lower if above.pos == "ADP" else ""


def _reaches(sentence: Sentence, token: Token, target: Token) -> bool:
    return any(above.index == target.index for above in sentence.ancestors(token))


def _direct(sentence: Sentence, predicate: Token, token: Token) -> Relation:
    passive = any(child.dep in ("auxpass", "nsubjpass") for child in sentence.children(predicate))
    dep = token.dep
    if dep in ("nsubj", "csubj"):
        return Relation.PATIENT if passive else Relation.AGENT
    if dep in ("nsubjpass", "dobj", "dative", "ccomp", "xcomp"):
        return Relation.PATIENT
    if dep in ("attr", "acomp", "oprd"):
        return Relation.EQUAL
    if dep in ("poss", "nmod", "compound", "amod") and predicate.pos == "NOUN":
        return Relation.OWNER if dep != "poss" else Relation.AGENT
    if dep in ("npadvmod", "advmod", "advcl", "prep", "tmod"):
        return Relation.ADVERB
    return Relation.INSIDE


def _oblique(predicate: Token, adposition: Token, preposition: str) -> Relation:
    if adposition.dep == "agent" or (adposition.lower == "by" and predicate.pos == "NOUN"):
        return Relation.AGENT
    if adposition.lower in ("of", "on", "against") and predicate.pos == "NOUN":
        return Relation.PATIENT
    return Relation.OBLIQUE if not preposition or preposition == adposition.lower else Relation.OTHER_OBLIQUE


def _modified(sentence: Sentence, predicate: Token) -> Relation:
    """What a noun is to the verb of its relative clause ("the man who fell", "the man shot by police")."""
    if predicate.dep == "acl":
        return Relation.PATIENT if predicate.tag == "VBN" else Relation.AGENT
    pronoun = next((c for c in sentence.children(predicate, "nsubj") if c.lower in ("who", "which", "that")), None)
    return Relation.AGENT if pronoun is not None else Relation.PATIENT


def _inherited(sentence: Sentence, predicate: Token, token: Token) -> Relation | None:
    """The subject that a verb without one shares with the verb above it ("X met Y and signed"; "asked X to sign")."""
    if predicate.pos not in ("VERB", "AUX") or sentence.children(predicate, "nsubj", "nsubjpass"):
        return None
    verb = predicate
    for _ in range(3):
        if verb.dep not in ("xcomp", "conj", "advcl", "ccomp", "pcomp", "prep") or verb.head == verb.index:
            return None
        link, verb = verb.dep, sentence.head(verb)
        objects = sentence.children(verb, "dobj")
        if link == "xcomp" and objects and any(token.index == child.index for child in objects):
            return Relation.AGENT
        subjects = sentence.children(verb, "nsubj", "nsubjpass")
        if subjects:
            if not any(token.index == child.index for child in subjects) or (link == "xcomp" and objects):
                return None
            passive = sentence.children(predicate, "auxpass") or (
                link == "conj" and predicate.tag == "VBN" and sentence.children(verb, "auxpass")
            )
            return Relation.PATIENT if passive else Relation.AGENT
    return None


def rarity(matches: Sequence[Match], inquiry: Inquiry) -> list[float]:
    """Each term's weight among these sentences: its own, times how few of them hold it."""
    total = len(matches)
    weights = []
    for number, term in enumerate(inquiry.terms):
        holding = sum(1 for found in matches if found.strengths[number] >= 0.7)
        weights.append(term.weight * (0.4 + math.log(1 + total / (1 + holding))))
    return weights


def agreement(found: Match) -> tuple[int, int]:
    """How many of the question's own arguments stand in the same part in the sentence, and how many in another."""
    inquiry, predicate = found.inquiry, found.predicate
    if predicate is None or inquiry.predicate is None:
        return 0, 0
    same = other = 0
    for term, places in zip(inquiry.terms, found.places, strict=True):
        token = inquiry.sentence.tokens[term.index]
        asked = relate(inquiry.sentence, inquiry.predicate, token)[0]
        if asked not in (Relation.AGENT, Relation.PATIENT) or not places:
            continue
        seen = {relate(found.sentence, predicate, found.sentence.tokens[index])[0] for index in places}
        if asked in seen:
            same += 1
        elif seen & {Relation.AGENT, Relation.PATIENT}:
            other += 1
    return same, other


def fits(role: Role, seen: Relation) -> bool:
    """Whether a word that stands so could play the part that is asked for."""
    wanted = {
        Role.AGENT: (Relation.AGENT, Relation.OWNER),
        Role.PATIENT: (Relation.PATIENT, Relation.EQUAL),
        Role.OBLIQUE: (Relation.OBLIQUE, Relation.PATIENT),
        Role.EQUAL: (Relation.EQUAL, Relation.AGENT, Relation.PATIENT),
        Role.OWNER: (Relation.OWNER, Relation.AGENT),
    }
    return role not in wanted or seen in wanted[role]
