"""Where names and the words before them begin and end: capitals, titles, particles, adjectives, numbers."""

from __future__ import annotations

from briefings.annotation import Sentence, SentenceKind, Token
from briefings.answers.rosters.countries import Form, country_at
from briefings.answers.rosters.events import is_event_noun
from briefings.answers.rosters.vocabulary import load, match, phrases, words

_TABLE = load("people.toml")
_ROLES = phrases(_TABLE, "roles")
_TITLES = words(_TABLE, "titles")
_GROUPS = phrases(_TABLE, "groups")
_QUANTIFIERS = words(_TABLE, "quantifiers")
_OPENERS = words(_TABLE, "sentence_openers")
_KEPT = words(_TABLE, "kept")
_PARTICLES = words(_TABLE, "particles")
_DETERMINERS = frozenset({"the", "a", "an", "its", "his", "her", "their", "this", "that", "these", "those", "no"})
_CALENDAR = frozenset(
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "i",
    ]
)
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "v", "vi", "xiv", "xvi"})
_ROUGHLY = words(load("people.toml"), "roughly") | {"some"}
_LONGEST_OFFICE = 5
_ROUGH_WORDS = 3  # "at the very least 26"
_SHORTEST_PLACE = 3
_LONGEST_DATELINE = 12


def name_end(sentence: Sentence, at: int, people: frozenset[str]) -> int:
    """Where a run of name words that starts at a token ends; the same index when none starts there."""
    tokens = sentence.tokens
    start = at
    while at < len(tokens):
        token = tokens[at]
        glued = at > start and token.text in {"-", "–"} and tokens[at - 1].end == token.start
        if _is_name_word(sentence, at, people) or (at > start and token.lower in _SUFFIXES) or glued:
            at += 1
        elif (
            at > start
            and token.tag in {"VBG", "VBN", "JJ"}
            and tokens[at - 1].text in {"-", "–"}
            and tokens[at - 1].end == token.start
        ):
            return start  # "the Oscar-winning actor"
        elif (
            at > start
            and tokens[at - 1].end == token.start
            and tokens[at - 1].text in {"-", "–"}
            and token.text.isalpha()
        ):
            at += 1  # "Ching-te"
        elif (
            at > start and token.lower in _PARTICLES and token.text.islower() and token.lower not in {"of", "the", "y"}
        ):
            following = at + 1
            while following < len(tokens) and (tokens[following].lower in _PARTICLES or tokens[following].text == "-"):
                following += 1  # "Abdel Fattah al-Sisi"
            if following < len(tokens) and _is_name_word(sentence, following, people):
                at = following
            else:
                break
        else:
            break
    while at > start and tokens[at - 1].text in {"-", "–"}:
        at -= 1
    return at


def _is_name_word(sentence: Sentence, at: int, people: frozenset[str]) -> bool:
    token = sentence.tokens[at]
    text = token.text
    if (
        not text[0].isupper()
        or any(c in text for c in '()"“”')
        or token.lower in _CALENDAR
        or token.lower in _DETERMINERS
        or token.lower in _QUANTIFIERS
        or (at == 0 and token.lower in _OPENERS)
    ):
        return False
    if text in people:
        return True
    if is_event_noun(token) and token.index and sentence.tokens[at - 1].text[0].isupper() and token.entity != "PERSON":
        return False
    if at == 0 or sentence.tokens[at - 1].text in {"“", '"', "‘"}:
        if token.lower.endswith("ed") and at + 1 < len(sentence.tokens) and sentence.tokens[at + 1].lower == "by":
            return False  # "Moderated by A"
        if token.tag == "MD" or (sentence.tokens[-1].text == "?" and token.pos in {"AUX", "VERB"}):
            return False
        if sentence.kind is SentenceKind.HEADING:
            following = sentence.tokens[at + 1] if at + 1 < len(sentence.tokens) else token
            closed = token.tag in {
                "DT",
                "IN",
                "PRP",
                "PRP$",
                "WP",
                "WRB",
                "CC",
                "RB",
                "EX",
                "WDT",
                "TO",
                "MD",
                "CD",
                "JJ",
                "NNS",
            }
            return not closed and (
                following.lower == "to" or following.tag in {"MD", "VBZ", "VBD"} or token.pos == "PROPN"
            )
        if token.pos == "PROPN" or token.entity in {"PERSON", "ORG", "GPE", "NORP"}:
            return True
        headed = token.tag == "NN" and at + 1 < len(sentence.tokens) and sentence.tokens[at + 1].lower == "to"
        return headed and not (is_event_noun(token) or match(sentence, at, _GROUPS))  # "Zelenskyy to attend summit"
    if token.lower in {"rsvp", "rsvp'd"}:
        return False
    return token.tag not in {"PRP", "PRP$", "DT", "WP", "CC"}


def is_premodifier(sentence: Sentence, at: int) -> bool:
    """Whether a token is an adjective or a title word that may stand before an office: "military ruler"."""
    token = sentence.tokens[at]
    if token.lower in _TITLES:
        return match(sentence, at, _ROLES) is None or (
            at + 1 < len(sentence.tokens)
            and (match(sentence, at + 1, _ROLES) is not None and match(sentence, at, _ROLES) is None)
        )
    if token.text[0].isupper() and token.pos == "PROPN":
        return False
    return (
        token.tag in {"JJ", "JJS", "JJR", "HYPH"}
        or (token.tag == "VBN" and token.dep == "amod")
        or (
            token.tag in {"NN", "VBG"}
            and token.dep in {"compound", "amod"}
            and match(sentence, at, _ROLES) is None
            and match(sentence, at, _GROUPS) is None
        )
    )


def is_quantity(sentence: Sentence, at: int) -> bool:
    """Whether a token says how many: "most", "26", the words of "at least 26"."""
    token = sentence.tokens[at]
    if token.lower in _QUANTIFIERS or token.tag == "CD":
        return True
    if token.lower not in _ROUGHLY or token.dep not in {"advmod", "quantmod", "amod", "prep", "pobj"}:
        return False
    behind = sentence.tokens[at + 1 : at + 1 + _ROUGH_WORDS]
    return any(t.tag == "CD" or t.lower in _QUANTIFIERS for t in behind)  # not "at the head"


def dateline_end(sentence: Sentence) -> int:
    """Where the report begins behind a place in capitals: "NAIROBI — ", "OTTAWA, March 11 (Wire) - "; else 0."""
    tokens = sentence.tokens
    if not tokens[0].text.isupper() or len(tokens[0].text) < _SHORTEST_PLACE:
        return 0
    for token in tokens[1:_LONGEST_DATELINE]:
        if token.text in {"—", "–", "-", "--"} and tokens[token.index - 1].end < token.start:
            return token.index + 1
        if token.text[0].islower():
            return 0
    alone = all(token.text.isupper() or token.pos == "PUNCT" for token in tokens)
    return len(tokens) if alone and len(tokens) < _LONGEST_DATELINE else 0


def is_determiner(token: Token) -> bool:
    """Whether a token is an article or a pronoun that opens a noun phrase."""
    return token.lower in _DETERMINERS and token.tag not in {"IN", "WDT", "UH"}


def of_country(sentence: Sentence, at: int, country: str) -> tuple[int, str]:
    """The country of "the prime minister of Slovakia", and where the phrase ends."""
    tokens = sentence.tokens
    if country or at + 1 >= len(tokens) or tokens[at].lower != "of":
        return at, country
    start = at + 1 + (tokens[at + 1].lower == "the")
    found = country_at(sentence, start) if start < len(tokens) else None
    return (found.last, found.country) if found and found.form is not Form.PEOPLE else (at, country)


def of_name(sentence: Sentence, at: int) -> int:
    """Where "of the RTA" ends behind a person's name; the same index when no organisation or place follows."""
    tokens = sentence.tokens
    if at + 1 >= len(tokens) or tokens[at].lower != "of":
        return at
    start = end = at + 1 + (tokens[at + 1].lower == "the")
    while end < len(tokens) and tokens[end].text[0].isupper() and tokens[end].tag in {"NNP", "NNPS"}:
        if is_event_noun(tokens[end]) or tokens[end].entity == "PERSON":
            return at
        end += 1
    owns = end < len(tokens) and tokens[end].tag == "POS"
    return at if end == start or owns else end


def office_end(sentence: Sentence, at: int, people: frozenset[str]) -> int:
    """Where an office ends that capital letters make look like a name: "Permanent Secretary", "Fire Chief"; else 0."""
    tokens = sentence.tokens
    end = at
    while end < len(tokens) and end - at < _LONGEST_OFFICE and tokens[end].tag in {"NNP", "NNPS", "JJ", "HYPH"}:
        if tokens[end].text in people or tokens[end].entity == "PERSON" or not tokens[end].text[0].isupper():
            return 0
        found = match(sentence, end, _ROLES)
        if found and end > at:
            return found[1] if tokens[found[1] - 1].tag == "NNP" else 0
        end += 1
    return 0


def person_start(sentence: Sentence, at: int, end: int) -> int:
    """Where the person begins in a run of capitals that opens with an untagged office: "Supermodel Ines Duarte"."""
    tokens = sentence.tokens
    start = next((i for i in range(at, end) if tokens[i].entity == "PERSON"), at)
    tagged = all(token.entity == "PERSON" for token in tokens[start:end])
    untagged = all(not token.entity and token.lower not in _KEPT for token in tokens[at:start])
    return start if tagged and untagged and end - start > 1 else at


def bare(sentence: Sentence, start: int, end: int) -> str:
    """The text of the tokens [start, end) without an article at its head."""
    while start < end - 1 and sentence.tokens[start].lower in {"the", "a", "an", "both"}:
        start += 1
    return sentence.span(sentence.tokens[start:end])
