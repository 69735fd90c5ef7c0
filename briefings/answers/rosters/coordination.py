"""Lists of people as sentences coordinate them: "A, B and C", and over descriptions: "A, who sings, and B"."""

from __future__ import annotations

from collections.abc import Sequence

from briefings.annotation import Sentence
from briefings.answers.rosters.mentions import Mention
from briefings.models import AttendeeKind

_JOINTS = frozenset({",", "and", "or", "nor", "&", "by", "both", "neither", "either", "also", "then"})


def runs(sentence: Sentence, mentions: Sequence[Mention]) -> list[tuple[Mention, ...]]:
    """The mentions as lists: "A, B and C" is one list of three; one alone is a list of one."""
    rows: list[list[Mention]] = []
    for mention in mentions:
        if rows and _joined(sentence, rows[-1][-1], mention):
            rows[-1].append(mention)
        else:
            rows.append([mention])
    return [tuple(row) for row in rows]


def _joined(sentence: Sentence, left: Mention, right: Mention) -> bool:
    between = sentence.tokens[left.last : right.first]
    joints = [token.lower for token in between]
    if joints[:3] == ["as", "well", "as"] or joints[:3] == [",", "as", "well"]:
        return True
    if not joints or joints == ["by"]:
        return False
    if any(joint not in _JOINTS for joint in joints):
        return _is_coordinated(sentence, left, right)
    if joints == [","] and sentence.tokens[right.first].lower in {"all", "both", "each", "among"}:
        return False  # "A, B and C, all members of the club,"
    if joints == [","] and not right.named and sentence.tokens[right.last - 1].dep == "appos":
        return False
    if joints in ([","], [",", "and"], [",", "but"]):
        # "In Bern, Brandt said", "with Brandt, Peru announced": the second begins a clause of its own
        ahead, behind = sentence.tokens[left.last - 1], sentence.tokens[right.last - 1]
        return not (behind.dep in {"nsubj", "nsubjpass"} and ahead.head != behind.head)
    return True


def _is_coordinated(sentence: Sentence, left: Mention, right: Mention) -> bool:
    """Whether the parser joins two over a description of the first: "A, who brings a choir, and B"."""
    tokens = sentence.tokens
    name = next((t for t in tokens[right.first : right.last] if t.dep == "conj"), None)
    alike = left.kind is right.kind is AttendeeKind.PERSON
    if (
        name is None
        or not alike
        or not any(t.lower in {"and", "or", ","} for t in tokens[max(left.last, right.first - 4) : right.first])
    ):
        return False
    over, inside = sentence.head(name).index, set(range(left.first, left.last))
    for token in tokens[left.first : left.last]:
        while token.dep in {"appos", "conj"} and token.head not in inside:
            token = sentence.head(token)
            inside.add(token.index)
    return over in inside
