"""The word lists are whole, clean, and cover what English-language news writes."""

import pytest

from briefings.sources.vocabulary import agencies, bylines, load, lone_cities, places, realms


@pytest.mark.parametrize(
    "name",
    [
        "Beijing",
        "Nairobi",
        "Kyiv",
        "São Paulo",
        "Port-au-Prince",
        "The Hague",
        "United Nations",
        "Kuala Lumpur",
        "Gaza City",
        "Port Sudan",
        "Łódź",
    ],
)
def test_cities_of_the_news_are_known(name: str) -> None:
    assert name.casefold() in places()


@pytest.mark.parametrize("name", ["Kenya", "South Korea", "Gaza Strip", "N.Y.", "Calif.", "Ontario", "U.K.", "TX"])
def test_what_stands_behind_a_city_is_known(name: str) -> None:
    assert name.casefold() in realms()


def test_every_name_is_clean() -> None:
    for name in [*places(), *agencies(), *agencies().values()]:
        assert name == " ".join(name.split())
        assert name


def test_enough_places_are_known_to_read_the_worlds_datelines() -> None:
    assert len(realms()) > 300
    assert len(lone_cities()) > 700
    assert {"charlotte", "nice", "phoenix"}.isdisjoint(lone_cities())


def test_the_great_agencies_are_known_by_their_short_names() -> None:
    assert {agencies()[form] for form in ("ap", "afp", "reuters", "dpa", "xinhua", "yonhap", "tass")} == {
        "Associated Press", "AFP", "Reuters", "dpa", "Xinhua", "Yonhap", "TASS",
    }  # fmt: skip


def test_no_month_is_missing_and_every_list_is_in_lower_case() -> None:
    assert len(load("dates")["months"]) == 12
    assert all(word == word.casefold() for words in bylines().values() for word in words)


def test_magic_numbers_are_bytes() -> None:
    assert all(bytes.fromhex(entry["bytes"]) and entry["name"] for entry in load("magic")["signature"])
