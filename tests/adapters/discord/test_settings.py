"""The settings are read or refused in one sentence, and never show the token."""

from __future__ import annotations

import pytest

from adapters.discord.settings import DiscordSettings, Shards, read_shards


@pytest.mark.parametrize(
    ("text", "shards"),
    [
        ("", None),
        ("8", Shards(tuple(range(8)), 8)),
        ("3/8", Shards((3,), 8)),
        (" 0-3/8 ", Shards((0, 1, 2, 3), 8)),
        ("0/1", Shards((0,), 1)),
    ],
)
def test_shards_are_a_count_one_or_a_range(text: str, shards: Shards | None) -> None:
    assert read_shards(text) == shards


@pytest.mark.parametrize("text", ["0", "8/8", "4-2/8", "0-8/8", "all", "1,2/8", "-1/8", "1/0", "1/8/8"])
def test_shards_that_cannot_be_are_refused_with_what_was_written(text: str) -> None:
    with pytest.raises(ValueError, match="names") as refused:
        DiscordSettings("t", shards=text)
    assert repr(text) in str(refused.value)


def test_addresses_of_the_wrong_kind_are_refused() -> None:
    with pytest.raises(ValueError, match="API"):
        DiscordSettings("t", api_url="ws://127.0.0.1:1")
    with pytest.raises(ValueError, match="gateway"):
        DiscordSettings("t", gateway_url="http://127.0.0.1:1")
    with pytest.raises(ValueError, match="token"):
        DiscordSettings(" ")


def test_the_token_is_not_shown() -> None:
    assert "hush" not in repr(DiscordSettings("hush"))
