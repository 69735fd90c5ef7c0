"""Cases of who may what, and of what goes wrong."""

from __future__ import annotations

from tests.conformance.reading import NO_MENU, ONE, REFUSED, WHO
from tests.conformance.script import (
    Case,
    Trouble,
    Where,
    Who,
    arrange,
    case,
    fills,
    gets_form,
    presses,
    says,
    types,
    uses,
    writes,
)
from tests.conformance.stage import HELD, MOST

MANAGED = (
    "/brief schedule weekdays at 8", "/brief pause", "/brief resume", "/brief stop", "/brief feedback",
    "/sources add $feed", "/sources remove $paper", "/sources pause $paper", "/sources resume $paper",
    "/sources test $feed", "/sources import $opml", "/sources take all", "/sources leave all",
)  # fmt: skip
R = Who.READER
LONE = {"terminal": ONE}

PERMISSIONS: tuple[Case, ...] = (
    case(
        "Who may",
        "what sets the bot up is refused to a reader, privately",
        *(types(line, REFUSED).by(R) for line in MANAGED),
        lacks=LONE,
    ),
    case(
        "Who may",
        "forms of set-up are not offered to a reader, and refused where others asked for them aloud",
        types("/brief status", "Nothing is scheduled here").by(R).without("new schedule"),
        says("brief status", "Nothing is scheduled here").by(Who.MANAGER),
        presses("New schedule", REFUSED).by(R),
        says("brief settings", "How I behave here").by(Who.MANAGER),
        presses("Change", REFUSED).by(R),
        lacks=LONE,
    ),
    case(
        "Who may",
        "*Add links* is refused to a reader",
        uses("links.add", "Read $link", REFUSED).by(R),
        lacks=LONE | NO_MENU,
    ),
    case(
        "Who may",
        "everybody has schedules of their own in direct messages, and no say in the sources",
        types("/brief help", "What you can type").by(R),
        types("/brief schedule weekdays at 8", "I will post here").by(R).at(Where.DIRECT),
        types("/sources add $feed", REFUSED).by(R).at(Where.DIRECT),
        lacks=LONE,
    ),
    case(
        "Who may",
        "a post that waits for a person: *Send now*, *Discard*",
        types("/brief schedule weekdays at 8", "I will post here").by(Who.MANAGER),
        arrange(Trouble.HELD),
        types("/brief status", "Held: What happened on Friday. Nobody knows whether it was posted.")
        .by(R)
        .without("send now", "discard"),
        says("brief status", "Held:").by(Who.MANAGER),
        presses("Send now", REFUSED).by(R),
        presses("Discard", REFUSED).by(R),
        presses("Discard", "It is discarded").by(Who.MANAGER),
        lacks=LONE,
    ),
    case(
        "Who may",
        "*Send now* posts what waited",
        types("/brief schedule weekdays at 8", "I will post here").by(Who.MANAGER),
        arrange(Trouble.HELD),
        types("/brief status", "Held:").by(Who.MANAGER),
        presses("Send now", HELD).by(Who.MANAGER).to_all(),
    ),
    case(
        "Who may",
        "a guest reads and asks, and sets up nothing",
        types(f"/ask {WHO}", "Attending").by(Who.GUEST),
        types("/brief schedule weekdays at 8", REFUSED).by(Who.GUEST),
        lacks=LONE | {"discord": "a server has members, and no guests"},
    ),
    case(
        "Who may",
        "people of another workspace ask in a shared channel, and see what it sees",
        says(WHO, "Attending").by(Who.FOREIGNER).at(Where.SHARED),
        presses("Evidence", "You asked:").by(Who.FOREIGNER).at(Where.SHARED),
        lacks=LONE | {"discord": "a server shares no channel"},
        notes={"slack": "by naming the bot; Slack shows them none of its commands and menus"},
    ),
    case(
        "Who may",
        "the bot for oneself alone, where it is no member: a server without it",
        types(f"/ask {WHO}", "Attending").by(Who.LONER).at(Where.AWAY),
        types("/brief schedule weekdays at 8", REFUSED).by(Who.LONER).at(Where.AWAY),
        lacks=LONE | {"slack": "on Slack the bot is in a workspace or nowhere"},
    ),
    case(
        "Who may",
        "a direct message of somebody of whom no server is known",
        writes(WHO, "use me once in a channel of your server").by(Who.LONER),
        lacks=LONE | {"slack": "a direct message belongs to its workspace"},
    ),
)

ERRORS: tuple[Case, ...] = (
    case("Errors", "nothing is stored: `/ask`", types(f"/ask {WHO}", "Nothing is stored yet"), empty=True),
    case("Errors", "nothing is stored: `/brief now`", types("/brief now", "Nothing is stored yet"), empty=True),
    case("Errors", "nothing is stored: `/brief status`", types("/brief status", "Nothing is stored yet"), empty=True),
    case("Errors", "nothing is stored: `/sources list`", types("/sources list", "no sources yet"), empty=True),
    case("Errors", "nothing is stored: a mention", says(WHO, "Nothing is stored yet"), empty=True),
    case(
        "Errors",
        "the engine breaks: a sentence with a reference for the log, and the next question is answered",
        arrange(Trouble.ENGINE),
        types("/ask will the bridge be repaired?", "Something went wrong on my side"),
        types("/brief help", "What you can type"),
    ),
    case(
        "Errors",
        "the database cannot be written",
        arrange(Trouble.DATABASE),
        types(f"/ask {WHO}", "I cannot take", "my database cannot be written"),
    ),
    case(
        "Errors",
        "words that would call everybody call nobody, also where they are shared",
        types("/ask is Lukashenko coming, @everyone @here <!channel> <@&1>?", "articles"),
        presses("Share to channel", "asked:", "@everyone").to_all(),
        lacks={"terminal": "nobody else reads a terminal"},
    ),
    case(
        "Errors",
        "too many questions in a short time",
        types("/brief help", "What you can type").again(MOST),
        types(f"/ask {WHO}", "You have asked me a lot", "try again in").without("attending"),
        lacks={"terminal": "the one person at a terminal asks as much as they like"},
        instead={"terminal": (types("/brief help", "What you can type").again(MOST + 1),)},
    ),
    case(
        "Errors",
        "a button that is too old",
        types(f"/ask {WHO}", "Attending"),
        arrange(Trouble.AMNESIA),
        presses("Evidence", "older than I remember"),
        presses("Wrong", "older than I remember"),
    ),
    case(
        "Errors",
        "a form that comes too late for what it was about",
        types(f"/ask {WHO}", "Attending"),
        gets_form("Wrong", "What is wrong?"),
        arrange(Trouble.AMNESIA),
        fills("What is wrong?", {}, "older than I remember"),
    ),
)
