"""From a parsed question to what it asks: its kind, the type of its answer, its predicate and its terms."""

from __future__ import annotations

import re

from briefings.annotation import Sentence, Token
from briefings.answers.inquiry import Inquiry, Kind, Role, Sought, Term
from briefings.answers.repair import repair
from briefings.answers.vocabulary import concept, vocabulary
from briefings.answers.wordings import wordings

_WH = frozenset({"who", "whom", "whose", "what", "which", "when", "where", "why", "how"})
_BY_WORD = {
    "who": Kind.WHO,
    "whom": Kind.WHO,
    "whose": Kind.WHO,
    "what": Kind.WHAT,
    "which": Kind.WHICH,
    "when": Kind.WHEN,
    "where": Kind.WHERE,
    "why": Kind.WHY,
    "how": Kind.HOW,
}
_HOW = {
    "many": Kind.HOW_MANY,
    "much": Kind.HOW_MUCH,
    "long": Kind.HOW_LONG,
    "old": Kind.HOW_OLD,
    **dict.fromkeys(
        ("far", "big", "large", "high", "tall", "deep", "fast", "often", "heavy", "wide", "hot", "strong"), Kind.HOW_FAR
    ),
}
_SOUGHT = {
    Kind.WHO: Sought.AGENT,
    Kind.WHEN: Sought.TIME,
    Kind.WHERE: Sought.PLACE,
    Kind.WHY: Sought.REASON,
    Kind.HOW: Sought.MANNER,
    Kind.HOW_MANY: Sought.COUNT,
    Kind.HOW_MUCH: Sought.MONEY,
    Kind.HOW_LONG: Sought.DURATION,
    Kind.HOW_OLD: Sought.AGE,
    Kind.HOW_FAR: Sought.MEASURE,
}
_OF_NEWS = frozenset(
    {"new", "news", "latest", "update", "updates", "going", "happening", "happened", "occurred", "took", "place"}
)
_SEE_THROUGH = frozenset({"name", "type", "kind", "sort", "form", "one", "part", "piece", "example", "member", "term"})
_AUXILIARIES = frozenset(
    [
        "is",
        "are",
        "was",
        "were",
        "do",
        "does",
        "did",
        "has",
        "have",
        "had",
        "will",
        "would",
        "can",
        "could",
        "should",
        "shall",
        "may",
        "might",
        "must",
        "am",
    ]
)
_OPENERS = ("will", "would", "could", "should", "does", "what", "when", "where", "which", "whose")
_SHORTEST_OPENING = 3  # letters
_HALVES = frozenset({"aux", "auxpass", "cop"})


def tidy(text: str) -> str:
    """A question fit to be parsed: one line, without the politeness before it, and with its question mark."""
    text = " ".join(text.split())[:400].strip(" \"'“”")
    text = re.sub(r"^(?:(?:hi|hey|hello|please|so|and|ok|okay)\b[ ,]*)+", "", text, flags=re.IGNORECASE)
    text = re.sub(r"^(?:can|could|do) you (?:please )?(?:tell me|say|know)[ ,]+(?=\w)", "", text, flags=re.IGNORECASE)
    text = re.sub(r"\s*[?!.]+$", "", text)
    first, *rest = text.split(" ", 1)
    text = " ".join([_mended_opening(first), *rest])
    return f"{text[:1].upper()}{text[1:]}?" if text else ""


def _mended_opening(word: str) -> str:
    """The word that a question opens with, where one letter of it was left out: "wil" is "will"."""
    typed = word.lower()
    for opener in () if typed in _AUXILIARIES else _OPENERS:
        if len(typed) >= _SHORTEST_OPENING and typed[0] == opener[0]:
            left_out = {opener[:place] + opener[place + 1 :] for place in range(1, len(opener))}
            if typed in left_out:
                return opener
    return word


def inquire(parsed: Sentence) -> Inquiry:
    """Take a parsed question apart."""
    parsed = repair(parsed)
    tokens = parsed.tokens
    asking = next((token for token in tokens if token.lower in _WH and not _subordinate(parsed, token)), None)
    asking = asking or _late(parsed)
    kind = _kind(parsed, asking)
    if asking is None and kind not in (Kind.NEWS, Kind.POLAR):
        return _telegraphic(parsed, kind)
    opening, focus, head = _opening(parsed, asking) if asking else (frozenset[int](), "", None)
    if kind in (Kind.NEWS, Kind.HAPPENED):
        opening |= {token.index for token in tokens if token.lower in _OF_NEWS}
    if kind is Kind.WHAT and not focus and any(token.lemma == "cost" and token.pos == "VERB" for token in tokens):
        kind = Kind.HOW_MUCH
    sought = _weighed(parsed) if kind is Kind.HOW_MUCH and not focus else _sought(kind, focus)
    predicate = _predicate(parsed, head or asking, opening)
    role, preposition = _role(parsed, head or asking, predicate, kind, opening)
    return _inquiry(parsed, kind, sought, role, focus, opening, predicate, preposition)


def _inquiry(
    parsed: Sentence,
    kind: Kind,
    sought: Sought,
    role: Role,
    focus: str,
    opening: frozenset[int],
    predicate: Token | None,
    preposition: str,
) -> Inquiry:
    subject = _subject(parsed, predicate, opening) if predicate else None
    return Inquiry(
        sentence=parsed,
        kind=kind,
        sought=sought,
        role=role,
        focus=focus,
        opening=opening,
        predicate=predicate,
        predicate_concept=concept(parsed, predicate) if predicate else "",
        preposition=preposition,
        terms=_terms(parsed, opening),
        negated=any(token.dep == "neg" or token.lower in ("n't", "not", "never") for token in parsed.tokens),
        subject=subject if subject and subject.index not in opening else None,
    )


def _subject(parsed: Sentence, predicate: Token, opening: frozenset[int]) -> Token | None:
    """Who does what a question asks about: behind "did" it stands before the verb, whatever the parse made of it."""
    subject = next(iter(parsed.children(predicate, "nsubj", "nsubjpass")), None)
    auxiliary = _auxiliary(parsed, opening)
    if subject is not None or auxiliary is None or auxiliary.lemma != "do":
        return subject
    between = parsed.tokens[auxiliary.index + 1 : predicate.index]
    return next((token for token in reversed(between) if token.pos in ("NOUN", "PROPN") and token.dep != "pobj"), None)


def _subordinate(parsed: Sentence, token: Token) -> bool:
    """Whether a question word opens a clause inside the question ("the man who fell") rather than asks."""
    if token.index == 0 or token.lower in ("how", "why"):
        return False
    before = parsed.tokens[token.index - 1]
    clause = next(
        (above for above in token_and_ancestors(parsed, token) if above.dep in ("relcl", "advcl", "ccomp")), None
    )
    return (
        clause is not None
        and before.pos in ("NOUN", "PROPN", "VERB", "PRON", "PUNCT")
        and before.lower not in _AUXILIARIES
    )


def _late(parsed: Sentence) -> Token | None:
    """The "what" or "which" that asks late, after what is said of it ("The cell releases what chemicals?")."""
    if not parsed.tokens or parsed.tokens[0].lower in _AUXILIARIES:
        return None
    late = [token for token in parsed.tokens[2:] if token.lower in ("what", "which") and token.tag in ("WP", "WDT")]
    return next((token for token in late if token.dep in ("det", "dobj", "pobj", "attr", "dative")), None)


def token_and_ancestors(sentence: Sentence, token: Token) -> list[Token]:
    """A token and the heads above it, nearest first."""
    return [token, *sentence.ancestors(token)]


def _kind(parsed: Sentence, asking: Token | None) -> Kind:
    text = " ".join(token.lower for token in parsed.tokens).replace(" '", "'").replace(" ’", "'").replace("’", "'")
    said = wordings()
    if any(text.startswith(form) for form in said.news):
        return Kind.NEWS
    if any(text.startswith(form) for form in said.happened):
        return Kind.HAPPENED
    if asking is None:
        first = parsed.tokens[0].lower if parsed.tokens else ""
        return Kind.POLAR if first in _AUXILIARIES or first in ("isn't", "won't") else Kind.WHAT
    if asking.lower == "how" and asking.index + 1 < len(parsed.tokens):
        return _HOW.get(parsed.tokens[asking.index + 1].lower, Kind.HOW)
    if asking.lower == "what" and asking.dep in ("dobj", "pobj", "attr", "nsubj", "det", "advmod", "ccomp"):
        verb = parsed.head(asking)
        speaks = verb.lower in said.said or verb.lemma in said.said
        if speaks and asking.dep != "nsubj" and parsed.children(verb, "nsubj", "aux"):
            return Kind.SAID
    return _BY_WORD[asking.lower]


def _opening(parsed: Sentence, asking: Token) -> tuple[frozenset[int], str, Token | None]:
    """The words that ask, the noun that the answer is one of, and the word whose role the answer plays."""
    tokens = parsed.tokens
    words = {asking.index}
    head: Token | None = None
    if asking.lower == "how":
        follows = tokens[asking.index + 1] if asking.index + 1 < len(tokens) else None
        if follows is not None and follows.lower in _HOW:
            words.add(follows.index)
            noun = _counted(parsed, follows)
            if noun is not None:
                return frozenset(words), noun.lemma, noun
            return frozenset(words), "", follows if follows.pos != "ADV" else asking
        return frozenset(words), "", asking
    if asking.dep in ("det", "poss", "attr", "dobj", "nsubj", "pobj") and asking.lower in ("what", "which", "whose"):
        noun = parsed.head(asking)
        if asking.dep in ("det", "poss") and noun.pos in ("NOUN", "PROPN", "ADJ", "NUM"):
            head = noun
    if head is None:
        focus = _equated(parsed, asking)
        return frozenset(words), focus.lemma if focus else "", asking
    named = head
    if named.lemma in _SEE_THROUGH:
        words.add(named.index)
        for of in parsed.children(named, "prep"):
            named = next(iter(parsed.children(of, "pobj")), named)
    return frozenset(words | ({head.index} if asking.lower != "whose" else set())), named.lemma, head


def _counted(parsed: Sentence, quantity: Token) -> Token | None:
    """In "how many foreign leaders ..." the noun that is counted, which must follow with no verb between."""
    if quantity.lower not in ("many", "much"):
        return None
    for token in parsed.tokens[quantity.index + 1 :]:
        if token.pos in ("VERB", "AUX", "PRON", "DET", "ADP"):
            return None
        if token.pos in ("NOUN", "PROPN") and not (token.dep == "compound" and token.head > token.index):
            return token
    return None


def _equated(parsed: Sentence, asking: Token) -> Token | None:
    """In "what is the largest city of Poland?" the noun that the answer is: "city"."""
    verb = parsed.head(asking)
    if verb.lemma != "be" or asking.dep not in ("attr", "nsubj"):
        return None
    noun = next((child for child in parsed.children(verb, "nsubj", "attr") if child.index != asking.index), None)
    if noun is not None and noun.lemma in _SEE_THROUGH:
        for of in parsed.children(noun, "prep"):
            noun = next(iter(parsed.children(of, "pobj")), noun)
    return noun if noun is not None and noun.pos in ("NOUN", "PROPN") else None


def _sought(kind: Kind, focus: str) -> Sought:
    noun = wordings().nouns.get(focus)
    if kind in (Kind.WHAT, Kind.WHICH) and noun is not None:
        return noun
    if kind is Kind.WHO:
        return Sought.PERSON if noun is Sought.PERSON else Sought.AGENT
    if kind is Kind.HOW_MUCH and focus:
        return Sought.COUNT
    return _SOUGHT.get(kind, Sought.THING)


def _weighed(parsed: Sentence) -> Sought:
    """What "how much" asks for without a noun: a measure where something weighs or grows, else money."""
    measured = any(token.lemma in wordings().measured for token in parsed.tokens)
    return Sought.MEASURE if measured else Sought.MONEY


def _predicate(parsed: Sentence, token: Token | None, opening: frozenset[int]) -> Token | None:
    """The verb that the question is about: the main verb behind its auxiliary, whatever the parse made of the pair."""
    if token is None:
        return parsed.root
    above = next((head for head in parsed.ancestors(token) if head.pos in ("VERB", "AUX")), parsed.root)
    if above is not None and above.dep in _HALVES:
        above = parsed.head(above)
    auxiliary = _auxiliary(parsed, opening)
    if auxiliary is not None and (above is None or above.index == auxiliary.index or above.pos not in ("VERB", "AUX")):
        forms = {"do": ("VB", "VBP", "NN"), "have": ("VBN",), "be": ("VBN", "VBG")}.get(auxiliary.lemma, ("VB",))
        later = (t for t in parsed.tokens[auxiliary.index + 1 :] if t.tag in forms and t.dep not in ("relcl", "amod"))
        verbs = [t for t in later if t.pos in ("VERB", "AUX") or t.dep == "ROOT"]
        return verbs[0] if verbs else above
    return above


def _auxiliary(parsed: Sentence, opening: frozenset[int]) -> Token | None:
    """The auxiliary that follows the words that ask: "how many troops HAS North Korea sent"."""
    after = max(opening, default=-1) + 1
    for token in parsed.tokens[after : after + 4]:
        if token.lower in _AUXILIARIES:
            return token
    return None


def _role(
    parsed: Sentence, token: Token | None, predicate: Token | None, kind: Kind, opening: frozenset[int]
) -> tuple[Role, str]:
    """The part that the answer plays for the predicate, and the preposition that it hangs on."""
    if token is None or predicate is None:
        return Role.NONE, ""
    if kind in (Kind.WHEN, Kind.WHERE, Kind.WHY, Kind.HOW):
        return Role.ADVERB, ""
    if token.dep == "poss":
        return Role.OWNER, ""
    above = parsed.head(token)
    if token.dep in ("pobj", "pcomp") or above.pos == "ADP":
        passive = above.lower == "by" and kind is Kind.WHO
        return (Role.AGENT if above.dep == "agent" or passive else Role.OBLIQUE), above.lower
    if token.dep == "nsubj" and predicate.lemma == "be":
        return Role.EQUAL, ""
    stranded = next((child for child in parsed.children(predicate, "prep") if not parsed.children(child)), None)
    if stranded is not None and token.dep not in ("nsubj", "nsubjpass"):
        return Role.OBLIQUE, stranded.lower
    auxiliary = _auxiliary(parsed, opening)
    if auxiliary is not None and auxiliary.lemma == "do" and auxiliary.index != predicate.index:
        return Role.PATIENT, ""  # "which anniversary does the parade mark": do-support keeps the subject behind it
    roles = {
        "nsubj": Role.AGENT,
        "nsubjpass": Role.PATIENT,
        "dobj": Role.PATIENT,
        "attr": Role.EQUAL,
        "agent": Role.AGENT,
    }
    return roles.get(token.dep, Role.NONE), ""


def _terms(parsed: Sentence, opening: frozenset[int]) -> tuple[Term, ...]:
    """The words that carry the question, names heaviest; how rare each is in the articles is weighed later."""
    stop = vocabulary().stop
    joined = {child.index for token in parsed.tokens for child in _joined(parsed, token)}
    terms = []
    for token in parsed.tokens:
        if (
            token.index in opening
            or token.index in joined
            or token.lower in stop
            or token.lemma in stop
            or not any(map(str.isalnum, token.text))
        ):
            continue
        name = token.pos == "PROPN" or (token.text[:1].isupper() and token.index > 0)
        number = token.pos == "NUM" or token.text[:1].isdigit()
        weight = (
            1.6 if name else 1.3 if number else {"NOUN": 1.0, "VERB": 1.0, "ADJ": 0.8, "ADV": 0.5}.get(token.pos, 0.6)
        )
        terms.append(Term(token.index, concept(parsed, token), token.lower, name, number, weight))
    return tuple(terms)


def _joined(parsed: Sentence, token: Token) -> list[Token]:
    """The words that are part of a verb's concept: "part" in "take part", "off" in "call off"."""
    parts = concept(parsed, token).split("_")[1:]
    return [child for child in parsed.children(token) if parts and (child.lower in parts or child.lemma in parts)]


def _telegraphic(parsed: Sentence, kind: Kind) -> Inquiry:
    """A question without a question word: a noun that asks ("vote date?") or a claim ("lee attending?")."""
    asked = next((token for token in reversed(parsed.tokens) if token.lower in wordings().telegraphic), None)
    if asked is None:
        verb = next((token for token in reversed(parsed.tokens) if token.pos == "VERB"), None)
        kind = Kind.POLAR if verb is not None and len(parsed.tokens) > 1 else Kind.NEWS
        return _inquiry(parsed, kind, Sought.THING, Role.NONE, "", frozenset(), verb or parsed.root, "")
    kind = Kind(wordings().telegraphic[asked.lower])
    role = Role.ADVERB if kind in (Kind.WHEN, Kind.WHERE, Kind.WHY) else Role.NONE
    sought = _SOUGHT.get(kind, Sought.THING)
    return _inquiry(parsed, kind, sought, role, asked.lemma, frozenset({asked.index}), None, "")


__all__ = ["Inquiry", "Kind", "Role", "Sought", "Term", "inquire", "tidy"]
