"""Whether a span is one of what the question's own words name: a route, a place, a width; finer than its type.

These checks refuse, but are no features of the ranker, which knows the types of ``types.py`` alone.
"""

from __future__ import annotations

from briefings.annotation import Sentence, Token
from briefings.answers.inquiry import Inquiry, Kind, Sought
from briefings.answers.vocabulary import affinity
from briefings.answers.wordings import wordings

_HELD = 0.7
_ANYBODY = frozenset({"person", "people", "somebody", "someone", "anyone", "individual"})
_CALLED_SO = frozenset(
    {
        "university",
        "college",
        "school",
        "hospital",
        "museum",
        "airport",
        "church",
        "court",
        "hotel",
        "prison",
        "stadium",
    }
)
"""What is called so by name or beside it: a hospital that the sentence does not call one is none."""
_NO_WHERE = frozenset({"about", "during", "against", "regarding", "concerning", "despite"})
_STATES = frozenset({"country", "nation", "state"})
_NAMED = frozenset({"PERSON", "ORG", "GPE", "NORP"})
_NO_THINGS = frozenset({"PERSON", "GPE", "DATE", "TIME", "CARDINAL", "ORDINAL", "PERCENT", "MONEY"})


def misnomer(inquiry: Inquiry, sentence: Sentence, head: Token, label: str) -> str:
    """Why the span with this head and entity label is not one of what is asked for; empty when nothing tells."""
    if inquiry.asks_for_portrait and label in _NAMED:
        return "it names another"
    if inquiry.sought in (Sought.GROUP, Sought.PLACE) and label == "PERSON":
        return "it names a person"
    if inquiry.sought in (Sought.AGENT, Sought.PERSON) and not label and _is_no_actor(head):
        return "it names nobody"
    if inquiry.kind is Kind.WHO and _is_anybody(sentence, head):
        return "it names nobody"
    if inquiry.kind is Kind.WHICH and inquiry.focus and head.lemma == inquiry.focus and not _is_named(sentence, head):
        return "it does not tell which"
    if inquiry.focus in _CALLED_SO and head.entity and not _is_called_so(inquiry, sentence, head):
        return f"it is no {inquiry.focus}"
    if inquiry.sought is Sought.GROUP and inquiry.focus in _STATES and label not in ("GPE", "NORP", "LOC"):
        return f"it is no {inquiry.focus}"
    if (
        inquiry.kind in (Kind.WHAT, Kind.WHICH)
        and inquiry.sought is Sought.THING
        and _is_other(inquiry, sentence, head)
    ):
        return f"it is no {inquiry.focus}"
    if inquiry.kind is Kind.WHEN and any(child.tag == "POS" for child in sentence.children(head)):
        return "it tells which one, not when"  # "this year's parade"
    if inquiry.kind is Kind.WHERE and (
        _is_vague(sentence, head) or _is_no_place(head, label) or sentence.head(head).lower in _NO_WHERE
    ):
        return "it names no place"
    if inquiry.kind is Kind.HOW_FAR and _is_another_dimension(inquiry, sentence, head):
        return "it is another dimension"
    return ""


def _is_anybody(sentence: Sentence, head: Token) -> bool:
    """Whether somebody is only counted: "only one person", "a man"."""
    counted = {"one", "a", "an", "the", "only", "another", "some"}
    return head.lemma in _ANYBODY and all(child.lower in counted for child in sentence.children(head))


def _is_named(sentence: Sentence, head: Token) -> bool:
    """Whether a noun has anything before or behind it that tells which one it is."""
    return head.pos == "PROPN" or any(child.pos not in ("DET", "ADJ", "PUNCT") for child in sentence.children(head))


def _is_called_so(inquiry: Inquiry, sentence: Sentence, head: Token) -> bool:
    """Whether the sentence has a word for what the name is asked to be the name of."""
    return any(affinity(inquiry.focus, token.lemma.lower()) >= _HELD for token in sentence.tokens)


def _is_vague(sentence: Sentence, head: Token) -> bool:
    """Whether a place is one of which nothing is said: "the area", "the scene"."""
    noun = next(iter(sentence.children(head, "pobj")), head)
    return noun.lemma in wordings().vague and not sentence.children(noun, "compound", "amod", "prep", "nmod", "poss")


def _is_no_place(head: Token, label: str) -> bool:
    """Whether a common noun says what something is or what is done, and is not known as a place."""
    known = wordings().nouns.get(head.lemma)
    said = head.dep in ("attr", "dobj") and known is not Sought.PLACE
    return head.pos == "NOUN" and not label and (said or known is Sought.PERSON)


def _is_another_dimension(inquiry: Inquiry, sentence: Sentence, head: Token) -> bool:
    """Whether a measure is said of another adjective than the question's: "40 metres deep" to "how wide"."""
    asked = next((token.lemma for token in inquiry.sentence.tokens if token.lemma in wordings().dimensions), "")
    words = [head, sentence.head(head), *sentence.children(head), *sentence.tokens[head.index + 1 : head.index + 4]]
    given = {word.lemma for word in words} & wordings().dimensions
    return bool(asked and given) and asked not in given


def _is_no_actor(head: Token) -> bool:
    """Whether a noun is known to be something else than a person, a group or a place that may act."""
    known = wordings().nouns.get(head.lemma)
    return head.pos == "NOUN" and known not in (None, Sought.PERSON, Sought.GROUP, Sought.PLACE)


def _is_other(inquiry: Inquiry, sentence: Sentence, head: Token) -> bool:
    """Whether a name is of a kind that the asked noun cannot be: a person for a weapon, one company for some routes."""
    kinds = _NO_THINGS | ({"ORG"} if _asks_for_several(inquiry) else set())
    if not inquiry.focus or head.entity not in kinds:
        return False
    around = [head, sentence.head(head), *sentence.children(head, "appos", "compound", "nmod")]
    return all(affinity(inquiry.focus, token.lemma) < _HELD for token in around)


def _asks_for_several(inquiry: Inquiry) -> bool:
    return any(token.lemma == inquiry.focus and token.tag in ("NNS", "NNPS") for token in inquiry.sentence.tokens)
