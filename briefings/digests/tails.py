"""What may be left out at the end of a sentence, or of what is left of it (pure).

A phrase that only narrows what is said may go where the rest follows from the whole (entailment.follows): where or when
a thing was done, why, what for, by whom, which one of many, the second of two deeds.
"""

from __future__ import annotations

from collections.abc import Sequence

from briefings.annotation import Sentence, Token
from briefings.digests.entailment import follows
from briefings.digests.phrases import (
    BESIDE,
    FINITE,
    SUBJECTS,
    WITHIN,
    Cut,
    Frame,
    Need,
    core_of,
    ends_sentence,
    happened,
    is_finite,
    is_main,
    is_tangled,
    set_off,
)
from briefings.digests.safeguards import Claim
from briefings.digests.vocabulary import wording


def adjunct(frame: Frame, token: Token) -> Cut | None:
    """Where, when, why or with what, at the end of a clause that is whole without it ("at the stadium in San Jose")."""
    sentence = frame.sentence
    core = core_of(sentence, token)
    if _preposition(core) not in wording().adjunct_prepositions:
        return None
    head = sentence.head(token)
    if head.pos in {"NOUN", "PROPN"}:
        free = _may_stand(sentence, head, token)
    elif head.pos == "VERB":
        free = _is_complete(sentence, head, token)
    else:
        return None
    says = any(word.tag in FINITE for word in core)
    limited = any(word.lemma in wording().limits for word in core)
    if not free or limited or is_tangled(frame, core) or not follows(sentence, core):
        return None
    return set_off(frame, core, Need.LAST, "adjunct", opened=True, closed=True, guard=BESIDE if says else WITHIN)


def _preposition(core: Sequence[Token]) -> str:
    """The preposition that opens a phrase, of one word or two ("because of")."""
    second = core[1].lower if len(core) > 1 else ""
    return f"{core[0].lower} {second}" if second in {"of", "to"} else core[0].lower


def _is_complete(sentence: Sentence, verb: Token, phrase: Token) -> bool:
    """Whether a verb says enough without a phrase: something else completes it, and it is no habit or duty."""
    if verb.lemma in wording().placing:
        return False
    if verb.tag in {"VBZ", "VBP"} and not sentence.children(verb, "aux", "auxpass"):  # "women wear scarves in Aba"
        return False
    if any(word.lower in {"must", "should", "shall", "ought"} for word in sentence.children(verb, "aux")):
        return False
    before = [child for child in sentence.children(verb) if child.index < phrase.index]
    if phrase.lower == "from" and any(child.lower == "to" for child in sentence.children(verb, "prep")):
        return False
    if any(child.dep in {"dobj", "auxpass", "ccomp", "xcomp", "attr", "oprd", "nsubjpass"} for child in before):
        return True
    return any(child.dep in {"prep", "advmod", "prt"} and child.index > verb.index for child in before)


def _may_stand(sentence: Sentence, noun: Token, phrase: Token) -> bool:
    """Whether a noun says enough without a phrase: it is one of many, or something else tells which."""
    if (
        noun.dep not in {"dobj", "pobj"}
        or noun.lemma in wording().empty_nouns | wording().limits | wording().relational
    ):
        return False
    others = [child for child in sentence.children(noun) if child.index < phrase.index]
    if any(child.dep == "prep" and child.lower == "of" and child.index > noun.index for child in others):
        return True
    definite = any(child.dep == "poss" for child in others) or any(
        child.lower in {"the", "this", "that", "these", "those"} for child in others
    )
    told = any(child.dep in {"compound", "amod", "poss"} for child in others) or noun.pos == "PROPN"
    return told if definite else noun.lemma not in wording().placing


def agent(frame: Frame, token: Token) -> Cut | None:
    """By whom, at the end of a clause in the passive."""
    sentence, verb = frame.sentence, frame.sentence.head(token)
    core = core_of(sentence, token)
    others = [word for word in sentence.children(verb, "prep", "dobj", "oprd") if verb.index < word.index < token.index]
    if not others or not is_main(sentence, verb) or not ends_sentence(frame, core) or not follows(sentence, core):
        return None
    return set_off(frame, core, Need.LAST, "agent", opened=True)


def circumstance(frame: Frame, token: Token) -> Cut | None:
    """When, why or what for, at the end ("when officials ruled", "to raise money")."""
    sentence = frame.sentence
    head = sentence.head(token)
    core = core_of(sentence, token)
    opener = core[0].lower
    purpose = opener == "to" and token.tag == "VB"
    if token.dep != "advcl" or core[0].index < head.index or not ends_sentence(frame, core):
        return None
    if not (purpose or opener in wording().tail_conjunctions) or is_tangled(frame, core):
        return None
    if len(core) > 1 and core[1].lower in {"if", "though"}:  # "as if they were real"
        return None
    if opener != "after" and not follows(sentence, core):
        return None
    if opener == "when" and not happened(sentence, head):
        return None
    if not purpose and head.lemma in {"come", "be", "arrive", "follow"}:  # "the move comes as ..."
        return None
    goals = sentence.children(head, "dobj", "auxpass")
    if purpose and (not goals or goals[0].lower in {"more", "less", "enough", "much", "everything"}):
        return None
    return set_off(frame, core, Need.LAST, "circumstance", guard=BESIDE, opened=True)


def restriction(frame: Frame, token: Token) -> Cut | None:
    """Which one, of something new ("a letter that appeared ..."): that there is a letter stays true."""
    sentence = frame.sentence
    if token.dep not in {"relcl", "acl"} or token.tag == "VB":
        return None
    noun = sentence.head(token)
    core = core_of(sentence, token)
    subject = noun.dep in {"nsubj", "nsubjpass"}
    if core[0].index < noun.index or core[0].dep == "mark":
        return None
    if not subject and noun.dep not in {"dobj", "pobj", "attr"}:
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
    singular = any(child.lower in {"a", "an"} for child in sentence.children(noun, "det"))
    some = _is_some(sentence, noun) and not subject
    new = singular and (not subject or happened(sentence, sentence.head(noun)))
    if not (new or some or _is_told(sentence, noun)):
        return None
    if noun.lemma in wording().empty_nouns or is_tangled(frame, core) or not follows(sentence, core):
        return None
    return set_off(frame, core, Need.LAST, "restriction", guard=BESIDE, opened=True, closed=True)


def _is_some(sentence: Sentence, noun: Token) -> bool:
    """Whether a plural means some of many ("agents who served")."""
    return noun.tag == "NNS" and not sentence.children(noun, "det", "poss")


def _is_told(sentence: Sentence, noun: Token) -> bool:
    """Whether something else tells which one a definite noun means ("the bombing suspects who ...")."""
    return bool(sentence.children(noun, "det", "poss")) and bool(sentence.children(noun, "compound", "poss", "amod"))


def second_predicate(frame: Frame, token: Token) -> Cut | None:
    """The second deed ("... and did another thing") after a clause that stands without it."""
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
    main = is_main(sentence, head)
    if not alike or not whole or not (main or not sentence.children(token, *SUBJECTS)):
        return None  # "shot and killed an officer" is one deed
    core = core_of(sentence, token)
    if core[0].index <= joiners[0].index or _between(sentence, joiners[0], core):
        return None
    core = list(sentence.tokens[joiners[0].index : core[-1].index + 1])
    if not ends_sentence(frame, core) or not follows(sentence, core):
        return None
    need = Need.LIMIT if main else Need.LAST
    return set_off(frame, core, need, "second predicate", guard=BESIDE | {Claim.SPAN}, opened=True)


def addition(frame: Frame, token: Token) -> Cut | None:
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
