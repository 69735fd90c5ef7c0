"""The people and places of a story, each under one name, the most central first."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from briefings.annotation import Entity, Sentence
from briefings.models import AnnotatedArticle

_PLACES = frozenset({"GPE", "LOC", "FAC"})
_CONSIDERED = _PLACES | {"PERSON"}
_NAME = re.compile(
    r"[A-Z\u00c0-\u024f][^\d]{2,}"
)  # "Xi" is rarer than "La" and other scraps, and its full name is known
_LEAD_WEIGHT = 3.0  # a mention in the first sentences; who is named there is whom the report is about
_LEAD = 3
_SURE = 0.6  # of a lone word's occurrences that the parser takes for a person; "Bitcoin" and "Twitter" come below


@dataclass(slots=True)
class _Name:
    """One way of writing a name, and how it occurs in the story."""

    forms: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    weight: float = 0.0
    articles: set[int] = field(default_factory=set)

    @property
    def form(self) -> str:
        """The writing that is shown: the most frequent one."""
        return self.forms.most_common(1)[0][0]

    @property
    def centrality(self) -> float:
        """Mentions, more in the leads, times the articles that have any: many reports weigh more than one long one."""
        return self.weight * len(self.articles)

    def is_mostly(self, *labels: str) -> bool:
        """Whether the parser takes most mentions for one of these."""
        return 2 * sum(self.labels[label] for label in labels) > self.labels.total()

    def take(self, other: _Name) -> None:
        """Count another writing of the name as this one; this one's form stays."""
        self.labels += other.labels
        self.weight += other.weight
        self.articles |= other.articles


def people(articles: Sequence[AnnotatedArticle], limit: int = 8) -> tuple[str, ...]:
    """The people of a story, in full where any article gives the full name."""
    names = {key: name for key, name in _names(articles).items() if name.is_mostly("PERSON")}
    occurrences = _occurrences(articles)
    merged: dict[tuple[str, ...], _Name] = {}
    # The most frequent full name takes the others in: "Gray" and "Mayor Kimani Gray" are "Kimani Gray".
    for key, name in sorted(names.items(), key=lambda item: (len(item[0]) == 1, -item[1].weight, item[0])):
        fuller = next((other for other in merged if _same(key, other)), None)
        if fuller is not None:
            merged[fuller].take(name)
        elif len(key) > 1 or name.labels["PERSON"] >= _SURE * occurrences[key[0]]:
            merged[key] = name
    return _ranked(merged.values(), limit)


def places(articles: Sequence[AnnotatedArticle], limit: int = 8) -> tuple[str, ...]:
    """The places of a story, without those that are only addresses."""
    return _ranked((name for name in _names(articles).values() if name.is_mostly("GPE", "LOC")), limit)


def _ranked(names: Iterable[_Name], limit: int) -> tuple[str, ...]:
    return tuple(name.form for name in sorted(names, key=lambda name: (-name.centrality, name.form))[:limit])


def _names(articles: Sequence[AnnotatedArticle]) -> dict[tuple[str, ...], _Name]:
    """Every name of the articles by its words in plain letters; one that reports abbreviate is under its full form."""
    found: defaultdict[tuple[str, ...], _Name] = defaultdict(_Name)
    for each in articles:
        body = each.annotation.body or each.annotation.sentences  # titles in capitals mislead the parser
        for number, sentence in enumerate(body):
            for entity in sentence.entities:
                if entity.label in _CONSIDERED and (form := _form(sentence, entity)):
                    name = found[_key(form)]
                    name.forms[form] += 1
                    name.labels[entity.label] += 1
                    name.weight += _LEAD_WEIGHT if number < _LEAD else 1.0
                    name.articles.add(each.article.id)
    return dict(found)


def _form(sentence: Sentence, entity: Entity) -> str:
    """An entity's text on one line, under the name that we show; "" where it is no name."""
    if not any(token.pos == "PROPN" for token in sentence.tokens[entity.first : entity.last]):
        return ""
    text = " ".join(entity.text.split()).strip("\"'“”‘’.,-– ")
    if text in _aliases():
        return _aliases()[text]
    return text if _NAME.fullmatch(text) else ""


def _key(form: str) -> tuple[str, ...]:
    """A name's words without accents, capitals, hyphens and initials: "Jean-Luc" and "Jean Luc" are one."""
    letters = unicodedata.normalize("NFKD", form.casefold().replace("-", " ").replace("’", "'"))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter)).removesuffix("'s")
    words = tuple(word.strip(".,") for word in plain.split())
    kept = tuple(word for word in words if len(word) > 1)
    return kept or words


def _same(key: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether the shorter of two names is the longer one's beginning or end, or both with the middle left out."""
    shorter, longer = sorted((key, other), key=len)
    size = len(shorter)
    if shorter in (longer[:size], longer[-size:]):
        return True
    return size > 1 and (shorter[0], shorter[-1]) == (longer[0], longer[-1])


def _occurrences(articles: Sequence[AnnotatedArticle]) -> Counter[str]:
    """How often each word comes in the articles."""
    return Counter(
        token.lower for each in articles for sentence in each.annotation.sentences for token in sentence.tokens
    )


@cache
def _aliases() -> dict[str, str]:
    text = (files(__package__) / "data" / "places.toml").read_text(encoding="utf-8")
    return {alias: name for name, aliases in tomllib.loads(text)["names"].items() for alias in aliases}
