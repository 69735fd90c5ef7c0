"""The word lists of this room: no word twice, every phrase found by the code that reads it."""

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

import pytest

from briefings.answers.rosters import vocabulary
from briefings.answers.rosters.countries import country_named
from briefings.ports import Annotator

FILES = ["attendance.toml", "countries.toml", "events.toml", "people.toml", "questions.toml"]


def lists(table: dict[str, object], path: str = "") -> Iterator[tuple[str, list[str]]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from lists(value, f"{path}.{key}")
        elif isinstance(value, list):
            yield f"{path}.{key}", value


@pytest.mark.parametrize("name", FILES)
def test_no_list_names_a_word_twice(name: str) -> None:
    twice = {
        f"{path}: {word}" for path, words in lists(vocabulary.load(name)) for word in words if words.count(word) > 1
    }
    assert twice == set()


@pytest.mark.parametrize("name", FILES)
def test_words_are_written_as_they_are_compared(name: str) -> None:
    if name == "countries.toml":
        return
    assert [word for _, words in lists(vocabulary.load(name)) for word in words if word != word.lower().strip()] == []


def test_every_list_is_read_by_the_code() -> None:
    room = files("briefings.answers.rosters")
    code = "".join(file.read_text(encoding="utf-8") for file in room.iterdir() if file.name.endswith(".py"))
    unread = [
        path
        for name in FILES
        if name != "countries.toml"
        for path, _ in lists(vocabulary.load(name))
        if not any(f'"{key}"' in code for key in path.split(".")[-2:])
    ]
    assert unread == []


def test_every_country_is_found_by_each_of_its_names() -> None:
    countries = tomllib.loads((room_data() / "countries.toml").read_text(encoding="utf-8"))["countries"]
    assert len(countries) > 190
    for country, forms in countries.items():
        for name in [country, *(name for names in forms.values() for name in names)]:
            assert country_named(name), name


def room_data() -> Traversable:
    return files("briefings.answers.rosters") / "data"


def test_a_phrase_is_found_around_a_short_object(annotator: Annotator) -> None:
    known = vocabulary.group(["turn down"])
    sentence = annotator.parse("She turned the invitation down.")
    assert vocabulary.match_verb(sentence, 1, known) == ("turn down", 5)
    assert vocabulary.match(sentence, 1, known) is None
