"""Why a span is no answer, told by structure: what the question names that its sentence does not, what it turns round.

A similarity cannot tell "who beat X?" from "whom did X beat?"; these checks can. Each returns a reason or nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from briefings.annotation import Sentence, Token
from briefings.answers.circumstances import astray
from briefings.answers.contrasts import contrasted, namesake
from briefings.answers.descriptors import misdescribed
from briefings.answers.features import Situation
from briefings.answers.inquiry import Inquiry, Kind, Role, Term
from briefings.answers.kinds import misnomer
from briefings.answers.matching import Match, Relation, agreement, relate, relation
from briefings.answers.portraits import beside
from briefings.answers.types import mismatch
from briefings.answers.vocabulary import affinity
from briefings.answers.wordings import wordings
from briefings.models import Article

_HELD = 0.7
_AGAINST = frozenset({"on", "against", "at", "upon"})
_ANAPHORS = frozenset({"pair", "couple", "duo", "two", "both"})
_BESIDE = 3  # steps in the parse between an age and its name


def refusal(inquiry: Inquiry, situation: Situation, article: Article, head: Token, text: str, label: str) -> str:
    """Why the span with this head, text and entity label cannot be the answer; empty when nothing speaks against it."""
    found = situation.found
    return (
        missing(inquiry, situation, article)
        or mismatch(inquiry, found.sentence, head, text, label)
        or misnomer(inquiry, found.sentence, head, label)
        or misdescribed(inquiry, found.sentence, head)
        or namesake(inquiry, found, head)
        or beside(inquiry, found, head)
        or contrasted(inquiry, found)
        or of_another(inquiry, situation)
        or (too_far(found, head) if inquiry.kind is Kind.HOW_OLD else "")
        or (turned_round(inquiry, found, head) if inquiry.kind is not Kind.WHY else "")
        or another_deed(inquiry, found, head)
        or denied(inquiry, found, head)
        or astray(inquiry, found, head)
    )


def missing(inquiry: Inquiry, situation: Situation, article: Article) -> str:
    """A name, figure or year of the question that neither the sentence nor what stands before it holds."""
    for term, strength, around in zip(inquiry.terms, situation.found.strengths, situation.context, strict=True):
        if max(strength, around) >= 0.6:
            continue
        if term.figure and not _dated(term.lower, article):
            return f"the sentence does not speak of {term.lower}"
        if (
            term.name
            and not _in_place_of_dateline(term.lower, article)
            and not _part_of_name(inquiry, situation, term, article)
        ):
            return f"the sentence does not name {inquiry.sentence.tokens[term.index].text}"
    return ""


def _part_of_name(inquiry: Inquiry, situation: Situation, term: Term, article: Article) -> bool:
    """Whether the sentence has another word of a name that the article has in full ("Jensen" for "Clara Jensen")."""
    for other, strength in zip(inquiry.terms, situation.found.strengths, strict=True):
        if other.name and abs(other.index - term.index) == 1 and strength >= _HELD:
            first, second = sorted((other, term), key=lambda part: part.index)
            return f"{first.lower} {second.lower}" in article.text.lower()
    return False


def _dated(year: str, article: Article) -> bool:
    return article.published is not None and year == str(article.published.year)


def _in_place_of_dateline(name: str, article: Article) -> bool:
    return name in article.dateline.lower()


def too_far(found: Match, head: Token) -> str:
    """The figure does not hang on anybody who is asked about: an age stands beside its name."""
    near = any(found.distance(head.index, index) <= _BESIDE for index in found.matched)
    return "" if near else "it is somebody else's age"


def of_another(inquiry: Inquiry, situation: Situation) -> str:
    """The sentence tells the deed of somebody else than the question does."""
    found = situation.found
    subject, predicate = inquiry.subject, found.predicate
    if subject is None or predicate is None or subject.pos not in ("NOUN", "PROPN"):
        return ""
    rows = zip(inquiry.terms, found.strengths, found.places, strict=True)
    strength, places = next(((s, p) for t, s, p in rows if t.index == subject.index), (1.0, ()))
    if strength >= _HELD and places and all(_suffers(found.sentence, predicate, index) for index in places):
        return f"the sentence tells it of another than {subject.text}"
    doers = [token for token in found.sentence.tokens if strength < _HELD and _does(found.sentence, predicate, token)]
    if doers and not _stands_for(inquiry, situation, subject, doers):
        return f"the sentence does not tell it of {subject.text}"
    return ""


def _stands_for(inquiry: Inquiry, situation: Situation, subject: Token, doers: Sequence[Token]) -> bool:
    """Whether one who does it may be the question's subject: by a part of the name, or as "the pair" just named."""
    rows = list(zip(inquiry.terms, situation.found.places, situation.context, strict=True))
    own = {i for t, places, _ in rows if t.name and abs(t.index - subject.index) == 1 for i in places}
    named = any(t.index == subject.index and around >= _HELD for t, _, around in rows)
    return any(doer.index in own or (named and doer.lower in _ANAPHORS) for doer in doers)


def _suffers(sentence: Sentence, deed: Token, index: int) -> bool:
    """Whether a word stands behind a deed's noun as what it is done to: "a foul on Weber"."""
    between = sentence.tokens[deed.index + 1 : index]
    against = bool(between) and between[0].lower in _AGAINST
    return deed.pos == "NOUN" and against and all(word.pos in ("ADP", "DET", "ADJ", "PROPN") for word in between)


def _middle(inquiry: Inquiry) -> bool:
    """Whether the question's verb may be said of the thing done ("when will the bridge open?"): it has no object."""
    predicate = inquiry.predicate
    objects = inquiry.sentence.children(predicate, "dobj") if predicate else []
    return not objects and inquiry.role not in (Role.AGENT, Role.PATIENT)


def _does(sentence: Sentence, predicate: Token, token: Token) -> bool:
    """Whether a noun is who does the predicate; or to whom it is done, where the sentence says no more."""
    if token.pos not in ("NOUN", "PROPN") or predicate.pos not in ("VERB", "AUX"):
        return False
    return (token.dep == "nsubjpass" and token.head == predicate.index) or relate(sentence, predicate, token)[
        0
    ] is Relation.AGENT


def turned_round(inquiry: Inquiry, found: Match, head: Token) -> str:
    """Who did what to whom is the other way round than in the question."""
    same, other = agreement(found)
    if other and not same and not _middle(inquiry):
        return "the sentence has the parts the other way round"
    if inquiry.role in (Role.AGENT, Role.PATIENT) and found.predicate_strength >= 0.9:
        seen = relation(found, head)[0]
        wrong = {Role.AGENT: (Relation.PATIENT,), Role.PATIENT: (Relation.AGENT,)}[inquiry.role]
        if seen in wrong and found.predicate is not None and found.predicate.pos == "VERB":
            return "the sentence has the parts the other way round"
    return ""


def another_deed(inquiry: Inquiry, found: Match, head: Token) -> str:
    """Who is asked for does something else with the deed ("who designed it?": "Maldre slammed the design")."""
    deed = found.predicate
    if inquiry.role is not Role.AGENT or deed is None or deed.pos != "NOUN":
        return ""
    if _suffers(found.sentence, deed, head.index):
        return "it is what the deed is done to"
    if _is_title_of_else(inquiry, found, deed, head):
        return "it is called so for something else"
    while head.dep in ("appos", "conj"):
        head = found.sentence.head(head)
    if head.dep != "nsubj":
        return ""
    verb = found.sentence.head(head)
    own = (
        deed.index != verb.index
        and verb.lemma not in wordings().light
        and not affinity(inquiry.predicate_concept, verb.lemma)
    )
    below = any(above.index == verb.index for above in found.sentence.ancestors(deed))
    return "it does something else" if own and below else ""


def _is_title_of_else(inquiry: Inquiry, found: Match, title: Token, head: Token) -> bool:
    """Whether the deed is only in a name's title, which says nothing of its object ("who leads the delegation?")."""
    things = inquiry.sentence.children(inquiry.predicate, "dobj") if inquiry.predicate else []
    objects = {word.index for thing in things for word in (thing, *inquiry.sentence.children(thing, "compound"))}
    around = found.sentence.subtree(head)
    if (
        not objects
        or title.index == head.index
        or title not in around
        or title.dep not in ("compound", "nmod", "appos")
    ):
        return False
    rows = zip(inquiry.terms, found.strengths, found.places, strict=True)
    told = {index for t, s, places in rows if t.index in objects and s >= _HELD for index in places}
    return not told & {token.index for token in around}


_NOT = frozenset({"never", "nearly", "almost", "narrowly"})
_HEDGES = frozenset({"if", "unless", "whether"})


def denied(inquiry: Inquiry, found: Match, head: Token) -> str:
    """The sentence denies what the question takes for granted, makes it a condition, or says its opposite."""
    if found.opposite and found.predicate_strength < _HELD:
        return "the sentence says the opposite"
    predicate = found.predicate
    if predicate is None or found.predicate_strength < _HELD:
        return ""
    negated = any(child.dep == "neg" or child.lower in _NOT for child in found.sentence.children(predicate))
    if negated != inquiry.negated and inquiry.kind is not Kind.WHY:
        return "the sentence denies it" if negated else "the sentence does not deny it"
    if any(child.dep == "mark" and child.lower in _HEDGES for child in found.sentence.children(predicate)):
        return "the sentence only supposes it"
    return ""
