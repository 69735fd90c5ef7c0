"""What may be left out of a sentence, found by its parse (pure).

Every cut is a phrase that the sentence can do without: a description set off by commas, a clause that says a thing of
its own, a place at the end. What carries the claim itself (a negation, a concession, a condition, whose opinion it is,
a number, the only name) is never cut: see safeguards.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from briefings.annotation import Sentence, Token
from briefings.digests.fillers import day, fillers, speech_setting, that
from briefings.digests.phrases import (
    APART,
    ASIDE,
    BESIDE,
    COMMAS,
    DESCRIPTION,
    FINITE,
    SETTING,
    SUBJECTS,
    Cut,
    Frame,
    Need,
    core_of,
    ends_sentence,
    happened,
    is_finite,
    is_main,
    quoted_spans,
    set_off,
)
from briefings.digests.safeguards import Claim, carries_claim
from briefings.digests.vocabulary import wording


def find_cuts(sentence: Sentence, outlets: Sequence[str] = (), end: int | None = None) -> list[Cut]:
    """Everything that may be left out of a sentence.

    Args:
        sentence: the sentence.
        outlets: the names of its own publisher.
        end: where the sentence now ends, once its tail is cut: an index of its tokens.
    """
    frame = Frame.of(sentence, end)
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
        if (cut.kind in _OF_SPEAKERS or not cut.tokens & frame.said)
        and all(not cut.tokens & span or span <= cut.tokens for span in quotations)
    ]


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
    return set_off(frame, core, Need.LIMIT, "tail", opened=True)


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


def _adjunct(frame: Frame, token: Token) -> Cut | None:
    """Where or when, at the end of a clause that is whole without it ("at the stadium in San Jose")."""
    sentence = frame.sentence
    verb = sentence.head(token)
    if token.lower not in wording().adjunct_prepositions:
        return None
    if token.lower in {"after", "following", "during", "amid"} and ends_sentence(frame, core_of(sentence, token)):
        return set_off(frame, core_of(sentence, token), Need.LAST, "adjunct", opened=True)
    if verb.pos == "NOUN":
        return _place(frame, token)
    if verb.pos != "VERB":
        return None
    complements = [
        child
        for child in sentence.children(verb, "dobj", "auxpass", "ccomp", "prep", "xcomp", "advmod", "attr")
        if child.index < token.index and child is not token
    ]
    if not complements or verb.lemma in wording().placing or sentence.children(verb, "neg"):
        return None
    if not is_main(sentence, verb):
        return None
    core = core_of(sentence, token)
    says = any(word.tag in FINITE for word in core)
    if says or any(word.lemma in wording().limits for word in core) or not ends_sentence(frame, core):
        return None
    return set_off(frame, core, Need.LAST, "adjunct", opened=True)


def _agent(frame: Frame, token: Token) -> Cut | None:
    """By whom, at the end of a clause in the passive."""
    sentence, verb = frame.sentence, frame.sentence.head(token)
    core = core_of(sentence, token)
    others = [word for word in sentence.children(verb, "prep", "dobj", "oprd") if verb.index < word.index < token.index]
    if not others or not is_main(sentence, verb) or sentence.children(verb, "neg") or not ends_sentence(frame, core):
        return None
    return set_off(frame, core, Need.LAST, "agent", opened=True)


def _place(frame: Frame, token: Token) -> Cut | None:
    """Where a thing is ("a hotel in Tunis"): there is a hotel all the same."""
    sentence = frame.sentence
    noun = sentence.head(token)
    definite = sentence.children(noun, "poss") or any(
        child.lower in {"the", "this", "that", "these", "those", "no", "any", "every", "each", "all"}
        for child in sentence.children(noun, "det")
    )
    core = core_of(sentence, token)
    if definite or token.lower not in wording().places or noun.dep not in {"dobj", "pobj"}:
        return None
    if not ends_sentence(frame, core) or noun.lemma in wording().empty_nouns | wording().limits:
        return None
    return set_off(frame, core, Need.LAST, "place", opened=True)


def _circumstance(frame: Frame, token: Token) -> Cut | None:
    """When or what for, at the end and without a comma ("when officials ruled", "to raise money")."""
    sentence = frame.sentence
    if token.dep != "advcl":
        return None
    head = sentence.head(token)
    core = core_of(sentence, token)
    opener = core[0].lower
    purpose = opener == "to" and token.tag == "VB"
    if not (purpose or opener in {"as", "after", "when", "because"}) or core[0].index < head.index:
        return None
    verbs = [head, *sentence.ancestors(head)]
    denied = opener != "after" and any(sentence.children(verb, "neg") for verb in verbs)
    if denied or not ends_sentence(frame, core):
        return None
    if purpose and not is_main(sentence, head):
        return None
    if opener == "when" and not happened(sentence, head):
        return None
    if not purpose and head.lemma in {"come", "be", "arrive", "follow"}:  # "the move comes as ..."
        return None
    goals = sentence.children(head, "dobj", "auxpass")
    if purpose and (not goals or goals[0].lower in {"more", "less", "enough", "much", "everything"}):
        return None
    return set_off(frame, core, Need.LAST, "circumstance", guard=BESIDE, opened=True)


def _indefinite(frame: Frame, token: Token) -> Cut | None:
    """Which one, of something new ("a letter that appeared ..."): that there is a letter stays true."""
    sentence = frame.sentence
    if token.dep not in {"relcl", "acl"} or token.tag == "VB":
        return None
    noun = sentence.head(token)
    core = core_of(sentence, token)
    singular = any(child.lower in {"a", "an"} for child in sentence.children(noun, "det"))
    at_end = noun.dep in {"dobj", "pobj"} and ends_sentence(frame, core)
    past = noun.dep in {"nsubj", "nsubjpass"} and happened(sentence, sentence.head(noun))
    if core[0].index < noun.index or core[0].dep == "mark" or not (at_end or past):
        return None
    if noun.dep == "pobj" and sentence.head(noun).lower == "with":  # "with commentators saying ..."
        return None
    if token.lemma in {"name", "call", "dub", "title", "entitle", "nickname"}:  # "a toddler named Emile"
        return None
    root = sentence.root
    if root is None or root.lemma in {"come", "be", "follow"} or any(word.dep == "expl" for word in sentence.tokens):
        return None  # "the statement comes amid a debate that ..."
    if any(
        word.lower == "it" and word.dep == "nsubjpass" for word in sentence.children(root)
    ):  # "it is treated as ..."
        return None
    if not singular and (past or not _is_some(sentence, noun)):
        return None
    if noun.lemma in wording().empty_nouns:
        return None
    return set_off(frame, core, Need.LAST, "indefinite", guard=BESIDE, opened=True, closed=past)


def _is_some(sentence: Sentence, noun: Token) -> bool:
    """Whether a plural means some of many ("agents who served"), in a sentence that is not about all of them."""
    definite = sentence.children(noun, "det", "poss") or noun.tag != "NNS"
    about_all = any(token.lemma in wording().universal for token in sentence.tokens)
    return not definite and not about_all


def _second_predicate(frame: Frame, token: Token) -> Cut | None:
    """The second deed ("... and did another thing") after a main clause that stands without it."""
    sentence = frame.sentence
    if token.pos not in {"VERB", "AUX"} or token.head >= token.index:
        return None
    head = sentence.head(token)
    joiners = [word for word in sentence.children(head, "cc") if head.index < word.index < token.index]
    if len(joiners) != 1 or joiners[0].lower != "and" or sentence.children(head, "neg", "preconj"):
        return None
    alike = token.tag == head.tag or (is_finite(sentence, token) and is_finite(sentence, head))
    whole = any(
        head.index < child.index < joiners[0].index
        for child in sentence.children(head, "dobj", "prep", "attr", "acomp", "ccomp", "xcomp", "oprd")
    )
    if not alike or not whole or not is_main(sentence, head):  # "shot and killed an officer" is one deed
        return None
    core = core_of(sentence, token)
    if core[0].index <= joiners[0].index or _between(sentence, joiners[0], core):
        return None
    core = list(sentence.tokens[joiners[0].index : core[-1].index + 1])
    if not ends_sentence(frame, core):
        return None
    return set_off(frame, core, Need.LIMIT, "second predicate", guard=BESIDE | {Claim.SPAN}, opened=True)


def _as_well(frame: Frame, token: Token) -> Cut | None:
    """One more thing at the end (", as well as ...")."""
    sentence = frame.sentence
    joiner = next((word for word in sentence.children(sentence.head(token), "cc") if word.lower == "as"), None)
    if joiner is None or joiner.index > token.index:
        return None
    words = sentence.tokens[joiner.index - 2 : joiner.index + 1]
    if [word.lower for word in words] != ["as", "well", "as"]:
        return None
    core = list(sentence.tokens[words[0].index : core_of(sentence, token)[-1].index + 1])
    return set_off(frame, core, Need.LAST, "addition", opened=True) if ends_sentence(frame, core) else None


def _between(sentence: Sentence, joiner: Token, core: Sequence[Token]) -> list[Token]:
    return [word for word in sentence.tokens[joiner.index + 1 : core[0].index] if word.pos not in {"ADV", "PUNCT"}]


_OF_SPEAKERS = frozenset({"outlet", "day", "speech setting", "statement", "that"})
"""What may be cut in a closing "police said on Friday, citing witnesses"."""

_FINDERS: Mapping[str, Sequence[Callable[[Frame, Token], Cut | None]]] = {
    "relcl": (_relative, _indefinite),
    "acl": (_participle, _indefinite),
    "advcl": (_participle, _clause_tail, _leading_clause, _circumstance),
    "agent": (_agent,),
    "appos": (_description,),
    "prep": (_setting, day, speech_setting, _tail, _adjunct),
    "npadvmod": (_setting, day, _tail),
    "advmod": (_setting,),
    "conj": (_second_predicate, _as_well),
    "mark": (that,),
}
"""By the dependency label of the token that heads a phrase, what may find a cut there, the most specific first."""
