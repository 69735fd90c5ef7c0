"""The parts of a sentence that can stand alone: its coordinated main clauses, or the deeds of its subject (pure)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from briefings.annotation import Sentence, Token
from briefings.digests.phrases import FINITE, SUBJECTS, is_finite, quoted_spans, trailing_attribution
from briefings.digests.vocabulary import wording

_COMPLEMENTS = ("dobj", "attr", "acomp", "prep", "xcomp", "ccomp", "oprd")


def standing_parts(sentence: Sentence) -> list[list[int]]:
    """The token indices of each part, none for a simple sentence; no part takes half a quotation."""
    parts = _main_clauses(sentence) or _predicates(sentence)
    return [part for part in parts if _quotes_whole(sentence, part)]


def _quotes_whole(sentence: Sentence, indices: Collection[int]) -> bool:
    """Whether a clause takes each quotation whole or not at all, and none begins or ends outside the sentence."""
    kept = set(indices)
    marks = sum(token.text in {'"', "“", "”"} for token in sentence.tokens)
    whole = all(span <= kept or not (span - {min(span), max(span)}) & kept for span in quoted_spans(sentence))
    return marks % 2 == 0 and whole


def _main_clauses(sentence: Sentence) -> list[list[int]]:
    """The token indices of coordinated main clauses that each have a subject of their own.

    Who said so at the sentence's end goes with each. After "but" only the last clause stands: it is what counts.
    """
    said = trailing_attribution(sentence)
    root = sentence.root
    if root is None:
        return []
    if said:
        root = next((verb for verb in sentence.children(root, "ccomp") if verb.index not in said), root)
    if root.index in said or not _subject(sentence, root) or sentence.children(root, "parataxis"):
        return []
    if root.lemma in wording().speech and sentence.children(root, "ccomp"):  # the second clause may be said too
        return []
    heads, contrasts = [root], [False]
    while True:
        last = heads[-1]
        following = [
            child for child in sentence.children(last, "conj") if child.index > last.index and _subject(sentence, child)
        ]
        joiners = [word.lower for word in sentence.children(last, "cc") if word.index > last.index]
        if not following or not joiners or not set(joiners) <= {"and", "but"}:
            break
        heads.append(following[0])
        contrasts.append("but" in joiners)
    if len(heads) < 2 or any(sentence.children(head, "preconj", "mark") for head in heads):
        return []
    if any(head.lemma in wording().speech and not sentence.children(head, "dobj", "prep") for head in heads):
        return []
    clauses = []
    for number, head in enumerate(heads):
        below = {token.index for token in sentence.subtree(head)} - said
        if number + 1 < len(heads):
            below -= {token.index for token in sentence.subtree(heads[number + 1])}
            below -= {token.index for token in sentence.children(head, "cc") if token.index > head.index}
        indices = sorted(below)
        if not indices or not _without_gaps(sentence, indices):
            return []
        if number + 1 == len(heads) or not contrasts[number + 1]:
            clauses.append(indices + sorted({min(said) - 1, *said} - below if said else ()))
    return clauses


def _predicates(sentence: Sentence) -> list[list[int]]:
    """The token indices of each of several deeds of one subject, with the subject.

    After "but" only the last stands.
    """
    said = trailing_attribution(sentence)
    root = sentence.root
    if root is not None and said:
        root = next((verb for verb in sentence.children(root, "ccomp") if verb.index not in said), root)
    if root is None or root.index in said or root.pos not in {"VERB", "AUX"}:
        return []
    subject = _subject(sentence, root)
    if subject is None or subject.dep == "expl" or sentence.children(root, "parataxis", "preconj", "mark", "neg"):
        return []
    heads, joiners = [root], [""]
    while True:
        last = heads[-1]
        following = [child for child in sentence.children(last, "conj") if child.index > last.index]
        words = [word.lower for word in sentence.children(last, "cc") if word.index > last.index]
        if not following or not words or not set(words) <= {"and", "but"}:
            break
        if any(
            word.tag in FINITE and word.dep in {"relcl", "ccomp", "advcl"}
            for word in sentence.tokens[last.index : following[0].index]
        ):
            return []  # whose deed the second is, is uncertain
        heads.append(following[0])
        joiners.append("but" if "but" in words else "and")
    alike = all(is_finite(sentence, head) for head in heads) and all(
        not _subject(sentence, head) or head is root for head in heads
    )
    if len(heads) < 2 or not alike or subject.index > root.index:
        return []
    named = {token.index for token in sentence.subtree(subject)}
    found = []
    for number, head in enumerate(heads):
        below = {token.index for token in sentence.subtree(head)} - said
        if number + 1 < len(heads):
            below -= {token.index for token in sentence.subtree(heads[number + 1])}
            below -= {token.index for token in sentence.children(head, "cc") if token.index > head.index}
        if not any(
            head.index < child.index and child.index in below for child in sentence.children(head, *_COMPLEMENTS)
        ):
            return []  # "shot and killed an officer" is one deed
        if number + 1 == len(heads) or joiners[number + 1] != "but":
            found.append(sorted(below | named | ({min(said) - 1, *said} if said else set())))
    return found


def _without_gaps(sentence: Sentence, indices: Sequence[int]) -> bool:
    missing = set(range(indices[0], indices[-1] + 1)) - set(indices)
    return all(
        sentence.tokens[index].dep in {"cc", "punct"} or sentence.tokens[index].pos == "PUNCT" for index in missing
    )


def _subject(sentence: Sentence, verb: Token) -> Token | None:
    subjects = sentence.children(verb, *SUBJECTS)
    return subjects[0] if subjects else None
