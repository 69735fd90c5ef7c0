"""What a sentence says beside its point, found by its words more than by its parse (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from briefings.annotation import Sentence, Token
from briefings.digests.phrases import (
    ASIDE,
    CLOSING,
    COMMAS,
    DASHES,
    FINITE,
    WITHIN,
    Cut,
    Frame,
    Need,
    connective,
    core_of,
    set_off,
)
from briefings.digests.safeguards import NAMES, Claim, carries_claim
from briefings.digests.vocabulary import wording


def fillers(frame: Frame, outlets: Sequence[str]) -> Iterator[Cut]:
    """Connectives, asides, brackets, dashes and what the publisher says of itself."""
    opening = connective(frame.sentence)
    if opening is not None:
        yield opening
    for finder in (_asides, _brackets, _outlet, _dashes, _final_relative):
        yield from finder(frame, outlets)


def _asides(frame: Frame, _: Sequence[str]) -> Iterator[Cut]:
    """Between commas: "however" and its like."""
    tokens = frame.sentence.tokens
    for start in range(1, len(tokens) - 2):
        if tokens[start].text != ",":
            continue
        for size in (3, 2, 1):
            after = start + size + 1
            if after >= len(tokens) or tokens[after].text not in {",", "."}:
                continue
            if " ".join(token.lower for token in tokens[start + 1 : after]) in wording().asides:
                closing = {after} if tokens[after].text == "," else set()
                yield Cut(frozenset(range(start, after)) | closing, Need.ALWAYS, "aside")
                break
    for token in tokens:
        if token.lower == "also" and token.dep == "advmod" and 0 < token.index < len(tokens) - 1:
            neighbours = {tokens[token.index - 1].text, tokens[token.index + 1].text}
            if not neighbours & {",", "but"} and not any(word.lower == "only" for word in tokens[: token.index]):
                yield Cut(frozenset({token.index}), Need.ALWAYS, "aside")


def _brackets(frame: Frame, _: Sequence[str]) -> Iterator[Cut]:
    """What stands in round brackets; a number only where it is another number's equal."""
    tokens = frame.sentence.tokens
    opened: list[int] = []
    for token in tokens:
        if token.text == "(":
            opened.append(token.index)
        elif token.text == ")" and opened:
            start = opened.pop()
            if start == 0 or opened or start + 1 == token.index:
                continue
            inside = list(tokens[start + 1 : token.index])
            has_number = any(word.pos == "NUM" or word.text.isdigit() for word in inside)
            converted = tokens[start - 1].pos == "NUM" or _measured(frame.sentence, tokens[start - 1])
            glued = tokens[start - 1].end == tokens[start].start  # "wom(a)n", "alert(s)"
            mended = len(inside) < 3 and all(word.text.islower() for word in inside)  # "about (the) verdict"
            weighty = (has_number and not converted) or carries_claim(inside, {Claim.NEGATION, Claim.CONCESSION})
            if glued or mended or weighty:
                continue
            yield Cut(frozenset(range(start, token.index + 1)), Need.ALWAYS, "brackets")


def _measured(sentence: Sentence, token: Token) -> bool:
    """Whether a noun carries a number ("8 inches", "a 20,000-euro fine")."""
    parts = [*sentence.children(token, "nummod", "compound", "amod", "quantmod"), token]
    return any(part.pos == "NUM" or any(character.isdigit() for character in part.text) for part in parts)


def _outlet(frame: Frame, outlets: Sequence[str]) -> Iterator[Cut]:
    """In CNN's own article: "CNN has learned that", ", CNN reported" and ", according to CNN"."""
    names = {name.lower() for name in outlets if name}
    tokens = frame.sentence.tokens
    for size in range(4, 8):
        opening = " ".join(token.lower for token in tokens[:size])
        if any(opening == f"{name} has learned that" for name in names):
            yield Cut(frozenset(range(size)), Need.ALWAYS, "outlet")
    end = len(tokens) - (1 if tokens and tokens[-1].text in {".", "!"} else 0)
    for start in range(max(1, end - 6), end):
        tail = " ".join(token.lower for token in tokens[start + 1 : end])
        if tokens[start].text != "," or tokens[start - 1].text in {"”", '"'}:
            continue
        said = any(
            tail in {f"{name} {verb}", f"{name} has {verb}"} for name in names for verb in ("reported", "reports")
        )
        if said or any(tail == f"according to {name}" for name in names):
            yield Cut(frozenset(range(start, end)), Need.ALWAYS, "outlet")


def _dashes(frame: Frame, _: Sequence[str]) -> Iterator[Cut]:
    """What stands between two dashes, or after one at the sentence's end."""
    tokens = frame.sentence.tokens
    dashes = [
        token.index for token in tokens[1:-1] if token.text in DASHES and tokens[token.index - 1].end < token.start
    ]
    end = len(tokens) - (1 if tokens[-1].text in CLOSING else 0)
    if len(dashes) == 1:
        spans = [(dashes[0], end)]
    elif len(dashes) == 2:
        spans = [(dashes[0], dashes[1] + 1)] if tokens[dashes[1] + 1].dep != "cc" else []
    else:
        return
    for first, last in spans:
        inside = tokens[first + 1 : last]
        quoted = sum(token.text in {'"', "“", "”"} for token in inside) % 2
        named = any(token.entity in NAMES for token in inside)
        left_named = any(token.entity in NAMES for token in (*tokens[:first], *tokens[last:]))
        if len(inside) > 1 and not carries_claim(inside, WITHIN) and not quoted and (left_named or not named):
            yield Cut(frozenset(range(first, last)), Need.LIMIT, "dashes")


def _final_relative(frame: Frame, _: Sequence[str]) -> Iterator[Cut]:
    """The last ", who ..." of a sentence, whatever the parser made of it."""
    tokens = frame.sentence.tokens
    end = len(tokens) - (1 if tokens[-1].text == "." else 0)
    commas = [token.index for token in tokens[1:end] if token.text in COMMAS]
    if not commas or commas[-1] + 3 >= end:
        return
    core = tokens[commas[-1] + 1 : end]
    if core[0].lower not in {"who", "which", "whose"} or tokens[commas[-1] - 1].pos not in {"NOUN", "PROPN"}:
        return
    cut = set_off(frame, core, Need.CONCISE, "relative clause", guard=ASIDE)
    if cut is not None and any(token.tag in FINITE for token in core):
        yield cut


def day(frame: Frame, token: Token) -> Cut | None:
    """A near day ("on Sunday", "late Friday afternoon"): the digest has a date of its own."""
    sentence = frame.sentence
    core = core_of(sentence, token)
    words = core[1:] if core[0].lower == "on" else core
    if not words or not all(word.lower in wording().days for word in words) or words[-1].pos == "ADJ":
        return None
    bound = sentence.head(token).pos not in {"VERB", "AUX"} and not (token.lower == "on" and len(core) == 2)
    if token.dep not in {"prep", "npadvmod"} or bound or not core[0].index:
        return None
    return Cut(frozenset(word.index for word in core), Need.LIMIT, "day")


def speech_setting(frame: Frame, token: Token) -> Cut | None:
    """Where a thing was said ("in a statement") is no news."""
    sentence = frame.sentence
    if (
        token.dep != "prep"
        or sentence.head(token).lemma not in wording().speech
        or token.lower not in {"in", "on", "at", "by", "during", "to"}
    ):
        return None
    core = core_of(sentence, token)
    if core[-1].lower not in wording().media or len(core) > 5 or carries_claim(core, {Claim.NUMBER, Claim.NEGATION}):
        return None
    if any(word.entity in NAMES for word in core[:-1]) or core[0].index < sentence.head(token).index:
        return None
    return Cut(frozenset(word.index for word in core), Need.CONCISE, "speech setting")
