"""Asks watched questions again when an article came that may change their answer, and tells what changed."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo

from adapters.message import Message
from adapters.platform import Limits
from adapters.split import split
from bot.ledger.deliveries import Post
from bot.ledger.ledger import Ledger
from bot.present_watching import present_differences, present_story_change
from bot.watching.differences import concerns, differences, learned, search_words, stems_of
from bot.watching.updates import SPACING, worth_telling
from bot.watching.watches import Followed, Known, Watch, known_of
from briefings.engine import Briefings
from briefings.errors import NewsbriefError
from briefings.models import Answer, Citation, Edition, Question, Scope
from briefings.ports import StoryRow
from briefings.stories.hearing import Heard

log = logging.getLogger(__name__)

AT_ONCE = 20
"""Questions that are asked again in one round: about three seconds; the others follow in the next."""
_SLACK = timedelta(hours=1)  # an article counts from when its reading began, and can appear later
_TOLD_KEPT = 300  # bullets of a watched story


class Asker:
    """Looks after watches for the ``Watcher``; arguments as there."""

    def __init__(self, ledger: Ledger, briefings: Briefings, limits_of: Callable[[str], Limits], zone: tzinfo) -> None:
        self._ledger = ledger
        self._briefings = briefings
        self._limits_of = limits_of
        self._zone = zone
        self._waiting: dict[int, None] = {}

    @property
    def waits(self) -> bool:
        """Whether any watch is to be looked at."""
        return bool(self._waiting)

    def called(self, watches: Mapping[Scope, Sequence[Watch]]) -> list[Scope]:
        """The scopes of those that are to be looked at, of all that there are; what ended is looked at no more."""
        known = {watch.id: scope for scope, those in watches.items() for watch in those}
        self._waiting = {number: None for number in self._waiting if number in known}
        return [known[number] for number in self._waiting]

    def notice(self, scope: Scope, row: StoryRow, before: Sequence[Edition], watches: Sequence[Watch]) -> None:
        """A story moved: find the watches that it may change. ``before`` are the texts that were noticed already."""
        known = set(before)
        new = [article_id for article_id, revision in row.editions if (article_id, revision) not in known]
        stems: frozenset[str] | None = None
        for watch in watches:
            if watch.id in self._waiting or row.last_change < watch.looked - _SLACK:
                continue
            if watch.story_id != row.id and watch.articles.isdisjoint(row.article_ids):
                if watch.story_id is not None:
                    continue
                if stems is None:
                    groups = self._briefings.reports(scope, new)
                    stems = stems_of(" ".join(f"{each.title} {each.text}" for group in groups for each in group))
                if not concerns(search_words(watch.question), stems):
                    continue
            self._waiting[watch.id] = None

    def ask(self, scope: Scope, watches: Sequence[Watch], now: datetime) -> int:
        """Look at some of the watches that wait; gives how many posts were queued."""
        made = 0
        answers: dict[str, Answer] = {}
        for watch in watches:
            if watch.id not in self._waiting:
                continue
            if watch.story_id is not None and watch.told and watch.told + SPACING > now:
                continue  # what changes meanwhile goes together
            if watch.story_id is None and watch.question not in answers and len(answers) == AT_ONCE:
                continue
            try:
                made += self._look_at(scope, watch, answers, now)
            except NewsbriefError:
                raise  # the database: it concerns every watch, and the next round tries again
            except Exception:
                log.exception("watch %d cannot be told", watch.id)
            self._waiting.pop(watch.id, None)
        return made

    def _look_at(self, scope: Scope, watch: Watch, answers: dict[str, Answer], now: datetime) -> int:
        memory = self._ledger.watching.memory(watch)
        if memory is None:
            return 0
        if isinstance(memory, Followed):
            return self._look_at_story(scope, watch, memory, now)
        if watch.question not in answers:
            answers[watch.question] = self._briefings.answer(scope, Question(watch.question, now))
        return self._look_at_answer(scope, watch, memory, answers[watch.question], now)

    def _look_at_answer(self, scope: Scope, watch: Watch, before: Known, answer: Answer, now: datetime) -> int:
        after = known_of(answer)
        stands = self._stands(scope, before)
        found = differences(before, after, stands)
        memory = learned(before, after, stands)
        if not found:
            self._ledger.watching.look(watch, memory, now)
            return 0
        message = present_differences(found, watch, self._zone)
        return self._ledger.watching.tell(watch, memory, self._post(watch, message), now)

    def _look_at_story(self, scope: Scope, watch: Watch, before: Followed, now: datetime) -> int:
        assert watch.story_id is not None
        news = self._briefings.story(scope, watch.story_id, told=before.told)
        seen = Heard.of(before.told).seen
        heard_from = {each.label for group in self._briefings.reports(scope, list(seen)) for each in group}
        if news is None or not worth_telling(news, seen, heard_from):
            self._ledger.watching.look(watch, before, now)
            return 0
        memory = Followed((*before.told, *news.told)[-_TOLD_KEPT:])
        message = present_story_change(news, watch, self._zone)
        return self._ledger.watching.tell(watch, memory, self._post(watch, message), now)

    def _post(self, watch: Watch, message: Message) -> Post:
        assert watch.channel is not None  # the ledger gives only those that can be told
        return Post(watch.cause, watch.channel, split(message, self._limits_of(watch.channel.platform)))

    def _stands(self, scope: Scope, known: Known) -> Callable[[Citation], bool]:
        """Whether articles still say what was cited; one that cannot be seen any more took nothing back."""
        groups = self._briefings.reports(scope, sorted(known.articles))
        texts = {article.id: article.text for group in groups for article in group}
        return lambda citation: citation.quote in texts.get(citation.article_id, citation.quote)
