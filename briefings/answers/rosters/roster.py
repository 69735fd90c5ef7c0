"""From a question and articles to one roster of the event that it asks about."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache

from briefings.annotation import Sentence
from briefings.answers.rosters.article_facts import attendance_facts
from briefings.answers.rosters.events import EventMention, noun_for
from briefings.answers.rosters.facts import AttendanceFact
from briefings.answers.rosters.identity import Party, is_called, parties
from briefings.answers.rosters.merging import attendees, cite
from briefings.answers.rosters.questions import RosterQuestion, read_question
from briefings.models import AnnotatedArticle, AttendanceStatus, Attendee, AttendeeKind, Roster

_COUNTRIES = frozenset({"country", "nation", "state", "government", "delegation"})
_LESSER = frozenset({"deputy", "vice", "assistant", "former", "acting", "ex"})  # offices beside the one they name
_SHARED = 0.4  # of the names of the shorter of two reports, if they are of one event
_MANY, _SHARED_OF_MANY = 5, 0.25
_EVERYBODY = RosterQuestion()
_TELLING_MARKS = 2  # names of an event that make an article that has them all one about it, whatever it calls it
_AROUND = timedelta(days=7)
_SHORT = 3  # letters of words that have no plural to strip
_DAYS = frozenset((*calendar.day_name, *calendar.month_name))
_COUNTED = frozenset({AttendanceStatus.ATTENDING, AttendanceStatus.EXPECTED, AttendanceStatus.SENDING_REPRESENTATIVES})


def build_roster(question: Sentence, articles: Sequence[AnnotatedArticle], asked: datetime) -> Roster | None:
    """The roster that a question asks for, or None when it is no question about a roster.

    The entries are those with the standing and of the sort that was asked for; a yes-or-no question leaves only the
    person it is about, and no entry when no report speaks of them. Articles from after ``asked`` are left out.
    """
    read = read_question(question)
    if read is None:
        return None
    known = _of_occasion([article for article in articles if article.article.when <= asked], read)
    return select(read, _roster(known, read.event, read))


def select(question: RosterQuestion, roster: Roster) -> Roster:
    """A roster without the entries that a question does not ask for; somebody may be asked for by an office alone."""
    entries = tuple(entry for entry in roster.entries if _is_asked(question, entry))
    if question.person and not entries:
        entries = tuple(entry for entry in roster.entries if _holds_office(entry, question.person))
    return replace(roster, entries=entries)


def roster_of(articles: Sequence[AnnotatedArticle], event_words: Sequence[str] = ()) -> Roster:
    """One reconciled roster over articles.

    ``event_words`` name the event ("summit", "G20", "Rio"); without them it is the event that most facts are about.
    """
    return _roster(articles, _event_from(event_words))


def _of_occasion(articles: Sequence[AnnotatedArticle], read: RosterQuestion) -> Sequence[AnnotatedArticle]:
    """The articles that hold every word by which a question tells its occasion, and those about the same as they.

    Where none does, what is only described ("the royal wedding") is left out of account; a name or a thing is not.
    """
    for wanted in (read.occasion | read.described, read.occasion):
        own = [article for article in articles if _stems(wanted) <= _words_of(article)]
        if own:
            return _with_mates(own, articles)
    spare = len(read.occasion) // 3
    most = [article for article in articles if spare and _holds_most(_words_of(article), read, spare)]
    return _with_mates(most, articles) if most else ()


def _holds_most(known: frozenset[str], read: RosterQuestion, spare: int) -> bool:
    """Whether an article has every name of the asked occasion, and of its other words all but a few."""
    return bool(read.names) and _stems(read.names) <= known and len(_stems(read.occasion) - known) <= spare


def _with_mates(own: Sequence[AnnotatedArticle], articles: Sequence[AnnotatedArticle]) -> list[AnnotatedArticle]:
    """The articles that are among ``own`` or share so many names with one of them that they are about the same."""
    texts = [_text_of(article) for article in own]
    return [each for each in articles if each in own or any(_share_names(_text_of(each), text) for text in texts)]


def _text_of(article: AnnotatedArticle) -> str:
    return f"{article.article.title}. {article.article.dateline} {article.article.text}"


def _words_of(article: AnnotatedArticle) -> frozenset[str]:
    return _stems(re.findall(r"[^\W_]+", _text_of(article).lower()))


def _stems(found: Iterable[str]) -> frozenset[str]:
    """Words as they are compared, the plural as the singular."""
    return frozenset(re.sub(r"(?<=[sxzh])es$|(?<=[^s])s$", "", word) if len(word) > _SHORT else word for word in found)


def _roster(
    articles: Sequence[AnnotatedArticle], event: EventMention | None, asked: RosterQuestion = _EVERYBODY
) -> Roster:
    own = [article for article in articles if _speaks_of(article, event)]
    near = _with_mates(own, articles) if own and event is not None and event.marks else own
    known = event is not None and (not event.generic or bool(event.marks))
    facts = [
        fact
        for article in near
        for fact in attendance_facts(article, floating=known)
        if article in own or _is_alike(fact, event)
    ]
    chosen = [fact for fact in facts if event is None or event.generic or _is_of(fact, event)]
    if known and event is not None and len(event.marks) >= _TELLING_MARKS:
        others = (fact for fact in facts if fact.themes and fact not in chosen)
        chosen += [
            replace(fact, floating=True) for fact in others if fact.article.id in {each.article.id for each in own}
        ]
    chosen = _without_strays(chosen if asked.occasion and event and not event.marks else _of_word(chosen, event))
    chosen = [fact for fact in chosen if not _tells(fact, asked.asides)]
    if asked.deeds:
        chosen = [fact for fact in chosen if fact.status not in _COUNTED or _tells(fact, asked.deeds, helping=True)]
        chosen = chosen if any(fact.status in _COUNTED for fact in chosen) else []
    if event is None or (event.generic and not event.marks):
        named = [fact for fact in chosen if asked.person and is_called(asked.person, (fact.name, fact.role))]
        chosen = _largest(named, of_one=True) if named else _largest(chosen)
    if asked.invited:
        chosen = [fact for party in parties(chosen) if _was_invited(party) for fact in party.facts] or chosen
    counted = [fact for fact in chosen if fact.counted and fact.status in _COUNTED]
    entries = attendees(fact for fact in chosen if not fact.counted or fact.status in _COUNTED)
    return Roster(
        event=_label(event, chosen),
        entries=entries,
        partial=tuple(dict.fromkeys(cite(fact) for fact in counted)),
        as_of=max((fact.article.when for fact in chosen), default=None),
    )


def _of_word(facts: list[AttendanceFact], event: EventMention | None) -> list[AttendanceFact]:
    """The facts of the articles that use the asked event's own word, and of those about the same as they.

    Where none uses it, another word may mean it ("the gala" for "the dinner"), but only if there is but one such event.
    """
    if event is None or event.generic or not facts:
        return facts
    texts = {fact.article.id: f"{fact.article.title}. {fact.article.text}" for fact in facts}
    own = {number: text for number, text in texts.items() if event.noun in text.lower()}
    if not own:
        alone = len({fact.article.id for fact in facts}) == 1 or len(_largest(facts)) == len(facts)
        return facts if alone else []
    return [
        fact
        for fact in facts
        if fact.article.id in own or any(_share_names(texts[fact.article.id], text) for text in own.values())
    ]


def _tells(fact: AttendanceFact, deeds: frozenset[str], *, helping: bool = False) -> bool:
    """Whether the word that says a fact is one of some verbs, or only ``helping``: "as will B"."""
    telling = [token for token in fact.sentence.tokens if token.text == fact.telling]
    return any(token.lemma in deeds or (helping and token.pos == "AUX") for token in telling)


def _without_strays(facts: list[AttendanceFact]) -> list[AttendanceFact]:
    """The facts without those of reports that name no event, unless another of about that day does."""
    anchors = [fact.article for fact in facts if not fact.floating]
    return [
        fact
        for fact in facts
        if not fact.floating or any(abs(fact.article.when - other.when) < _AROUND for other in anchors)
    ]


def _is_alike(fact: AttendanceFact, event: EventMention | None) -> bool:
    """Whether nothing in a fact's clause or article gives its event another name than the asked one's."""
    return event is None or not fact.event.marks or bool(fact.event.marks & event.marks)


def _was_invited(party: Party) -> bool:
    return any(not fact.explicit or fact.status is AttendanceStatus.INVITED_UNDECIDED for fact in party.facts)


def _speaks_of(article: AnnotatedArticle, event: EventMention | None) -> bool:
    """Whether an article uses every name and number by which a question tells its event from others."""
    if event is None or not event.marks:
        return True
    return _stems(event.marks) <= _words_of(article)


def _is_of(fact: AttendanceFact, event: EventMention) -> bool:
    return any(_may_be(own, event) for own in (fact.event, *fact.themes))


def _may_be(own: EventMention, event: EventMention) -> bool:
    if not own.same_kind(event):
        return False
    if not event.marks or not own.marks:
        return True
    return bool(event.marks & own.marks) or not _rival(own, event)


def _rival(one: EventMention, other: EventMention) -> bool:
    """Whether two events of one kind bear marks of which none is shared and one looks like a proper title: "G20"."""
    return one.noun == other.noun and any(any(c.isdigit() for c in mark) for mark in one.marks | other.marks)


def _largest(facts: Sequence[AttendanceFact], *, of_one: bool = False) -> list[AttendanceFact]:
    """The facts of the event that most are about; of two as large, the one that was reported last.

    Facts that are all ``of_one`` person are the latest event's: that they share their comer tells nothing.
    """
    groups: list[list[AttendanceFact]] = []
    for fact in facts:
        home = next((group for group in groups if _is_one_event(group, fact, of_one)), None)
        if home is None:
            groups.append([fact])
        else:
            home.append(fact)
    if of_one:
        return max(groups, key=lambda group: (max(f.article.when for f in group), len(group)), default=[])
    return max(groups, key=lambda group: (len(group), max(f.article.when for f in group)), default=[])


def _is_one_event(group: Sequence[AttendanceFact], fact: AttendanceFact, of_one: bool) -> bool:
    """Whether a fact belongs to an event: by its kind, and by a mark or a comer that they share."""
    same_article = [other for other in group if other.article.id == fact.article.id]
    if any(other.event == fact.event for other in same_article):
        return True
    near = [other for other in group if other.event.same_kind(fact.event)]
    if not near:
        return False
    marks = frozenset(mark for other in near for mark in other.event.marks)
    if marks and fact.event.marks:
        return bool(marks & fact.event.marks) or (not of_one and _shares_comers(near, fact))
    alike = any(
        other.event.noun == fact.event.noun and _share_names(other.article.text, fact.article.text)
        for other in near
        if not other.event.generic
    )
    return bool(same_article) or alike or (not of_one and _shares_comers(near, fact))


def _share_names(one: str, other: str) -> bool:
    """Whether two reports speak of so many names in common that they are of one event."""
    names, others = _names_in(one), _names_in(other)
    shared, fewer = len(names & others), min(len(names), len(others))
    return shared >= max(3, _SHARED * fewer) or shared >= max(_MANY, _SHARED_OF_MANY * fewer)


@lru_cache(maxsize=256)
def _names_in(text: str) -> frozenset[str]:
    """The capitalised words inside a text's sentences, of which two reports of one event share some."""
    return frozenset(re.findall(r"(?<=[a-z,] )[A-Z][^\W_]{3,}", text)) - _DAYS


def _shares_comers(group: Sequence[AttendanceFact], fact: AttendanceFact) -> bool:
    return any(is_called(fact.name, [other.name]) for other in group)


def _label(event: EventMention | None, facts: Sequence[AttendanceFact]) -> str:
    if event is not None and not event.generic:
        return event.noun
    return facts[0].event.noun if facts else (event.noun if event else "event")


def _is_asked(question: RosterQuestion, entry: Attendee) -> bool:
    if question.person:
        return is_called(question.person, (entry.name, *entry.aliases, *_office_names(entry)))
    if entry.status not in question.statuses:
        return False
    if question.sort in _COUNTRIES:
        return entry.kind is not AttendeeKind.PERSON or not entry.role
    return True


def _holds_office(entry: Attendee, asked: str) -> bool:
    """Whether an entry's role is the asked one: "minister" for a transport minister, not "mayor" for her deputy."""
    role, wanted = entry.role.lower().split(), asked.lower().split()
    if not role or not wanted or role[-1] != wanted[-1] or not set(wanted) <= set(role):
        return False
    return not (set(role) - set(wanted)) & _LESSER


def _office_names(entry: Attendee) -> tuple[str, ...]:
    """Names made of the office: "the Pope" for Pope Leo."""
    return (entry.role,) if entry.role.lower() in {"pope", "pontiff", "king", "queen", "dalai lama"} else ()


def _event_from(event_words: Sequence[str]) -> EventMention | None:
    if not event_words:
        return None
    nouns = [noun for word in event_words if (noun := noun_for(word))]
    marks = frozenset(word.lower() for word in event_words if not noun_for(word))
    return EventMention(0, 0, nouns[-1] if nouns else "event", marks)
