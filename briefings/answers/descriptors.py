"""What a sentence says that a name is, "a doctor", "a gorilla named", and whether that was asked for (pure)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from itertools import pairwise

from briefings.annotation import Sentence, Token
from briefings.answers.inquiry import Inquiry

_NAMING = frozenset({"name", "call", "identify"})
_LONGEST = 6  # words of a name and what introduces it
_NAME = frozenset({"name", "nickname", "surname"})


def misdescribed(inquiry: Inquiry, sentence: Sentence, head: Token) -> str:
    """Why a name is another's than the one asked for ("the name of the boy"); empty when nothing tells.

    Args:
        inquiry: the question.
        sentence: where the name stands.
        head: the name's head word.
    """
    asked = bearer(inquiry)
    meant = kin().get(asked.lemma) if asked else None
    if asked is None or meant is None:  # of a company or a ship the text may say anything else as well
        return ""
    said = set(descriptors(sentence, head))
    if said and not said & meant:
        return f"it is the name of a {min(said)}"
    if not any(token.lemma in meant for token in sentence.tokens):
        return f"the sentence speaks of no {asked.lemma}"
    return ""


@cache
def kin() -> Mapping[str, frozenset[str]]:
    """What somebody is by family or age, with the words that may stand for it."""
    rows = tomllib.loads(resources.files("briefings.answers").joinpath("data/kin.toml").read_text("utf-8"))["rows"]
    meant: dict[str, frozenset[str]] = {}
    for row in rows:
        for word in row:
            meant[word] = meant.get(word, frozenset()) | frozenset(row)
    return meant


def bearer(inquiry: Inquiry) -> Token | None:
    """Whose name a question asks for: "mother" in "what is the name of the mother of the boy?"."""
    sentence = inquiry.sentence
    for name in sentence.tokens:
        if name.lemma not in _NAME:
            continue
        for of in sentence.children(name, "prep"):
            nouns = sentence.children(of, "pobj")
            if of.lower == "of" and nouns and nouns[0].pos == "NOUN":
                return nouns[0]
        owners = [owner for owner in sentence.children(name, "poss") if owner.pos == "NOUN"]
        if owners:
            return owners[0]
    return None


def descriptors(sentence: Sentence, head: Token) -> Iterator[str]:
    """The nouns that a sentence gives a name, as lemmas."""
    above = sentence.head(head)
    if head.dep == "appos" and above.pos == "NOUN":
        yield above.lemma
    for beside in sentence.children(head, "appos", "compound"):
        if beside.pos == "NOUN":
            yield beside.lemma
    naming = next(
        (verb for verb in (above, sentence.head(above)) if verb.lemma in _NAMING and verb.pos == "VERB"), None
    )
    if naming is not None and head.dep in ("oprd", "attr", "dobj", "ccomp", "xcomp", "pobj", "appos"):
        owner = sentence.head(naming) if naming.dep in ("acl", "relcl", "amod") else None
        subjects = sentence.children(naming, "nsubjpass")
        yield from (noun.lemma for noun in (owner, *subjects) if noun is not None and noun.pos == "NOUN")
    before = sentence.tokens[max(head.index - _LONGEST, 0) : head.index]
    for noun, verb in pairwise(before):  # "a gorilla named Binti Jua", however it was parsed
        if (
            noun.pos == "NOUN"
            and verb.lemma in _NAMING
            and all(word.pos == "PROPN" for word in before[before.index(verb) + 1 :])
        ):
            yield noun.lemma
    if head.dep == "nsubj" and above.lemma == "be":
        yield from (noun.lemma for noun in sentence.children(above, "attr") if noun.pos == "NOUN")
