"""What may be left out of a sentence, found by its parse (pure).

Every cut is a phrase that the sentence can do without: a description set off by commas, a clause that says a thing of
its own, a place at the end. What carries the claim itself (a negation, a concession, a condition, whose opinion it is,
a number, the only name) is never cut: see safeguards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from briefings.annotation import Sentence, Token
from briefings.digests.fillers import date, day, fillers, speech_setting, that
from briefings.digests.phrases import (
    APART,
    ASIDE,
    BESIDE,
    COMMAS,
    DESCRIPTION,
    SETTING,
    SUBJECTS,
    WITHIN,
    Cut,
    Frame,
    Need,
    core_of,
    ends_sentence,
    happened,
    is_main,
    quoted_spans,
    set_off,
)
from briefings.digests.safeguards import Claim, carries_claim
from briefings.digests.tails import addition, adjunct, agent, circumstance, restriction, second_predicate
from briefings.digests.vocabulary import wording


def find_cuts(
    sentence: Sentence, outlets: Sequence[str] = (), start: int | None = None, end: int | None = None
) -> list[Cut]:
    """Everything that may be left out of a sentence.

    Args:
        sentence: the sentence.
        outlets: the names of its own publisher.
        start: where the sentence now begins, once its opening is cut: an index of its tokens.
        end: where the sentence now ends, once its tail is cut: an index of its tokens.
    """
    frame = Frame.of(sentence, start, end)
    found = list(fillers(frame, outlets))
    for token in sentence.tokens:
        finders = _FINDERS.get(token.dep, ())
        cut = next((cut for finder in finders if (cut := finder(frame, token)) is not None), None)
        if cut is not None:
            found.append(cut)
    quotations = quoted_spans(sentence)
    return [
        cut
        for cut in found
        if (not cut.tokens & frame.said or (cut.kind in _OF_SPEAKERS and _speaker_stays(frame, cut)))
        and all(not cut.tokens & span or span <= cut.tokens for span in quotations)
    ]


def _speaker_stays(frame: Frame, cut: Cut) -> bool:
    """Whether who said so is left of a closing "police said" once a part of it goes."""
    left = [frame.sentence.tokens[index] for index in sorted(frame.said - cut.tokens)]
    if not left or not cut.tokens & frame.said or cut.kind in {"outlet", "day", "speech setting", "statement", "that"}:
        return True
    named = any(token.dep in (*SUBJECTS, "pobj", "compound") or token.pos in {"NOUN", "PROPN"} for token in left)
    speaks = any(token.lemma in wording().speech or token.lower == "according" for token in left)
    return named and speaks and min(frame.said) not in cut.tokens


def _relative(frame: Frame, token: Token) -> Cut | None:
    """A relative clause between commas (", who ...", ", which ...")."""
    sentence = frame.sentence
    if token.dep != "relcl":
        return None
    core = core_of(sentence, token)
    opener = core[:3]
    if not any(word.tag in {"WDT", "WP", "WP$", "WRB"} and word.lower != "that" for word in opener):
        return None
    return set_off(frame, core, Need.CONCISE, "relative clause", guard=ASIDE)


def _description(frame: Frame, token: Token) -> Cut | None:
    """What somebody is, after the name (", a Washington-based research firm,")."""
    sentence = frame.sentence
    if token.dep != "appos" or token.pos != "NOUN" or token.head >= token.index:
        return None
    head = sentence.head(token)
    if head.pos != "PROPN" or sentence.children(head, "conj") or sentence.children(token, "conj"):
        return None
    core = core_of(sentence, token)
    if head.dep == "conj" and core[0].lower not in {"a", "an", "the"}:  # one more of a list
        return None
    has_article = core[0].pos == "DET" or core[0].tag == "PRP$" or core[0].pos in {"NOUN", "ADJ", "PROPN"}
    return set_off(frame, core, Need.CONCISE, "description", guard=DESCRIPTION) if has_article else None


def _participle(frame: Frame, token: Token) -> Cut | None:
    """A participle between commas (", marking a milestone", ", dubbed the Beast,")."""
    sentence = frame.sentence
    if token.tag not in {"VBG", "VBN", "VBD"} or (token.tag == "VBD" and token.lemma in wording().speech):
        return None
    core = core_of(sentence, token)
    if sentence.children(token, "mark", "aux", *SUBJECTS) or core[0].lower in {"including", "according"}:
        return None
    if core[0].index != token.index and core[0].pos not in {"ADV", "VERB"}:
        return None
    if any(word.lemma in wording().weighty for word in core if word.tag in {"VBG", "VBN"}):
        return None
    listed = sentence.children(token, "conj") or token.dep == "conj"
    alike = token.tag == "VBN" or sentence.head(token).tag == token.tag
    if listed and alike:  # "was fined and jailed", "firing, throwing"
        return None
    leading = core[0].index == 0
    told = token.lemma in {"say", "add", "note", "cite", "tell", "write", "explain", "refer"} and not leading
    need = Need.LIMIT if leading else Need.CONCISE
    kind = "statement" if told else "participle"
    return set_off(frame, core, need, kind, guard=APART if told else BESIDE)


def _absolute(frame: Frame, token: Token) -> Cut | None:
    """What goes along with the news (", with pictures of the flood shown on television")."""
    sentence = frame.sentence
    if token.dep != "advcl" or token.tag not in {"VBG", "VBN"} or not sentence.children(token, *SUBJECTS):
        return None
    core = core_of(sentence, token)
    if core[0].lower != "with" or core[0].index < sentence.head(token).index or not ends_sentence(frame, core):
        return None
    return set_off(frame, core, Need.LIMIT, "absolute", guard=BESIDE)


def _setting(frame: Frame, token: Token) -> Cut | None:
    """The setting before the subject ("In a statement, ...")."""
    sentence = frame.sentence
    root = sentence.root
    if root is None or token.dep not in {"prep", "npadvmod", "advmod"} or not is_main(sentence, sentence.head(token)):
        return None
    core = core_of(sentence, token)
    start = frame.start
    if core[0].index != start or core[-1].index + 1 >= len(sentence.tokens):
        return None
    if sentence.tokens[core[-1].index + 1].text != ",":
        return None
    words = wording()
    if token.dep == "prep" and token.lower not in words.setting_prepositions:
        return None
    if any(word.lemma in words.limits or word.lower in words.limits for word in core):
        return None
    if token.dep == "advmod" and len(core) == 1:
        return None
    dated = any(word.entity in {"DATE", "TIME", "GPE", "LOC", "FAC"} for word in core)
    need = Need.LIMIT if dated or len(core) > 8 else Need.CONCISE
    return set_off(frame, core, need, "setting", guard=SETTING)


def _tail(frame: Frame, token: Token) -> Cut | None:
    """At the end: ", including ...", ", in a show of strength", "amid ..."."""
    sentence = frame.sentence
    core = core_of(sentence, token)
    if token.dep not in {"prep", "npadvmod"} or core[0].index == 0:
        return None
    before = sentence.tokens[core[0].index - 1]
    parted = before.text in COMMAS and (
        token.dep == "npadvmod" or token.lower in wording().setting_prepositions | {"including"}
    )
    if not parted and token.lower not in wording().tail_prepositions:
        return None
    after = core[-1].index + 1
    listed = token.lower == "including" and after < len(sentence.tokens) and sentence.tokens[after].text == ","
    if not listed and not ends_sentence(frame, core):
        return None
    absolute = token.lower == "with" and bool(sentence.children(token, "pcomp", "advcl"))
    return set_off(frame, core, Need.LIMIT, "tail", opened=True, guard=BESIDE if absolute else WITHIN)


def _clause_tail(frame: Frame, token: Token) -> Cut | None:
    """A clause after a comma (", as tensions rise", ", where he died")."""
    sentence = frame.sentence
    if token.dep != "advcl":
        return None
    markers = sentence.children(token, "mark", "advmod")
    if not markers or markers[0].lower not in wording().tail_conjunctions:
        return None
    core = core_of(sentence, token)
    head = sentence.head(token)
    if core[0].index != markers[0].index or sentence.children(head, "neg") or core[0].index < head.index:
        return None
    return set_off(frame, core, Need.LIMIT, "clause", guard=BESIDE)


def _leading_clause(frame: Frame, token: Token) -> Cut | None:
    """The clause before the subject ("After the vote was counted, ...")."""
    sentence = frame.sentence
    if token.dep != "advcl" or not is_main(sentence, sentence.head(token)):
        return None
    core = core_of(sentence, token)
    if core[0].index != frame.start or core[0].lower not in {"as", "after", "when", "because"}:
        return None
    if core[0].lower == "when" and not happened(sentence, token):  # "when it rains" is a condition
        return None
    if carries_claim(core, {Claim.ATTRIBUTION}):
        return None
    return set_off(frame, core, Need.LIMIT, "leading clause", guard=BESIDE)


_OF_SPEAKERS = frozenset(
    {"outlet", "day", "speech setting", "statement", "that", "relative clause", "description", "participle"}
)
"""What may be cut in a closing "police said on Friday, citing witnesses"."""

_FINDERS: Mapping[str, Sequence[Callable[[Frame, Token], Cut | None]]] = {
    "relcl": (_relative, restriction),
    "acl": (_participle, restriction),
    "advcl": (_participle, _absolute, _clause_tail, _leading_clause, circumstance),
    "agent": (agent,),
    "appos": (_description,),
    "prep": (_setting, day, speech_setting, _tail, date, adjunct),
    "npadvmod": (_setting, day, _tail, date),
    "advmod": (_setting,),
    "conj": (second_predicate, addition),
    "mark": (that,),
}
"""By the dependency label of the token that heads a phrase, what may find a cut there, the most specific first."""
