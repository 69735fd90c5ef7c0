"""The one language pipeline: lines, sentences, parses, entities and embeddings, loaded once."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import spacy

from briefings.annotation import Annotation, Entity, Sentence, SentenceKind, Token, Vector
from briefings.errors import ModelError
from briefings.language.embeddings import Embedder
from briefings.language.lines import Line, cut_lines
from briefings.language.weights import embedder_file, parser_folder, tokenizer_file

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

_SPACES = str.maketrans({"\n": " ", "\t": " ", "\r": " ", "\u00a0": " ", "\u202f": " ", "\u2009": " "})
_FINITE = frozenset({"VBZ", "VBD", "VBP", "MD"})
_LONGEST_LINE = 5_000  # characters; a longer line is no prose, and the parser's memory grows with it
_MOST_SENTENCES = 400  # of an article; a live blog's tail is not news any more


class Pipeline:
    """spaCy's English parser and the sentence embedder behind the Annotator port; safe to call from several threads."""

    def __init__(self, parser: Language, embedder: Embedder) -> None:
        self._parser = parser
        self._embedder = embedder
        self._lock = threading.Lock()  # spaCy's vocabulary is not safe to grow from two threads

    def annotate(self, text: str, dateline: str = "") -> Annotation:
        """Everything found in an article's text; ``dateline``, its opening words, is no part of its first sentence."""
        sentences = tuple(self._sentences(text, cut_lines(text, dateline)))[:_MOST_SENTENCES]
        return Annotation(sentences, self._embedder.embed([plain(sentence.text) for sentence in sentences]))

    def parse(self, text: str) -> Sentence:
        """A question, or any other short text, as one parsed sentence."""
        start, end = len(text) - len(text.lstrip()), len(text.rstrip())
        if start >= end:
            return Sentence("", 0, 0)
        line = Line(start, min(end, start + _LONGEST_LINE), heading=False)
        with self._lock:
            document = self._parser(plain(text[line.start : line.end]))
        return _sentence(text, line, 0, [document[:]], 0)

    def embed(self, texts: Sequence[str]) -> Vector:
        """One row of unit length a text, shape (len(texts), 384)."""
        return self._embedder.embed([plain(text) for text in texts])

    def _sentences(self, text: str, lines: Sequence[Line]) -> Iterator[Sentence]:
        parsable = [line for line in lines if line.end - line.start <= _LONGEST_LINE]
        with self._lock:
            documents = list(
                self._parser.pipe((plain(text[line.start : line.end]) for line in parsable), batch_size=64)
            )
        position = 0
        for paragraph, (line, document) in enumerate(zip(parsable, documents, strict=True)):
            for spans in [[document[:]]] if line.heading else _whole_sentences(document):
                sentence = _sentence(text, line, paragraph, spans, position)
                if sentence.text:
                    yield sentence
                    position += 1


def load(threads: int = 1) -> Pipeline:
    """Load and check the models: about 2 s and 300 MB.

    Args:
        threads: processor threads that one embedding call may use.

    Raises:
        ModelError: a model is missing or broken; the message names the fix.
    """
    folder = parser_folder()
    try:
        parser = spacy.load(folder)
    except Exception as error:  # spaCy raises whatever its parts raise
        raise ModelError(f"The English parser in {folder} does not load ({error}); install it anew.") from error
    return Pipeline(parser, Embedder(embedder_file(), tokenizer_file(), threads))


def plain(text: str) -> str:
    """The text with every white space a blank; the same length, so that offsets stay."""
    return text.translate(_SPACES)


def _whole_sentences(document: Doc) -> Iterator[list[Span]]:
    """The parser's sentences; those that it cut inside quotation marks or before a small letter are one again."""
    gathered: list[Span] = []
    open_quote = False
    for span in document.sents:
        follows_on = span.text.lstrip("\"'“”‘’—–- ")[:1].islower()
        if gathered and not (open_quote or follows_on):
            yield gathered
            gathered = []
        gathered.append(span)
        quoted = "".join(part.text for part in gathered)
        open_quote = quoted.count("“") > quoted.count("”") and len(quoted) < 300
    if gathered:
        yield gathered


def _sentence(text: str, line: Line, paragraph: int, spans: list[Span], position: int) -> Sentence:
    """One sentence of ours from one or more of the parser's; the later ones hang on the first one's root."""
    source = [token for span in spans for token in span if not token.is_space]
    if not source:
        return Sentence("", line.start, line.start)
    index = {token.i: number for number, token in enumerate(source)}
    root = spans[0].root.i
    tokens = []
    for number, token in enumerate(source):
        stray = token.head.i == token.i and token.i != root
        head = root if stray else token.head.i
        start = line.start + token.idx
        tokens.append(
            Token(
                index=number,
                text=token.text,
                lemma=token.lemma_.lower(),
                pos=token.pos_,
                tag=token.tag_,
                dep="parataxis" if stray else token.dep_,
                head=index.get(head, number),
                start=start,
                end=start + len(token.text),
                entity=token.ent_type_,
            )
        )
    entities = tuple(entity for span in spans for found in span.ents if (entity := _entity(found, index)) is not None)
    start, end = tokens[0].start, tokens[-1].end
    return Sentence(text[start:end], start, end, tuple(tokens), entities, _kind(line, tokens), paragraph, position)


def _entity(found: Span, index: dict[int, int]) -> Entity | None:
    """A named entity without the article or quotation mark before it and the possessive after it."""
    tokens = [token for token in found if token.i in index]
    while tokens and (tokens[0].lower_ in {"the", "a", "an"} or tokens[0].is_punct):
        tokens = tokens[1:]
    while tokens and (tokens[-1].tag_ == "POS" or tokens[-1].is_punct):
        tokens = tokens[:-1]
    if not tokens:
        return None
    text = found.doc[tokens[0].i : tokens[-1].i + 1].text
    return Entity(text, found.label_, index[tokens[0].i], index[tokens[-1].i] + 1)


def _kind(line: Line, tokens: list[Token]) -> SentenceKind:
    if line.heading:
        return SentenceKind.HEADING
    if any(token.tag in _FINITE for token in tokens):
        return SentenceKind.BODY
    return SentenceKind.FRAGMENT
