"""Words that point outside their sentence, and the names that they stand for (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from briefings.annotation import Entity, Sentence, Token
from briefings.digests.vocabulary import wording

_PERSONAL = {"he": False, "she": False, "his": True, "her": True, "him": False}
_POINTING = frozenset({"it", "they", "this", "that", "these", "those", "its", "their", "them", "here", "there"})
_ADDRESSING = frozenset({"we", "us", "our", "you", "your"})
_SPEAKING = frozenset({"i", "my", "me"})


@dataclass(frozen=True, slots=True)
class Pointers:
    """What a sentence leaves to the sentences before it.

    ``replaced`` names a person for a pronoun, by token index; ``dangling`` says that a word at the opening points at
    nothing in the sentence; ``vague`` that a description ("the woman") needs what came before; ``speaking`` that the
    writer speaks of himself; ``addressing`` that he speaks for many or to the reader ("we", "you").
    """

    replaced: dict[int, str] = field(default_factory=dict)
    dangling: bool = False
    vague: bool = False
    speaking: bool = False
    addressing: bool = False


def pointers(sentence: Sentence, before: Sequence[Sentence], names: dict[str, str]) -> Pointers:
    """What in a sentence points at the sentences before it.

    Args:
        sentence: the sentence.
        before: the sentences before it in its article, the nearest last.
        names: the fullest form of each person's name by its last word (``full_names``).
    """
    quoted = _quoted(sentence)
    free = [token for token in sentence.tokens if token.index not in quoted and token.pos != "PUNCT"]
    opening = _opening(sentence)
    replaced: dict[int, str] = {}
    dangling = bool(opening and opening in wording().hanging)
    for token in free:
        if token.lower not in _PERSONAL or _named_before(sentence, token, quoted):
            continue
        name = _antecedent(sentence, before)
        if name and token.dep in {"nsubj", "nsubjpass", "poss"}:
            full = names.get(name.split()[-1].lower(), name)
            replaced[token.index] = f"{full}’s" if _PERSONAL[token.lower] and token.dep == "poss" else full
        else:
            dangling = True
        break
    for token in free:
        if token.lower in _POINTING and not dangling:
            dangling = _points_back(sentence, token, quoted)
        elif token.pos in {"NOUN", "PROPN"} and token.entity not in {"DATE", "TIME"}:
            break
    subject = _subject(sentence)
    if subject is not None and subject.index not in replaced:
        dangling = dangling or _counts_unnamed(sentence, subject)
    return Pointers(
        replaced,
        dangling,
        _is_vague(sentence, subject),
        any(token.lower in _SPEAKING for token in free),
        any(token.lower in _ADDRESSING for token in free),
    )


def full_names(sentences: Sequence[Sentence]) -> dict[str, str]:
    """The longest form of each person's name in an article, by its last word in lower case."""
    found: dict[str, str] = {}
    for sentence in sentences:
        for entity in sentence.entities:
            if entity.label == "PERSON" and entity.text.replace(" ", "").replace(".", "").replace("-", "").isalpha():
                last = entity.text.split()[-1].lower()
                if len(entity.text) > len(found.get(last, "")) and len(entity.text.split()) <= 4:
                    found[last] = entity.text
    return found


def _opening(sentence: Sentence) -> str:
    """The sentence's first words, as far as the vocabulary knows them as hanging on another sentence."""
    words = [token.lower.replace("’", "'") for token in sentence.tokens[:3]]
    for size in (3, 2, 1):
        phrase = " ".join(words[:size]).replace(" '", "'" if size == 2 else " '")
        if phrase in wording().hanging:
            return phrase
    return ""


def _quoted(sentence: Sentence) -> set[int]:
    """Token indices between quotation marks."""
    inside: set[int] = set()
    opened = False
    for token in sentence.tokens:
        if token.text in {"“", "”"} or token.text == '"':
            opened = token.text == "“" if token.text != '"' else not opened
        elif opened:
            inside.add(token.index)
    return inside


def _named_before(sentence: Sentence, token: Token, quoted: set[int]) -> bool:
    """Whether a person, or a noun that may be one, stands before a pronoun (or in the main clause after it)."""
    for other in sentence.tokens[: token.index]:
        if other.index in quoted:
            continue
        if other.entity == "PERSON" or (other.dep in {"nsubj", "nsubjpass", "attr"} and other.pos in {"NOUN", "PROPN"}):
            return True
        if other.pos == "NOUN" and other.lemma in wording().vague:
            return True
    # "After he resigned, Smith ..."; "Rarely travelling, ... his"
    verb = sentence.head(token)
    if verb.dep in {"advcl", "pcomp"} or token.dep == "poss":
        return any(
            other.entity == "PERSON" and other.dep in {"nsubj", "nsubjpass"} for other in sentence.tokens[token.index :]
        )
    return False


def _antecedent(sentence: Sentence, before: Sequence[Sentence]) -> str | None:
    """The one person that a pronoun can mean: the subject of the sentence before, where no other person is named."""
    if not before or any(entity.label == "PERSON" for entity in sentence.entities):
        return None
    last = before[-1]
    people = _people(last)
    if not people and len(before) > 1:
        return None
    keys = {person.text.split()[-1].lower() for person in people}
    if len(keys) != 1:
        return None
    person = people[0]
    head = last.tokens[person.last - 1]
    root = last.root
    about = head.dep in {"nsubj", "nsubjpass"} and root is not None and _near_root(last, head)
    others = [
        token
        for token in last.tokens
        if token.dep in {"nsubj", "nsubjpass"} and token.pos in {"NOUN"} and token.lemma in wording().vague
    ]
    return person.text if about and not others else None


def _near_root(sentence: Sentence, token: Token) -> bool:
    head = sentence.head(token)
    return head.dep in {"ROOT", "ccomp", "conj", "parataxis"}


def _people(sentence: Sentence) -> list[Entity]:
    """The people in a sentence; a name after "in" is a place, whatever the small model calls it."""
    found = []
    for entity in sentence.entities:
        head = sentence.head(sentence.tokens[entity.last - 1])
        if entity.label == "PERSON" and head.lower not in {"in", "at", "near", "across"}:
            found.append(entity)
    return found


def _points_back(sentence: Sentence, token: Token, quoted: set[int]) -> bool:
    """Whether "it", "they" or "this" at the opening means something outside the sentence."""
    before = [other for other in sentence.tokens[: token.index] if other.index not in quoted]
    if any(other.pos in {"NOUN", "PROPN"} and other.entity not in {"DATE", "TIME"} for other in before):
        return False
    if token.dep == "expl" or token.lower in {"there", "here"}:
        return token.lower == "here"
    head = sentence.head(token)
    if token.lower in {"this", "that", "these", "those"} and token.dep == "det":
        return not (head.lemma in wording().times or sentence.children(head, "relcl", "prep", "acl"))
    if token.lower in {"that", "this"} and token.dep in {"mark", "advmod"}:
        return False
    if token.lower == "those" and sentence.children(token, "relcl", "prep", "acl"):
        return False
    if token.lower == "it" and token.dep == "nsubj" and head.lemma in {"be", "seem", "appear", "take"}:
        return not sentence.children(head, "ccomp", "xcomp", "advcl", "csubj")
    return True


def _counts_unnamed(sentence: Sentence, subject: Token) -> bool:
    """Whether the subject only counts ("Many remain wary"): many of whom?"""
    if subject.lower not in wording().counted or subject.pos in {"NOUN", "PROPN"}:
        return False
    return not sentence.children(subject, "prep", "relcl", "acl", "nmod")


def _is_vague(sentence: Sentence, subject: Token | None) -> bool:
    if subject is None or subject.pos != "NOUN" or subject.lemma not in wording().vague:
        return False
    definite = any(
        child.lower in {"the", "this", "that", "these", "those"} for child in sentence.children(subject, "det")
    )
    return definite and not sentence.children(subject, "relcl", "prep", "acl", "appos", "poss", "compound")


def _subject(sentence: Sentence) -> Token | None:
    root = sentence.root
    if root is None:
        return None
    return next(iter(sentence.children(root, "nsubj", "nsubjpass")), None)
