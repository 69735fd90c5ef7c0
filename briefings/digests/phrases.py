"""The phrases of a parsed sentence: where one begins and ends, and whether it may go (pure)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from briefings.annotation import Sentence, Token
from briefings.digests.safeguards import Claim, carries_claim, names_only
from briefings.digests.vocabulary import wording

COMMAS = frozenset({",", ";"})
DASHES = frozenset({"—", "–", "--", "---", "-"})
CLOSING = frozenset({".", "!", "?", ":", ";"})
FINITE = frozenset({"VBZ", "VBD", "VBP", "MD"})
SUBJECTS = ("nsubj", "nsubjpass", "csubj", "csubjpass", "expl")
WITHIN = frozenset(Claim)
"""What a phrase within a clause may not carry if it is to go."""
BESIDE = frozenset({Claim.NEGATION, Claim.NUMBER})
"""What a clause of its own may not carry if it is to go."""
SETTING = WITHIN - {Claim.SPAN}
"""What the setting of a sentence may not carry if it is to go."""
DESCRIPTION = frozenset({Claim.NEGATION, Claim.NUMBER, Claim.CONCESSION, Claim.CONDITION})
"""What the description of a name may not carry if it is to go."""
ASIDE = frozenset({Claim.NEGATION})
"""What a relative clause between commas may not carry if it is to go."""
APART: frozenset[Claim] = frozenset()
"""What another statement ("adding that ...") may not carry if it is to go: nothing."""

_NO_SPEAKER = frozenset({"VBD", "VBZ", "WP", "WDT", "CC", "IN", "VBG"})


class Need(IntEnum):
    """How short a sentence must become before a cut is made."""

    ALWAYS = 0  # it says nothing
    CONCISE = 1  # it says something beside the point
    LIMIT = 2  # it says something, and the limit is the limit
    LAST = 3  # it says more, and nothing else helps
    WHOLE = 4  # a clause of its own with a number in it, or with the only names


@dataclass(frozen=True, slots=True)
class Cut:
    """Token indices that may go together, as they stand in the sentence, commas and all."""

    tokens: frozenset[int]
    need: Need
    kind: str


@dataclass(frozen=True, slots=True)
class Frame:
    """A sentence as cuts see it.

    ``start`` is the token where it begins once its connective is gone, ``end`` the one where it ends, once a tail is
    cut; ``said`` are the tokens of a closing "police said".
    """

    sentence: Sentence
    start: int
    end: int
    said: frozenset[int]

    @classmethod
    def of(cls, sentence: Sentence, start: int | None = None, end: int | None = None) -> Frame:
        """The frame of a sentence that begins with the token ``start`` and ends before the token ``end``."""
        length = len(sentence.tokens)
        first = max(start or 0, after_connective(sentence))
        last = length if end is None else min(end, length)
        return cls(sentence, first, last, trailing_attribution(sentence))


def trailing_attribution(sentence: Sentence) -> frozenset[int]:
    """The tokens of a closing ", police said" or ", according to the report", whatever the parser hangs them on."""
    tokens = sentence.tokens
    commas = [token.index for token in tokens[:-1] if token.text == ","]
    for comma in commas[-2:]:
        last = tokens[comma + 1 :]
        if last[0].lower == "according":
            return frozenset(token.index for token in last)
        if last[0].lemma in wording().speech and last[0].tag in {"VBD", "VBZ"} and len(last) < 20:  # ", said police"
            return frozenset(token.index for token in last)
        verb = next((token for token in last[:10] if token.lemma in wording().speech and _tells(sentence, token)), None)
        if verb is None or last[0].tag in _NO_SPEAKER:
            continue
        if not any(token.tag in FINITE or token.dep == "mark" for token in tokens[verb.index + 1 :]):
            return frozenset(token.index for token in last)
    return frozenset()


def _tells(sentence: Sentence, verb: Token) -> bool:
    """Whether a verb of speech has a tense: "said", "has said"."""
    before = sentence.tokens[verb.index - 1] if verb.index else verb
    return verb.tag in FINITE or (verb.tag == "VBN" and before.lemma == "have")


def quoted_spans(sentence: Sentence) -> list[frozenset[int]]:
    """The tokens of each quotation, with its marks: a quotation stays as it was said, or goes whole."""
    spans: list[frozenset[int]] = []
    start = -1
    for token in sentence.tokens:
        if start < 0 and token.text in {'"', "“"}:
            start = token.index
        elif start >= 0 and token.text in {'"', "”"}:
            spans.append(frozenset(range(start, token.index + 1)))
            start = -1
    return spans


def is_finite(sentence: Sentence, verb: Token) -> bool:
    """Whether a verb or one of its auxiliaries has a tense."""
    return verb.tag in FINITE or any(word.tag in FINITE for word in sentence.children(verb, "aux", "auxpass"))


def happened(sentence: Sentence, verb: Token) -> bool:
    """Whether a verb is in the past or the perfect."""
    helpers = sentence.children(verb, "aux", "auxpass")
    perfect = verb.tag == "VBN" and any(word.lemma == "have" for word in helpers)
    return verb.tag == "VBD" or perfect or any(word.tag == "VBD" for word in helpers)


def is_main(sentence: Sentence, verb: Token) -> bool:
    """Whether a verb is the sentence's own or what somebody is quoted to have said."""
    while verb.dep in {"ccomp", "conj"} and verb.head != verb.index:
        verb = sentence.head(verb)
    return verb.dep == "ROOT"


def ends_sentence(frame: Frame, core: Sequence[Token]) -> bool:
    """Whether only the full stop, or who said so, comes after a phrase."""
    tokens, after = frame.sentence.tokens, core[-1].index + 1
    if after >= frame.end or tokens[after].text in {".", ";"}:
        return True
    return tokens[after].text == "," and after + 1 in frame.said


def is_tangled(frame: Frame, core: Sequence[Token]) -> bool:
    """Whether a phrase within a sentence may reach further than its parse says, or is measured ("minutes before")."""
    tokens, after = frame.sentence.tokens, core[-1].index + 1
    joined = after < frame.end and (tokens[after].tag == "CC" or tokens[after].lower == "because")
    listed = any(token.text in COMMAS for token in core) and not ends_sentence(frame, core)
    before = tokens[core[0].index - 1] if core[0].index else core[0]
    measured = core[0].lower in {"before", "after", "since"} and (
        before.entity in {"DATE", "TIME"} or before.lemma in wording().times or before.pos == "ADV"
    )
    return joined or listed or measured


def core_of(sentence: Sentence, token: Token) -> list[Token]:
    """The tokens from the first to the last that depend on one, without punctuation at either end."""
    below = sentence.subtree(token)
    tokens = list(sentence.tokens[below[0].index : below[-1].index + 1])
    while tokens and (tokens[-1].pos == "PUNCT" and tokens[-1].text not in {'"', "”", ")", "’"}):
        tokens.pop()
    while tokens and (tokens[0].pos == "PUNCT" and tokens[0].text not in {'"', "“", "("}):
        tokens.pop(0)
    return tokens or [token]


def set_off(
    frame: Frame,
    core: Sequence[Token],
    need: Need,
    kind: str,
    *,
    guard: frozenset[Claim] = WITHIN,
    opened: bool = False,
    closed: bool = False,
) -> Cut | None:
    """A cut of a phrase with the commas or dashes around it, if it is set off and leaves the claim whole.

    Args:
        frame: the sentence.
        core: the phrase, without the punctuation around it.
        need: how short the sentence must become before the phrase goes.
        kind: what the phrase is.
        guard: what it may not carry.
        opened: it needs no comma before it.
        closed: it needs no comma after it.
    """
    tokens = frame.sentence.tokens
    core, beyond, quoted = _with_its_quote(frame, core)
    closed = closed or quoted
    first, last = core[0].index, core[-1].index
    if last - first + 1 != len(core) or core[-1].tag == "CC":
        return None
    before = tokens[first - 1] if first else None
    after = tokens[last + 1] if last + 1 < len(tokens) else None
    leading = before is None or first == frame.start
    opens = opened or leading or _is(before, COMMAS | DASHES)
    closes = closed or after is None or _is(after, COMMAS | DASHES | CLOSING)
    if not (opens and closes) or _mixed(before, after):
        return None
    if not leading and _is(after, COMMAS) and _goes_on(frame, last + 2):
        return None
    own_clause = guard not in {WITHIN, SETTING, DESCRIPTION}
    part = guard in (WITHIN, SETTING)
    if carries_claim(core, guard if part else guard - {Claim.NUMBER}):
        return None
    nameless = names_only(frame.sentence, core, own_clause=own_clause)
    if nameless and not own_clause:
        return None
    if nameless or carries_claim(core, guard & {Claim.NUMBER}):
        need = Need.WHOLE
    if (sum(token.text in {'"', "“", "”"} for token in core) + len(beyond)) % 2 or _compares(frame, core):
        return None
    if own_clause and carries_claim(core, BESIDE):
        need = max(need, Need.LIMIT)
    cut = set(range(first, last + 1)) | beyond
    if after is not None and _is(after, COMMAS | DASHES) and (leading or not _needs_comma(frame, core)):
        cut.add(after.index)
    if before is not None and _is(before, COMMAS | DASHES) and not leading:
        cut.add(before.index)
    return Cut(frozenset(cut), need, kind)


def _with_its_quote(frame: Frame, core: Sequence[Token]) -> tuple[Sequence[Token], set[int], bool]:
    """A phrase with the quotation mark that closes what it opens, which stands behind the comma or the full stop.

    The token that goes too although it stands apart from the phrase, and whether the quotation mark ends the phrase.
    """
    tokens, after = frame.sentence.tokens, core[-1].index + 1
    if sum(token.text in {'"', "“", "”"} for token in core) % 2 == 0 or after + 1 >= len(tokens):
        return core, set(), False
    if tokens[after + 1].text in {'"', "”"} and tokens[after].text == ",":
        return tokens[core[0].index : after + 2], set(), True
    if tokens[after + 1].text in {'"', "”"} and tokens[after].text == ".":
        return core, {after + 1}, False
    return core, set(), False


def _compares(frame: Frame, core: Sequence[Token]) -> bool:
    """Whether a phrase holds the "than" of a "more" that stays."""
    inside = {token.index for token in core}
    return any(token.lower == "than" for token in core) and any(
        token.tag in {"JJR", "RBR"} and token.index not in inside for token in frame.sentence.tokens[: core[0].index]
    )


def _is(token: Token | None, marks: frozenset[str]) -> bool:
    return token is not None and token.text in marks


def _goes_on(frame: Frame, index: int) -> bool:
    """Whether a list goes on behind a phrase, where a sentence would go on with its verb."""
    tokens = frame.sentence.tokens
    if index >= len(tokens) or index in frame.said:
        return False
    token = tokens[index]
    if token.pos not in {"NOUN", "PROPN", "DET", "ADJ", "NUM", "PRON"}:
        return False
    top = token
    while top.dep not in SUBJECTS and top.head != top.index and top.dep != "ROOT":
        top = frame.sentence.head(top)
    return top.dep not in SUBJECTS or not is_main(frame.sentence, frame.sentence.head(top))


def _mixed(before: Token | None, after: Token | None) -> bool:
    """Whether a dash is on one side and a comma on the other."""
    if before is None or after is None or before.text == after.text:
        return False
    return (_is(before, DASHES) or _is(after, DASHES)) and not _is(after, CLOSING)


def _needs_comma(frame: Frame, core: Sequence[Token]) -> bool:
    """Whether what is around a cut needs a comma of its own: a list goes on, or an opening phrase ends."""
    sentence, last = frame.sentence, core[-1].index
    inside = {token.index for token in core}
    top = next((token for token in core if token.head not in inside), core[0])
    head = sentence.head(top)
    after = last + 2
    if after < len(sentence.tokens):
        follower = sentence.tokens[after]
        if (
            (after in frame.said and last not in frame.said)
            or follower.dep == "cc"
            or (follower.dep == "mark" and follower.lower != "that")
        ):
            return True
    if any(child.index > last for child in sentence.children(head, "conj")) or head.dep == "appos":
        return True
    for above in (head, *sentence.ancestors(head)):
        if above.pos in {"VERB", "AUX"}:
            break
        start = sentence.subtree(above)[0].index
        if 0 < start < core[0].index and sentence.tokens[start - 1].text == ",":  # ", from Walsall, a town in ...,"
            return True
    for above in (head, *sentence.ancestors(head)):
        parent = sentence.head(above)
        subjects = [child for child in sentence.children(parent, *SUBJECTS) if child.index > last]
        if above.index < parent.index and subjects and above.dep not in SUBJECTS:
            return True
    return False


def connective(sentence: Sentence) -> Cut | None:
    """Opening words that tie the sentence to the one before."""
    words = [token.lower for token in sentence.tokens]
    for size in (4, 3, 2, 1):
        phrase = " ".join(words[:size])
        if phrase not in wording().connectives or len(words) <= size + 2:
            continue
        first = sentence.tokens[0]
        comma = words[size] in COMMAS
        conjunction = (
            size == 1 and first.tag == "CC" and first.dep in {"cc", "preconj"} and phrase in {"and", "but", "so", "yet"}
        )
        adverb = (
            size == 1
            and phrase in {"yet", "still", "meanwhile", "also"}
            and first.pos in {"ADV", "CCONJ"}
            and sentence.tokens[1].pos in {"PROPN", "DET"}
        )
        so = size == 1 and phrase == "so" and sentence.tokens[1].tag in {"IN", "DT", "PRP", "NNP", "EX"}
        if comma or conjunction or adverb or so:
            return Cut(frozenset(range(size + comma)), Need.ALWAYS, "connective")
        return None
    return None


def after_connective(sentence: Sentence) -> int:
    """The index where a sentence begins once its connective is gone."""
    cut = connective(sentence)
    if cut is not None:
        return max(cut.tokens) + 1
    return 1 if sentence.tokens and sentence.tokens[0].text in {'"', "“", "‘"} else 0
