"""A sentence made short enough for a bullet without a change of meaning, by its parse (pure)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from briefings.annotation import Sentence, Token
from briefings.digests.clauses import standing_parts
from briefings.digests.cuts import find_cuts
from briefings.digests.phrases import FINITE, SUBJECTS, Cut, Need, trailing_attribution
from briefings.digests.surface import balanced, set_words
from briefings.digests.vocabulary import wording

LIMIT = 25  # words of a bullet, split at white space
CONCISE = 18  # above this many words even what is beside the point only goes
_FEWEST = 4


@dataclass(frozen=True, slots=True)
class Shortened:
    """A bullet's text and the sentence tokens it is made of."""

    text: str
    kept: frozenset[int]

    @property
    def words(self) -> int:
        """The text's length in words split at white space."""
        return len(self.text.split())


def shorten(
    sentence: Sentence,
    *,
    limit: int = LIMIT,
    concise: int = CONCISE,
    outlets: Sequence[str] = (),
    replaced: Mapping[int, str] | None = None,
) -> Shortened | None:
    """The sentence in at most ``limit`` words, or None if it cannot be without losing what it claims.

    What says nothing always goes; what is beside the point while the sentence is longer than ``concise`` words; the
    rest only as far as the limit asks. ``replaced`` gives names for pronouns, by token index.
    """
    return _shorten(sentence, range(len(sentence.tokens)), limit, concise, outlets, replaced or {})


def standing_clauses(
    sentence: Sentence,
    *,
    limit: int = LIMIT,
    concise: int = CONCISE,
    outlets: Sequence[str] = (),
    replaced: Mapping[int, str] | None = None,
) -> list[Shortened]:
    """Each main clause or deed of a sentence of several that stands alone, shortened; none for a simple sentence."""
    found = []
    for indices in standing_parts(sentence):
        clause = _shorten(sentence, indices, limit, concise, outlets, replaced or {})
        if clause is not None:
            found.append(clause)
    return found


def _shorten(
    sentence: Sentence,
    start: Iterable[int],
    limit: int,
    concise: int,
    outlets: Sequence[str],
    replaced: Mapping[int, str],
) -> Shortened | None:
    kept = frozenset(start)
    cuts = [cut for cut in find_cuts(sentence, outlets) if cut.tokens & kept]
    words = {**_plain_speech(sentence), **replaced}
    chosen = [cut for cut in cuts if cut.need is Need.ALWAYS]
    for need, target in ((Need.CONCISE, concise), (Need.LIMIT, limit), (Need.LAST, limit), (Need.WHOLE, limit)):
        # The latest first: what stands at a sentence's end matters least.
        for cut in sorted((cut for cut in cuts if cut.need is need), key=lambda cut: -min(cut.tokens)):
            if _length(sentence, kept, chosen, words) > target:
                chosen.append(cut)
    while _length(sentence, kept, chosen, words) > limit:  # a tail that is cut bares the one before it
        new = _bared(sentence, outlets, _left(kept, chosen))
        if new is None:
            break
        chosen.append(new)
    for cut in sorted((cut for cut in chosen if cut.need >= Need.LIMIT), key=lambda cut: (-cut.need, -len(cut.tokens))):
        without = [other for other in chosen if other is not cut]
        if _length(sentence, kept, without, words) <= limit:
            chosen = without
    left = _without_stray_comma(sentence, _left(kept, chosen))
    text = set_words(sentence, left, words)
    if _breaks_off(sentence, left):
        return None
    if not (_FEWEST <= len(text.split()) <= limit) or not _is_whole(sentence, left) or not balanced(text):
        return None
    return Shortened(text, left)


def _bared(sentence: Sentence, outlets: Sequence[str], left: frozenset[int]) -> Cut | None:
    """What may go at either end now that what stood before or after it is gone, the least needed first."""
    words = [index for index in left if sentence.tokens[index].pos != "PUNCT"]
    if not words:
        return None
    said = trailing_attribution(sentence)
    start, end = min(words), max((index for index in words if index not in said), default=0) + 1
    cuts = [
        cut
        for cut in find_cuts(sentence, outlets, start, end)
        if cut.need >= Need.LIMIT and (start in cut.tokens or end - 1 in cut.tokens)
    ]
    return min(cuts, key=lambda cut: (cut.need, -min(cut.tokens)), default=None)


def _left(kept: frozenset[int], cuts: Iterable[Cut]) -> frozenset[int]:
    return kept.difference(*(cut.tokens for cut in cuts))


def _length(sentence: Sentence, kept: frozenset[int], cuts: Iterable[Cut], replaced: Mapping[int, str]) -> int:
    return len(set_words(sentence, _left(kept, cuts), replaced).split())


def _without_stray_comma(sentence: Sentence, left: frozenset[int]) -> frozenset[int]:
    """The tokens without a lone comma between the subject and its verb, where what it set off is gone."""
    row = [sentence.tokens[index] for index in sorted(left)]
    for before, comma, after in zip(row, row[1:], row[2:], strict=False):
        if comma.text != "," or before.pos not in {"NOUN", "PROPN"} or after.tag not in FINITE:
            continue
        gone = comma.index + 1 not in left or comma.index - 1 not in left
        opening = [token for token in row if token.index < comma.index and token.text == ","]
        if gone and not opening and before.dep in (*SUBJECTS, "pobj", "appos"):
            return left - {comma.index}
    return left


def _plain_speech(sentence: Sentence) -> dict[int, str]:
    """Whom something was told is no news: "said" for "told reporters"."""
    found: dict[int, str] = {}
    for verb in sentence.tokens:
        if verb.lower != "told" or verb.tag != "VBD":
            continue
        heard = [child for child in sentence.children(verb, "dobj", "dative") if child.index > verb.index]
        if not heard or heard[0].lower not in wording().listeners:
            continue
        below = sentence.subtree(heard[0])
        span = range(verb.index + 1, heard[0].index + 1)
        after = sentence.tokens[heard[0].index + 1 : heard[0].index + 2]
        if {token.index for token in below} != set(span) or (after and after[0].lower in {"from", "of", "at", "with"}):
            continue
        found |= {verb.index: "said"} | dict.fromkeys(span, "")
    return found


def _is_whole(sentence: Sentence, left: Collection[int]) -> bool:
    """Whether the highest verb that is left still has its subject and its tense."""
    for verb in (token for token in sentence.tokens if token.index in left and token.pos in {"VERB", "AUX"}):
        above = {token.index for token in sentence.ancestors(verb)} & set(left)
        if above and not (verb.dep == "ccomp" and len(above) == 1):
            continue
        subjects = [word for word in sentence.children(verb, *SUBJECTS) if word.index in left]
        if verb.dep == "ROOT" and not subjects:  # the small parser loses a subject before a long relative clause
            subjects = [
                word
                for word in sentence.children(verb, "npadvmod", "dep", "nmod")
                if word.index in left and word.pos == "PROPN" and word.index < verb.index
            ]
        beside = sentence.children(verb, "aux", "auxpass")
        finite = verb.tag in FINITE or any(aux.tag in FINITE and aux.index in left for aux in beside)
        # "The museum reopened on Sunday": the tagger takes some past tenses for participles
        past = verb.tag == "VBN" and verb.dep == "ROOT" and not beside and any(word.dep == "nsubj" for word in subjects)
        if subjects and (finite or past):
            return not _says_nothing(sentence, verb, left)
    return False


def _breaks_off(sentence: Sentence, left: Collection[int]) -> bool:
    """Whether what is left ends in a word that wants another, where the sentence did not."""
    ends = [
        max((index for index in rest if sentence.tokens[index].pos != "PUNCT"), default=-1)
        for rest in (left, range(len(sentence.tokens)))
    ]
    last = sentence.tokens[ends[0]]
    return ends[0] != ends[1] and (last.pos in {"CCONJ", "DET", "SCONJ"} or last.tag in {"CC", "TO", "WDT", "PRP$"})


def _says_nothing(sentence: Sentence, verb: Token, left: Collection[int]) -> bool:
    """Whether somebody says, and what is lost."""
    if verb.lemma not in {"say", "tell", "add", "claim", "announce", "report", "argue", "state", "insist"}:
        return False
    said = sentence.children(verb, "ccomp", "dobj", "xcomp", "parataxis", "prep", "advcl", "acomp")
    return not any(token.index in left and token.pos not in {"PUNCT"} for token in said) and len(left) < 12
