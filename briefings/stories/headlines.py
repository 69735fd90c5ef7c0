"""A story's headline: the best of its articles' titles, else one that is cut from a lead sentence (pure)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from briefings.annotation import Sentence, SentenceKind, Token
from briefings.models import AnnotatedArticle
from briefings.stories.signatures import rarity, stems

_MOST_WORDS = 14  # of a headline that we cut ourselves
_LONGEST_TITLE = 18  # words; a longer title is a sentence
_SHORTEST_TITLE = 3
_LEADS = 3  # body sentences of an article that may become a headline
_ARTICLES = 8  # that are looked at for it
_SITE = re.compile(r"\s+(?:\||[-–—]{1,2})\s+([^|]{2,40})$")

# What a headline can do without, in the order in which it goes; conditions, concessions and negations never go.
_ASIDES = ("appos", "relcl", "parataxis", "acl", "npadvmod", "advcl", "conj", "advmod", "prep", "amod")
_KEPT_CLAUSES = frozenset({"if", "unless", "although", "though", "while", "despite", "without", "until", "not", "only"})
_POINTING = frozenset({"he", "she", "it", "they", "this", "that", "these", "those", "there", "his", "her", "their",
                       "its", "i", "we", "you", "my", "our", "but", "and", "or", "so", "here"})  # fmt: skip


def headline(articles: Sequence[AnnotatedArticle]) -> str:
    """The title that says most of what the articles share, or a lead sentence cut to at most 14 words."""
    titles = [title for each in articles if (title := _title(each))]
    return _best_title(titles) if titles else _from_leads(articles[:_ARTICLES])


def _title(each: AnnotatedArticle) -> str:
    """An article's title without the site's name, or the heading that it opens with."""
    article = each.article
    title = " ".join(article.title.split())
    if (site := _SITE.search(title)) and site[1].casefold() in article.source.casefold():
        title = title[: site.start()]
    if title:
        return title
    first = next(iter(each.annotation.sentences), None)
    if first is None or first.kind is not SentenceKind.HEADING:
        return ""
    words = [token for token in first.tokens if token.text.isalpha()]
    return " ".join(first.text.split()) if _SHORTEST_TITLE < len(words) <= _LONGEST_TITLE else ""


def _best_title(titles: Sequence[str]) -> str:
    """The title whose rare words the other titles share most; a plain statement before a question or a teaser."""
    shared = Counter(stem for title in titles for stem in set(stems(title)))

    def worth(title: str) -> float:
        found = set(stems(title))
        told = sum(rarity(stem) * shared[stem] / len(titles) for stem in found) / max(1, len(found)) ** 0.5
        words = len(title.split())
        odd = title.endswith(("?", "…", "...")) + title.isupper()
        misfit = words < _SHORTEST_TITLE or words > _LONGEST_TITLE
        return float(told - 4 * odd - 2 * misfit)

    return max(titles, key=worth)


def _from_leads(articles: Sequence[AnnotatedArticle]) -> str:
    """The cut lead sentence that stands nearest to what all articles say."""
    if not articles:
        return ""
    middle = np.mean([each.annotation.centroid for each in articles], axis=0)
    best, score = "", -np.inf
    for each in articles:
        for place, sentence in enumerate(each.annotation.body[:_LEADS]):
            text, whole = cut(sentence)
            worth = float(each.annotation.vectors[sentence.position] @ middle) - 0.15 * place - 0.5 * (not whole)
            worth -= _points_outside(sentence) + 0.01 * (len(sentence.text.split()) - len(text.split()))
            if text and worth > score:
                best, score = text, worth
    return best


def cut(sentence: Sentence, most: int = _MOST_WORDS) -> tuple[str, bool]:
    """A sentence without its asides, and whether it then fits and says something; if not, its opening with "…"."""
    kept = set(range(len(sentence.tokens)))
    for aside in _asides(sentence):
        if _words(sentence, kept) <= most:
            break
        if len(kept - aside) >= _SHORTEST_TITLE:
            kept -= aside
    if _words(sentence, kept) <= most:
        return _written(sentence, kept), _is_statement(sentence, kept)
    opening = sorted(kept)
    while opening and (_words(sentence, opening) >= most or sentence.tokens[opening[-1]].pos in _UNFINISHED):
        opening.pop()
    return f"{_written(sentence, set(opening))}…" if opening else "", False


_SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")
_UNFINISHED = frozenset({"ADP", "DET", "CCONJ", "SCONJ", "PUNCT", "PART", "AUX", "PRON", "ADJ"})


def _is_statement(sentence: Sentence, kept: set[int]) -> bool:
    """Whether somebody still does something in what is kept."""
    root = sentence.root
    return root is not None and any(child.index in kept for child in sentence.children(root, *_SUBJECTS))


def _asides(sentence: Sentence) -> Iterator[set[int]]:
    """The parts that a headline can do without, as token indices, what matters least first."""
    parts = []
    for token in sentence.tokens:
        if token.dep in _ASIDES and sentence.head(token) is not token:
            subtree = sentence.subtree(token)
            if not any(part.dep == "neg" or part.lower in _KEPT_CLAUSES for part in subtree):
                parts.append((_ASIDES.index(token.dep), -token.index, _with_conjunction(sentence, token, subtree)))
    return (part for _, _, part in sorted(parts, key=lambda part: part[:2]) if part)


def _with_conjunction(sentence: Sentence, token: Token, subtree: Sequence[Token]) -> set[int]:
    part = {each.index for each in subtree}
    if token.dep == "amod" or (token.dep == "prep" and token.lower == "of"):
        return set()  # "former president", "minister of defence": without it the name is another
    if token.dep == "conj":
        if sentence.head(token).pos not in ("VERB", "AUX"):
            return set()  # half a list of names is not what the sentence says
        part |= {each.index for each in sentence.children(sentence.head(token), "cc") if each.index < token.index}
    return part


def _points_outside(sentence: Sentence) -> float:
    first = sentence.tokens[0].lower if sentence.tokens else ""
    quoted = sentence.text[:1] in "\"'“‘"
    return 0.5 * (first in _POINTING) + 0.4 * quoted + 0.4 * sentence.text.endswith("?")


def _words(sentence: Sentence, kept: Sequence[int] | set[int]) -> int:
    return sum(any(letter.isalnum() for letter in sentence.tokens[index].text) for index in kept)


def _written(sentence: Sentence, kept: set[int]) -> str:
    """The kept tokens as they were spaced, without punctuation that stood beside what is gone."""
    last = len(sentence.tokens) - 1
    parts: list[str] = []
    before: Token | None = None
    for token in sentence.tokens:
        if token.index not in kept or (token.index == last and token.text in ".!;:,"):
            continue
        gap = not {token.index - 1, token.index + 1} & set(range(last + 1)) <= kept
        if gap and token.text in {",", ";", ":", "-", "–", "—", "(", ")", "--"}:
            continue
        if before is not None and (before.index + 1 != token.index or before.end != token.start):
            parts.append(" ")
        parts.append(token.text)
        before = token
    text = "".join(parts).strip(" ,;:–—-")
    return text[:1].upper() + text[1:]
