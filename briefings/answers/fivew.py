"""The five Ws and the how of an article: who did what, when, where, why and how, from its headline and its opening."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from briefings.annotation import Annotation, Sentence, SentenceKind, Token
from briefings.answers.vocabulary import vocabulary

_OPENING = 8  # body sentences that are read for everything
_CAUSES_WITHIN = 25  # body sentences that are searched for a word of cause
_FINITE = frozenset({"VBZ", "VBP", "VBD", "MD"})
_CLAUSE_BREAKS = frozenset(
    {
        "as",
        "after",
        "while",
        "because",
        "before",
        "when",
        "amid",
        "following",
        "since",
        "but",
        "although",
        "that",
        "who",
    }
)
_EVENT_CLAUSES = frozenset({"after", "when", "as"})
_PLACES = frozenset({"GPE", "LOC", "FAC"})
_WEEKDAY_OR_DATE = re.compile(
    r"\b(mon|tues|wednes|thurs|fri|satur|sun)day\b|\b(today|yesterday|tonight|tomorrow)\b|"
    r"\b(last|this|next) (week|month|year)\b|"
    r"\b(jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.? \d{1,2}\b|"
    r"\b\d{1,2} (january|february|march|april|may|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\d ?(am|pm|a\.m\.|p\.m\.)|\d[.:]\d\d|o['’]clock|\bnoon\b|\bmidnight\b", re.IGNORECASE)
_CAUSES = (
    *(
        "because of",
        "because",
        "due to",
        "caused by",
        "driven by",
        "prompted by",
        "sparked by",
        "triggered by",
        "owing to",
    ),
    *(
        "thanks to",
        "as a result of",
        "in an attempt to",
        "in a bid to",
        "in an effort to",
        "in order to",
        "blames? it on",
    ),
    *("retaliation for", "revenge for", "response to", "protest against", "aimed at"),
)
_WITH_CUE = ("retaliation", "revenge", "response", "protest", "attempt", "bid", "effort")
_CAUSE = re.compile(r"\b(" + "|".join(_CAUSES) + r")\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FiveWs:
    """An answer to each question, each a piece of the article's text or title; empty where it does not say."""

    who: str = ""
    what: str = ""
    when: str = ""
    where: str = ""
    why: str = ""
    how: str = ""


def five_ws(headline: Sentence, summary: Annotation, body: Annotation, published: datetime | None = None) -> FiveWs:
    """Answer the six questions for one article.

    Args:
        headline: the title, parsed.
        summary: the standfirst, which may be empty.
        body: the article's text.
        published: the article's date, which dates an event whose report names no day.
    """
    opening = [s for s in (*summary.sentences, *body.sentences) if s.kind is not SentenceKind.HEADING and s.tokens][
        :_OPENING
    ]
    part = _telling_part(headline)
    subject, predicate = _halves(headline, part)
    if not predicate:
        lead = next((s for s in opening if s.root is not None and s.children(s.root, "nsubj", "nsubjpass")), None)
        subject, predicate = _halves(lead, list(lead.tokens)) if lead else ("", "")
    sentences = [headline, *opening]
    return FiveWs(
        who=_in_full(subject, sentences) or _first_actor(sentences),
        what=predicate or headline.text,
        when=_when(sentences) or (f"{published:%B} {published.day}, {published.year}" if published else ""),
        where=_where(sentences),
        why=_why(headline, [*sentences, *body.sentences[:_CAUSES_WITHIN]]),
        how=_how(headline, part, opening),
    )


def _telling_part(headline: Sentence) -> list[Token]:
    """A headline's words after a topic and colon ("Croydon crash: driver arrested") or an opening clause and comma."""
    tokens = list(headline.tokens)
    for token in tokens:
        rest = tokens[token.index + 1 :]
        opens = tokens[0].pos == "SCONJ" and token.text == ","
        if ((token.text in (":", "|") and token.index < 8) or opens) and any(_is_verb(word) for word in rest):
            return rest
    return tokens


def _is_verb(token: Token) -> bool:
    return token.tag in _FINITE or (token.tag == "VBN" and token.dep not in ("amod", "compound"))


def _halves(sentence: Sentence, part: Sequence[Token]) -> tuple[str, str]:
    """Who acts, and what they do: the words before the main verb, and the verb with its first object."""
    verb = next((token for token in part if token.index > part[0].index and _is_main(sentence, token)), None)
    if verb is None:
        return "", ""
    before = [token for token in part if token.index < verb.index]
    mistaken = _mistaken_verb(before)
    if mistaken is not None:  # "Toblerone shrinks bar and denies link", read as one long noun
        verb, before = mistaken, [token for token in before if token.index < mistaken.index]
    actor, deed = _actor(sentence, before), _deed(sentence, verb, part)
    if verb.tag == "VBN" and actor and " " not in deed:
        deed = f"{actor} {deed}" if f"{actor} {deed}" in sentence.text else deed
    return actor, deed


def _is_main(sentence: Sentence, token: Token) -> bool:
    if not _is_verb(token) or token.dep in ("relcl", "amod"):
        return False
    above = sentence.head(token)
    return not (token.dep in ("advcl", "pcomp") and above.index > token.index and _is_verb(above))


def _mistaken_verb(before: Sequence[Token]) -> Token | None:
    """A headline's verb that was taken for a plural noun: the words before the verb found end in "and"."""
    if not before or before[-1].lower not in ("and", ","):
        return None
    plural = [token for token in before[1:] if token.lower.endswith("s") and token.tag in ("NNS", "NNPS", "NNP")]
    return next((token for token in plural if token.index + 1 < before[-1].index), None)


def _actor(sentence: Sentence, before: Sequence[Token]) -> str:
    """The noun phrase that the verb's subject is, without what trails it."""
    words = list(before)
    while words and words[-1].pos in ("ADV", "AUX", "PUNCT", "PART", "SCONJ"):
        words.pop()
    for number, token in enumerate(words):
        ends = token.pos == "ADP" or token.text in (",", ";", "–", "—") or token.lower in _CLAUSE_BREAKS
        if number and ends and token.lower != "of" and not _listing(words, number):
            words = words[:number]
            break
    while words and (words[0].pos in ("PUNCT", "SCONJ", "CCONJ") or words[0].lower in ("the", "a", "an")):
        words.pop(0)
    return sentence.span(words) if words and len(words) <= 10 else ""


def _listing(words: Sequence[Token], number: int) -> bool:
    """Whether a comma stands between the members of a list ("A, B and C")."""
    return words[number].text == "," and any(token.lower == "and" for token in words[number:])


def _deed(sentence: Sentence, verb: Token, part: Sequence[Token], most: int = 9) -> str:
    """The verb with what follows, up to the next clause, or to a phrase of place or time that is not its first."""
    first = verb.index - 1
    words = [sentence.tokens[first]] if first >= part[0].index and sentence.tokens[first].dep == "advmod" else []
    words.append(verb)
    for token in part:
        if token.index <= verb.index:
            continue
        adjunct = token.pos == "ADP" and len(words) > 1 and token.lower in ("in", "at", "near", "during", "amid", "on")
        if (
            token.lower in _CLAUSE_BREAKS
            or token.text in (",", ";", ":", "–", "—", ".", "|")
            or (adjunct and len(words) > 2)
        ):
            break
        if token.pos == "ADP" and _leads_to_time(sentence, token):
            break
        words.append(token)
        if len(words) == most:
            break
    while len(words) > 1 and words[-1].pos in ("ADP", "DET", "CCONJ", "PUNCT", "PART", "AUX", "SCONJ"):
        words.pop()
    return sentence.span(words)


def _leads_to_time(sentence: Sentence, preposition: Token) -> bool:
    return any(child.entity in ("DATE", "TIME") for child in sentence.children(preposition, "pobj"))


def _in_full(actor: str, sentences: Sequence[Sentence]) -> str:
    """A surname as the opening's full name; a bare number as the opening's counted subject."""
    if " " not in actor and actor[:1].isupper():
        for sentence in sentences:
            for entity in sentence.entities:
                if entity.label == "PERSON" and entity.text.split()[-1] == actor and " " in entity.text:
                    return entity.text
    bare = actor and all(word.lower() in _QUANTITIES or word.isdigit() for word in actor.split())
    if bare or actor.lower() in ("i", "we", "you", "he", "she", "they", "it"):
        for sentence in sentences[1:4]:
            subject = (
                next(iter(sentence.children(sentence.root, "nsubj", "nsubjpass")), None) if sentence.root else None
            )
            if subject is not None and subject.pos in ("NOUN", "PROPN"):
                return _actor(sentence, [t for t in sentence.tokens if t.index <= subject.index])
    return actor


_QUANTITIES = frozenset(
    [
        "at",
        "least",
        "dozens",
        "several",
        "many",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "hundreds",
        "thousands",
        "dead",
        "and",
        "more",
        "than",
    ]
)


def _first_actor(sentences: Sequence[Sentence]) -> str:
    for sentence in sentences:
        for entity in sentence.entities:
            if entity.label in ("PERSON", "ORG", "NORP"):
                return entity.text
    return ""


def _when(sentences: Sequence[Sentence]) -> str:
    """The first time that names a day, with a part of the day beside it; else the first time of the clock."""
    clock = ""
    for sentence in sentences:
        for entity in sentence.entities:
            if entity.label not in ("DATE", "TIME") or "old" in entity.text:
                continue
            if _WEEKDAY_OR_DATE.search(entity.text):
                following = next((e for e in sentence.entities if e.first == entity.last and e.label == "TIME"), None)
                return sentence.span(sentence.tokens[entity.first : following.last if following else entity.last])
            if not clock and _CLOCK.search(entity.text):
                clock = entity.text
    return clock


def _where(sentences: Sequence[Sentence]) -> str:
    """The place that the opening names most, a small one before a country, with the place that it lies in beside it."""
    counts: dict[str, float] = defaultdict(float)
    texts: dict[str, str] = {}
    for number, sentence in enumerate(sentences):
        for name, text in _places(sentence):
            country = vocabulary().nations.get(name) is not None
            counts[name] += (3 if number == 0 else 2 if number < 3 else 1) * (0.5 if country else 1.0)
            if len(text) > len(texts.get(name, "")):
                texts[name] = text
    return texts[max(counts, key=lambda name: counts[name])] if counts else ""


def _places(sentence: Sentence) -> Iterator[tuple[str, str]]:
    """The places that something happens at: after a preposition; not the origin or owner of somebody."""
    tokens = sentence.tokens
    for number, entity in enumerate(sentence.entities):
        if entity.label not in _PLACES:
            continue
        inside = tokens[entity.first : entity.last]
        head = next((t for t in inside if not entity.first <= t.head < entity.last), None)
        if head is None or head.dep not in ("pobj", "appos", "conj", "nmod"):
            continue
        last = entity.last
        while last < len(tokens) and tokens[last].start == tokens[last - 1].end and tokens[last].text not in ",.;:'’)s":
            last += 1  # "Mazar-e-Sharif", of which only the first part was taken for a name
        following = sentence.entities[number + 1] if number + 1 < len(sentence.entities) else None
        inside_of = following is not None and following.label in _PLACES and following.first == entity.last + 1
        if following is not None and inside_of and tokens[entity.last].text == ",":
            last = following.last
        yield entity.text.lower(), sentence.span(tokens[entity.first : last])


def _why(headline: Sentence, sentences: Sequence[Sentence]) -> str:
    """What follows a word of cause; else what an early "for", "after" or "over" leads to, the headline's first."""
    for sentence in sentences:
        found = _CAUSE.search(sentence.text)
        if found:
            cue = next((word for word in _WITH_CUE if word in found[0].lower()), "")
            start = found.start() + found[0].lower().index(cue) if cue else found.end()
            return _until_break(sentence.text[start:])
    for cue in ("for", "after", "over", "amid"):
        for text in (headline.text, *(sentence.text for sentence in sentences[1:3])):
            found = re.search(rf"\b{cue}\s+(?!the first|\d)", text, re.IGNORECASE)
            if found:
                return _until_break(text[found.end() :])
    return ""


def _until_break(text: str) -> str:
    words = re.split(r"[,;.:!?]|\s[–—-]+\s|\b(?:and|but|which|who)\b", text)[0].split()
    return " ".join(words[:10])


def _how(headline: Sentence, part: Sequence[Token], opening: Sequence[Sentence]) -> str:
    """The deed behind the event: "by ..." with a verb, an "after", "when" or "as" clause, or the headline's own."""
    for sentence in (headline, *opening[:4]):
        for token in sentence.tokens:
            if token.lower == "by" and (governed := sentence.children(token, "pcomp")):
                return " ".join(sentence.span(sentence.subtree(governed[0])).split()[:6])
    for sentence in (headline, *opening[:3]):
        clause = _event_clause(sentence)
        if clause:
            return clause
    verb = next((token for token in part if token.index > part[0].index and _is_main(headline, token)), None)
    if verb is not None:
        return _deed(headline, verb, part, most=3)
    root = next((sentence for sentence in opening if sentence.root is not None and sentence.root.pos == "VERB"), None)
    return _deed(root, root.root, root.tokens, most=4) if root is not None and root.root is not None else ""


def _event_clause(sentence: Sentence) -> str:
    """The subject and verb of the first clause after "after", "when" or "as"."""
    for token in sentence.tokens:
        if token.lower not in _EVENT_CLAUSES:
            continue
        rest = sentence.tokens[token.index + 1 :]
        verb = next(
            (
                word
                for word in rest[:9]
                if _is_verb(word) or (word.tag in ("NNS", "VBG") and word.index > rest[0].index)
            ),
            None,
        )
        if verb is not None:
            return sentence.span(
                [word for word in rest if max(rest[0].index, verb.index - 2) <= word.index <= verb.index]
            )
    return ""
