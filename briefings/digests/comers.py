"""The bullet that says who comes to a story's event and who does not (pure)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from briefings.answers.rosters import roster_of
from briefings.enumeration import enumerate_words
from briefings.models import AnnotatedArticle, AttendanceStatus, Attendee, AttendeeKind, Bullet, BulletKind

_LABELS = (
    ("Coming", frozenset({AttendanceStatus.ATTENDING, AttendanceStatus.EXPECTED})),
    ("sending representatives", frozenset({AttendanceStatus.SENDING_REPRESENTATIVES})),
    ("undecided", frozenset({AttendanceStatus.INVITED_UNDECIDED})),
    ("unlikely", frozenset({AttendanceStatus.UNLIKELY})),
    ("not coming", frozenset({AttendanceStatus.NOT_ATTENDING})),
    ("disputed", frozenset({AttendanceStatus.DISPUTED})),
)
_FEWEST = 3  # people or countries; fewer are told by the sentences themselves
_MOST_WORDS = 25
_MOST_NAMES = 4  # of one standing
_FEWEST_STANDINGS = 3
_LEAST_WANTED = ("disputed", "sending representatives", "unlikely")  # left out first, when the line is too long

Group = tuple[str, list[Attendee]]


def comers_bullet(articles: Sequence[AnnotatedArticle]) -> Bullet | None:
    """One line of names by standing, citing every sentence that says so; None where too few are named for a list."""
    named = (entry for entry in roster_of(articles).entries if _is_named(entry))
    entries = sorted(named, key=lambda entry: -len({citation.article_id for citation in entry.citations}))
    if sum(entry.kind is not AttendeeKind.GROUP for entry in entries) < _FEWEST:
        return None
    groups = [(label, [entry for entry in entries if entry.status in statuses]) for label, statuses in _LABELS]
    groups = [group for group in groups if group[1]]
    shown = next((found for found in _choices(groups) if len(_text(found, groups).split()) <= _MOST_WORDS), None)
    if shown is None:
        return None
    cited = dict.fromkeys(citation for _, named in shown for entry in named for citation in entry.citations)
    return Bullet(_text(shown, groups), tuple(cited), BulletKind.ROSTER)


def _is_named(entry: Attendee) -> bool:
    """Whether an entry is somebody, not a count ("at least 26 heads of state")."""
    return not any(character.isdigit() for character in entry.name)


def _choices(groups: Sequence[Group]) -> Iterator[list[Group]]:
    """Fewer and fewer standings, then fewer and fewer names, until the line is short enough."""
    wanted = sorted(groups, key=lambda group: _LEAST_WANTED.index(group[0]) if group[0] in _LEAST_WANTED else 9)
    for most in range(_MOST_NAMES, 0, -1):
        for dropped in range(max(1, len(groups) - _FEWEST_STANDINGS + 1)):
            left_out = [label for label, _ in wanted[:dropped]]
            yield [(label, entries[:most]) for label, entries in groups if label not in left_out]


def _text(shown: Sequence[Group], groups: Sequence[Group]) -> str:
    whole = dict(groups)
    parts = []
    for label, entries in shown:
        names = [entry.name for entry in entries]
        left = len(whole[label]) - len(names)
        if left:
            names.append(f"{left} more")
        parts.append(f"{label}: {enumerate_words(names)}")
    line = "; ".join(parts)
    return line[0].upper() + line[1:] + "."
