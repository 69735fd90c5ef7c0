"""Invitations, and what becomes of them: accepted, turned down, cancelled, withdrawn by the host."""

from __future__ import annotations

from collections.abc import Iterator

from briefings.annotation import Sentence, Token
from briefings.answers.rosters.clauses import claims, event_of
from briefings.answers.rosters.facts import Claim
from briefings.answers.rosters.factuality import is_negated
from briefings.answers.rosters.mentions import Mention
from briefings.answers.rosters.reading import Reading
from briefings.answers.rosters.vocabulary import load, match_verb, phrases, words
from briefings.models import AttendanceStatus as Status
from briefings.models import AttendeeKind

_TABLE = load("attendance.toml")
_WHY = frozenset({"since", "after", "because", "over", "by", "with", "through"})
_PLANNED = frozenset({"expect", "schedule", "slate", "due", "confirm", "book"})
_COME_PASSIVE = words(_TABLE, "come", "passive")
_DECLINE_PASSIVE = phrases(_TABLE, "decline", "passive")
_PLANS = phrases(_TABLE, "decline", "plans")
_INVITATIONS = phrases(_TABLE, "decline", "invitations")
_ACCEPT = phrases(_TABLE, "invite", "accept")
_INVITATION_NOUNS = words(_TABLE, "invite", "nouns")
_CARDS = frozenset({"invitation", "invite", "summons", "subpoena"})
_SENT = words(_TABLE, "invite", "sent")
_RECEIVED = words(_TABLE, "invite", "received")
_OPTIONS = words(_TABLE, "invite", "options")
_PERFORMANCES = words(_TABLE, "decline", "performances")
_REFUSED = words(_TABLE, "decline", "refused")
_COMING_NOUNS = words(_TABLE, "nouns", "coming")


def invitation_status(reading: Reading, token: Token) -> Status | None:
    """Accepting, declining and cancelling, of an invitation, a trip, or with nothing named."""
    sentence = reading.sentence
    objects = list(sentence.children(token, "dobj"))
    noun = objects[0].lemma if objects else ""
    plain = not objects and not sentence.children(token, "xcomp", "ccomp", "oprd", "prt")
    plain = plain and not any(sentence.children(other, "dobj") for other in sentence.children(token, "conj"))
    offered = noun in _INVITATION_NOUNS or (noun == "one" and token.lemma in {"turn", "accept", "decline"})
    vague = noun in {"offer", "request", "place", "spot", "card"} and event_of(reading, token) is None
    if match_verb(sentence, token.index, _INVITATIONS) and (
        (offered and not vague) or (plain and token.lemma in {"decline", "refuse"})
    ):
        return Status.NOT_ATTENDING
    own = bool(objects) and noun in _PERFORMANCES and bool(sentence.children(objects[0], "poss"))
    if own and match_verb(sentence, token.index, _PLANS) and not sentence.children(token, "nsubjpass"):
        return Status.NOT_ATTENDING  # "cancelled her reading"
    owned = objects and sentence.children(objects[0], "poss")
    if token.lemma in {"weigh", "consider", "study"} and noun in _OPTIONS and (owned or noun != "option"):
        return Status.INVITED_UNDECIDED
    if token.lemma == "ignore" and offered:
        return Status.UNLIKELY
    if match_verb(sentence, token.index, _PLANS) and (noun in _COMING_NOUNS or (plain and token.lemma == "cancel")):
        return Status.NOT_ATTENDING if not sentence.children(token, "nsubjpass") else None
    reports = token.lemma == "confirm" and token.tag == "VBZ"  # "Aireway confirms."
    if match_verb(sentence, token.index, _ACCEPT) and not (plain and (reports or _is_attribution(sentence, token))):
        own = noun in _COMING_NOUNS and _is_own(reading, objects[0])
        if offered or own or (plain and not sentence.children(token, "nsubjpass", "agent")):
            return Status.ATTENDING
    return None


def _is_attribution(sentence: Sentence, token: Token) -> bool:
    """Whether a verb only says who says so: "A will come, the studio confirmed, ..."."""
    subject = next(iter(sentence.children(token, "nsubj")), None)
    if subject is None:
        return False
    first = min(word.index for word in sentence.subtree(subject))
    closing = sentence.tokens[token.index + 1].text if token.index + 1 < len(sentence.tokens) else "."
    return first > 0 and sentence.tokens[first - 1].text in {",", "”", '"'} and closing in {",", "."}


def _is_own(reading: Reading, noun: Token) -> bool:
    """Whether attendance is the subject's own: "confirmed attendance", "confirmed his attendance"."""
    if any(child.lower == "of" for child in reading.sentence.children(noun, "prep")):
        return False  # "confirmed the presence of water"
    owners = reading.sentence.children(noun, "poss")
    return not owners or owners[0].lower in {"his", "her", "their", "its"}


def passive_claims(reading: Reading, year: int | None) -> Iterator[Claim]:
    """The claims of passives: "X was invited", "X was barred", "X is expected at the summit", "X was spotted at"."""
    for token in reading.sentence.tokens:
        status = _passive_status(reading, token)
        if status is not None:
            people = reading.subjects(token)
            yield from claims(reading, token, people, status, event_of(reading, token), year, decided=True)


def _passive_status(reading: Reading, token: Token) -> Status | None:
    sentence = reading.sentence
    planned = token.lemma in _PLANNED or token.lower in {"due", "expected"}
    if not planned and token.tag != "VBN":
        return None
    below = sentence.children(token, "xcomp", "ccomp")
    if planned and any(child.lower == "had" for child in sentence.children(token, "aux")):
        turned = any(child.lower == "but" for child in sentence.children(token, "cc"))
        return Status.NOT_ATTENDING if turned and not below else None  # "had been expected but"
    if planned:
        be = token.dep == "acomp" and sentence.head(token).lemma == "be"
        passive = bool(sentence.children(token, "nsubjpass", "auxpass")) or be
        if passive and not below and (event_of(reading, token) or not _is_qualified(sentence, token)):
            return Status.ATTENDING if token.lemma == "confirm" else Status.EXPECTED
        return None
    active = any(child.lemma == "have" for child in sentence.children(token, "aux"))
    if active and not sentence.children(token, "auxpass"):
        return None
    passive = token.tag == "VBN" and (
        bool(sentence.children(token, "nsubjpass", "auxpass"))
        or token.dep in {"relcl", "acl", "advcl", "conj", "ROOT", "acomp", "oprd"}
    )
    if not passive:
        return None
    if token.lemma == "invite":
        return Status.INVITED_UNDECIDED
    if (
        token.lemma == "ask"
        and is_negated(sentence, token)
        and any(t.lemma in {"join", "attend", "come"} for t in below)
    ):
        return Status.NOT_ATTENDING
    if token.lemma == "ask" and is_negated(sentence, token) and not below and not sentence.children(token, "prep"):
        return Status.NOT_ATTENDING  # "was not asked"
    if token.lemma in {"deny", "refuse"} and any(t.lemma in _REFUSED for t in sentence.children(token, "dobj")):
        return Status.NOT_ATTENDING
    event = event_of(reading, token)
    more = [c for c in sentence.children(token, "prep", "xcomp") if c.lower not in _WHY]
    released = token.lemma == "excuse" and bool(sentence.children(token, "nsubjpass"))
    if match_verb(sentence, token.index, _DECLINE_PASSIVE) and (event or released or not more):
        return Status.NOT_ATTENDING
    if token.lemma in {"register", "sign", "book"} and event and sentence.children(token, "prep"):
        return Status.EXPECTED
    if (
        token.lemma in _COME_PASSIVE
        and (event or sentence.children(token, "agent"))
        and sentence.children(token, "nsubjpass")
    ):
        return Status.ATTENDING if event or token.lemma in {"join", "accompany"} else None
    return None


def _is_qualified(sentence: Sentence, token: Token) -> bool:
    """Whether more is said of an expectation than with whom or when."""
    if sentence.children(token, "agent", "advcl"):
        return True
    return any(child.lower not in {"with", "on", "alongside", "as"} for child in sentence.children(token, "prep"))


def invited_claims(reading: Reading, year: int | None) -> Iterator[Claim]:
    """The claims of those who invite, bar or exclude somebody."""
    for token in reading.sentence.tokens:
        if token.pos != "VERB" or reading.sentence.children(token, "auxpass"):
            continue
        barred = match_verb(reading.sentence, token.index, _DECLINE_PASSIVE) and event_of(reading, token)
        if token.lemma != "invite" and not barred:
            continue
        status = Status.INVITED_UNDECIDED if token.lemma == "invite" else Status.NOT_ATTENDING
        for thing in reading.sentence.children(token, "dobj"):
            people = tuple(m for m in reading.resolve(thing) if m.first > token.index and not reading.is_owner(m))
            people = people or tuple(map(reading.known, reading.run_from(token.index + 1)))
            yield from claims(reading, token, people, status, event_of(reading, token), year, decided=True)


def invitation_claims(reading: Reading, year: int | None) -> Iterator[Claim]:
    """The claims of the noun: "an invitation has gone to A", "no invitation was sent to B", "C received an invite"."""
    sentence = reading.sentence
    for token in sentence.tokens:
        if token.lemma not in _CARDS or token.pos != "NOUN":
            continue
        verb = sentence.head(token)
        none = any(t.lower == "no" for t in sentence.children(token, "det"))
        people: tuple[Mention, ...] = ()
        if verb.lemma in _SENT and token.dep in {"nsubj", "nsubjpass", "dobj"}:
            people = _addressees(reading, token, verb)
        elif verb.lemma in _RECEIVED and token.dep == "dobj":
            people = reading.subjects(verb)
        denied = none or is_negated(sentence, verb)
        status = Status.NOT_ATTENDING if denied else Status.INVITED_UNDECIDED
        event = event_of(reading, verb)
        yield from (Claim(m, status, token.index, event, explicit=False, bare=event is None) for m in people)


def _addressees(reading: Reading, noun: Token, verb: Token) -> tuple[Mention, ...]:
    """To whom an invitation goes: every list behind a "to" of the noun or its verb."""
    sentence = reading.sentence
    found: list[Mention] = []
    for to in sentence.tokens[noun.index + 1 :]:
        if to.lower == "to" and to.pos == "ADP":
            found += [m for m in reading.run_from(to.index + 1) if m not in found]
        elif to.text in {";", "."}:
            break
    if not found and verb.index > noun.index:
        return ()
    return tuple(reading.known(m) for m in found if m.kind is not AttendeeKind.GROUP or m.named)
