"""One reconciled roster from many facts: the surest word of each article, the latest article, or an open dispute."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from briefings.answers.rosters.facts import AttendanceFact
from briefings.answers.rosters.identity import Party, parties
from briefings.models import AttendanceStatus, Attendee, AttendeeKind, Citation

_COMING = frozenset({AttendanceStatus.ATTENDING, AttendanceStatus.EXPECTED, AttendanceStatus.SENDING_REPRESENTATIVES})
_STAYING = frozenset({AttendanceStatus.UNLIKELY, AttendanceStatus.NOT_ATTENDING})
_SURENESS = {
    AttendanceStatus.ATTENDING: 3,
    AttendanceStatus.NOT_ATTENDING: 3,
    AttendanceStatus.SENDING_REPRESENTATIVES: 3,
    AttendanceStatus.EXPECTED: 2,
    AttendanceStatus.UNLIKELY: 2,
    AttendanceStatus.INVITED_UNDECIDED: 1,
    AttendanceStatus.DISPUTED: 0,
}
_LATER = timedelta(hours=12)  # a report this much younger than another overrides it; closer ones disagree


def attendees(facts: Iterable[AttendanceFact]) -> tuple[Attendee, ...]:
    """The roster's entries, the surest comers first, who is named before groups, then in order of mention."""
    order = list(AttendanceStatus)
    entries = [entry_of(party) for party in parties(facts)]
    return tuple(sorted(entries, key=lambda entry: (order.index(entry.status), entry.kind is AttendeeKind.GROUP)))


def entry_of(party: Party) -> Attendee:
    """Where a party stands, and the sentences that say so: one of each article, both sides of a dispute."""
    verdicts = _verdicts(party)
    status = reconcile([(fact.article.published, _own_status(fact, party), fact.explicit) for fact in verdicts])
    if status is AttendanceStatus.DISPUTED:
        cited = list(verdicts)
    else:
        proof = [_best(party, fact.article.id, status) for fact in verdicts]
        cited = [fact for fact in proof if fact is not None]
    return Attendee(
        name=party.name,
        status=status,
        citations=tuple(dict.fromkeys([*(cite(fact) for fact in cited), *_namings(cited)])),
        kind=party.kind,
        aliases=party.aliases,
        role=party.role,
        as_of=max(fact.article.when for fact in cited),
        telling=cited[0].telling,
    )


def _own_status(fact: AttendanceFact, party: Party) -> AttendanceStatus:
    """A fact's status as it is held against the others: of one person, sending somebody and staying away agree."""
    absent = any(other.status in _STAYING for other in party.facts)
    sends = fact.status is AttendanceStatus.SENDING_REPRESENTATIVES and party.kind is AttendeeKind.PERSON
    return AttendanceStatus.NOT_ATTENDING if sends and absent else fact.status


def _namings(facts: Sequence[AttendanceFact]) -> list[Citation]:
    """The sentences that name who the cited ones only mean; none where one of those has the name itself."""
    if any(fact.naming is None for fact in facts):
        return []
    return [Citation.of(fact.article, fact.naming.start, fact.naming.end) for fact in facts if fact.naming]


def cite(fact: AttendanceFact) -> Citation:
    """The sentence that a fact was read from."""
    return Citation.of(fact.article, fact.sentence.start, fact.sentence.end)


def reconcile(said: Sequence[tuple[datetime | None, AttendanceStatus, bool]]) -> AttendanceStatus:
    """One status from those that articles give: (published, status, put in words rather than a bare invitation).

    Comers against absentees: the later article is right when it is half a day younger, else the matter is disputed.
    """
    decided = [row for row in said if row[1] is not AttendanceStatus.INVITED_UNDECIDED]
    if not decided:
        return AttendanceStatus.INVITED_UNDECIDED
    coming = [row for row in decided if row[1] in _COMING]
    staying = [row for row in decided if row[1] in _STAYING]
    if coming and staying:
        ahead, behind = _latest(coming), _latest(staying)
        if ahead is None or behind is None or abs(ahead - behind) < _LATER:
            return AttendanceStatus.DISPUTED
        decided = coming if ahead > behind else staying
    latest = _latest(decided)
    doubts = [row[0] for row in said if row[1] is AttendanceStatus.INVITED_UNDECIDED and row[2] and row[0]]
    if latest is not None and doubts and max(doubts) - latest >= _LATER:
        return AttendanceStatus.INVITED_UNDECIDED
    return max((row[1] for row in decided), key=_SURENESS.__getitem__)


def _latest(rows: Sequence[tuple[datetime | None, AttendanceStatus, bool]]) -> datetime | None:
    return max((row[0] for row in rows if row[0] is not None), default=None)


def _verdicts(party: Party) -> list[AttendanceFact]:
    """Each article's own last word: its surest fact, and of two as sure the later one."""
    by_article: dict[int, list[AttendanceFact]] = {}
    for fact in party.facts:
        by_article.setdefault(fact.article.id, []).append(fact)
    return [_last_word(facts, party.kind) for facts in by_article.values()]


def _last_word(facts: Sequence[AttendanceFact], kind: AttendeeKind) -> AttendanceFact:
    if any(fact.status is AttendanceStatus.NOT_ATTENDING for fact in facts):
        facts = [fact for fact in facts if not fact.remote or fact.status not in _COMING]
    sureness = max(_SURENESS[fact.status] for fact in facts)
    surest = [fact for fact in facts if _SURENESS[fact.status] == sureness]
    sending = [fact for fact in surest if fact.status is AttendanceStatus.SENDING_REPRESENTATIVES]
    if sending and kind is not AttendeeKind.PERSON:
        return sending[-1]
    if sending and len(sending) < len(surest):  # a person who sends somebody else stays away
        absent = [fact for fact in surest if fact.status is AttendanceStatus.NOT_ATTENDING]
        return absent[-1] if absent else surest[-1]
    return surest[-1]


def _best(party: Party, article: int, status: AttendanceStatus) -> AttendanceFact | None:
    """An article's fact that says the status, or else one on the same side."""
    own = [fact for fact in party.facts if fact.article.id == article]
    exact = [fact for fact in own if fact.status is status]
    side = _COMING if status in _COMING else _STAYING if status in _STAYING else frozenset({status})
    return next(iter(exact or [fact for fact in own if fact.status in side]), None)
