"""Questions that a passage nearly answers, made by rule from questions that it does answer.

Each rule changes one detail of the question, so that the passage looks right and is not: the way in which SQuAD 2.0's
writers made theirs (Rajpurkar et al. 2018, table 4: negation, antonym, entity swap, mutual exclusion, impossible
condition). A rule returns ``None`` where it does not apply. Made questions are sometimes answerable after all, so they
are a part of the training data and not the most of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from random import Random

_NAME = re.compile(r"(?:[A-Z][\w’'-]*\w|[A-Z])(?:(?: of| the| de| van| von| al)* (?:[A-Z][\w’'-]*\w|[A-Z]\.?))*")
_NUMBER = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)?(?![\w%])")
_YEAR = re.compile(r"(?<!\d)(1[0-9]{3}|20[0-9]{2})(?!\d)")
_WORD = re.compile(r"[A-Za-z]+")
_PLAIN = re.compile(r"(?<![\w-])[a-z]{4,}(?![\w-])")
_FAINT = re.compile(
    r"what|which|whom|whose|when|where|with|from|that|this|these|those|there|their|they|them|were|been|have|does|many|"
    r"much|more|most|some|such|than|then|into|over|also|about|after|before|during|between|through|under|until|while|"
    r"would|could|should|other|only|very|name|kind|type|used|called|known"
)
_NEGATED = re.compile(r"\b(did|does|do|was|were|is|are|has|have|had|can|could|will|would) ", re.IGNORECASE)
_OPENING = re.compile(
    r"(?:What|Which|Who|Whom|Whose|When|Where|Why|How|In|On|At|By|To|From|For|Of|With|During|After|Before|The|A|An|"
    r"Is|Are|Was|Were|Did|Does|Do|Has|Have|Had|Name|According)\b"
)

Rule = Callable[[str, str, str, Sequence[str], Random], str | None]
"""(question, passage, answer, other passages of the article, chance) -> a changed question."""


def swap_name(question: str, passage: str, answer: str, others: Sequence[str], chance: Random) -> str | None:
    """Put another name of the article in the place of one; half of the time a name that the passage has too."""
    named = [found for found in _NAME.finditer(question) if found.start() > 0 and not _OPENING.fullmatch(found.group())]
    if not named:
        return None
    old = chance.choice(named)
    source = passage if chance.random() < 0.5 or not others else chance.choice(others)
    taken = f"{question} {answer}".lower()
    words = len(old.group().split())
    fresh = sorted({name for name in names(source) if name.lower() not in taken and abs(len(name.split()) - words) < 2})
    return _replace(question, old.span(), chance.choice(fresh)) if fresh else None


def swap_number(question: str, passage: str, answer: str, others: Sequence[str], chance: Random) -> str | None:
    """Change a year by up to 60, or another number to one of the passage or to a near one."""
    found = list(_NUMBER.finditer(question))
    if not found:
        return None
    old = chance.choice(found)
    if _YEAR.fullmatch(old.group()):
        fresh = str(int(old.group()) + chance.choice((-1, 1)) * chance.choice((1, 2, 3, 5, 10, 20, 60)))
    else:
        near = sorted({each.group() for each in _NUMBER.finditer(passage)} - {old.group()})
        fresh = chance.choice(near) if near and chance.random() < 0.6 else str(chance.randint(2, 99))
    return None if fresh in (old.group(), answer) else _replace(question, old.span(), fresh)


def swap_antonym(question: str, passage: str, answer: str, others: Sequence[str], chance: Random) -> str | None:
    """Turn one word into its opposite."""
    found = [each for each in _WORD.finditer(question) if each.group().lower() in antonyms()]
    if not found:
        return None
    old = chance.choice(found)
    fresh = chance.choice(antonyms()[old.group().lower()])
    return _replace(question, old.span(), fresh.capitalize() if old.group()[0].isupper() else fresh)


def swap_word(question: str, passage: str, answer: str, others: Sequence[str], chance: Random) -> str | None:
    """Put another word of the article, of the same ending, in the place of one that the passage has too."""
    held = {word.lower() for word in _WORD.findall(passage)}
    taken = {word.lower() for word in _WORD.findall(f"{question} {answer}")}
    found = [each for each in _PLAIN.finditer(question) if each.start() > 0 and each.group() in held]
    if not found:
        return None
    old = chance.choice(found)
    source = f"{passage} {chance.choice(others)}" if others else passage
    words = {word for word in _PLAIN.findall(source) if word not in taken and _ending(word) == _ending(old.group())}
    fresh = sorted(word for word in words if not _FAINT.fullmatch(word) and word[:4] != old.group()[:4])
    return _replace(question, old.span(), chance.choice(fresh)) if fresh and not _FAINT.fullmatch(old.group()) else None


def negate(question: str, passage: str, answer: str, others: Sequence[str], chance: Random) -> str | None:
    """Deny the question's verb."""
    found = _NEGATED.search(question)
    if not found or found.start() == 0 or re.search(r"\b(?:not|never|no)\b|n't", question):
        return None
    fresh = chance.choice((f"{found.group(1)} not ", f"{found.group(1)} never ", f"{found.group(1)}n't "))
    return _replace(question, found.span(), fresh.replace("cann't", "can't").replace("willn't", "won't"))


RULES: tuple[tuple[Rule, float], ...] = (
    (swap_name, 0.36),
    (swap_word, 0.24),
    (swap_antonym, 0.2),
    (swap_number, 0.15),
    (negate, 0.05),
)
"""Each rule, and how often it is tried first."""


def mislead(question: str, passage: str, answer: str, others: Sequence[str], chance: Random) -> str | None:
    """Change a detail of the question by one of the rules that apply."""
    order = sorted(RULES, key=lambda each: chance.random() ** (1 / each[1]), reverse=True)
    tried = order if chance.random() < 0.5 else order[:2]
    made = (rule(question, passage, answer, others, chance) for rule, _ in tried)
    return next((changed for changed in made if changed and changed.lower() != question.lower()), None)


def definite(question: str) -> bool:
    """Whether a question names something or gives a number, so that it asks about one thing wherever it is asked."""
    named = any(found.start() > 0 and not _OPENING.fullmatch(found.group()) for found in _NAME.finditer(question))
    return named or bool(_NUMBER.search(question))


def names(text: str) -> list[str]:
    """Capitalized names of a text, without the words that only begin a sentence."""
    found = []
    for match in _NAME.finditer(text):
        begins = match.start() == 0 or text[: match.start()].rstrip()[-1:] in '.!?"“”'
        name = match.group()
        if len(name) > 2 and (not begins or " " in name) and not _OPENING.fullmatch(name):
            opening = _OPENING.match(name)
            found.append(name[opening.end() :].strip() if opening else name)
    return found


@cache
def antonyms() -> dict[str, list[str]]:
    """Every word of ``antonyms.txt`` with its opposites."""
    opposites: dict[str, list[str]] = {}
    for line in (Path(__file__).parent / "antonyms.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            left, right = (side.split() for side in line.split("/"))
            for word in left:
                opposites.setdefault(word, []).extend(right)
            for word in right:
                opposites.setdefault(word, []).extend(left)
    return opposites


def _ending(word: str) -> str:
    return next((ending for ending in ("ing", "ed", "ly", "tion", "ist", "er", "s") if word.endswith(ending)), "")


def _replace(text: str, span: tuple[int, int], fresh: str) -> str:
    return text[: span[0]] + fresh + text[span[1] :]
