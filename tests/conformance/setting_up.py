"""Cases of setting up: schedules, sources, settings, watches, the bot's own page."""

from __future__ import annotations

from tests.conformance.reading import BARE, NO_MENU, NO_PAGE, ONE, REFUSED, REQUIRED, WHO
from tests.conformance.script import (
    Case,
    Role,
    Step,
    Where,
    Who,
    begins,
    case,
    chooses,
    closes,
    fills,
    fills_wrongly,
    gets_form,
    invited,
    opens,
    presses,
    types,
    uses,
)

M = Who.MANAGER
SCHEDULED = "I will post here: Weekdays at 08:00"
SCHEDULE = types("/brief schedule weekdays at 8", SCHEDULED).by(M)
END_ALL = types("/brief stop all", "Ended").by(M)
FOLLOW = types("/sources add $feed as $paper", "I follow $paper from now on").by(M)
UNFOLLOW = types("/sources remove $paper", "followed no more").by(M)
CHANGE = gets_form("Change", "How I behave here").by(M)


def adds_source(at: Where, told: Where) -> tuple[Step, ...]:
    """*Add a source* and its form, first filled in wrongly; what came of it is read at ``told``."""
    return (
        gets_form("Add a source", "Address").by(M).at(at),
        fills_wrongly("Add a source", {"Address": "no address"}, "Type the address of a site").by(M).at(at),
        fills("Add a source", {"Address": "$feed", "Name": "$paper"}, "I follow $paper").by(M).at(told),
    )


SCHEDULES: tuple[Case, ...] = (
    case(
        "Schedules",
        "`/brief schedule WHEN`",
        types("/brief schedule weekdays at 8", SCHEDULED, "Next: Mon 1 Sep 2025").by(M),
        types("/brief status", "Scheduled here", "Weekdays at 08:00"),
        END_ALL,
    ),
    case(
        "Schedules",
        "`/brief schedule` that is not understood",
        types("/brief schedule at 25", "25").by(M),
    ),
    case(
        "Schedules",
        "`/brief schedule` alone, *New schedule*, its form, *Change it*, its form",
        types("/brief schedule", "Nothing is scheduled here").by(M),
        gets_form("New schedule", "New schedule", "When").by(M),
        fills_wrongly("New schedule", {"When": "weekdays at 25"}, "is no time").by(M),
        fills("New schedule", {"When": "weekdays at 8", "About": "climate, -sport"}, SCHEDULED, "about climate").by(M),
        types("/brief schedule", "Scheduled here").by(M),
        gets_form("Change it", "Change a schedule").by(M),
        fills_wrongly("Change a schedule", {"Quiet hours": "late"}, "late").by(M),
        fills("Change a schedule", {"When": "every day 6:15", "Quiet hours": ""}, "Every day at 06:15").by(M),
        END_ALL,
    ),
    case(
        "Schedules",
        "several schedules, of which a menu changes one",
        SCHEDULE,
        types("/brief schedule Sunday at 9", "Sunday at 09:00").by(M),
        types("/brief status", "Scheduled here").by(M),
        chooses("Change a schedule", "Sunday", "Change a schedule").form().by(M),
        fills("Change a schedule", {"When": "Sunday at 10"}, "Sunday at 10:00").by(M),
        END_ALL,
    ),
    case(
        "Schedules",
        "`/brief preview`, `pause`, `resume`, `stop`",
        types("/brief preview", "Nothing is scheduled here"),
        types("/brief pause", "Nothing is scheduled here").by(M),
        types("/brief resume", "Nothing is scheduled here").by(M),
        types("/brief stop", "Nothing is scheduled here").by(M),
        SCHEDULE,
        types("/brief preview", "News briefing"),
        types("/brief preview 777", "There is no schedule 777 here"),
        types("/brief pause 3 days", "Paused until 1 Sep 2025").by(M),
        types("/brief pause whenever", "I do not understand “whenever”").by(M),
        types("/brief resume", "Goes on: Weekdays at 08:00").by(M),
        types("/brief resume 777", "There is no schedule 777 here").by(M),
        types("/brief stop 777", "There is no schedule 777 here").by(M),
        types("/brief stop", "Ended: Weekdays at 08:00").by(M),
    ),
)

SOURCES: tuple[Case, ...] = (
    case("Sources", "`/sources` alone", types("/sources", "Sources", "added by hand"), lacks=BARE),
    case("Sources", "`/sources list`", types("/sources list", "Sources", "added by hand")),
    case(
        "Sources",
        "`/sources test`, `add`, `list`, `pause`, `resume`, `export`, `remove`",
        types("/sources test $front", "There is a feed at", "$title", "Nothing is stored").by(M),
        FOLLOW,
        types("/sources add $feed", "followed already").by(M),
        types("/sources list", "$paper (feed)"),
        types("/sources pause $paper", "$paper is paused").by(M),
        types("/sources resume $paper", "$paper goes on").by(M),
        types("/sources export", "$feed"),
        UNFOLLOW,
    ),
    case(
        "Sources",
        "`/sources take` and `leave`, for one channel",
        FOLLOW,
        types("/sources leave $paper", "This channel takes all sources but “$paper”").by(M),
        types("/sources take all", "This channel takes all sources").by(M),
        types("/sources take $paper", "This channel takes “$paper” and no other source").by(M),
        types("/sources take all", "This channel takes all sources").by(M),
        UNFOLLOW,
    ),
    case(
        "Sources",
        "`/sources import` of an OPML file",
        types("/sources import $opml", "1 feed is followed from now on").by(M),
        UNFOLLOW,
    ),
    case(
        "Sources",
        "*Add links* in the menu of a message",
        uses("links.add", "Read $link and $missing", "$title", "added", "Not added").by(M),
        uses("links.add", "Read $link", "$title", "here already").by(M),
        uses("links.add", "Nothing here", "There is no link in that message").by(M),
        lacks=NO_MENU,
    ),
    case(
        "Sources",
        "addresses and names that are wrong or missing",
        types("/sources add $missing", "404").by(M),
        types("/sources test $missing", "404").by(M),
        types("/sources import $missing", "404").by(M),
        types("/sources remove nothing of the kind", "There is no source “nothing of the kind”")
        .by(M)
        .without("“uploads”, “uploads”"),
        types("/sources pause nothing of the kind", "nothing of the kind").by(M),
        types("/sources resume nothing of the kind", "nothing of the kind").by(M),
        types("/sources take nothing of the kind", "nothing of the kind").by(M),
        types("/sources leave nothing of the kind", "nothing of the kind").by(M),
    ),
    case(
        "Sources",
        "a word that is missing after a subcommand is asked for",
        *(
            types(f"/sources {name}", said).by(M)
            for name, said in {
                "add": "Which address?",
                "test": "Which address?",
                "import": "Which file?",
                "remove": "Which source?",
                "pause": "Which source?",
                "resume": "Which source?",
                "take": "Which sources?",
                "leave": "Which sources?",
            }.items()
        ),
        lacks=REQUIRED,
    ),
    case(
        "Sources",
        "names are completed while they are typed",
        FOLLOW,
        begins("/sources pause Gaz", "$paper").by(M),
        UNFOLLOW,
        lacks={"slack": "Slack completes nothing in commands"},
    ),
    case(
        "Sources",
        "`/brief why LINK`",
        types("/brief why $link", "I have never seen"),
        types("/brief why not a link", "not a link"),
    ),
    case("Sources", "`/brief why` without a link", types("/brief why", "Which article?"), lacks=REQUIRED),
)

WATCHES: tuple[Case, ...] = (
    case(
        "Watches",
        "`/watch question QUESTION`, `/watch list`, `/watch stop`",
        types("/watch list", "You watch nothing"),
        types(f"/watch question {WHO}", "I will tell you in a direct message when the answer to"),
        types("/watch list", "What you watch", WHO),
        types("/watch stop 777", "You have no watch 777"),
        types("/watch stop the lot", "Which watch?"),
    ),
    case("Watches", "`/watch` alone", types("/watch", "watch"), lacks=BARE),
    case("Watches", "`/watch question` without a question", types("/watch question", "watch")),
    case("Watches", "`/watch QUESTION`", types("/watch where is the parade?", "I will tell you"), lacks=BARE),
    case(
        "Watches",
        "`/watch story STORY`",
        types("/watch story 1", "I will tell you in a direct message when story 1"),
        types("/watch story 999", "There is no story “999”"),
    ),
    case("Watches", "`/watch story` without a story", types("/watch story", "Which story?"), lacks=REQUIRED),
    case(
        "Watches",
        "`/watch here`, told to the channel",
        types("/watch here story 1", "I will tell here when story 1"),
        types("/watch here ???", "Say what to watch"),
    ),
    case("Watches", "`/watch stop` without a number", types("/watch stop", "Which watch?"), lacks=REQUIRED),
    case("Watches", "`/watch here` without a word after it", types("/watch here", "Say what to watch"), lacks=REQUIRED),
)

PLACES: tuple[Case, ...] = (
    case(
        "New places",
        "the first words where the bot is brought: what it does, what to try, *Add a source* and its form",
        invited("Three things to try", "New schedule"),
        presses("Add a source", REFUSED).by(Who.READER).at(Where.NEW),
        presses("New schedule", REFUSED).by(Who.READER).at(Where.NEW),
        *adds_source(Where.NEW, told=Where.NEW),
        UNFOLLOW.at(Where.NEW),
        lacks={"terminal": "a terminal is greeted whenever it is opened"},
        notes={"slack": "in each channel", "discord": "once in a server"},
    ),
    case(
        "New places",
        "a channel is closed: whoever set up what it got is told",
        SCHEDULE.at(Where.OTHER),
        closes(Where.OTHER, "I post nothing in", "any more", "Its schedules are stopped"),
        lacks={"terminal": "a terminal is one place"},
        notes={"slack": "archived", "discord": "deleted"},
    ),
)

SETTINGS: tuple[Case, ...] = (
    case("Settings", "`/brief status`", types("/brief status", "articles in", "Nothing is scheduled here")),
    case("Settings", "`/brief settings`", types("/brief settings", "How I behave here", "seen by the asker first")),
    case(
        "Settings",
        "answers to commands for all, by *Change* and its form",
        types("/brief settings", "How I behave here").by(M),
        gets_form("Change", "How I behave here", "Who sees answers to commands").by(M),
        fills("How I behave here", {"Who sees answers to commands": "Everybody here"}, "for all to see").by(M),
        types(f"/ask {WHO}", "Attending").to_all(),
        types("/brief now", "News briefing").to_all(),
        types("/brief status", "articles in"),
        types("/brief settings", "for all to see").by(M),
        CHANGE,
        fills(
            "How I behave here", {"Who sees answers to commands": "The asker, who can share them"}, "by the asker first"
        ).by(M),
    ),
    case(
        "Settings",
        "somebody is named who may set up beside the admins",
        types("/brief schedule weekdays at 8", "Only those who manage this channel").by(Who.NAMED),
        types("/brief settings", "How I behave here").by(M),
        CHANGE,
        fills("How I behave here", {"Who else manages me": Who.NAMED}, "1 person named by them").by(M),
        types("/brief schedule weekdays at 8", SCHEDULED).by(Who.NAMED),
        CHANGE,
        fills("How I behave here", {"Who else manages me": ""}, "Those who manage this channel may change this").by(M),
        types("/brief stop all", "Only those who manage this channel").by(Who.NAMED),
        lacks={"terminal": ONE},
    ),
    case(
        "Settings",
        "a role that scheduled posts call",
        types("/brief settings", "Scheduled posts call nobody").by(M),
        CHANGE,
        fills("How I behave here", {"Role to call": Role.READERS}, "Scheduled posts call a role").by(M),
        lacks={"slack": "Slack has no picker for user groups", "terminal": ONE},
    ),
    case(
        "Own page",
        "for those who manage: stored, schedules, sources, forms; *New schedule* for another channel",
        opens(Where.HOME, "newsbrief", "Schedules", "Sources", "Try this").by(M),
        gets_form("New schedule", "Channel").by(M).at(Where.HOME),
        fills("New schedule", {"Channel": Where.OTHER, "When": "weekdays at 8"}, "I will post there")
        .by(M)
        .at(Where.DIRECT),
        opens(Where.HOME, "Weekdays at 08:00").by(M),
        lacks=NO_PAGE,
    ),
    case(
        "Own page",
        "*Add a source*, its form",
        opens(Where.HOME, "Sources").by(M),
        *adds_source(Where.HOME, told=Where.DIRECT),
        UNFOLLOW,
        lacks=NO_PAGE,
    ),
    case(
        "Own page",
        "for everybody else: their own schedules",
        opens(Where.HOME, "Schedules", "Try this").by(Who.READER).without("add a source", "nothing is read"),
        gets_form("Schedule for me alone", "Time zone").by(Who.READER).at(Where.HOME),
        fills("New schedule", {"When": "weekdays at 7"}, "I will post here").by(Who.READER).at(Where.DIRECT),
        opens(Where.HOME, "Weekdays at 07:00").by(Who.READER),
        lacks=NO_PAGE,
    ),
)

SETTING_UP = (*PLACES, *SCHEDULES, *SOURCES, *WATCHES, *SETTINGS)
