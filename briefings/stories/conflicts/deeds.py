"""Who does what in a sentence, so that two sentences can be taken to tell of one deed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from briefings.annotation import Sentence, Token
from briefings.stories.vocabulary import claims

_SUBJECTS = ("nsubj", "nsubjpass", "csubj")
_OBJECTS = ("dobj", "attr", "dative")
_NAMING = ("compound", "poss", "nmod", "amod")


@dataclass(frozen=True, slots=True)
class Deed:
    """A verb with those who do it and those whom it is done to, as lemmas in lower case."""

    verb: str
    passive: bool
    subjects: frozenset[str]
    objects: frozenset[str]
    owners: frozenset[str] = frozenset()  # "the trial of his brother" is not every trial

    def is_same(self, other: Deed) -> bool:
        """Whether two sentences tell of the same deed of the same ones; who is only "he" is nobody we know."""
        if self.verb != other.verb or self.owners != other.owners:
            return False
        if self.passive == other.passive:
            ours, theirs = self.subjects, other.subjects
        else:  # "they arrested him", "he was arrested"
            ours = self.subjects if self.passive else self.objects
            theirs = other.subjects if other.passive else other.objects
        if not ours & theirs:
            return False
        if self.passive == other.passive and self.objects and other.objects:
            return bool(self.objects & other.objects)
        return True


def deed_above(sentence: Sentence, token: Token) -> Deed | None:
    """The deed that a token tells the time or place of: that of the nearest verb above, if only phrases lie between."""
    for above in sentence.ancestors(token):
        if above.pos in {"VERB", "AUX"}:
            return None if above.lemma in claims().speech else deed_of(sentence, above)
        if above.dep not in {"prep", "pobj", "npadvmod", "advmod", "dobj", "attr", "nsubj", "nsubjpass"}:
            return None
    return None


def deed_of(sentence: Sentence, verb: Token) -> Deed | None:
    """The deed of a verb; None where nobody is known to do it."""
    subjects = _subjects(sentence, verb)
    passive = bool(sentence.children(verb, "nsubjpass", "auxpass"))
    agents = [each for by in sentence.children(verb, "agent") for each in sentence.children(by, "pobj")]
    doers = _lemmas(sentence, subjects)
    done_to = _lemmas(sentence, agents if passive else sentence.children(verb, *_OBJECTS))
    owners = frozenset(
        owner.lemma
        for subject in subjects
        for of in sentence.children(subject, "prep")
        for owner in sentence.children(of, "pobj")
        if of.lower == "of" and owner.pos == "NOUN"
    )
    return Deed(verb.lemma, passive, doers, done_to, owners) if doers else None


def _subjects(sentence: Sentence, verb: Token, depth: int = 3) -> list[Token]:
    own = [each for each in sentence.children(verb, *_SUBJECTS) if each.tag not in {"WDT", "WP"}]
    if own or not depth:
        return own
    head = sentence.head(verb)
    if verb.dep in {"relcl", "acl"}:
        return [head]
    if verb.dep in {"conj", "xcomp"} and head.pos in {"VERB", "AUX"}:
        return _subjects(sentence, head, depth - 1)
    return []


def _lemmas(sentence: Sentence, heads: Iterable[Token]) -> frozenset[str]:
    """The nouns and names that some phrases are known by."""
    words = [
        word
        for head in heads
        for word in (head, *sentence.children(head, *_NAMING), *sentence.children(head, "conj", "appos"))
    ]
    return frozenset(word.lemma.lower() for word in words if word.pos in {"NOUN", "PROPN"} or word.tag == "VBG")
