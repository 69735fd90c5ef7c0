"""What a sentence says beside its point, found by its words more than by its parse (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from briefings.annotation import Sentence, Token
from briefings.digests.entailment import follows
from briefings.digests.phrases import (
    ASIDE,
    BESIDE,
    CLOSING,
    COMMAS,
    DASHES,
    DESCRIPTION,
    FINITE,
    WITHIN,
    Cut,
    Frame,
    Need,
    connective,
    core_of,
    happened,
    is_tangled,
    set_off,
)
from briefings.digests.safeguards import NAMES, Claim, carries_claim
from briefings.digests.vocabulary import wording


def fillers(frame: Frame, outlets: Sequence[str]) -> Iterator[Cut]:
    """Connectives, asides, brackets, dashes and what the publisher says of itself."""
    opening = connective(frame.sentence)
    if opening is not None:
        yield opening
    for finder in (
        _asides,
        _brackets,
        _outlet,
        _dashes,
        _colon,
        _relatives,
        _descriptions,
        _intensifiers,
        _colours,
        _ages,
        _acronyms,
    ):
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
            weighty = weighty or any(word.lower in wording().limits for word in inside)  # "(at least in the capital)"
            if glued or mended or weighty:
                continue
            yield Cut(frozenset(range(start, token.index + 1)), Need.ALWAYS, "brackets")


def _intensifiers(frame: Frame, _: Sequence[str]) -> Iterator[Cut]:
    """Adverbs that only lend weight ("really, really"), where nothing is denied."""
    tokens = frame.sentence.tokens
    if any(token.dep == "neg" or token.lower in wording().negations for token in tokens):
        return
    for token in tokens[1:-1]:
        if token.lower in wording().intensifiers and token.dep == "advmod":
            comma = {token.index + 1} if tokens[token.index + 1].text == "," else set()
            yield Cut(frozenset({token.index} | comma), Need.LIMIT, "intensifier")


def _colours(frame: Frame, _: Sequence[str]) -> Iterator[Cut]:
    """Adjectives that paint and do not tell which ("a dashing prince"), where another word stands before the noun."""
    sentence = frame.sentence
    for token in sentence.tokens[1:-1]:
        if token.lower not in wording().colours or token.dep != "amod" or token.entity:
            continue
        noun, before, after = sentence.head(token), sentence.tokens[token.index - 1], sentence.tokens[token.index + 1]
        alone = not sentence.children(token) and token.index < noun.index and after.pos in {"NOUN", "PROPN", "ADJ"}
        if alone and before.pos in {"DET", "PRON", "ADP", "VERB", "PART", "ADJ"}:
            yield Cut(frozenset({token.index}), Need.LIMIT, "colour")


def _ages(frame: Frame, _: Sequence[str]) -> Iterator[Cut]:
    """How old somebody is, after the name (", 21,")."""
    tokens = frame.sentence.tokens
    for token in tokens[2:-1]:
        commas = tokens[token.index - 1].text == tokens[token.index + 1].text == ","
        if commas and token.text.isdigit() and len(token.text) < 3 and tokens[token.index - 2].entity == "PERSON":
            closing = {token.index + 1} if tokens[token.index + 2].lower not in {"of", "from"} else set()
            yield Cut(frozenset({token.index - 1, token.index} | closing), Need.WHOLE, "age")


def _acronyms(frame: Frame, _: Sequence[str]) -> Iterator[Cut]:
    """The letters after the name that they stand for (", INEC,")."""
    tokens = frame.sentence.tokens
    for comma in (token.index for token in tokens[1:-2] if token.text == ","):
        short = tokens[comma + 1].text
        initials = [
            token.text[0] for token in tokens[max(0, comma - 2 * len(short)) : comma] if token.text[0].isupper()
        ]
        if (
            short.isupper()
            and 1 < len(short) < 7
            and tokens[comma + 2].text == ","
            and list(short) == initials[-len(short) :]
        ):
            yield Cut(frozenset(range(comma, comma + 3)), Need.ALWAYS, "acronym")


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
        if len(inside) < 2 or quoted or carries_claim(inside, WITHIN - {Claim.NUMBER, Claim.SPAN}):
            continue
        plain = not carries_claim(inside, WITHIN) and (left_named or not named)
        if not plain and inside[0].tag in {"WP", "WDT", "WP$"}:  # "half of the athletes -- who ... --" are those only
            continue
        yield Cut(frozenset(range(first, last)), Need.LIMIT if plain else Need.WHOLE, "dashes")


def _colon(frame: Frame, _: Sequence[str]) -> Iterator[Cut]:
    """What a colon unfolds, after a clause that is whole without it."""
    tokens, root = frame.sentence.tokens, frame.sentence.root
    for token in tokens[1:-1]:
        if token.text != ":" or root is None or root.index > token.index or root.lemma in wording().speech:
            continue
        inside = tokens[token.index : -1 if tokens[-1].text == "." else None]
        quoted = sum(word.text in {'"', "“", "”"} for word in inside) % 2
        if (
            tokens[token.index - 1].pos == "NOUN"
            and not quoted
            and not carries_claim(inside, BESIDE | {Claim.CONCESSION})
        ):
            yield Cut(frozenset(word.index for word in inside), Need.LAST, "colon")
        return


def _relatives(frame: Frame, _: Sequence[str]) -> Iterator[Cut]:
    """What follows a noun between ", who" and the comma before the verb, or the end, whatever the parser made of it."""
    tokens = frame.sentence.tokens
    for start, core in _between_commas(frame):
        named = tokens[start - 1].pos in {"NOUN", "PROPN"}
        if named and core[0].lower in {"who", "which", "whose"} and any(token.tag in FINITE for token in core):
            cut = set_off(frame, core, Need.CONCISE, "relative clause", guard=ASIDE)
            if cut is not None:
                yield cut


def _descriptions(frame: Frame, _: Sequence[str]) -> Iterator[Cut]:
    """What somebody is, between the name and the verb, or at the end (", the suspect in the murder")."""
    tokens = frame.sentence.tokens
    for start, core in _between_commas(frame):
        listed = any(token.dep == "cc" or token.text in COMMAS for token in core)
        listed = listed or core[0].index in frame.said
        named = tokens[start - 1].pos == "PROPN" or tokens[start - 1].text in {'"', "”"}
        if named and core[0].lower in {"a", "an", "the"} and not listed:
            cut = set_off(frame, core, Need.CONCISE, "description", guard=DESCRIPTION)
            if cut is not None:
                yield cut


def _between_commas(frame: Frame) -> Iterator[tuple[int, Sequence[Token]]]:
    """Each comma with the words after it that go up to the comma before a verb, or to the end of the sentence."""
    tokens = frame.sentence.tokens
    end = len(tokens) - (1 if tokens[-1].text == "." else 0)
    commas = [token.index for token in tokens[1:end] if token.text == ","]
    for number, start in enumerate(commas):
        if start + 3 >= end:
            continue
        closing = next((comma for comma in commas[number + 1 :] if _verb_follows(frame.sentence, comma)), None)
        if closing is not None:
            yield start, tokens[start + 1 : closing]
        elif number + 1 == len(commas):
            yield start, tokens[start + 1 : end]


def _verb_follows(sentence: Sentence, comma: int) -> bool:
    """Whether a verb with a tense comes right after a comma, or after the quotation mark behind it."""
    after = list(sentence.tokens[comma + 1 : comma + 4])
    while after and (after[0].text in {'"', "”"} or after[0].pos == "ADV"):
        after.pop(0)
    return bool(after) and after[0].tag in FINITE and after[0].pos in {"VERB", "AUX"}


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


def date(frame: Frame, token: Token) -> Cut | None:
    """Any other day, month or year on which a thing happened ("in March 2004", "July 3", "this summer")."""
    sentence = frame.sentence
    core = core_of(sentence, token)
    words = core[1:] if token.dep == "prep" else core
    if token.dep not in {"prep", "npadvmod"} or not words or any(word.entity not in {"DATE", "TIME"} for word in words):
        return None
    if token.dep == "prep" and token.lower not in {"in", "on", "at", "during", "around"}:
        return None
    verb = sentence.head(token)
    if core[0].index < verb.index or verb.pos != "VERB" or not happened(sentence, verb) or not follows(sentence, core):
        return None
    return None if is_tangled(frame, core) else set_off(frame, core, Need.LIMIT, "date", opened=True, closed=True)


def that(frame: Frame, token: Token) -> Cut | None:
    """The "that" of what somebody said."""
    sentence = frame.sentence
    clause = sentence.head(token)
    verb = sentence.head(clause)
    if (
        token.lower != "that"
        or clause.dep != "ccomp"
        or verb.lemma not in wording().speech
        or verb.index + 1 != token.index
    ):
        return None
    return Cut(frozenset({token.index}), Need.LIMIT, "that")


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
