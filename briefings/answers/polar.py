"""Yes or no: whether a sentence states, or denies, the whole of what a question supposes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from briefings.annotation import Sentence, Token
from briefings.answers.features import Situation
from briefings.answers.inquiry import Inquiry, Term
from briefings.answers.matching import Match, Relation, agreement, relate
from briefings.answers.passages import Reading
from briefings.answers.vocabulary import opposed, vocabulary
from briefings.models import AnnotatedArticle

_ENOUGH = 0.7
_NEAR = 0.65  # a name two sentences before, or in the first one only, is too far
_AT = frozenset({"in", "at", "near"})
_HEDGES = frozenset(
    {
        "may",
        "might",
        "could",
        "if",
        "unless",
        "whether",
        "reportedly",
        "allegedly",
        "possibly",
        "unlikely",
        "likely",
    }
)
_DENIALS = frozenset(
    {
        "nearly",
        "almost",
        "narrowly",
        "deny",
        "refuse",
        "decline",
        "reject",
        "fail",
        "unlikely",
        "unable",
        "without",
        "rule",
        "stop",
        "dismiss",
    }
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one sentence says to a yes-or-no question; ``hedged`` when it only supposes."""

    known: AnnotatedArticle
    sentence: Sentence
    yes: bool
    hedged: bool
    score: float


def verdicts(inquiry: Inquiry, found: Sequence[Reading]) -> list[Verdict]:
    """The sentences that decide a yes-or-no question, the surest first."""
    result = []
    for reading in found:
        for situation in reading.situations:
            verdict = _verdict(inquiry, reading.known, situation, several=len(found) > 1)
            if verdict is not None:
                result.append(verdict)
    return sorted(result, key=lambda row: -row.score)


def _verdict(inquiry: Inquiry, known: AnnotatedArticle, situation: Situation, *, several: bool) -> Verdict | None:
    found = situation.found
    if not inquiry.terms or not any(
        term.name or inquiry.sentence.tokens[term.index].pos == "NOUN" for term in inquiry.terms
    ):
        return None
    action = _action(found)
    if action is None:
        return None
    anchor, strength, turned = action
    for term, seen, around in zip(inquiry.terms, found.strengths, situation.context, strict=True):
        token = inquiry.sentence.tokens[term.index]
        if inquiry.predicate is not None and term.index == inquiry.predicate.index:
            continue
        if several and seen < _NEAR and _is_scene(inquiry, term):
            return None
        enough = max(seen, around if not term.number else 0.0)
        if enough < (_NEAR if token.pos in ("NOUN", "PROPN", "NUM") or term.name else 0.0):
            return None
    same, other = agreement(found)
    if (other and not same) or not _same_subject(inquiry, found, anchor):
        return None
    denied = turned + _denials(found.sentence, anchor)
    yes = (denied + inquiry.negated) % 2 == 0 if inquiry.negated else denied % 2 == 0
    covered = sum(found.strengths) / len(found.strengths)
    hedged = any(token.lower in _HEDGES for token in _clause(found.sentence, anchor))
    return Verdict(known, found.sentence, yes, hedged, covered + strength + 0.5 * situation.similarity - 0.4 * hedged)


def _is_scene(inquiry: Inquiry, term: Term) -> bool:
    """Whether a name says where it happened, by the question ("win in Abu Dhabi"): a sentence beside it may differ."""
    token = inquiry.sentence.tokens[term.index]
    while token.dep == "compound":
        token = inquiry.sentence.head(token)
    return term.name and token.dep == "pobj" and inquiry.sentence.head(token).lower in _AT


def _same_subject(inquiry: Inquiry, found: Match, anchor: Token) -> bool:
    """Whether the question's subject is the predicate's in the sentence, or stands for it as a pronoun."""
    if inquiry.subject is None or anchor.pos not in ("VERB", "AUX"):
        return True
    if any(child.pos == "PRON" for child in found.sentence.children(anchor, "nsubj", "nsubjpass")):
        return True
    places = [p for t, p in zip(inquiry.terms, found.places, strict=True) if t.index == inquiry.subject.index]
    seen = {relate(found.sentence, anchor, found.sentence.tokens[index])[0] for row in places for index in row}
    return not seen or bool(seen & {Relation.AGENT, Relation.PATIENT, Relation.OWNER, Relation.EQUAL})


def _action(found: Match) -> tuple[Token, float, int] | None:
    """The word that states or denies the question's predicate, how well it does, and 1 if it is its opposite."""
    inquiry = found.inquiry
    if inquiry.predicate is None:
        return None
    if inquiry.predicate.lemma in ("be", "have", "do"):
        root = next(
            (
                found.sentence.tokens[places[0]]
                for term, places in zip(inquiry.terms, found.places, strict=True)
                if places and inquiry.sentence.tokens[term.index].dep in ("attr", "acomp", "ROOT", "dobj", "oprd")
            ),
            None,
        )
        return (root, 1.0, 0) if root is not None else None
    if found.predicate is not None and found.predicate_strength >= _ENOUGH:
        return found.predicate, found.predicate_strength, 0
    for token in found.sentence.tokens:
        if token.pos in ("VERB", "NOUN", "ADJ") and opposed(inquiry.predicate_concept, token.lemma):
            return token, 0.8, 1
    return None


def _clause(sentence: Sentence, anchor: Token) -> list[Token]:
    """The words that could deny or hedge a predicate: those around it and those of the verbs that it hangs on."""
    words = [anchor, *sentence.children(anchor)]
    for above in sentence.ancestors(anchor):
        words.append(above)
        words.extend(
            child for child in sentence.children(above) if child.dep in ("neg", "aux", "mark", "advmod", "acomp")
        )
        if above.pos in ("VERB", "AUX") and sentence.children(above, "nsubj", "nsubjpass"):
            break
    return words


def _denials(sentence: Sentence, anchor: Token) -> int:
    """How often the clause denies its predicate; twice is a yes."""
    stop = vocabulary().stop
    words = _clause(sentence, anchor)
    return sum(
        1
        for token in words
        if token.dep == "neg"
        or token.lower in ("never", "no", "neither", "nobody")
        or (token.lemma in _DENIALS and token.lower not in stop)
        or _is_yet_to(sentence, token)
    )


def _is_yet_to(sentence: Sentence, token: Token) -> bool:
    """Whether a word is the "yet" of "has yet to reply"."""
    following = sentence.tokens[token.index + 1 : token.index + 2]
    return token.lower == "yet" and bool(following) and following[0].lower == "to"
