"""Whether a span's clause tells what was asked as done, by its own parties and in its own place (pure).

Among many articles something like what is asked about is nearly always told of somebody else, of what may yet be, or of
what is usual. These checks object to that; each returns a reason or nothing.
"""

from __future__ import annotations

from briefings.annotation import Sentence, Token
from briefings.answers.inquiry import Inquiry, Role
from briefings.answers.matching import Match, Relation, relate
from briefings.answers.vocabulary import affinity

_HELD = 0.7
_MODALS = frozenset({"will", "would", "'ll", "shall", "could", "can", "may", "might", "should", "must"})
_AHEAD = frozenset({"go", "expect", "plan", "schedule", "set", "hope", "want", "due", "likely", "threaten", "vow"})
_USUALLY = frozenset(
    {"often", "usually", "typically", "generally", "normally", "sometimes", "regularly", "frequently", "rarely"}
)
_TELLING = frozenset(
    {"say", "tell", "hear", "see", "watch", "witness", "announce", "report", "describe", "note", "recall", "write"}
    | {"explain", "claim", "believe", "think", "know", "learn", "warn", "film", "notice"}
)
_PARTIES = frozenset({"PERSON", "ORG", "GPE", "NORP"})
_PARTS = frozenset({Relation.AGENT, Relation.PATIENT, Relation.OWNER, Relation.EQUAL, Relation.SELF})
_AT = frozenset({"in", "at", "on", "near"})
_BEYOND = frozenset({"into", "toward", "towards", "from"})


def astray(inquiry: Inquiry, found: Match, head: Token) -> str:
    """Why the clause that a span stands in tells of something else than was asked; empty when nothing tells."""
    return (
        _not_done(inquiry, found.sentence, head)
        or _only_told(inquiry, found, head)
        or of_others(inquiry, found)
        or _elsewhere(inquiry, found)
    )


def asks_of_past(inquiry: Inquiry) -> bool:
    """Whether a question supposes that something was done: "did", "was killed", "won"; never with a modal."""
    tokens = inquiry.sentence.tokens
    if any(token.lower in _MODALS for token in tokens):
        return False
    deed = inquiry.predicate
    if deed is None or deed.lemma in ("be", "have"):
        return False
    beside = inquiry.sentence.children(deed, "aux", "auxpass")
    return deed.tag == "VBD" or any(word.lower in ("did", "was", "were") for word in beside)


def _not_done(inquiry: Inquiry, sentence: Sentence, head: Token) -> str:
    if not asks_of_past(inquiry):
        return ""
    verb = next((word for word in (head, *sentence.ancestors(head)) if word.pos == "VERB"), None)
    if verb is None:
        return ""
    beside = sentence.children(verb)
    if any(word.dep == "aux" and word.lower in _MODALS for word in beside):
        return "the sentence tells only of what may be"
    above = sentence.head(verb)
    to_come = verb.dep == "xcomp" and any(word.dep == "aux" and word.lower == "to" for word in beside)
    if to_come and above.lemma in _AHEAD:
        return "the sentence tells only of what is to come"
    asked = {token.lower for token in inquiry.sentence.tokens}
    if any(word.lower in _USUALLY - asked for word in (*beside, *sentence.children(above))):
        return "the sentence tells only of what is usual"
    return ""


def _only_told(inquiry: Inquiry, found: Match, head: Token) -> str:
    """Who is asked for only speaks of the deed, hears or sees it."""
    deed = found.predicate
    if inquiry.role is not Role.AGENT or deed is None or found.predicate_strength < _HELD:
        return ""
    while head.dep in ("appos", "conj"):
        head = found.sentence.head(head)
    verb = found.sentence.head(head)
    if head.dep != "nsubj" or verb.index == deed.index or verb.lemma not in _TELLING:
        return ""
    if any(word.pos == "PRON" for word in found.sentence.children(deed, "nsubj", "nsubjpass")):
        return ""  # "she said she will appeal"
    if affinity(inquiry.predicate_concept, verb.lemma) or relate(found.sentence, deed, head)[0] in _PARTS:
        return ""
    below = any(above.index == verb.index for above in found.sentence.ancestors(deed))
    return "it only tells of the deed" if below else ""


def of_others(inquiry: Inquiry, found: Match) -> str:
    """The deed is told of another name than the question's, which stands elsewhere in the sentence."""
    subject, deed = inquiry.subject, found.predicate
    if subject is None or deed is None or deed.pos != "VERB" or found.predicate_strength < _HELD:
        return ""
    rows = zip(inquiry.terms, found.strengths, found.places, strict=True)
    places = next((p for t, s, p in rows if t.index == subject.index and t.name and s >= _HELD), ())
    doers = [
        word
        for word in found.sentence.children(deed, "nsubj", "nsubjpass")
        if word.pos == "PROPN" and word.entity in _PARTIES
    ]
    if not places or not doers:
        return ""
    inside = {word.index for doer in doers for word in found.sentence.subtree(doer)}
    own = any(
        index in inside or relate(found.sentence, deed, found.sentence.tokens[index])[0] in _PARTS for index in places
    )
    return "" if own else f"the sentence tells it of {doers[0].text}"


def _elsewhere(inquiry: Inquiry, found: Match) -> str:
    """The place where it happened, by the question, is only where something else comes from or goes."""
    for term, strength, places in zip(inquiry.terms, found.strengths, found.places, strict=True):
        token = inquiry.sentence.tokens[term.index]
        link = inquiry.sentence.head(token)
        if not (term.name and strength >= _HELD and token.dep == "pobj" and link.lower in _AT):
            continue
        if places and all(_is_beyond(found, found.sentence.tokens[index]) for index in places):
            return f"the sentence does not tell it of {token.text}"
    return ""


def _is_beyond(found: Match, place: Token) -> bool:
    """Whether a place hangs on "into" or "from", and these on another verb than the deed's."""
    sentence = found.sentence
    link = next((word for word in sentence.ancestors(place) if word.pos in ("ADP", "VERB")), None)
    if link is None or link.lower not in _BEYOND:
        return False
    deed = found.predicate
    return deed is None or not any(above.index == deed.index for above in sentence.ancestors(link))
