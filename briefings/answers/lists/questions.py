"""Whether a question asks for a list, and what each item of the list is."""

from __future__ import annotations

from dataclasses import replace

from briefings.annotation import Sentence, Token
from briefings.answers.inquiry import Inquiry, Kind, Role, Sought
from briefings.answers.question import inquire
from briefings.answers.wordings import wordings

_ASKING = frozenset({"which", "what", "who", "whom", "whose", "where"})
_IMPERATIVES = frozenset({"name", "list", "enumerate", "give", "mention"})
_PLURAL = frozenset({"NNS", "NNPS"})
_MANY = frozenset({"are", "were"})
_ONE = frozenset({"'s", "is", "was", "has", "does"})


def asks_for_list(question: Sentence) -> bool:
    """Whether a question asks for several things: by a plural, by "name the ...", by "who are ..." or "who all ..."."""
    tokens = question.tokens
    if len(tokens) < 3:
        return False
    if _commanded(question) is not None:
        return True
    asking = next((token for token in tokens[:4] if token.lower in _ASKING), None)
    if asking is None or asking.index + 1 >= len(tokens):
        return False
    follows = tokens[asking.index + 1]
    if follows.lower in ("all", "else") or (follows.lower == "of" and asking.lower == "which"):
        return True
    if asking.lower in ("who", "what", "which", "where") and follows.lower in _MANY:
        noun = _equated(question, follows, asking)
        return (asking.lower == "who" and noun is None) or (noun is not None and noun.tag in _PLURAL)
    noun = _counted(question, asking)
    return noun is not None and noun.tag in _PLURAL and follows.lower not in _ONE


def inquire_list(question: Sentence) -> Inquiry:
    """A list question taken apart; "name the winners" asks as "who are the winners" does."""
    inquiry = inquire(question)
    noun = _commanded(question)
    if noun is not None:
        return _about(replace(inquiry, kind=Kind.WHICH, role=Role.EQUAL), frozenset({question.tokens[0].index}), noun)
    asking = next((token for token in question.tokens[:4] if token.lower in _ASKING), None)
    noun = _counted(question, asking) if asking is not None and not inquiry.focus else None
    return _about(inquiry, inquiry.opening, noun) if noun is not None else inquiry


def _about(inquiry: Inquiry, opening: frozenset[int], noun: Token) -> Inquiry:
    """The inquiry with a noun that each item is one of."""
    opening |= {noun.index}
    return replace(
        inquiry,
        sought=wordings().nouns.get(noun.lemma, Sought.THING),
        focus=noun.lemma,
        opening=opening,
        terms=tuple(term for term in inquiry.terms if term.index not in opening),
    )


def _commanded(question: Sentence) -> Token | None:
    """The noun of "name the ...", "list all ...", "give me the names of the ..."."""
    first = question.tokens[0]
    if first.lower not in _IMPERATIVES:
        return None
    after = [token for token in question.tokens[1:8] if token.tag in (*_PLURAL, "NN")]
    return next(
        (token for token in after if token.tag in _PLURAL and token.lemma not in ("name", "kind", "type")), None
    )


def _equated(question: Sentence, verb: Token, asking: Token) -> Token | None:
    """The noun after "what are" or "who were"; None where a verb follows ("who were killed?")."""
    nouns = [token for token in question.tokens[verb.index + 1 :] if token.pos in ("NOUN", "PROPN", "VERB", "PRON")]
    first = nouns[0] if nouns else None
    if first is None or first.pos in ("VERB", "PRON"):
        return None
    while first.dep in ("compound", "poss", "amod", "nmod") and first.head > first.index:
        first = question.head(first)
    return first if first.index != asking.index else None


def _counted(question: Sentence, asking: Token) -> Token | None:
    """The noun that "which", "what" or "whose" counts out: the first after it, before the verb."""
    if asking.lower not in ("which", "what", "whose"):
        return None
    found: Token | None = None
    for token in question.tokens[asking.index + 1 :]:
        if token.pos in ("VERB", "AUX", "ADP", "PUNCT", "PRON"):
            break
        if token.pos in ("NOUN", "PROPN"):
            found = token
    return found
