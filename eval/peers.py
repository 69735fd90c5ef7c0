"""What others would score on the same rows in the same run: simple baselines and well-known libraries."""

from __future__ import annotations

import io
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from briefings.ports import Annotator
from eval.tasks import Row

Prediction = dict[str, object]
Peer = Callable[[Sequence[Row], Annotator], list[Prediction]]

_WORD = re.compile(r"[a-z0-9]+")
_STOP_SHARE = 0.2  # a word in more than this share of the headlines says nothing


def lead_three(rows: Sequence[Row], annotator: Annotator) -> list[Prediction]:
    """The article's first three sentences."""
    return [{"id": row["id"], "bullets": _sentences(row, annotator)[:3]} for row in rows]


def first_words(rows: Sequence[Row], annotator: Annotator, count: int = 45) -> list[Prediction]:
    """The article's first 45 words, the length of the editors' bullets."""
    return [{"id": row["id"], "bullets": [" ".join(str(row["text"]).split()[:count])]} for row in rows]


def lex_rank(rows: Sequence[Row], annotator: Annotator) -> list[Prediction]:
    """sumy's LexRank, three sentences."""
    from sumy.summarizers.lex_rank import LexRankSummarizer

    return [_sumy(LexRankSummarizer(), row, annotator) for row in rows]


def text_rank(rows: Sequence[Row], annotator: Annotator) -> list[Prediction]:
    """sumy's TextRank, three sentences."""
    from sumy.summarizers.text_rank import TextRankSummarizer

    return [_sumy(TextRankSummarizer(), row, annotator) for row in rows]


def one_pass_tfidf(rows: Sequence[Row], annotator: Annotator, threshold: float = 0.25) -> list[Prediction]:
    """One-pass TF-IDF: an article joins the best earlier one above a cosine, else it starts a cluster."""
    bags = [Counter(_words(f"{row.get('title') or ''} {str(row.get('text') or '')[:2000]}")) for row in rows]
    frequency = Counter(word for bag in bags for word in bag)
    vectors = [_weigh(bag, frequency, len(rows)) for bag in bags]
    clusters: list[int] = []
    postings: dict[str, list[int]] = {}
    for index, vector in enumerate(vectors):
        scores: Counter[int] = Counter()
        for word, weight in vector.items():
            for other in postings.get(word, ()):
                scores[other] += weight * vectors[other][word]  # type: ignore[assignment]
        best = max(scores, key=lambda other: scores[other], default=-1)
        clusters.append(clusters[best] if best >= 0 and scores[best] >= threshold else index)
        for word in vector:
            postings.setdefault(word, []).append(index)
    return [{"id": row["id"], "cluster": str(cluster)} for row, cluster in zip(rows, clusters, strict=True)]


def plain_trafilatura(rows: Sequence[Row], annotator: Annotator) -> list[Prediction]:
    """trafilatura as it comes."""
    return _trafilatura(rows, fast=False)


def fast_trafilatura(rows: Sequence[Row], annotator: Annotator) -> list[Prediction]:
    """trafilatura without the extractors that it asks for a second opinion."""
    return _trafilatura(rows, fast=True)


def plain_readability(rows: Sequence[Row], annotator: Annotator) -> list[Prediction]:
    """readability-lxml as it comes: a text and a title."""
    from lxml.html import fromstring  # type: ignore[import-untyped]
    from readability import Document

    from eval.tasks.extract import page_of

    predictions: list[Prediction] = []
    for row in rows:
        page = Document(page_of(row).decode("utf-8", "replace"))
        text = "\n".join(fromstring(page.summary()).itertext())
        predictions.append({"id": row["id"], "text": text, "title": page.title(), "author": "", "date": ""})
    return predictions


def plain_feedparser(rows: Sequence[Row]) -> list[Prediction]:
    """feedparser as it comes."""
    import feedparser

    from eval.tasks.feeds import feed_of

    return [{"id": row["id"], "entries": feedparser.parse(io.BytesIO(feed_of(row))).entries} for row in rows]


def _trafilatura(rows: Sequence[Row], *, fast: bool) -> list[Prediction]:
    from trafilatura import bare_extraction

    from eval.tasks.extract import page_of

    predictions: list[Prediction] = []
    for row in rows:
        found = bare_extraction(page_of(row), url=str(row["url"]), with_metadata=True, fast=fast)
        fields = found if isinstance(found, dict) else found.as_dict() if found is not None else {}
        predictions.append(
            {"id": row["id"], **{name: fields.get(name) or "" for name in ("text", "title", "author", "date")}}
        )
    return predictions


_ASKS_FOR: Mapping[str, frozenset[str]] = {
    "who": frozenset({"PERSON", "ORG", "NORP", "GPE"}),
    "where": frozenset({"GPE", "LOC", "FAC"}),
    "when": frozenset({"DATE", "TIME"}),
    "many": frozenset({"CARDINAL", "QUANTITY"}),
    "much": frozenset({"MONEY", "PERCENT", "QUANTITY", "CARDINAL"}),
}


def typed_spans(rows: Sequence[Row], annotator: Annotator) -> list[Prediction]:
    """The named entities of the type asked for, from the sentence with most of the question's words."""
    predictions: list[Prediction] = []
    for row in rows:
        annotation = annotator.annotate(str(row["context"]))
        asked = set(_words(str(row["question"])))
        labels = next((kinds for word, kinds in _ASKS_FOR.items() if word in asked), None)
        best = max(annotation.sentences, key=lambda sentence: len(asked & set(_words(sentence.text))), default=None)
        entities = best.entities if best else ()
        spans = [entity.text for entity in entities if labels is None or entity.label in labels]
        spans = [span for span in spans if not set(_words(span)) <= asked]
        predictions.append({"id": row["id"], "answer": spans[0] if spans else "", "answers": spans})
    return predictions


def nothing(rows: Sequence[Row], annotator: Annotator) -> list[Prediction]:
    """An empty answer to everything."""
    return [{"id": row["id"], "answer": "", "answers": [], "cluster": row["id"]} for row in rows]


def _sentences(row: Row, annotator: Annotator) -> list[str]:
    return [" ".join(sentence.text.split()) for sentence in annotator.annotate(str(row["text"])).body]


def _sumy(summarizer: Callable[[object, int], Iterable[object]], row: Row, annotator: Annotator) -> Prediction:
    """Run a summarizer of sumy's over our sentences: its own splitter wants a download."""
    from sumy.models.dom import ObjectDocumentModel, Paragraph, Sentence

    class Words:
        def to_words(self, text: str) -> list[str]:
            return _words(text)

    paragraph = Paragraph([Sentence(text, Words()) for text in _sentences(row, annotator)])
    chosen = summarizer(ObjectDocumentModel([paragraph]), 3)
    return {"id": row["id"], "bullets": [str(sentence) for sentence in chosen]}


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _weigh(bag: Counter[str], frequency: Counter[str], total: int) -> dict[str, float]:
    weights = {
        word: (1 + math.log(count)) * math.log(total / frequency[word])
        for word, count in bag.items()
        if frequency[word] <= max(2, _STOP_SHARE * total)
    }
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {word: weight / length for word, weight in weights.items()}
