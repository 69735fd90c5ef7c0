"""What a sentence may not lose when it is shortened (pure)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum

from briefings.annotation import Sentence, Token
from briefings.digests.vocabulary import wording

NAMES = frozenset({"PERSON", "ORG", "GPE", "NORP", "LOC", "FAC", "EVENT", "WORK_OF_ART", "PRODUCT", "LAW"})
_CLAUSES = frozenset({"ROOT", "ccomp", "conj", "advcl", "relcl", "parataxis", "xcomp"})


class Claim(StrEnum):
    """What the words of a phrase may do to the sentence around it."""

    NEGATION = "negation"
    CONCESSION = "concession"
    CONDITION = "condition"
    ATTRIBUTION = "attribution"
    NUMBER = "number"
    SPAN = "span"  # "for four years"


def carries_claim(tokens: Sequence[Token], claims: Collection[Claim]) -> bool:
    """Whether any of the tokens negates, concedes, sets a condition, says whose word it is, or counts."""
    return any(claim in claims for token in tokens for claim in _claims(token))


def _claims(token: Token) -> list[Claim]:
    words = wording()
    found = []
    for claim, vocabulary in (
        (Claim.NEGATION, words.negations),
        (Claim.CONCESSION, words.concessions),
        (Claim.CONDITION, words.conditions),
        (Claim.ATTRIBUTION, words.attributions),
    ):
        if token.lemma in vocabulary or token.lower in vocabulary:
            found.append(claim)
    if token.dep == "neg":
        found.append(Claim.NEGATION)
    if is_number(token):
        found.append(Claim.SPAN if token.entity in {"DATE", "TIME"} else Claim.NUMBER)
    return found


def is_number(token: Token) -> bool:
    """Whether a token counts or measures something; a day of the month, a year and a name do not."""
    figures = any(character.isdigit() for character in token.text)
    if token.entity in NAMES or token.entity == "ORDINAL" or (token.entity == "DATE" and figures):
        return False
    return figures or (token.pos == "NUM" and token.lower != "one")


def names_only(sentence: Sentence, core: Sequence[Token], *, own_clause: bool) -> bool:
    """Whether a phrase holds a name and what is left of its clause holds none.

    A clause that goes whole (a relative clause, a second predicate) has its own names; the rest of the sentence must
    still have one.
    """
    inside = {token.index for token in core}
    if not any(token.entity in NAMES for token in core):
        return False
    top = next((token for token in core if token.head not in inside), core[0])
    clause = set(range(len(sentence.tokens))) if own_clause else _clause(sentence, sentence.head(top))
    return not any(sentence.tokens[index].entity in NAMES for index in clause - inside)


def _clause(sentence: Sentence, token: Token) -> set[int]:
    """The tokens of the smallest clause around one."""
    while token.dep not in _CLAUSES and token.head != token.index:
        token = sentence.head(token)
    return {below.index for below in sentence.subtree(token)}
