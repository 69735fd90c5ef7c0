"""The same verb of the same subject with and without "not"."""

from __future__ import annotations

from collections.abc import Iterator

from briefings.annotation import Token
from briefings.stories.agreement import Statement
from briefings.stories.conflicts.wording import Conflict, Side
from briefings.stories.vocabulary import claims


def denial_conflicts(one: Statement, two: Statement) -> Iterator[Conflict]:
    """What one sentence says and another denies."""
    a, b = one.sentence.root, two.sentence.root
    if a is None or b is None or a.lemma != b.lemma or a.lemma in claims().speech | {"be", "have"}:
        return
    negated = [bool(one.sentence.children(a, "neg")), bool(two.sentence.children(b, "neg"))]
    subjects = [
        {token.lemma for token in side.sentence.children(root, "nsubj", "nsubjpass")}
        for side, root in ((one, a), (two, b))
    ]
    objects = [
        {token.lemma for token in side.sentence.children(root, "dobj", "xcomp", "ccomp", "prep")}
        for side, root in ((one, a), (two, b))
    ]
    if negated[0] != negated[1] and subjects[0] & subjects[1] and (objects[0] & objects[1] or not any(objects)):
        yield Conflict(f"whether {_clause(one)}", Side(one, _core(one, a)), Side(two, _core(two, b)))


def _clause(statement: Statement) -> str:
    sentence = statement.sentence
    root = sentence.root
    subject = sentence.children(root, "nsubj", "nsubjpass") if root else []
    return f"{sentence.span(sentence.subtree(subject[0])[:6])} did" if subject and root else "it happened"


def _core(statement: Statement, verb: Token) -> str:
    """A verb with its auxiliaries, its "not" and its object, as it stands."""
    sentence = statement.sentence
    parts = [verb, *sentence.children(verb, "aux", "auxpass", "neg")]
    for item in sentence.children(verb, "dobj", "xcomp"):
        parts += [item, *sentence.children(item, "det", "amod", "compound", "poss", "aux", "nummod")]
    first, last = min(part.index for part in parts), max(part.index for part in parts)
    return sentence.span(sentence.tokens[first : min(last, first + 9) + 1])
