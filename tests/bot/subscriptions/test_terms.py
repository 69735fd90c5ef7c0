"""What a channel wants to read, in one typed line."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime, time
from importlib import resources
from zoneinfo import ZoneInfo

import pytest
from babel import Locale

from bot.subscriptions.languages import language_of
from bot.subscriptions.schedule import WEEKDAYS
from bot.subscriptions.subscription import CatchUp, Gate, Hush, QuietHours, Terms, WhenEmpty
from bot.subscriptions.terms import read_terms
from bot.subscriptions.wording import ScheduleError
from briefings.models import Length


def read(typed: str) -> Terms:
    return read_terms(typed, "Europe/Berlin")


def test_everything_in_one_line() -> None:
    terms = read("weekdays at 8 about climate, the EU and Kim Jong Un without sport, short, silent, quiet 22-7, skip")
    assert (terms.schedule.times, terms.schedule.days, terms.schedule.zone) == ((time(8),), WEEKDAYS, "Europe/Berlin")
    assert (terms.topics, terms.mutes) == (("climate", "the EU", "Kim Jong Un"), ("sport",))
    assert (terms.length, terms.when_empty, terms.catch_up) == (Length.SHORT, WhenEmpty.SILENT, CatchUp.SKIP)
    assert terms.quiet == QuietHours(time(22), time(7), Hush.HOLD)


def test_a_plain_schedule_is_as_everybody_has_it() -> None:
    terms = read("weekdays at 8")
    assert terms == Terms(terms.schedule)


@pytest.mark.parametrize(
    ("typed", "muted"), [("8 -golf -tennis", ("golf", "tennis")), ("8 without golf and tennis", ("golf", "tennis"))]
)
def test_words_are_muted_with_a_dash_or_in_words(typed: str, muted: tuple[str, ...]) -> None:
    assert read(typed).mutes == muted


def test_a_topic_keeps_its_own_words() -> None:
    terms = read("8 about the long war, short")
    assert (terms.topics, terms.length) == (("the long war",), Length.SHORT)


def test_a_choice_behind_the_last_topic_is_a_choice() -> None:
    terms = read("8 about Brexit long")
    assert (terms.topics, terms.length) == (("Brexit",), Length.LONG)


def test_quiet_hours_in_words() -> None:
    assert read("8 quiet from 10pm to 6am drop").quiet == QuietHours(time(22), time(6), Hush.DROP)


@pytest.mark.parametrize(
    "typed", ["8 about", "8 quiet 7 to 7", "8 quiet 25 to 7", "about climate", "8 about " + "a,b" * 60]
)
def test_what_is_not_understood_is_one_sentence(typed: str) -> None:
    with pytest.raises(ScheduleError) as refusal:
        read(typed)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        ("2025-05-01 23:00", "2025-05-02 05:00"),
        ("2025-05-02 04:59", "2025-05-02 05:00"),
        ("2025-05-02 05:00", None),
        ("2025-05-01 19:59", None),
    ],
)
def test_quiet_hours_span_midnight_in_the_channels_zone(now: str, ends: str | None) -> None:
    quiet = QuietHours(time(22), time(7))
    given = quiet.ends(datetime.fromisoformat(now).replace(tzinfo=UTC), ZoneInfo("Europe/Berlin"))
    assert given == (None if ends is None else datetime.fromisoformat(ends).replace(tzinfo=UTC))


@pytest.mark.parametrize(
    ("typed", "gate"),
    [
        ("weekdays at 8", None),
        ("weekdays at 8 with alerts", Gate(3, 60, 3)),
        ("8:00 about climate, alerts 4 in 30, without sport", Gate(4, 30, 3)),
        ("8:00, breaking alerts 5 in 90 minutes, 2 a day, short", Gate(5, 90, 2)),
        ("at 9, no alerts", None),
        ("at 9 about amber alerts", None),
    ],
)
def test_alerts_are_for_those_who_ask_with_numbers_of_their_own(typed: str, gate: Gate | None) -> None:
    terms = read_terms(typed, "UTC")
    assert terms.alerts == gate
    assert "30" not in str(terms.topics) + str(terms.mutes)


def test_one_publisher_makes_no_alert() -> None:
    with pytest.raises(ScheduleError, match="two publishers"):
        read_terms("at 9, alerts 1 in 30", "UTC")


@pytest.mark.parametrize(
    ("typed", "language"),
    [
        ("weekdays at 8", ""),
        ("weekdays at 8, dates in German", "de"),
        ("dates in Deutsch weekdays at 8 Europe/Berlin", "de"),
        ("8:00 with dates in francais, short", "fr"),
        ("every day 7:30 dates in Brazilian Portuguese about climate", "pt_BR"),
        ("8 about climate, the EU, dates in 日本語, short", "ja"),
        ("8 about climate with dates in Spanish", "es"),
        ("8, dates in English", ""),
    ],
)
def test_dates_are_written_in_the_language_that_is_named(typed: str, language: str) -> None:
    terms = read(typed)
    assert terms.language == language
    assert not {"dates", "language"} & set(" ".join(terms.topics).split())
    assert terms.schedule.times in {(time(8),), (time(7, 30),)}


def test_dates_can_be_a_topic() -> None:
    terms = read("8 about court dates in German history")
    assert (terms.topics, terms.language) == (("court dates in German history",), "")


@pytest.mark.parametrize(
    ("typed", "hint"), [("8 dates in Germn", "did you mean dates in German"), ("8 dates in Xq", "日本語")]
)
def test_a_language_that_nobody_knows_is_asked_for(typed: str, hint: str) -> None:
    with pytest.raises(ScheduleError, match=hint):
        read(typed)


def test_languages_have_the_names_that_their_speakers_use() -> None:
    written = tomllib.loads(resources.files("bot.subscriptions").joinpath("data/languages.toml").read_text("utf-8"))
    assert len(written["own"]) > 80
    for code, name in written["own"].items():
        assert language_of(name.split()) == (code, len(name.split()))
        assert Locale.parse(code).display_name == name
    for name, code in written["also"].items():
        assert Locale.parse(code)
        assert language_of(name.split()) == (code, len(name.split()))
