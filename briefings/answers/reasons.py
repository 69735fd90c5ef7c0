"""Why: a cause that a sentence names outright, where the sentence states all that the question supposes."""

from __future__ import annotations

from collections.abc import Sequence

from briefings.annotation import Sentence, Token
from briefings.answers.circumstances import CAUSES, astray
from briefings.answers.contrasts import contrasted
from briefings.answers.features import Situation
from briefings.answers.findings import Claimed
from briefings.answers.inquiry import Inquiry
from briefings.answers.matching import Match
from briefings.answers.passages import Reading
from briefings.answers.statedness import states

_SURE = 0.6
_LONGEST = 25  # words
_AS_CLAUSE = frozenset({"as", "since", "so"})
_PURPOSE = frozenset({"order"})


def reasons(inquiry: Inquiry, found: Sequence[Reading]) -> list[Claimed]:
    """The causes that sentences name for what the question asks."""
    return [
        Claimed(reading.known, situation.found.sentence, cause, _SURE)
        for reading in found
        for situation in reading.situations
        if (cause := _cause(inquiry, situation))
    ]


def _cause(inquiry: Inquiry, situation: Situation) -> str:
    if not states(inquiry, situation) or contrasted(inquiry, situation.found):
        return ""
    sentence = situation.found.sentence
    cues = (token for token in sentence.tokens if _is_cue(sentence, token, situation.found))
    cue = next((token for token in cues if not astray(inquiry, situation.found, token)), None)
    return _within(sentence, cue) if cue is not None else ""


def _is_cue(sentence: Sentence, token: Token, found: Match) -> bool:
    """Whether a token opens the cause of the matched predicate, or of the sentence if no predicate was asked for."""
    if token.lower in CAUSES:
        opens = True
    elif token.lower in _AS_CLAUSE:
        opens = token.dep == "mark" and sentence.head(token).dep == "advcl"
    else:
        opens = token.lower in _PURPOSE and token.index > 0 and sentence.tokens[token.index - 1].lower == "in"
    return opens and not any(place > token.index for place in found.matched if _below(sentence, place, token))


def _below(sentence: Sentence, place: int, cue: Token) -> bool:
    """Whether a matched word stands in the cause itself, which then explains something else."""
    clause = sentence.head(cue) if cue.dep == "mark" else cue
    return any(word.index == place for word in sentence.subtree(clause)) and place > cue.index + 12


def _within(sentence: Sentence, cue: Token) -> str:
    """The cause from its cue on, without the clauses that trail it when it is long."""
    clause = sentence.head(cue) if cue.dep == "mark" else cue
    last = max(token.index for token in sentence.subtree(clause))
    if cue.lower in CAUSES | _PURPOSE:  # the preposition may hang on another word than what it governs
        reach = [t for t in sentence.tokens[cue.index + 1 :] if t.dep in ("pobj", "pcomp", "advcl", "acl")]
        last = max(last, *(t.index for t in sentence.subtree(reach[0]))) if reach else last
    kept = [token for token in sentence.tokens if cue.index <= token.index <= last]
    while len(sentence.span(kept).split()) > _LONGEST:
        comma = next((token.index for token in reversed(kept) if token.text == ","), None)
        if comma is None:
            return ""
        kept = [token for token in kept if token.index < comma]
    while kept and kept[-1].pos == "PUNCT":
        kept.pop()
    return sentence.span(kept)
