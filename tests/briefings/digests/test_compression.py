"""Shortening keeps what a sentence claims: sentences of many events, each with what may not be lost."""

import re
import tomllib
from pathlib import Path

import pytest

from briefings.digests.compression import LIMIT, shorten, standing_clauses
from briefings.digests.surface import balanced
from briefings.ports import Annotator

CASES = tomllib.loads((Path(__file__).parent / "compressions.toml").read_text("utf-8"))["case"]
_DENYING = (
    "not",
    "n't",
    "no",
    "never",
    "neither",
    "nor",
    "without",
    "unlikely",
    "denied",
    "declined",
    "rarely",
    "only",
)


def _forms(annotator: Annotator, text: str, **options: object) -> list[str]:
    sentence = annotator.annotate(text).sentences[0]
    whole = shorten(sentence, **options)  # type: ignore[arg-type]
    parts = standing_clauses(sentence)
    return ([whole.text] if whole else []) + [part.text for part in parts]


def test_the_table_is_as_large_as_promised() -> None:
    assert len(CASES) >= 40


@pytest.mark.parametrize("case", CASES, ids=[" ".join(case["text"].split()[:5]) for case in CASES])
def test_a_shortened_sentence_keeps_its_claim(case: dict[str, list[str]], annotator: Annotator) -> None:
    text = str(case["text"])
    sentence = annotator.annotate(text).sentences[0]
    found = shorten(sentence)
    if found is None:  # then it is not used; a clause of it may be
        return
    words = found.text.split()
    assert len(words) <= LIMIT
    for phrase in case["keeps"]:
        assert phrase.lower() in found.text.lower(), found.text
    for phrase in case.get("loses", []):
        assert phrase not in found.text, found.text
    assert found.text[-1] in '."”'
    assert found.text.lstrip('"“')[0].isupper() or found.text[0].isdigit()
    assert balanced(found.text)
    assert ", ," not in found.text
    assert " ," not in found.text
    assert "  " not in found.text
    assert not re.search(r"\ba [aeio]\w+|\ban [bcdfgjkpqtvwz]\w+", found.text)


def test_most_long_sentences_can_be_shortened(annotator: Annotator) -> None:
    forms = [_forms(annotator, case["text"]) for case in CASES]
    assert sum(bool(found) for found in forms) >= 0.8 * len(CASES)


@pytest.mark.parametrize("case", CASES, ids=[" ".join(case["text"].split()[:5]) for case in CASES])
def test_no_number_of_the_main_claim_is_lost(case: dict[str, str], annotator: Annotator) -> None:
    """A number may go only with a clause that goes whole."""
    sentence = annotator.annotate(case["text"]).sentences[0]
    found = shorten(sentence)
    if found is None:
        return
    root = sentence.root
    assert root is not None
    for verb in (root, *sentence.children(root, "ccomp")):
        for noun in sentence.children(verb, "nsubj", "nsubjpass", "dobj"):
            for number in sentence.children(noun, "nummod"):
                assert number.index in found.kept


def test_every_denial_of_the_main_verb_stays(annotator: Annotator) -> None:
    for case in CASES:
        sentence = annotator.annotate(case["text"]).sentences[0]
        found = shorten(sentence)
        root = sentence.root
        if found is None or root is None:
            continue
        for word in (root, *sentence.children(root)):
            if word.lower in _DENYING:
                assert word.index in found.kept, found.text


def test_a_quotation_is_never_changed(annotator: Annotator) -> None:
    text = (
        "“We have waited, as everybody knows, for eleven long years for this day, and we, the families, thank the judges "
        "who had the courage to speak,” said Leila Haddad, a lawyer from Beirut, during a vigil on Friday."
    )
    for found in _forms(annotator, text):
        quoted = re.findall(r"“[^”]*”", found)
        assert all(part in text for part in quoted)


def test_the_publisher_is_not_named_in_its_own_bullet(annotator: Annotator) -> None:
    text = "The central bank will raise interest rates by half a point next month, Reuters has reported."
    assert _forms(annotator, text, outlets=("Reuters",)) == [
        "The central bank will raise interest rates by half a point next month."
    ]
    assert "Reuters" in _forms(annotator, text, outlets=("Le Monde",))[0]


def test_a_name_stands_for_a_pronoun(annotator: Annotator) -> None:
    sentence = annotator.annotate("He resigned on Friday after the report was published.").sentences[0]
    found = shorten(sentence, replaced={0: "Daniel Abebe"})
    assert found is not None
    assert found.text.startswith("Daniel Abebe resigned")


def test_each_clause_that_stands_alone_is_offered(annotator: Annotator) -> None:
    text = "The mayor opened the new library on Saturday, and the city council approved money for two more schools."
    clauses = _forms(annotator, text)[1:]
    assert clauses == [
        "The mayor opened the new library on Saturday.",
        "The city council approved money for two more schools.",
    ]


def test_after_but_only_what_counts_stands_alone(annotator: Annotator) -> None:
    text = "The minister promised new trains for the region, but the ministry cancelled the order on Thursday."
    assert "The minister promised new trains for the region." not in _forms(annotator, text)


@pytest.mark.parametrize(
    ("text", "short"),
    [
        (
            (
                "Ngozi, from Enugu, a city in the south-east of Nigeria, is the youngest of the eleven pilots who passed the "
                "examination in Lagos on Friday."
            ),
            "Ngozi, from Enugu, is",
        ),
        (
            (
                "Rosa Marin, a nurse from Cadiz who has worked at the clinic since it opened in 1998, told reporters the "
                "patients had been waiting for two days without food."
            ),
            "Rosa Marin said",
        ),
        (
            (
                "The storm, “the worst in a century,” according to the mayor of Tampico, tore roofs from 300 houses, and the "
                "army has sent soldiers with tents and water."
            ),
            "The storm, “the worst in a century,”",
        ),
    ],
)
def test_the_commas_are_where_they_belong(text: str, short: str, annotator: Annotator) -> None:
    whole = _forms(annotator, text)
    assert not whole or whole[0].startswith(short)
