"""All attendance facts of an article, each tied to its event and its time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from weakref import WeakKeyDictionary

from briefings.annotation import Annotation, Sentence
from briefings.answers.rosters.attendance import verb_claims
from briefings.answers.rosters.cues import may_tell, telling
from briefings.answers.rosters.events import EventMention, implied_event, main_event, matches, themes
from briefings.answers.rosters.excuses import excuse_claims
from briefings.answers.rosters.facts import AttendanceFact, Claim
from briefings.answers.rosters.inversions import absolute_claims, inverted_claims, placed_claims, those_claims
from briefings.answers.rosters.invitations import invitation_claims, invited_claims, passive_claims
from briefings.answers.rosters.lists import (
    agent_claims,
    dependent_claims,
    gathering_claims,
    guest_claims,
    host_claims,
    member_claims,
)
from briefings.answers.rosters.mentions import Mention, name_words
from briefings.answers.rosters.reading import Reading, full_names, read_sentences
from briefings.answers.rosters.sending import (
    absence_claims,
    elliptic_claims,
    empty_claims,
    noun_claims,
    sending_claims,
    waiting_claims,
)
from briefings.answers.rosters.standing import appositive_claims, complement_claims, office_claims
from briefings.answers.rosters.vocabulary import load, words
from briefings.models import AnnotatedArticle, Article, AttendanceStatus, AttendeeKind

_RULES = (
    verb_claims,
    passive_claims,
    invited_claims,
    invitation_claims,
    complement_claims,
    office_claims,
    gathering_claims,
    guest_claims,
    agent_claims,
    host_claims,
    sending_claims,
    noun_claims,
    waiting_claims,
    absence_claims,
    empty_claims,
    excuse_claims,
    inverted_claims,
    placed_claims,
    those_claims,
    absolute_claims,
)
_AHEAD = frozenset({AttendanceStatus.ATTENDING, AttendanceStatus.EXPECTED, AttendanceStatus.UNLIKELY})
_REMOTE = words(load("attendance.toml"), "come", "remote")
_PEOPLE = load("people.toml")
# offices that tell of whom one speaks: "the governor", but not "the head" or "the novelist"
_TELLING = words(_PEOPLE, "telling") | words(_PEOPLE, "unique") | words(_PEOPLE, "kept")
_LEAD = 3  # sentences
_ANY_EVENT = EventMention(0, 0, "event")


_REMEMBERED: WeakKeyDictionary[Annotation, tuple[Article, tuple[AttendanceFact, ...]]] = WeakKeyDictionary()


def attendance_facts(article: AnnotatedArticle, *, floating: bool = False) -> tuple[AttendanceFact, ...]:
    """What an article says, sentence by sentence, of who comes to which event, past events of a preview left out.

    A fact's ``event`` is the one that its clause names, else the article's main event. Facts of an article that names
    no event are told only where ``floating`` ones are wanted, beside those of other reports that do. The facts of an
    article are worked out once, some 13 ms, for as long as its annotation is in memory.
    """
    remembered = _REMEMBERED.get(article.annotation)
    if remembered is None or remembered[0] != article.article:
        remembered = article.article, _read(article)
        _REMEMBERED[article.annotation] = remembered
    return remembered[1] if floating else tuple(fact for fact in remembered[1] if not fact.floating)


def _read(article: AnnotatedArticle) -> tuple[AttendanceFact, ...]:
    published = article.article.published
    sentences = article.annotation.sentences
    people = name_words(sentences)
    readings = read_sentences(telling(sentences), people)
    claims = list(article_claims(readings, published.year if published else None))
    if not claims:
        return ()
    main = main_event(sentences, _title_words(article)) or implied_event(sentences)
    names = full_names(sentences, people, frozenset(claim.mention.name for _, claim in claims))
    if (
        main is None
        and len({sentence.start for sentence, claim in claims if claim.event is None and not claim.loose}) > 1
    ):
        main = _ANY_EVENT  # two sentences about comers are about something to come to
    preview = any(_is_ahead(claim) for _, claim in claims)
    lead = {*_title_words(article), *(token.lower for each in sentences[:_LEAD] for token in each.tokens)}
    about = themes(sentences, _title_words(article))
    facts = []
    for sentence, claim in claims:
        floating = claim.bare and (main is None or (claim.loose and main is _ANY_EVENT))
        if claim.bare and main is not None and not _is_there(claim, main, lead):
            continue
        counted = is_counted(claim.mention, sentence)
        listed = counted or is_listed(claim.mention, doubtful=claim.loose)
        if claim.earlier or (preview and claim.past) or not listed:
            continue
        person = claim.mention
        full = names.get(person.name) if person.kind is AttendeeKind.PERSON and person.named else None
        facts.append(
            AttendanceFact(
                name=full.name if full else person.name,
                kind=person.kind,
                status=claim.status,
                article=article.article,
                sentence=sentence,
                event=_event(claim, main),
                role=person.role or (full.role if full else ""),
                country=person.country or (full.country if full else ""),
                named=person.named,
                explicit=claim.explicit,
                counted=counted,
                remote=is_remote(sentence, claim.at),
                themes=about if claim.bare else (),
                floating=floating,
                naming=_naming(full.name if full else person.name, sentence, sentences),
                telling=sentence.tokens[claim.at].text,
            )
        )
    return tuple(dict.fromkeys(facts))


def _naming(name: str, sentence: Sentence, sentences: Sequence[Sentence]) -> Sentence | None:
    """The nearest sentence before that holds a name which the sentence itself does not."""
    last = name.split()[-1]
    if last in sentence.text:
        return None
    before = (each for each in reversed(sentences) if each.start < sentence.start)
    return next((each for each in before if last in each.text), None)


def article_claims(readings: Sequence[Reading], year: int | None) -> Iterator[tuple[Sentence, Claim]]:
    """Every claim of an article's sentences, in order; ``year`` is the article's own."""
    before: list[Claim] = []
    rested = False  # "So was B" may stand one sentence behind
    for reading in readings:
        found = sentence_claims(reading, year, before)
        before, rested = (found[-1:], False) if found or rested else (before, True)
        for claim in found:
            yield reading.sentence, claim


def sentence_claims(reading: Reading, year: int | None, before: Sequence[Claim] = ()) -> list[Claim]:
    """A sentence's claims, each person's surest last; ``before`` are the latest claims, for clauses cut short."""
    if not reading.sentence.text or reading.sentence.text.endswith("?"):
        return []
    if not before and not may_tell(reading.sentence):
        return []
    found = [claim for rule in _RULES for claim in rule(reading, year)]
    found += appositive_claims(reading, year)
    found.sort(key=lambda claim: claim.at)
    spoken = {(claim.mention.name, claim.at) for claim in found}
    repeated = list(elliptic_claims(reading, found, before))
    more = [*dependent_claims(reading, found), *repeated, *member_claims(reading, repeated)]
    named = {claim.mention.name for claim in found}
    found += [c for c in more if (c.mention.name, c.at) not in spoken and c.mention.name not in named]
    return _without_doubles(found)


def _without_doubles(found: Sequence[Claim]) -> list[Claim]:
    """One claim for each person and verb: sending stands over attending, which the same verb may also be read as."""
    best: dict[tuple[str, int], Claim] = {}
    for claim in found:
        key = (claim.mention.name, claim.at)
        kept = best.get(key)
        if kept is None or claim.status is AttendanceStatus.SENDING_REPRESENTATIVES:
            best[key] = claim
    return list(best.values())


def is_listed(mention: Mention, *, doubtful: bool = False) -> bool:
    """Whether somebody can stand on a roster: not "leaders", "his brother", "thousands of people".

    Groups told apart by a noun alone ("nurses") need a claim that is not ``doubtful``.
    """
    if mention.kind in {AttendeeKind.GROUP, AttendeeKind.DELEGATION}:
        told_apart = mention.named or (mention.telling and not doubtful)
        return told_apart and not any(part.isdigit() for part in mention.name.split())
    if mention.named:
        return True
    first = mention.name.split()[0].lower()
    if first in {"his", "her", "its", "their", "my", "our"}:
        return False
    single = " " not in mention.name and mention.name.lower() not in _TELLING
    return bool(mention.country) or (mention.definite and not single)


def is_remote(sentence: Sentence, at: int) -> bool:
    """Whether what a verb says is done from afar: "will address the summit by video link"."""
    below = " ".join(token.lower for token in sentence.subtree(sentence.tokens[at]))
    return any(word in below for word in _REMOTE)


def is_counted(mention: Mention, sentence: Sentence) -> bool:
    """Whether a mention is a number of people or countries: "26 other heads of state", "dozens of ministers"."""
    tokens = sentence.tokens[mention.first : mention.last]
    return mention.plural and any(token.tag == "CD" or token.lower in {"dozens", "scores"} for token in tokens)


def _is_ahead(claim: Claim) -> bool:
    return claim.ahead and not claim.earlier and claim.status in _AHEAD


def _event(claim: Claim, main: EventMention | None) -> EventMention:
    if claim.event is None:
        return main or _ANY_EVENT
    if main is not None and matches(claim.event, main):
        return replace(main, marks=main.marks | claim.event.marks)
    return claim.event


def _is_there(claim: Claim, main: EventMention, lead: Set[str]) -> bool:
    """Whether a journey leads to the event's place, or to one that the lead names."""
    return claim.event is None or claim.event.noun != "visit" or bool(claim.event.marks & (main.marks | lead))


def _title_words(article: AnnotatedArticle) -> tuple[str, ...]:
    return tuple(word.strip(".,:;!?'\"").lower() for word in article.article.title.split())
