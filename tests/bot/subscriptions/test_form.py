"""A schedule asked for in a form: what is filled in can be sent off as it is, and what is wrong is said at its field."""

from __future__ import annotations

from datetime import time

import pytest

from adapters.controls import FieldKind, Form
from bot.subscriptions.form import CHANNEL, FormError, read_schedule_form, schedule_form
from bot.subscriptions.subscription import Terms
from bot.subscriptions.terms import read_terms
from briefings.models import Length

BERLIN = "Europe/Berlin"


def filled_in(form: Form) -> dict[str, tuple[str, ...]]:
    """What comes back when somebody sends a form off as it is."""
    return {
        field.name: tuple(option.value for option in field.options if option.chosen)
        or ((field.value,) * bool(field.value))
        for field in form.fields
    }


@pytest.mark.parametrize(
    "typed",
    [
        "weekdays at 8",
        "every day 7:30 about climate, Kyiv without sport, long",
        "Mon, Wed and Thu 6:15 and 18:00 America/New_York, short, quiet 22:00 to 7:00 drop",
        "weekends at noon -football -“tennis”, silent, no updates, alerts 4 in 30",
        "Saturday 9 about heads of state, the EU",
    ],
)
def test_a_form_that_is_sent_off_unchanged_changes_nothing(typed: str) -> None:
    terms = read_terms(typed.replace("-“tennis”", "-tennis"), BERLIN)
    assert read_schedule_form(filled_in(schedule_form(BERLIN, terms=terms)), "UTC", terms=terms) == terms


def test_a_new_form_proposes_something_that_works() -> None:
    assert read_schedule_form(filled_in(schedule_form(BERLIN)), "UTC") == read_terms("weekdays at 8", BERLIN)


def test_where_a_channel_is_picked_the_zone_stands_behind_the_time() -> None:
    form = schedule_form(BERLIN, picks_channel=True)
    assert [form.fields[0].name, form.fields[0].kind] == [CHANNEL, FieldKind.CHANNEL]
    assert read_schedule_form(filled_in(form), "UTC").schedule.zone == BERLIN


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("when", "weekdays at 25", "is no time"),
        ("when", "weekdays", "names no time"),
        ("when", "", "names no time"),
        ("zone", "Berlim", "Europe/Berlin"),
        ("zone", "weekdays", "is no time zone"),
        ("quiet", "at night", "22:00 to 7:00"),
        ("quiet", "22:00 to 22:00", "another end"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(field: str, typed: str, said: str) -> None:
    answers = filled_in(schedule_form(BERLIN)) | {field: (typed,)}
    with pytest.raises(FormError) as caught:
        read_schedule_form(answers, BERLIN)
    assert list(caught.value.fields) == [field]
    assert said in caught.value.fields[field]


def test_all_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(FormError) as caught:
        read_schedule_form({"when": ("at 25",), "quiet": ("always",)}, BERLIN)
    assert set(caught.value.fields) == {"when", "quiet"}


def test_what_is_left_empty_is_left_out_and_what_is_not_asked_stays() -> None:
    terms = read_terms("weekdays at 8 about climate, short, quiet 22:00 to 7:00, silent, with alerts", BERLIN)
    answers = filled_in(schedule_form(BERLIN, terms=terms)) | {"about": (), "quiet": (), "when": ("daily 6:15",)}
    changed = read_schedule_form(answers, BERLIN, terms=terms)
    assert (changed.topics, changed.quiet, changed.schedule.times) == ((), None, (time(6, 15),))
    assert (changed.when_empty, changed.alerts, changed.length) == (terms.when_empty, terms.alerts, Length.SHORT)


def test_a_topic_is_taken_as_it_is_typed() -> None:
    answers = filled_in(schedule_form(BERLIN)) | {"about": ("climate, -sport, Kyiv without weather",)}
    read = read_schedule_form(answers, BERLIN)
    assert (set(read.topics), set(read.mutes)) == ({"climate", "Kyiv"}, {"sport", "weather"})
    assert read == Terms(read.schedule, read.topics, read.mutes)
