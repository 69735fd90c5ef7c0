"""All those of whom a "who" question's verb is said, as far as their sentences tell of the question's own occasion."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from briefings.annotation import Sentence
from briefings.answers.descriptors import descriptors
from briefings.answers.features import Situation
from briefings.answers.inquiry import Inquiry, Kind
from briefings.answers.names import respell
from briefings.answers.passages import situate
from briefings.answers.rosters import list_findings
from briefings.answers.vocabulary import affinity
from briefings.models import AnnotatedArticle, Finding

_HELD = 0.7
_AROUND = 0.6  # the article's first sentence counts too
_CARRYING = frozenset({"NOUN", "PROPN", "NUM"})
_ANYBODY = frozenset({"a", "an", "the", "my", "his", "her", "their", "our", "its"})


def everyone(inquiry: Inquiry, articles: Sequence[AnnotatedArticle], asked: datetime) -> tuple[Finding, ...]:
    """Who was killed, arrested, elected; those whose sentences tell of another occasion or office are left out."""
    if inquiry.kind not in (Kind.WHO, Kind.WHICH):
        return ()
    known = {article.article.id: article for article in articles}
    listed = [
        each for each in list_findings(respell(inquiry), articles, asked) or () if _is_meant(inquiry, each, known)
    ]
    if any(_is_named(each) for each in listed):  # "a teenager" is one of them, or is not worth saying beside them
        listed = [each for each in listed if _is_named(each) or each.text.split()[0].lower() not in _ANYBODY]
    return tuple(listed)


def _is_named(finding: Finding) -> bool:
    return finding.text[:1].isupper() and finding.text.split()[0].lower() not in _ANYBODY


def _is_meant(inquiry: Inquiry, finding: Finding, known: dict[int, AnnotatedArticle]) -> bool:
    """Whether a sentence that names somebody has the question's nouns and names near it, and the office in it."""
    for citation in finding.citations:
        article = known[citation.article_id]
        for position, sentence in enumerate(article.annotation.sentences):
            if (
                sentence.start <= citation.start < sentence.end
                and _is_one(inquiry, sentence, finding.text)
                and _tells(inquiry, situate(inquiry, article, position))
            ):
                return True
    return False


def _is_one(inquiry: Inquiry, sentence: Sentence, name: str) -> bool:
    """Whether a sentence calls somebody what a "which" question asks for: "officer" in "which officer was killed"."""
    if inquiry.kind is not Kind.WHICH or not inquiry.focus:
        return True
    last = name.split()[-1].lower()
    heads = [token for token in sentence.tokens if token.lower == last]
    called = (
        word
        for head in heads
        for word in (
            head.lemma,
            *descriptors(sentence, head),
            *(child.lemma for child in sentence.children(head, "compound", "nmod")),
        )
    )
    return any(affinity(inquiry.focus, word.lower()) >= _HELD for word in called)


def _tells(inquiry: Inquiry, situation: Situation) -> bool:
    offices = _offices(inquiry)
    rows = zip(inquiry.terms, situation.found.strengths, situation.context, strict=True)
    return all(
        strength >= _HELD if term.index in offices else max(strength, around) >= _AROUND
        for term, strength, around in rows
        if inquiry.sentence.tokens[term.index].pos in _CARRYING
    )


def _offices(inquiry: Inquiry) -> frozenset[int]:
    """The words behind "as": what somebody was elected, hired or dismissed as."""
    sentence = inquiry.sentence
    roles = (noun for word in sentence.tokens if word.lower == "as" for noun in sentence.children(word, "pobj"))
    return frozenset(token.index for noun in roles for token in (noun, *sentence.children(noun, "compound", "amod")))
