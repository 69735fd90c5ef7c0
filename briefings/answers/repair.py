"""Mends what parsers get wrong in questions: "who did Kolar defeat?" read without a verb, "defeat" being a noun."""

from __future__ import annotations

from dataclasses import replace

from briefings.annotation import Sentence, Token

_DO = frozenset({"do", "does", "did"})
_PARTICIPLES = frozenset({"how", "why", "when", "where"})


def repair(parsed: Sentence) -> Sentence:
    """The question with the noun that its "do" needs as its verb; any other question as it is."""
    auxiliary = next((t for t in parsed.tokens[:6] if t.lower in _DO), None)
    if auxiliary is None:
        return parsed
    above = parsed.head(auxiliary)
    if above.index == auxiliary.index:
        verb = _verb(parsed, auxiliary)
    else:  # "how much did the summit cost": the noun is the root, and the auxiliary its own
        verb = above if above.pos == "NOUN" and above.index > auxiliary.index else None
    if verb is None:
        return parsed
    left = [child for child in parsed.children(verb) if auxiliary.index < child.index < verb.index]
    subject = next((child for child in reversed(left) if child.pos in ("NOUN", "PROPN", "PRON")), None)
    if subject is None:
        return parsed
    tokens = []
    for token in parsed.tokens:
        if token.index == verb.index:
            token = replace(token, pos="VERB", tag="VB", dep="ROOT", head=verb.index, lemma=token.lower)
        elif token.index == auxiliary.index and token.index != verb.index:
            token = replace(token, pos="AUX", dep="aux", head=verb.index)
        elif token.index == subject.index:
            token = replace(token, dep="nsubj", head=verb.index)
        elif token in left:
            token = replace(token, head=subject.index)
        elif token.head == auxiliary.index:
            dep = token.dep if token.dep != "nsubj" else "dobj"
            token = replace(token, head=verb.index, dep="advmod" if token.lower in _PARTICIPLES else dep)
        tokens.append(token)
    return replace(parsed, tokens=tuple(tokens))


def _verb(parsed: Sentence, auxiliary: Token) -> Token | None:
    """The noun behind the auxiliary that must be its verb: there is no other, and a noun stands before it."""
    rest = parsed.tokens[auxiliary.index + 1 :]
    if any(token.pos == "VERB" and token.dep not in ("relcl", "acl", "amod", "compound") for token in rest):
        return None
    nouns = [token for token in rest if token.head == auxiliary.index and token.pos in ("NOUN", "PROPN")]
    compounds = [token for token in nouns if any(child.index < token.index for child in parsed.children(token))]
    return compounds[0] if compounds and compounds[0].text.islower() else None
