"""Whether a sentence still says what is true once a phrase that narrows it is gone (pure).

"She signed a contract in Rome" is true wherever "She signed a contract in Rome on Monday" is; but "She did not sign in
Rome" does not make "She did not sign" true. So a phrase may go where nothing above it denies, limits, compares, counts
or sets a condition.
"""

from __future__ import annotations

from collections.abc import Sequence

from briefings.annotation import Sentence, Token
from briefings.digests.phrases import SUBJECTS
from briefings.digests.safeguards import is_number
from briefings.digests.vocabulary import wording

_NOUNS = frozenset({"NOUN", "PROPN", "PRON", "NUM"})


def follows(sentence: Sentence, core: Sequence[Token]) -> bool:
    """Whether the sentence without a phrase follows from the sentence with it."""
    inside = {token.index for token in core}
    top = next((token for token in core if token.head not in inside), core[0])
    head = sentence.head(top)
    if _is_bound(sentence, head, inside, direct=True):
        return False
    return not any(_is_bound(sentence, above, inside, direct=False) for above in sentence.ancestors(head))


def _is_bound(sentence: Sentence, head: Token, inside: set[int], *, direct: bool) -> bool:
    """Whether a word above a phrase makes what it says depend on the phrase."""
    words = wording()
    around = [child for child in sentence.children(head) if child.index not in inside]
    if any(child.dep == "neg" or child.lower in words.denying for child in around):
        return True
    if any(child.lower in words.conditions for child in around if child.dep in {"mark", "advmod", "prep"}):
        return True
    if head.lower in {"than", "without", "unlike", "like"} or (not direct and head.lemma in words.binding):
        return True
    if head.pos in _NOUNS:
        return any(_singles_out(child) for child in around) or (direct and any(is_number(child) for child in around))
    if any(_singles_out(child) for child in around if child.dep in {"advmod", "acomp", "npadvmod"}):
        return True
    of_few = any(_is_few(sentence, child) for child in around if child.dep in SUBJECTS)
    return of_few or (direct and _is_measured(sentence, head, inside))


def _singles_out(token: Token) -> bool:
    """Whether a word tells one from all others ("first", "only", "largest", "more")."""
    return token.lower in wording().limiting or token.tag in {"JJR", "RBR", "JJS", "RBS"}


def _is_few(sentence: Sentence, subject: Token) -> bool:
    """Whether a subject is nobody, few, or only some."""
    return any(word.lower in wording().denying for word in (subject, *sentence.children(subject)))


def _is_measured(sentence: Sentence, verb: Token, inside: set[int]) -> bool:
    """Whether a verb has a sum or a share for its object ("sales rose 12 percent in China")."""
    for child in sentence.children(verb, "dobj", "npadvmod", "advmod", "attr", "prep"):
        if child.index in inside:
            continue
        if any(below.entity in {"PERCENT", "MONEY"} for below in sentence.subtree(child)):
            return True
    return False
