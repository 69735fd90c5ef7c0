"""Whether a span's clause tells what was asked as done, by its own parties and in its own place (pure).

Among many articles something like what is asked about is nearly always told of somebody else, of what may yet be, or of
what is usual. These checks object to that; each returns a reason or nothing.
"""

from __future__ import annotations

from briefings.annotation import Sentence, Token
from briefings.answers.contrasts import own_places
from briefings.answers.inquiry import Inquiry, Kind, Role
from briefings.answers.matching import Match, Relation, relate
from briefings.answers.vocabulary import affinity
from briefings.answers.wordings import wordings

_HELD = 0.7
_MODALS = frozenset({"will", "would", "'ll", "shall", "could", "can", "may", "might", "should", "must"})
_AHEAD = frozenset({"go", "expect", "plan", "schedule", "set", "hope", "want", "due", "likely", "threaten", "vow"})
CAUSES = frozenset({"because", "due", "owing", "thanks"})
"""Words that always open a cause."""
_ENDING = frozenset({"complete"})
"""Verbs that add nothing to a deed, but tell of its end."""
_DONE = frozenset({"was", "were", "has", "have", "had"})
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
        or _long_done(inquiry, found, head)
        or _only_told(inquiry, found, head)
        or _told_then(inquiry, found, head)
        or _in_aside(inquiry, found, head)
        or _of_else(inquiry, found, head)
        or of_others(inquiry, found)
        or _of_another_subject(inquiry, found, head)
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


def _long_done(inquiry: Inquiry, found: Match, head: Token) -> str:
    """The question asks for what is to come; the clause has another deed, and tells it as done."""
    if not _asks_of_future(inquiry) or _tells(found):
        return ""
    verb = _governing(found.sentence, head)
    if verb is None or verb.lemma in _AHEAD:
        return ""
    done = verb.tag == "VBD" or any(word.lower in _DONE for word in found.sentence.children(verb, "aux", "auxpass"))
    return "the sentence tells only of what was done" if done else ""


def _asks_of_future(inquiry: Inquiry) -> bool:
    deed = inquiry.predicate
    if deed is None or deed.lemma in ("be", "have"):
        return False
    return any(word.lower in ("will", "'ll", "shall") for word in inquiry.sentence.children(deed, "aux"))


def _tells(found: Match) -> bool:
    return found.predicate is not None and found.predicate_strength >= _HELD


def _governing(sentence: Sentence, head: Token) -> Token | None:
    """The verb of the clause that a word stands in."""
    return next((word for word in (head, *sentence.ancestors(head)) if word.pos == "VERB"), None)


def _told_then(inquiry: Inquiry, found: Match, head: Token) -> str:
    """When, where or how is said of the telling, not of the deed, which the sentence does not have."""
    if inquiry.role is not Role.ADVERB or _lacks_no_deed(inquiry, found) or inquiry.predicate_concept in _TELLING:
        return ""
    verb = _governing(found.sentence, head)
    telling = verb is not None and verb.index != head.index and verb.lemma in _TELLING
    return "it is when or where the sentence was said" if telling else ""


def _lacks_no_deed(inquiry: Inquiry, found: Match) -> bool:
    deed = inquiry.predicate
    return deed is None or deed.lemma in ("be", "have", "do") or _tells(found)


def _of_another_subject(inquiry: Inquiry, found: Match, head: Token) -> str:
    """The sentence lacks the deed, the question's subject does something else, and the span's clause has its own."""
    subject = inquiry.subject
    if subject is None or _lacks_no_deed(inquiry, found):
        return ""
    number = next((n for n, term in enumerate(inquiry.terms) if term.index == subject.index), None)
    verb = _governing(found.sentence, head)
    if number is None or verb is None or found.strengths[number] < _HELD:
        return ""
    doers = found.sentence.children(verb, "nsubj", "nsubjpass")
    doer = next((word for word in doers if word.pos != "PRON"), None)
    if doer is None and doers and verb.dep == "relcl" and doers[0].lower in ("that", "which", "who"):
        doer = found.sentence.head(verb)
    if doer is None:
        return ""
    clause = {word.index for word in found.sentence.subtree(verb)} | {
        word.index for word in found.sentence.subtree(doer)
    }
    elsewhere = [index for index in own_places(inquiry, found, number) if index not in clause]
    inside = [index for index in own_places(inquiry, found, number) if index in clause]
    return f"the clause tells of {doer.text}" if elsewhere and not inside else ""


def _only_told(inquiry: Inquiry, found: Match, head: Token) -> str:
    """Who is asked for only speaks of the deed, hears or sees it."""
    deed = found.predicate
    if inquiry.role is not Role.AGENT:
        return ""
    if deed is None or found.predicate_strength < _HELD:
        return "it only tells of it" if _is_only_teller(inquiry, found, head) else ""
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


def _is_only_teller(inquiry: Inquiry, found: Match, head: Token) -> bool:
    """Whether somebody speaks in a sentence that has no word for the deed that is asked about."""
    while head.dep in ("appos", "conj"):
        head = found.sentence.head(head)
    verb = found.sentence.head(head)
    other = not _lacks_no_deed(inquiry, found) and not affinity(inquiry.predicate_concept, verb.lemma)
    return other and head.dep == "nsubj" and verb.lemma in _TELLING


def of_others(inquiry: Inquiry, found: Match) -> str:
    """The deed is told of another name than the question's, which stands elsewhere in the sentence."""
    subject, deed = inquiry.subject, found.predicate
    if subject is None or deed is None or deed.pos != "VERB" or found.predicate_strength < _HELD:
        return ""
    rows = enumerate(zip(inquiry.terms, found.strengths, strict=True))
    number = next((n for n, (t, s) in rows if t.index == subject.index and t.name and s >= _HELD), None)
    places = () if number is None else own_places(inquiry, found, number)
    doers = [
        word
        for word in found.sentence.children(deed, "nsubj", "nsubjpass")
        if (word.pos == "PROPN" and word.entity in _PARTIES)
        or (word.pos == "NOUN" and _is_newcomer(found.sentence, word))
    ]
    if not places or not doers:
        return ""
    inside = {word.index for doer in doers for word in found.sentence.subtree(doer)}
    own = any(
        index in inside or relate(found.sentence, deed, found.sentence.tokens[index])[0] in _PARTS for index in places
    )
    return "" if own else f"the sentence tells it of {doers[0].text}"


def _is_newcomer(sentence: Sentence, noun: Token) -> bool:
    """Whether a noun cannot stand for somebody named before it, as "the company" can."""
    return not any(word.dep in ("det", "poss") and word.lower not in ("a", "an") for word in sentence.children(noun))


def _in_aside(inquiry: Inquiry, found: Match, head: Token) -> str:
    """When or where is said of another deed, told of the doer beside the one that is asked about."""
    deed, verb = found.predicate, _governing(found.sentence, head)
    if inquiry.kind not in (Kind.WHEN, Kind.WHERE) or deed is None or deed.pos != "VERB" or not _tells(found):
        return ""
    if verb is None or verb.index == deed.index or verb.dep != "relcl":
        return ""
    party = found.sentence.head(verb)
    aside = {word.index for word in found.sentence.subtree(verb)}
    beside = party.dep in ("nsubj", "nsubjpass") and party.head == deed.index and deed.index not in aside
    return "it is when or where something else was done" if beside else ""


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


def _of_else(inquiry: Inquiry, found: Match, head: Token) -> str:
    """A cause is that of something else than the deed: of the strike's end, not of the strike."""
    deed = found.predicate
    if inquiry.kind is not Kind.WHY or deed is None or not _tells(found):
        return ""
    sentence = found.sentence
    above = (head, *sentence.ancestors(head), *sentence.children(head, "mark", "prep"))
    opened = (word for each in above for word in (each, *sentence.children(each, "mark", "prep")))
    cue = next((word for word in opened if word.lower in CAUSES), None)
    return "it is the cause of something else" if cue is not None and not _explains(sentence, cue, deed) else ""


def _explains(sentence: Sentence, cue: Token, deed: Token | None) -> bool:
    """Whether a cause is that of the deed, not of what else a sentence tells of it ("ended the strike because ...")."""
    clause = sentence.head(cue) if cue.dep == "mark" else cue
    explained = sentence.head(clause)
    while explained.dep in ("prep", "advmod", "acomp", "amod") and explained.pos != "VERB":
        explained = sentence.head(explained)
    if deed is None or explained.index == deed.index or explained in sentence.subtree(deed):
        return True
    if deed.pos == "NOUN":
        return explained.lemma == "be" or explained.lemma in wordings().light - _ENDING
    chain = [deed]
    while chain[-1].dep in ("xcomp", "ccomp", "conj", "advcl", "relcl") and chain[-1].head != chain[-1].index:
        chain.append(sentence.head(chain[-1]))
    return any(explained.index == verb.index for verb in chain)
