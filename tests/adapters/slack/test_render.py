"""What a Slack user sees of a message, and that Slack takes it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import Phase, given, settings

from adapters.message import (
    Action,
    Block,
    Button,
    Divider,
    GroupedList,
    Heading,
    Message,
    Option,
    Select,
    Source,
    Span,
    Style,
    Weight,
    code,
    emphasis,
    group,
    heading,
    item,
    link,
    moment,
    note,
    quote,
    quoted,
    say,
    source,
    strong,
    text,
)
from adapters.slack.actions import read_action_id
from adapters.slack.render import LIMITS, Rendered, measure_payload, render
from adapters.slack.words import Json
from adapters.split import split
from tests.adapters.messages import MESSAGES, sources_of, words_of
from tests.contracts.hostile import HOSTILE
from tests.contracts.test_renderer import everywhere
from tests.servers.slack.rules import violations

REUTERS = source("Reuters", "https://reuters.example/a?b=1&c=2", "12 May 2025")
LONG = "https://reuters.example/world/europe/border-talks-resume-after-a-month-of-silence-2025-05-12"
AP = source("AP", "https://ap.example/x", "11 May 2025")


def faults(rendered: Rendered, *pings: str) -> list[str]:
    payload = {
        "channel": "C1", "blocks": rendered.blocks, "text": rendered.text, "unfurl_links": False, "unfurl_media": False,
        "metadata": {"event_type": "newsbrief", "event_payload": {"marker": "x" * LIMITS.marker_length}},
    }  # fmt: skip
    return violations("chat.postMessage", payload, pings=pings)


def rendered(*blocks: Block, summary: str = "A summary") -> list[Json]:
    made = render(Message(blocks, summary))
    assert faults(made) == []
    return made.blocks


def strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from [each] if name in ("text", "fallback", "url") and isinstance(each, str) else strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from strings(each)


def kinds(blocks: list[Json]) -> list[object]:
    return [block["type"] for block in blocks]


def digest(stories: int, bullets: int, sources: tuple[Source, ...] = (REUTERS, AP)) -> Message:
    said = "The two delegations agreed on Tuesday to reopen the border crossing before the end of the month."
    blocks: list[Block] = [heading("News briefing, 12 May 2025"), note(f"{stories} stories from 40 articles")]
    for story in range(stories):
        blocks += [heading(f"Border talks resume after a month of silence ({story})", 2), note("Story 12: 8 articles")]
        blocks += [item(said, sources=sources) for _ in range(bullets)]
    return Message(tuple(blocks), "News briefing: Border talks resume", (Button("More", "more", "s1"),))


class TestLooks:
    def test_a_bullet_has_its_sources_small_under_it_as_links_with_their_dates(self) -> None:
        bullet, sources = rendered(item("Talks ", strong("resume"), " in May.", sources=[REUTERS, AP]))
        assert bullet == {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "elements": [
                        {
                            "type": "rich_text_section",
                            "elements": [
                                {"type": "text", "text": "Talks "},
                                {"type": "text", "text": "resume", "style": {"bold": True}},
                                {"type": "text", "text": " in May."},
                            ],
                        }
                    ],
                }
            ],
        }
        assert sources == {
            "type": "context",
            "elements": [
                {
                    "type": "mrkdwn",
                    "text": "<https://reuters.example/a?b=1&amp;c=2|Reuters>, 12 May 2025"
                    " · <https://ap.example/x|AP>, 11 May 2025",
                    "verbatim": True,
                }
            ],
        }

    def test_a_digest_of_five_stories_with_five_bullets_each_is_one_message(self) -> None:
        for sources in ((REUTERS, AP), (source("Reuters", LONG, "12 May 2025"), AP)):
            message = digest(5, 5, sources)
            assert split(message, LIMITS) == (message,)
            made = render(message)
            assert faults(made) == []
            assert sum("Reuters" in each for each in strings(made.blocks)) == 25

    def test_where_context_blocks_would_be_too_many_the_sources_stand_under_their_bullet(self) -> None:
        assert "context" in kinds(render(digest(3, 5)).blocks)[4:]
        made = render(digest(5, 5)).blocks
        assert len(made) <= 50
        assert made[4]["text"] == {
            "type": "mrkdwn",
            "text": "• The two delegations agreed on Tuesday to reopen the border crossing before the end of the month.\n"
            "<https://reuters.example/a?b=1&amp;c=2|Reuters>, 12 May 2025 · <https://ap.example/x|AP>, 11 May 2025",
            "verbatim": True,
        }

    def test_bullets_without_sources_share_one_list(self) -> None:
        assert kinds(rendered(*[item(f"Command {n}") for n in range(60)])) == ["rich_text"]

    def test_a_title_is_a_header_and_the_title_of_a_part_is_bold(self) -> None:
        title, part = rendered(heading("Today & tomorrow"), heading("Border talks", 2))
        assert title == {"type": "header", "text": {"type": "plain_text", "text": "Today & tomorrow", "emoji": False}}
        assert "'bold': True" in str(part)

    def test_a_title_too_long_for_a_header_is_kept_whole(self) -> None:
        (block,) = rendered(Heading("long " * 40 + "title"))
        assert block["type"] == "rich_text"
        assert "title" in str(block)

    def test_a_quote_has_its_sources_under_it(self) -> None:
        said, sources = rendered(quote("We will come.", sources=[AP]))
        assert "rich_text_quote" in str(said)
        assert "<https://ap.example/x|AP>" in str(sources)

    def test_a_roster_is_one_block_with_a_bold_title_over_each_list(self) -> None:
        attending = group("Attending", [item(strong("Ana Obi"), sources=[AP]), item(strong("Li Wei"), sources=[AP])])
        unlikely = group("Unlikely", [item(strong("Jo Roe"), sources=[REUTERS])])
        (block,) = rendered(GroupedList((attending, unlikely)))
        elements = block["elements"]
        assert isinstance(elements, list)
        assert [each["type"] for each in elements] == ["rich_text_section", "rich_text_list"] * 2
        assert [len(each["elements"]) for each in elements[1::2]] == [2, 1]

    def test_a_moment_is_shown_in_the_viewers_zone(self) -> None:
        at = datetime(2025, 9, 5, 8, 0, tzinfo=UTC)
        paragraph, small = rendered(
            text("Next: ", moment(at, "5 Sep | 8:00")), note("Next: ", moment(at, "5 Sep | 8:00"))
        )
        assert "{'type': 'date', 'timestamp': 1757059200, 'format': '{date_short_pretty} at {time}'" in str(paragraph)
        assert "Next: <!date^1757059200^{date_short_pretty} at {time}|5 Sep ∣ 8:00>" in str(small)

    def test_styles_are_kept_in_paragraphs_and_small_lines(self) -> None:
        spans = ("Type ", code("/brief"), ", ", strong("now"), " or ", emphasis("later"), ": ", quoted("soon"))
        paragraph, small = rendered(text(*spans), note(*spans))
        assert "'/brief', 'style': {'code': True}" in str(paragraph)
        assert "Type `/brief`, *now* or _later_: “soon”" in str(small)

    def test_a_style_within_a_word_is_left_out_where_slack_would_show_its_marks(self) -> None:
        (small,) = rendered(note("un", strong("believ"), "able ", link("here", "https://a.example"), strong("New: ")))
        assert "unbelievable <https://a.example|here>*New:*" in str(small)

    def test_a_link_keeps_the_blanks_around_it(self) -> None:
        (small,) = rendered(note("press", link(" here ", "https://a.example/?a&b"), "now"))
        assert "press <https://a.example/?a&amp;b|here> now" in str(small)

    def test_a_long_small_line_is_kept_whole(self) -> None:
        (block,) = rendered(note("word " * 700))
        assert "".join(strings([block])).count("word") == 700

    def test_a_divider_is_a_line(self) -> None:
        assert kinds(rendered(text("a"), Divider(), text("b"))) == ["rich_text", "divider", "rich_text"]

    def test_the_fallback_is_escaped_short_and_never_empty(self) -> None:
        assert render(Message((text("x"),), "AT&T <!here> said")).text == "AT&amp;T &lt;!here&gt; said"
        assert render(Message((text("x"),), "\u200b")).text == "(no readable text)"
        assert len(render(Message((text("x"),), "word " * 900)).text) <= 300


class TestControls:
    def test_buttons_carry_their_action_and_value(self) -> None:
        actions = (
            Button("Stop", "held.stop", "d1", Weight.DANGER, confirm="Stop it for good?"),
            Button("Stop", "held.stop", "d2"),
            Button("Open", "open", url="https://a.example"),
        )
        made = render(say("Hello", actions=actions))
        assert faults(made) == []
        elements = made.blocks[-1]["elements"]
        assert isinstance(elements, list)
        assert [read_action_id(each["action_id"]) for each in elements] == [
            ("held.stop", "d1"), ("held.stop", "d2"), ("open", ""),
        ]  # fmt: skip
        assert [each.get("value") for each in elements] == ["d1", "d2", None]
        assert elements[0]["style"] == "danger"
        assert elements[0]["confirm"]["text"]["text"] == "Stop it for good?"
        assert elements[2]["url"] == "https://a.example"

    def test_menus_hold_their_choices_and_what_is_chosen(self) -> None:
        options = (Option("One", "1", "the first"), Option("Two", "2", chosen=True))
        made = render(
            say("Hello", actions=(Select("Which?", "pick", options), Select("Any", "any", options, "v", True)))
        )
        assert faults(made) == []
        menus = made.blocks[-1]["elements"]
        assert isinstance(menus, list)
        one, several = menus
        assert (one["type"], several["type"]) == ("static_select", "multi_static_select")
        assert one["initial_option"] == several["initial_options"][0] == several["options"][1]

    def test_labels_of_any_length_fit(self) -> None:
        options = tuple(Option("👩‍🔬 label " * 20, str(n), "words " * 30) for n in range(25))
        actions: tuple[Action, ...] = (
            Select("placeholder " * 30, "pick", options),
            *(Button("press me " * 20, "press", str(n), confirm="really? " * 90) for n in range(5)),
        )
        assert faults(render(Message((text("Hello"),), "x", actions))) == []

    @pytest.mark.parametrize(("ping", "called"), [("S012AB3CD", "<!subteam^S012AB3CD>"), ("here", "<!here>")])
    def test_only_an_admins_setting_calls_somebody(self, ping: str, called: str) -> None:
        made = render(Message((text("Hello"),), "x", ping=ping))
        assert made.blocks[0]["text"] == {"type": "mrkdwn", "text": called, "verbatim": True}
        assert faults(made, ping) == []
        assert faults(made) != []

    def test_a_ping_that_is_no_group_calls_nobody(self) -> None:
        assert faults(render(Message((text("Hello"),), "x", ping="<!channel>"))) == []


class TestHostileText:
    @pytest.mark.parametrize("words", HOSTILE, ids=ascii)
    def test_it_is_taken_and_never_live(self, words: str) -> None:
        for part in split(everywhere(words), LIMITS):
            made = render(part)
            assert faults(made) == []
            everything = json.dumps(made.blocks) + made.text
            for live in ("<!", "<@", "<#", "<http", "<mailto", "<javascript"):
                assert live not in everything

    @pytest.mark.parametrize("marks", ["*bold*", "_italic_", "~strike~", "`code`", ":smile:", "&gt; bar", "> bar"])
    def test_marks_of_an_article_format_nothing(self, marks: str) -> None:
        named = Source(f"Outlet {marks}", "https://a.example", marks)
        made = rendered(text(marks), item(marks, sources=[named]), note(marks), note(marks, strong("x")))
        assert made[0]["elements"] == [{"type": "rich_text_section", "elements": [{"type": "text", "text": marks}]}]
        assert made[-2]["elements"] == [{"type": "plain_text", "text": marks, "emoji": False}]
        for parsed in (made[2], made[-1]):
            words = "".join(strings([parsed])).replace("*x*", "").replace("https://", "")
            assert not re.search(r"[*_~`]|:smile:|(^|\n)(&gt;|>)", words)

    def test_a_link_of_mrkdwn_cannot_be_ended_by_its_words(self) -> None:
        (_, sources) = rendered(item("x", sources=[Source("a|b> <!here", "https://a.example", "c|d>")]))
        assert "<https://a.example|a∣b&gt; &lt;!here>, c|d&gt;" in str(sources)


class TestFit:
    @settings(max_examples=120, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
    @given(MESSAGES)
    def test_every_part_of_every_message_is_taken(self, message: Message) -> None:
        for part in split(message, LIMITS):
            assert faults(render(part)) == []

    @settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
    @given(MESSAGES)
    def test_no_word_and_no_source_is_lost(self, message: Message) -> None:
        shown = ["".join(strings(render(part).blocks)) for part in split(message, LIMITS)]
        everything = "".join("".join(shown).split())
        for word in words_of(message):
            assert word[:200] in everything
        for each in sources_of(message):
            assert "".join(each.label.split()) in everything

    @pytest.mark.parametrize(
        "words", ["<&> " * 3_000, "👩‍🔬 " * 4_000, '"\\ ' * 4_000, "word. " * 4_000, "\n".join(["line"] * 3_000)]
    )
    def test_text_that_grows_when_it_is_written_fits(self, words: str) -> None:
        named = [Source("&" * 100, "https://a.example/?" + "&" * 1_900, "&" * 100) for _ in range(9)]
        blocks: list[Block] = [
            Heading(" ".join(words.split())),
            text(words),
            note(words, strong(words)),
            item(words, sources=named),
            quote(words, sources=named),
            GroupedList((group("&" * 100, [item(words, sources=named)] * 3),)),
        ]
        parts = split(Message(tuple(blocks), "&" * 900, (Button("&" * 90, "press"),)), LIMITS)
        for part in parts:
            made = render(part)
            assert faults(made) == []
            assert measure_payload(made.blocks, made.text) <= 13_200

    def test_the_measure_is_what_is_sent_and_not_much_more(self) -> None:
        message = digest(5, 5)
        made = render(message)
        measured = sum(LIMITS.measure(part).characters for part in (*message.blocks, message.actions))
        sent = len(json.dumps(made.blocks, ensure_ascii=False, separators=(",", ":")))
        assert sent <= measured <= sent * 1.2

    def test_a_time_within_a_style_is_no_mistake(self) -> None:
        at = datetime(2025, 9, 5, tzinfo=UTC)
        assert rendered(text(Span("5 Sep", Style.STRONG, at=at)), note(Span("5 Sep", Style.CODE, at=at)))
