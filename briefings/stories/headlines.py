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

# What a headline can do without. Negations, adverbs ("no longer", "at least"), conditions and concessions never go.
_ASIDES = frozenset({"appos", "relcl", "parataxis", "acl", "npadvmod", "advcl", "conj", "prep"})
_ESSENTIAL = frozenset({"ROOT", "nsubj", "nsubjpass", "csubj", "expl", "ccomp", "aux", "auxpass", "amod", "compound",
                        "poss", "pobj", "nummod"})  # fmt: skip
_MARKS = frozenset({",", ";", "(", ")", "-", "–", "—", "--"})
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
    """The parts that a headline can do without, as token indices, what matters least first.

    First what stands between commas or brackets, the last first, for there the parser's labels err most; then clauses
    and phrases from the end on, for a report says first what matters; then what somebody is beside the name.
    """
    yield from reversed([part for part in _insertions(sentence) if _may_go(sentence, part)])
    for token in reversed(sentence.tokens):
        if token.dep in _ASIDES and not _completes(sentence, token):
            part = {each.index for each in sentence.subtree(token)}
            if token.dep == "conj":
                part |= {
                    each.index for each in sentence.children(sentence.head(token), "cc") if each.index < token.index
                }
            if _may_go(sentence, part):
                yield part
    for entity in sentence.entities:
        before = sentence.tokens[entity.first - 1] if entity.first else None
        if entity.label == "PERSON" and before is not None and before.dep in ("compound", "amod"):
            title = {before.index} | {each.index for each in sentence.subtree(before)}
            while (first := min(title) - 1) >= 0 and sentence.tokens[first].dep in ("compound", "amod"):
                title.add(first)
            yield title


def _completes(sentence: Sentence, token: Token) -> bool:
    """Whether what it hangs on says nothing without it: "went on strike", half a list of names."""
    head = sentence.head(token)
    if token.dep == "prep":
        return token.lower == "of" or (head.pos == "VERB" and token.index == head.index + 1)
    return token.dep == "conj" and head.pos not in ("VERB", "AUX")


def _insertions(sentence: Sentence) -> Iterator[set[int]]:
    """What stands between commas, brackets or dashes and hangs on the rest, in text order."""
    part: set[int] = set()
    for token in (*sentence.tokens, None):
        if token is not None and token.text not in _MARKS:
            part.add(token.index)
            continue
        tops = [sentence.tokens[index] for index in part if sentence.tokens[index].head not in part]
        below = [
            each for each in sentence.tokens if each.index not in part and each.head in part and each.dep != "punct"
        ]
        if tops and not below and not any(_is_essential(sentence, top) for top in tops):
            yield part
        part = set()


def _is_essential(sentence: Sentence, top: Token) -> bool:
    if top.head == top.index or top.dep in _ESSENTIAL:
        return True
    return top.dep in ("conj", "cc") and sentence.head(top).pos not in ("VERB", "AUX")


def _may_go(sentence: Sentence, part: set[int]) -> bool:
    opening = [sentence.tokens[index].lower for index in sorted(part)[:2]]
    return not any(word in _KEPT_CLAUSES for word in opening)


def _points_outside(sentence: Sentence) -> float:
    first = sentence.tokens[0].lower if sentence.tokens else ""
    quoted = sentence.text[:1] in "\"'“‘"
    return 0.5 * (first in _POINTING) + 0.4 * quoted + 0.4 * sentence.text.endswith("?")


def _words(sentence: Sentence, kept: Sequence[int] | set[int]) -> int:
    return sum(any(letter.isalnum() for letter in sentence.tokens[index].text) for index in kept)


def _written(sentence: Sentence, kept: set[int]) -> str:
    """The kept tokens as they were spaced, without the commas around what is gone."""
    parts: list[str] = []
    before: Token | None = None
    for token in sentence.tokens:
        if token.index not in kept or token.index in _orphans(sentence, kept):
            continue
        if (
            before is not None
            and before.end != token.start
            and not (before.index + 1 != token.index and token.text in _MARKS)
        ):
            parts.append(" ")
        parts.append(token.text)
        before = token
    text = "".join(parts).strip(" ,;:.!–—-")
    return text[:1].upper() + text[1:]


def _orphans(sentence: Sentence, kept: set[int]) -> set[int]:
    """Marks beside what is gone; but one that only follows it still parts what is left."""
    orphans: set[int] = set()
    opened = True  # the run of what is gone began the sentence or with a mark
    for token in sentence.tokens:
        gone_before = token.index > 0 and token.index - 1 not in kept
        if token.index not in kept:
            if token.index == 0 or (token.index - 1 in orphans and token.index - 2 in kept):
                opened = True
            elif not gone_before and token.index - 1 not in orphans:
                opened = False
        elif token.text in _MARKS:
            gone_after = token.index + 1 < len(sentence.tokens) and token.index + 1 not in kept
            if gone_after or (gone_before and opened):
                orphans.add(token.index)
    return orphans
