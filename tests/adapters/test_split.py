from __future__ import annotations

import dataclasses
import re
from collections import Counter

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from adapters.memory import exceeds
from adapters.message import (
    Button,
    Divider,
    GroupedList,
    Heading,
    Item,
    Message,
    Text,
    group,
    heading,
    item,
    link,
    quote,
    say,
    source,
    text,
)
from adapters.plaintext import measure_plain, render_plain
from adapters.platform import Limits, Size
from adapters.split import split
from tests.adapters.messages import MESSAGES, sources_of, words_of

SMALL = Limits(measure_plain, blocks=10, block_characters=3_000, message_characters=4_000, sources=5)
LIMITS = st.builds(
    lambda blocks, block, whole, sources: Limits(measure_plain, blocks, block, whole, sources),
    st.integers(10, 50),
    st.integers(2_500, 4_000),
    st.integers(3_000, 13_200),
    st.integers(1, 10),
)
# What splitting may add, and nothing else.
ADDED = re.compile(r"\(\d+/\d+\)|Further|sources|\(continued\)")
TITLES = {"Attending", "Undecided"}


def glued(words: list[str]) -> str:
    """The text without spaces and without what splitting adds: a word cut in two is still the same text."""
    return "".join(word for word in words if not ADDED.fullmatch(word) and word not in TITLES)


@settings(max_examples=60, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(MESSAGES, LIMITS)
def test_every_text_and_every_source_comes_out_and_every_part_fits(message: Message, limits: Limits) -> None:
    parts = split(message, limits)
    assert [exceeds(part, limits) for part in parts] == [""] * len(parts)
    assert glued([word for part in parts for word in words_of(part)]) == glued(words_of(message))
    wanted, given_ = Counter(sources_of(message)), Counter(each for part in parts for each in sources_of(part))
    assert wanted <= given_
    # A quote's piece names its outlet again; nothing else is new.
    assert {each.label for each in given_} == {each.label for each in wanted}
    assert parts[-1].actions == message.actions


def test_a_message_that_fits_is_left_alone() -> None:
    message = Message((heading("Today"), text("Nothing new.")), "Nothing new")
    assert split(message, SMALL) == (message,)


def test_parts_say_which_they_are_and_keep_the_order() -> None:
    message = Message(
        tuple(item(f"Bullet {n}", sources=[source("Reuters", f"https://r.example/{n}")]) for n in range(25)),
        "25 bullets",
    )
    parts = split(message, SMALL)
    assert [part.summary for part in parts] == ["25 bullets (1/3)", "25 bullets (2/3)", "25 bullets (3/3)"]
    shown = [render_plain(part) for part in parts]
    assert shown[0].endswith("\n(1/3)")
    assert shown[1].startswith("(2/3)\n")
    assert [int(n) for n in re.findall(r"Bullet (\d+)", "\n".join(shown))] == list(range(25))


def test_sources_stay_with_the_last_piece_of_their_text() -> None:
    sentence = "The ministers met in Nairobi and agreed on nothing. "
    message = Message((item(sentence * 100, sources=[source("Reuters"), source("AP")]),), "Long")
    parts = split(message, SMALL)
    pieces = [block for part in parts for block in part.blocks if isinstance(block, Item)]
    assert [len(piece.sources) for piece in pieces] == [0, 2]
    assert all(piece.spans[-1].text.rstrip().endswith("nothing.") for piece in pieces)


def test_more_sources_than_an_item_takes_go_on_in_another() -> None:
    message = Message((item("All agree.", sources=[source(f"Outlet {n}") for n in range(12)]),), "All agree")
    lines = "\n".join(render_plain(part) for part in split(message, SMALL)).splitlines()
    assert lines == [
        "• All agree. — Outlet 0; Outlet 1; Outlet 2; Outlet 3; Outlet 4",
        "• Further sources — Outlet 5; Outlet 6; Outlet 7; Outlet 8; Outlet 9",
        "• Further sources — Outlet 10; Outlet 11",
    ]


def test_a_long_quote_names_its_source_in_every_piece() -> None:
    message = Message((quote("We will see. " * 400, sources=[source("AP", "https://ap.example/1")]),), "Quote")
    shown = [
        line for part in split(message, SMALL) for line in render_plain(part).splitlines() if "We will see" in line
    ]
    assert len(shown) == 2
    assert all("AP" in line for line in shown)
    assert shown[-1].endswith("AP, https://ap.example/1")


def test_a_long_group_goes_on_under_its_title() -> None:
    members = [item(f"Delegate {n} of a country with a long name " + "x" * 200) for n in range(30)]
    parts = split(Message((GroupedList((group("Attending", members),)),), "Roster"), SMALL)
    assert "Attending\n" in render_plain(parts[0])
    assert all("Attending (continued)\n" in render_plain(part) for part in parts[1:])


def test_a_heading_is_not_left_alone_at_the_end() -> None:
    blocks = [text("Line") for _ in range(8)]
    parts = split(Message((*blocks, heading("Next"), text("Next's text"), text("More")), "Two things"), SMALL)
    assert not any(isinstance(part.blocks[-2], Heading) for part in parts)
    assert "Next\nNext's text" in render_plain(parts[1])


def test_a_divider_does_not_open_a_part() -> None:
    blocks = [text("Line") for _ in range(9)]
    parts = split(Message((*blocks, Divider(), text("Last")), "Lines"), SMALL)
    assert [type(block) for block in parts[1].blocks[1:]] == [Text]


def test_an_address_longer_than_a_block_leaves_its_outlet_standing() -> None:
    def escaped(part: object) -> Size:
        size = measure_plain(part)  # type: ignore[arg-type]
        return dataclasses.replace(size, characters=size.characters * 5)

    limits = Limits(escaped, blocks=10, block_characters=3_000, message_characters=4_000)
    message = Message((item("Short.", sources=[source("AP", "https://ap.example/" + "&" * 1_900)]),), "Short")
    parts = split(message, limits)
    assert "AP" in "\n".join(render_plain(part) for part in parts)
    assert not any(exceeds(part, limits) for part in parts)


def test_a_link_longer_than_a_block_leaves_its_words() -> None:
    def doubled(part: object) -> Size:
        size = measure_plain(part)  # type: ignore[arg-type]
        return dataclasses.replace(size, characters=size.characters * 2)

    limits = Limits(doubled, blocks=10, block_characters=1_500, message_characters=2_000)
    parts = split(say("See ", link("the page", "https://a.example/" + "x" * 1_900), " now"), limits)
    assert "See the page now" in " ".join(" ".join(words_of(part)) for part in parts)
    assert not any(exceeds(part, limits) for part in parts)


def test_a_letter_is_not_torn_from_its_accent() -> None:
    parts = split(say("e\u0301" * 4_000), SMALL)
    for part in parts:
        for block in part.blocks:
            if isinstance(block, Text):
                assert not block.spans[0].text.startswith("\u0301")


def test_buttons_that_take_more_than_half_a_message_are_refused() -> None:
    def bulky(part: object) -> Size:
        return Size(6, 10) if isinstance(part, tuple) else Size(1, 10)

    with pytest.raises(ValueError, match="use fewer"):
        split(say("Hello", actions=[Button("Press", "press")]), Limits(bulky, 10, 2_000, 2_000))
