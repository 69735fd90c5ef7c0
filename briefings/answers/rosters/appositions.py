"""An office and its holder as one: "Fiji's leader, Sitiveni Rabuka,", "the head of the grid company, Ada Moe, ..."."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from briefings.annotation import Sentence
from briefings.answers.rosters.mentions import Mention, find_mentions
from briefings.answers.rosters.vocabulary import load, words
from briefings.models import AttendeeKind

_COMMAS: tuple[list[str], ...] = ([","], ["—"], ["–"], [])
_CLOSING = frozenset({",", ".", "—", "–", ";", ")", ":"})
_GOES_ON = words(load("people.toml"), "belonging")  # "the engineer who warned", "chief executive at"
_PHRASE = frozenset({"IN", "DT", "JJ", "NN", "NNS", "NNP", "NNPS", "POS", "CC", "HYPH", "PRP$", "CD", "VBN", "AFX"})
_LONGEST = 12  # words between an office and its holder: "the chair of the committee on natural resources, A"


def people_in(sentence: Sentence, people: frozenset[str] = frozenset()) -> tuple[Mention, ...]:
    """Everybody whom a sentence names, in order, each once; ``people`` are words known as parts of names."""
    return tuple(_joined(sentence, _with_described(sentence, _with_holders(sentence, find_mentions(sentence, people)))))


def _with_holders(sentence: Sentence, found: Sequence[Mention]) -> list[Mention]:
    """The mentions, where an office with words behind it and the holder behind its comma are one."""
    rows = list(found)
    for number, office in enumerate(found):
        if office not in rows or office.named or office.kind is not AttendeeKind.PERSON or not office.role:
            continue
        holder = _holder(sentence, office, found[number + 1 :])
        if holder is None:
            continue
        at = rows.index(office)
        while rows[at] is not holder:
            rows.pop(at)
        country = holder.country or office.country
        rows[at] = replace(holder, first=office.first, role=holder.role or office.role, country=country)
    return rows


def _with_described(sentence: Sentence, found: Sequence[Mention]) -> list[Mention]:
    """The mentions, where a noun that the parser joins with a name begins it: "the owner of the Tern, Ada Moe"."""
    rows = list(found)
    tokens = sentence.tokens
    for person in found:
        name = next((t for t in tokens[person.first : person.last] if t.dep == "appos"), None)
        noun = sentence.head(name) if name is not None else None
        comma = person.first > 0 and tokens[person.first - 1].text == ","
        if noun is None or not comma or not person.named or person.kind is not AttendeeKind.PERSON:
            continue
        between = tokens[noun.index + 1 : person.first - 1]
        inside = [m for m in rows if noun.index < m.first and m.last < person.first]
        phrase = noun.tag == "NN" and len(between) < _LONGEST and all(t.tag in _PHRASE for t in between)
        if phrase and not any(m.first <= noun.index < m.last for m in rows):
            rows = [m for m in rows if m not in inside]
            rows[rows.index(person)] = replace(person, first=noun.index)
    return rows


def _holder(sentence: Sentence, office: Mention, following: Sequence[Mention]) -> Mention | None:
    """Who is named behind the words that say of what somebody is the head."""
    tokens = sentence.tokens
    comma = next((t.index for t in tokens[office.last : office.last + _LONGEST] if t.tag not in _PHRASE), office.last)
    if comma == office.last or tokens[comma].text != ",":
        return None
    holder = next((m for m in following if m.first == comma + 1), None)
    if holder is None or not holder.named or holder.kind is not AttendeeKind.PERSON:
        return None
    behind = tokens[holder.last] if holder.last < len(tokens) else tokens[-1]
    told = behind.text in _CLOSING or behind.pos in {"VERB", "AUX"}
    inside = range(office.first, office.last)
    beside = any(t.dep == "appos" and t.head in inside for t in tokens[holder.first : holder.last])
    return holder if told or beside else None


def _joined(sentence: Sentence, found: Sequence[Mention]) -> list[Mention]:
    """One mention of "Fiji's leader, Sitiveni Rabuka," and of "Sitiveni Rabuka, Fiji's leader,"."""
    rows: list[Mention] = []
    for mention in found:
        before = rows[-1] if rows else None
        if before and _is_apposition(sentence, before, mention):
            office, person = (mention, before) if before.named else (before, mention)
            rows[-1] = replace(
                person,
                first=before.first,
                last=mention.last,
                role=person.role or office.role,
                country=person.country or office.country,
            )
        else:
            rows.append(mention)
    return rows


def _is_apposition(sentence: Sentence, left: Mention, right: Mention) -> bool:
    tokens = sentence.tokens
    if left.kind is not AttendeeKind.PERSON or right.kind is not AttendeeKind.PERSON or left.named == right.named:
        return False
    if [token.text for token in tokens[left.last : right.first]] not in _COMMAS:
        return False
    if right.first == left.last:
        return not left.named
    closing = tokens[right.last] if right.last < len(tokens) else tokens[-1]
    if closing.text == "of" or (left.named and closing.lower in _GOES_ON):
        return True
    return closing.text in _CLOSING and not (left.country and right.country and left.country != right.country)
