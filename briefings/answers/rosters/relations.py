"""Lists that read like rosters: who was killed, arrested, elected or fired, who won, resigned or voted against.

One finding a person, from every report that says it; what is denied, doubted or long past is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from briefings.annotation import Sentence, Token
from briefings.answers.rosters.factuality import weigh
from briefings.answers.rosters.identity import same_name
from briefings.answers.rosters.mentions import name_words
from briefings.answers.rosters.reading import Reading, full_names, read_sentences
from briefings.answers.rosters.tense import is_earlier
from briefings.answers.rosters.vocabulary import Phrases, load, match_verb, phrases, table, words
from briefings.models import AnnotatedArticle, AttendanceStatus, AttendeeKind, Citation, Finding

_WHO = frozenset({"who", "whom", "who's", "which", "how"})
_ASIDE = frozenset({"relcl", "acl", "advcl", "appos", "cc", "conj", "punct", "prep", "ccomp"})
_BEFORE = 3  # sentences in which "he" may have been named


@dataclass(frozen=True, slots=True)
class _Relation:
    """What the vocabulary calls a relation, its verbs, and what those are called of whom it holds."""

    name: str
    undergo: Phrases
    act: Phrases
    nouns: frozenset[str]


_TABLE = load("relations.toml")
_RELATIONS = tuple(
    _Relation(
        name, phrases(row, "undergo"), phrases(row, "act"), words(row, "nouns") if "nouns" in row else frozenset()
    )
    for name in _TABLE
    for row in (table(_TABLE, name),)
)


@dataclass(frozen=True, slots=True)
class ListQuestion:
    """A question for everybody of whom a relation holds; ``words`` tell which occasion it means."""

    relation: str
    words: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Listed:
    """Somebody of whom a sentence says the relation."""

    name: str
    article: AnnotatedArticle
    sentence: Sentence


def read_list_question(question: Sentence) -> ListQuestion | None:
    """The relation that a question asks about ("who was killed in the crash?"), or None for any other question."""
    tokens = question.tokens
    if not tokens or tokens[0].lower not in _WHO or (tokens[0].lower == "how" and tokens[1].lower != "many"):
        return None
    for token in tokens[1:]:
        for relation in _RELATIONS:
            if _asks_for(question, token, relation):
                return ListQuestion(relation.name, _occasion(question, token))
    return None


def list_findings(
    question: Sentence, articles: Sequence[AnnotatedArticle], asked: datetime
) -> tuple[Finding, ...] | None:
    """Everybody of whom the asked relation holds, in order of mention; None when the question asks for no such list.

    Articles from after ``asked`` are left out, and those that lack a word by which the question names its occasion.
    """
    read = read_list_question(question)
    if read is None:
        return None
    relation = next(relation for relation in _RELATIONS if relation.name == read.relation)
    listed = [
        row
        for article in articles
        if article.article.when <= asked and _speaks_of(article, read.words)
        for row in _listed(article, relation)
    ]
    return _merged(listed)


def _asks_for(question: Sentence, token: Token, relation: _Relation) -> bool:
    """Whether the question's verb asks for those whom the relation is about: "who was killed", not "who killed X"."""
    if token.pos not in {"VERB", "AUX", "NOUN", "ADJ"} or any(t.dep == "neg" for t in question.children(token)):
        return False
    passive = token.tag == "VBN" and any(t.lemma in {"be", "get"} for t in question.tokens[1 : token.index])
    if match_verb(question, token.index, relation.act):
        return not passive
    return passive and match_verb(question, token.index, relation.undergo) is not None


def _occasion(question: Sentence, verb: Token) -> frozenset[str]:
    """The nouns behind the verb, as they are compared: "crash", "lisbon"."""
    return frozenset(
        token.lemma.lower()
        for token in question.tokens
        if token.index > verb.index and token.pos in {"NOUN", "PROPN", "NUM"}
    )


def _speaks_of(article: AnnotatedArticle, occasion: frozenset[str]) -> bool:
    if not occasion:
        return True
    text = f"{article.article.title} {article.article.dateline} {article.article.text}".lower()
    return sum(word in text for word in occasion) * 3 >= len(occasion) * 2


def _listed(article: AnnotatedArticle, relation: _Relation) -> Iterator[_Listed]:
    sentences = article.annotation.sentences
    wanted = [n for n, sentence in enumerate(sentences) if any(_kind(sentence, t, relation) for t in sentence.tokens)]
    if not wanted:
        return
    people = name_words(sentences)
    names = full_names(sentences, people)
    near = sorted({n for hit in wanted for n in range(max(0, hit - _BEFORE), hit + 1)})
    year = article.article.published.year if article.article.published else None
    for reading in read_sentences([sentences[n] for n in near], people):
        for name in _people(reading, relation, year):
            full = names.get(name)
            yield _Listed(full.name if full else name, article, reading.sentence)


def _kind(sentence: Sentence, token: Token, relation: _Relation) -> str:
    """Which kind of the relation's verbs a token is: "act", "undergo", the "list" of "the dead include", or none."""
    if _is_list_of(sentence, token, relation):
        return "list"
    if token.pos not in {"VERB", "ADJ", "NOUN"} or (token.pos == "NOUN" and token.dep != "ROOT"):
        return ""
    if match_verb(sentence, token.index, relation.act):
        return "act"
    return "undergo" if match_verb(sentence, token.index, relation.undergo) else ""


def _is_list_of(sentence: Sentence, token: Token, relation: _Relation) -> bool:
    """Whether a verb lists those of whom the relation holds: "the dead include A and B"."""
    if token.lemma not in {"include", "be"} or token.pos not in {"VERB", "AUX"} or not relation.nouns:
        return False
    return any(subject.lower in relation.nouns for subject in sentence.children(token, "nsubj"))


def _people(reading: Reading, relation: _Relation, year: int | None) -> Iterator[str]:
    """The names of those of whom a sentence says the relation, or the words for them: "two soldiers"."""
    sentence = reading.sentence
    if sentence.text.endswith("?"):
        return
    for token in sentence.tokens:
        kind = _kind(sentence, token, relation)
        if not kind or is_earlier(sentence, token, year):
            continue
        if weigh(sentence, token, AttendanceStatus.ATTENDING) is not AttendanceStatus.ATTENDING:
            continue
        passive = bool(sentence.children(token, "nsubjpass", "auxpass"))
        if kind == "list":
            yield from (mention.name for mention in reading.run_from(token.index + 1))
            continue
        if kind == "undergo" and not passive and token.dep not in {"acl", "relcl"}:
            yield from _objects(reading, token)
        elif kind == "act" or passive or token.tag == "VBN":
            yield from _subjects(reading, token)


def _subjects(reading: Reading, verb: Token) -> Iterator[str]:
    found = reading.subjects(verb)
    if found:
        yield from (mention.name for mention in found if mention.named or mention.definite or mention.plural)
        for subject in reading.sentence.children(verb, "nsubj", "nsubjpass")[:1]:
            for other in _conjuncts(reading.sentence, subject):
                if reading.at(other.index) is None:
                    yield _phrase(reading, other)  # "two soldiers and a child"
        return
    node = verb
    while node.dep in {"conj", "xcomp", "acl"} and not reading.sentence.children(node, "nsubj", "nsubjpass"):
        node = reading.sentence.head(node)
        if node.pos == "NOUN":
            yield from _phrases(reading, node)
            return
    for subject in reading.sentence.children(node, "nsubj", "nsubjpass")[:1]:
        yield from _phrases(reading, subject)


def _objects(reading: Reading, verb: Token) -> Iterator[str]:
    for thing in reading.sentence.children(verb, "dobj")[:1]:
        found = reading.resolve(thing)
        if found:
            yield from (mention.name for mention in found)
        else:
            yield from _phrases(reading, thing)


def _phrases(reading: Reading, noun: Token) -> Iterator[str]:
    """A noun and those listed with it, each in its own words: "a nurse", "at least 12 people"."""
    sentence = reading.sentence
    for head in (noun, *_conjuncts(sentence, noun)):
        mention = reading.at(head.index)
        if mention is not None and mention.kind is AttendeeKind.PERSON:
            yield mention.name
        elif head.pos in {"NOUN", "PROPN", "NUM"} and head.entity not in {"DATE", "TIME"}:
            yield _phrase(reading, head)


def _phrase(reading: Reading, noun: Token) -> str:
    """A noun with the words that belong to it, without clauses and asides: "at least 12 people"."""
    sentence = reading.sentence
    inside = [child for child in sentence.children(noun) if child.dep not in _ASIDE]
    return sentence.span([noun, *(token for child in inside for token in sentence.subtree(child))])


def _conjuncts(sentence: Sentence, noun: Token) -> Iterator[Token]:
    for other in sentence.children(noun, "conj"):
        if other.pos in {"NOUN", "PROPN", "NUM"}:
            yield other
            yield from _conjuncts(sentence, other)


def _merged(listed: Sequence[_Listed]) -> tuple[Finding, ...]:
    """One finding a person, with a sentence of each article; the fullest name stands for all."""
    rows: list[list[_Listed]] = []
    for item in listed:
        home = next((row for row in rows if any(same_name(item.name, other.name) for other in row)), None)
        if home is None:
            rows.append([item])
        else:
            home.append(item)
    return tuple(
        Finding(max((item.name for item in row), key=lambda name: len(name.split())), _citations(row)) for row in rows
    )


def _citations(row: Sequence[_Listed]) -> tuple[Citation, ...]:
    first: dict[int, Citation] = {}
    for item in row:
        article = item.article.article
        first.setdefault(article.id, Citation.of(article, item.sentence.start, item.sentence.end))
    return tuple(first.values())
