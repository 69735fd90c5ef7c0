"""Who a sentence speaks of: people, countries, delegations and groups, whatever the parser makes of them.

Names are read from capital letters, offices and countries rather than from the entity tagger alone, which takes
"Croatia's Ana Horvat" for two people and "Slovakia" for a company.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from briefings.annotation import Sentence, Token
from briefings.answers.rosters.countries import CountryMention, Form, country_at, country_named
from briefings.answers.rosters.events import is_event_noun
from briefings.answers.rosters.phrases import (
    bare,
    dateline_end,
    is_determiner,
    is_premodifier,
    is_quantity,
    name_end,
    of_country,
    of_name,
    office_end,
    person_start,
)
from briefings.answers.rosters.vocabulary import load, match, phrases, words
from briefings.models import AttendeeKind

_TABLE = load("people.toml")
_ROLES = phrases(_TABLE, "roles")
_TITLES = words(_TABLE, "titles")
_KEPT = words(_TABLE, "kept")
_GROUPS = phrases(_TABLE, "groups")
_DELEGATIONS = words(_TABLE, "delegations")
_VAGUE = words(_TABLE, "vague")
_ORGANISATIONS = words(_TABLE, "organisations")
_DETERMINERS = frozenset({"the", "a", "an", "its", "his", "her", "their", "this", "that", "these", "those", "no"})
_POSSESSIVES = frozenset({"'s", "’s", "'", "’"})
_PLACES = frozenset({"GPE", "LOC", "FAC", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE", "DATE", "TIME", "MONEY"})
_NO_OPENERS = frozenset({"PUNCT", "AUX", "CCONJ", "SCONJ", "PART", "SPACE"})  # with none of them a mention begins
_FORENAMES = words(_TABLE, "forenames")
_VERBAL = frozenset({"VBD", "VBZ", "VBG"})  # "Uganda hosted", where no host is meant


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody named by a sentence's tokens [first, last).

    ``name`` is what to call them; ``named`` is false for "Qatar's emir", who has an office and a country only.
    """

    first: int
    last: int
    name: str
    kind: AttendeeKind
    named: bool = True
    role: str = ""
    country: str = ""
    plural: bool = False
    definite: bool = False
    telling: bool = False  # "nurses" tell who they are by the noun alone, "leaders" do not


def find_mentions(sentence: Sentence, people: frozenset[str] = frozenset()) -> tuple[Mention, ...]:
    """Everybody whom a sentence names, in order; ``people`` are words known as parts of people's names.

    An office and its holder beside it are two mentions still: ``appositions`` makes them one.
    """
    found: list[Mention] = []
    at = dateline_end(sentence)
    while at < len(sentence.tokens):
        token = sentence.tokens[at]
        if token.pos in _NO_OPENERS and token.text != "-" and not token.text[0].isupper():
            at += 1
            continue
        mention = _read(sentence, at, people)
        if mention is None:
            at += 1
        else:
            found.append(mention)
            at = mention.last
    return tuple(_with_surnames(sentence, found))


def name_words(sentences: Sequence[Sentence]) -> frozenset[str]:
    """The words that an article uses in people's names, as its entity tags, titles and possessives show them."""
    known: set[str] = set()
    for sentence in sentences:
        tokens = sentence.tokens
        for token in tokens:
            if token.entity == "PERSON" and token.text[0].isupper():
                known.add(token.text)
            elif token.index and token.text[0].isupper() and token.tag == "NNP":
                before = tokens[token.index - 1]
                office = match(sentence, before.index, _ROLES) if before.text[0].isupper() else None
                if (office and office[1] > token.index) or (
                    token.lower not in _KEPT and match(sentence, token.index, _ROLES)
                ):
                    continue  # "Foreign Secretary"
                titled = before.lower in _KEPT or office
                owned = token.index > 1 and before.tag == "POS" and country_named(tokens[token.index - 2].text)
                following = tokens[token.index + 1] if token.index + 1 < len(tokens) else token
                if titled or (owned and following.tag == "NNP" and not is_event_noun(following)):
                    known.add(token.text)
    return frozenset(word for word in known if not country_named(word))


def _read(sentence: Sentence, at: int, people: frozenset[str]) -> Mention | None:
    tokens = sentence.tokens
    start = at
    quantified = definite = False
    while at < len(tokens) and (
        is_determiner(tokens[at])
        or is_quantity(sentence, at)
        or (tokens[at].text == "-" and tokens[at - 1].tag == "CD")
    ):
        quantified = quantified or is_quantity(sentence, at)
        definite = definite or tokens[at].lower in {"the", "this", "that", "his", "her", "their", "its"}
        at += 1
    if at >= len(tokens):
        return None
    country = country_at(sentence, at)
    if country and country.last < len(tokens) and is_event_noun(tokens[country.last]) and country.form is not Form.NAME:
        return None  # "the Australian Open"
    if country and not _is_forename(sentence, country):
        return _read_country(sentence, start, country, people, quantified, definite)
    return _read_person(sentence, start, at, "", people, quantified, definite)


def _is_forename(sentence: Sentence, country: CountryMention) -> bool:
    """Whether a place's name is a person's first: "Sofia Marchetti", "Jordan Pickford"."""
    tokens = sentence.tokens
    if country.form is Form.PEOPLE or country.last >= len(tokens) or country.last - country.first > 1:
        return False
    name, surname = tokens[country.first], tokens[country.last]
    plain = surname.tag == "NNP" and surname.text[0].isupper() and match(sentence, surname.index, _ROLES) is None
    return plain and name.dep == "compound" and name.entity == surname.entity and name.entity in {"PERSON", "ORG"}


def _read_country(
    sentence: Sentence, start: int, country: CountryMention, people: frozenset[str], quantified: bool, definite: bool
) -> Mention | None:
    tokens = sentence.tokens
    at = country.last
    possessive = at < len(tokens) and tokens[at].text in _POSSESSIVES
    person = _read_person(sentence, start, at + possessive, country.country, people, quantified, definite or possessive)
    if person is not None:
        return person
    if country.form is Form.PEOPLE and tokens[country.last - 1].tag not in {"NNPS", "NNS"}:
        return None
    if country.first > 0 and country.last - country.first == 1 and country.form is Form.SEAT:
        before = tokens[country.first - 1]
        if before.text[:1].isupper() and before.tag == "NNP" and before.text in people:
            return None  # "Denzel Washington"
    return Mention(start, country.last, country.country, AttendeeKind.COUNTRY, country=country.country)


def _read_person(
    sentence: Sentence, start: int, at: int, country: str, people: frozenset[str], quantified: bool, definite: bool
) -> Mention | None:
    tokens = sentence.tokens
    begin = at
    # adjectives and titles before an office: "military ruler", "then deputy prime minister"
    while at < len(tokens) and at - begin < 4 and is_premodifier(sentence, at):
        at += 1
    role = match(sentence, at, _ROLES) if at < len(tokens) else None
    role_text, plural = "", False
    if role and (tokens[at].tag in _VERBAL or _is_titled_like(sentence, at, role[1])):
        begin, role = at, None
    if role is None and (inner := office_end(sentence, begin, people)):
        at, role = begin, (" ".join(token.lemma for token in tokens[begin:inner]).lower(), inner)
    if role and tokens[at].pos in {"NOUN", "PROPN", "ADJ", "VERB", "X", "INTJ"}:
        role_at, at = at, role[1]
        plural = any(token.tag in {"NNS", "NNPS"} for token in tokens[role_at:at])
        role_text = sentence.span(tokens[begin:at])
        while at < len(tokens) and (again := match(sentence, at, _ROLES)) and tokens[at].text[0].isupper():
            at = again[1]
            role_text = sentence.span(tokens[begin:at])
        begin_name = role_at if tokens[role_at].lower in _KEPT and tokens[role_at].text[0].isupper() else at
    else:
        role = None
        begin_name = at if begin != at and tokens[begin].lower in _TITLES else begin
        at = begin_name
    end = name_end(sentence, at, people)
    if role and not plural and end > at and tokens[at - 1].text not in _POSSESSIVES:
        last, country = of_country(sentence, end, country)
        last = of_name(sentence, end) if last == end else last
        called = person_start(sentence, at, end)  # "Chief Financial Officer Erik Sjoberg"
        if called > at:
            begin_name, role_text = called, sentence.span(tokens[begin:called])
        name = sentence.span(tokens[begin_name:end])
        return Mention(start, last, name, AttendeeKind.PERSON, True, role_text, country, definite=definite)
    tagged = end > at and (tokens[at].entity == "PERSON" or tokens[at].text in people)
    if role and plural and end > at and (tokens[at - 1].text[0].isupper() or tagged):
        last, country = of_country(sentence, end, country)
        last = of_name(sentence, end) if last == end else last
        return Mention(start, last, sentence.span(tokens[at:end]), AttendeeKind.PERSON, True, role[0], country)
    if role and not plural:
        return _office(sentence, start, at, role_text, country, definite)
    group = match(sentence, at if not role else role_at, _GROUPS)
    if not role:
        at_group = begin
        while at_group < len(tokens) and at_group - begin < 4 and is_premodifier(sentence, at_group):
            at_group += 1
        group = match(sentence, at_group, _GROUPS) if at_group < len(tokens) else None
        if group and (group[1] - 1) < at:
            group = None
    if group and any(token.tag in {"NNS", "NNPS"} for token in tokens[group[1] - len(group[0].split()) : group[1]]):
        return _group(sentence, start, begin, group[1], country, quantified)
    if group and country and tokens[group[1] - 1].lemma in _DELEGATIONS:
        return Mention(start, group[1], bare(sentence, start, group[1]), AttendeeKind.DELEGATION, False, "", country)
    if group and tokens[group[1] - 1].lemma in _DELEGATIONS:
        last = _from_name(sentence, group[1])
        return Mention(start, last, bare(sentence, start, last), AttendeeKind.DELEGATION) if last > group[1] else None
    if end > at:
        belonging = None if country else _of_organisation(sentence, start, at, end, people, definite)
        return belonging or _named(sentence, start, at, end, country, people)
    return None


def _is_titled_like(sentence: Sentence, at: int, end: int) -> bool:
    """Whether a forename only looks like an office: "Dean Okafor", whose tags make him a person of two names."""
    name = sentence.tokens[at]
    single = end == at + 1 < len(sentence.tokens) and name.text[0].isupper() and name.lower in _FORENAMES
    return single and name.entity == sentence.tokens[end].entity == "PERSON" and name.dep == "compound"


def _of_organisation(
    sentence: Sentence, start: int, at: int, end: int, people: frozenset[str], definite: bool
) -> Mention | None:
    """The people of an organisation: "NATO leaders", "Amazon founder Jeff Bezos", "the Chelsea manager"."""
    tokens = sentence.tokens
    if end >= len(tokens) or not tokens[end].text.islower():
        return None
    group = match(sentence, end, _GROUPS)
    if group and tokens[group[1] - 1].tag == "NNS":
        return Mention(start, group[1], bare(sentence, start, group[1]), AttendeeKind.GROUP, plural=True)
    role = match(sentence, end, _ROLES)
    if role is None or tokens[role[1] - 1].tag != "NN":
        return None
    office = sentence.span(tokens[at : role[1]])
    last = name_end(sentence, role[1], people)
    if last > role[1]:
        return Mention(start, last, sentence.span(tokens[role[1] : last]), AttendeeKind.PERSON, True, office)
    return (
        Mention(start, role[1], office, AttendeeKind.PERSON, False, office.lower(), definite=True) if definite else None
    )


def _office(sentence: Sentence, start: int, end: int, role: str, country: str, definite: bool) -> Mention | None:
    if end + 1 < len(sentence.tokens) and sentence.tokens[end].text in _POSSESSIVES:
        relative = match(sentence, end + 1, _ROLES)  # "the singer's widow"
        if relative:
            end, role = relative[1], relative[0]
    last, country = of_country(sentence, end, country)
    if last == end and end + 1 < len(sentence.tokens) and sentence.tokens[end].lower == "of":
        while (
            last + 1 < len(sentence.tokens)
            and sentence.tokens[last + 1].tag == "NNP"
            and not is_event_noun(sentence.tokens[last + 1])
        ):
            last += 1
        last = last + 1 if last > end else end
    first = sentence.tokens[start]
    if first.lower in {"a", "an", "no"} or first.tag == "CD":
        return None
    if not definite and not country and not sentence.tokens[end - 1].text[0].isupper():
        return None
    name = bare(sentence, start, last)
    return Mention(start, last, name, AttendeeKind.PERSON, False, role.lower(), country, definite=True)


def _group(sentence: Sentence, start: int, begin: int, end: int, country: str, quantified: bool) -> Mention | None:
    head = sentence.tokens[end - 1]
    while start < begin and sentence.tokens[start].lower in _DETERMINERS:
        start += 1
    kind = AttendeeKind.DELEGATION if head.lemma in {"delegation", "team", "representative"} else AttendeeKind.GROUP
    told_apart = bool(country) or end - begin > 1
    named_end = _of_name(sentence, end)
    if named_end > end:
        end, told_apart = named_end, True
    name = bare(sentence, start, end)
    telling = head.lemma not in _VAGUE and not quantified
    return Mention(start, end, name, kind, told_apart, "", country, plural=True, definite=quantified, telling=telling)


def _from_name(sentence: Sentence, at: int) -> int:
    """Where "from Hamas" ends behind a delegation; the same index when no name follows."""
    tokens = sentence.tokens
    if at + 1 >= len(tokens) or tokens[at].lower not in {"from", "of"}:
        return at
    end = start = at + 1 + (tokens[at + 1].lower == "the")
    while end < len(tokens) and tokens[end].text[0].isupper() and tokens[end].tag in {"NNP", "NNPS"}:
        end += 1
    return end if end > start else at


def _of_name(sentence: Sentence, at: int) -> int:
    """Where "of the Sahel bloc" ends behind a group's noun; the same index when no name follows, or a country does."""
    tokens = sentence.tokens
    if at + 1 >= len(tokens) or tokens[at].lower != "of":
        return at
    start = end = at + 1 + (tokens[at + 1].lower == "the")
    while end < len(tokens) and tokens[end].text[0].isupper() and tokens[end].tag in {"NNP", "NNPS"}:
        end += 1
    if end == start or country_at(sentence, start) is not None:
        return at
    return end + 1 if end < len(tokens) and tokens[end].tag in {"NN", "NNS"} else end


def _named(sentence: Sentence, start: int, at: int, end: int, country: str, people: frozenset[str]) -> Mention | None:
    tokens = sentence.tokens
    names = tokens[at:end]
    known_person = any(token.text in people for token in names)
    labels = [token.entity for token in names]
    if is_event_noun(names[-1]) or (end < len(tokens) and is_event_noun(tokens[end]) and not known_person):
        return None
    name = sentence.span(names)
    organised = any(token.lower in _ORGANISATIONS for token in names)
    if not known_person and not country:
        if all(label in _PLACES for label in labels) and not _is_like_person(sentence, names[-1]):
            return None
        if organised or (labels[0] in {"ORG", "NORP"} and (tokens[start].lower == "the" or names[0].text.isupper())):
            return Mention(start, end, name, AttendeeKind.GROUP)
        if all(label == "NORP" for label in labels):
            plural = names[-1].tag in {"NNS", "NNPS"}
            return Mention(start, end, name, AttendeeKind.GROUP, named=plural, plural=plural)
    last, country = of_country(sentence, end, country) if country == "" else (end, country)
    last = of_name(sentence, end) if last == end else last
    called = person_start(sentence, at, end)  # "Supermodel Ines Duarte"
    name, role = sentence.span(tokens[called:end]), sentence.span(tokens[at:called]).lower()
    return Mention(start, last, name, AttendeeKind.PERSON, True, role, country)


def _is_like_person(sentence: Sentence, name: Token) -> bool:
    """Whether a name that is tagged as a place does something, or stands in a list with a person."""
    head = sentence.head(name)
    listed = name.dep == "conj" and head.entity == "PERSON"
    listed = listed or any(child.entity == "PERSON" for child in sentence.children(name, "conj"))
    clause = next(iter(sentence.children(name, "relcl")), None)
    described = clause is not None and any(t.lower == "who" for t in sentence.children(clause, "nsubj", "nsubjpass"))
    return name.dep in {"nsubj", "nsubjpass"} or listed or described


def _with_surnames(sentence: Sentence, found: Sequence[Mention]) -> list[Mention]:
    """The mentions, where the first of a couple bears the surname of the second: "Bill and Hillary Clinton"."""
    rows = list(found)
    for number, (one, other) in enumerate(pairwise(rows)):
        between = [token.lower for token in sentence.tokens[one.last : other.first]]
        parts = other.name.split()
        single = one.named and one.kind is AttendeeKind.PERSON and " " not in one.name and not one.country
        if single and between == ["and"] and len(parts) == 2 and other.kind is AttendeeKind.PERSON and other.named:
            tagged = sentence.tokens[one.last - 1].entity == sentence.tokens[other.first].entity == "PERSON"
            if tagged and not other.role and not one.role and not other.country:
                rows[number] = replace(one, name=f"{one.name} {parts[-1]}")
    return rows
