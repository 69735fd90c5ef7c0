"""How an answer to one of our own questions is judged.

Right is an answer that holds an accepted wording of what is asked, in at most so many words, and that cites an article
of the story that tells it. A list is right when it names most of what is asked for and not much else. To a question
that no article answers, only silence is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import cast

_LONGEST = 12  # words of an answer
_LONGEST_REASON = 25  # words of an answer to "why"
_ENOUGH = 0.8  # of the items of a list

_POSSESSIVE = re.compile(r"['’]s\b")
_SIGNS = re.compile(r"[^\w\s]")
_BETWEEN_ITEMS = re.compile(r"[,;]\s+(?:and\s+)?|\s+and\s+")


class Verdict(StrEnum):
    """What became of a question."""

    RIGHT = "right"
    WRONG = "wrong"
    WITHHELD_WRONGLY = "withheld_wrongly"
    WITHHELD_RIGHTLY = "withheld_rightly"
    FALSE_ANSWER = "false_answer"


def judge(question: Mapping[str, object], prediction: Mapping[str, object] | None) -> Verdict:
    """The verdict on a prediction for a question that holds its ``docs``; no prediction withholds."""
    said = _said(prediction) if prediction else []
    accepted = cast(list[list[str]], question["answers"])
    if not accepted:
        return Verdict.FALSE_ANSWER if said else Verdict.WITHHELD_RIGHTLY
    if not said or prediction is None:
        return Verdict.WITHHELD_WRONGLY
    right = _answers(str(question["kind"]), accepted, said) and _is_cited(question, prediction)
    return Verdict.RIGHT if right else Verdict.WRONG


def tally(verdicts: Iterable[Verdict]) -> dict[str, float]:
    """How many questions got each verdict."""
    counts = dict.fromkeys(Verdict, 0.0)
    for verdict in verdicts:
        counts[verdict] += 1
    return {verdict.value: count for verdict, count in counts.items()}


def plain(text: str) -> str:
    """A text in lower case without signs and possessives, single spaces between and around its words."""
    return f" {' '.join(_SIGNS.sub(' ', _POSSESSIVE.sub('', text.lower())).split())} "


def _said(prediction: Mapping[str, object]) -> list[str]:
    answers = [str(answer) for answer in cast(Sequence[object], prediction.get("answers") or ())]
    return answers or [str(prediction["answer"])] if prediction.get("answer") else answers


def _answers(kind: str, accepted: Sequence[Sequence[str]], said: Sequence[str]) -> bool:
    if kind == "list":
        said = [item for text in said for item in _BETWEEN_ITEMS.split(text)]
        named = sum(any(_holds(text, item) for text in said) for item in accepted)
        others = sum(not any(_holds(text, item) for item in accepted) for text in said)
        return named >= _ENOUGH * len(accepted) and others <= len(accepted)
    longest = _LONGEST_REASON if kind == "why" else _LONGEST
    short = [text for text in said if len(text.split()) <= longest]
    if kind == "yes/no":
        return any(plain(text).startswith(plain(wording)) for text in short for wording in accepted[0])
    return any(_holds(text, accepted[0]) for text in short)


def _holds(text: str, wordings: Iterable[str]) -> bool:
    return any(plain(wording) in plain(text) for wording in wordings)


def _is_cited(question: Mapping[str, object], prediction: Mapping[str, object]) -> bool:
    """Whether a cited article is among those of the question or tells the same story, and holds a quote."""
    docs = {str(doc["id"]): doc for doc in cast(Sequence[Mapping[str, object]], question["docs"])}
    stories = {docs[article]["cluster"] for article in cast(list[str], question["articles"])}
    cited = [docs[str(each)] for each in cast(Sequence[object], prediction.get("citations") or ())]
    quotes = [str(quote) for quote in cast(Sequence[object], prediction.get("quotes") or ())]
    return any(doc["cluster"] in stories and any(quote in str(doc["text"]) for quote in quotes) for doc in cited)
