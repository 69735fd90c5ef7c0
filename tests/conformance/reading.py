"""Cases of reading: commands, questions, answers and their buttons, digests, stories."""

from __future__ import annotations

from bot.commands import offers
from tests.conformance.script import (
    Case,
    Where,
    Who,
    answers,
    begins,
    case,
    chooses,
    fills,
    gets_form,
    goes_on,
    opens,
    presses,
    says,
    types,
    uses,
    writes,
)

WHO = "who is attending?"
REFUSED = "Only those who manage this channel may do that"
ONE = "one person sits at a terminal"
BARE = {"discord": "a command with subcommands is picked with one of them"}
PICKED = {"discord": "a command is picked from a list, so nobody mistypes it"}
REQUIRED = {"discord": "Discord sends no command without what it needs"}
NO_MENU = {"terminal": "a terminal has no menu on somebody's message"}
NO_PAGE = {"discord": "Discord has no page for a bot", "terminal": "a terminal has no page"}
NO_PANE = {
    "discord": "Discord has no conversations with agents",
    "terminal": "a terminal has no conversations with agents",
}
NO_HELP = {"slack": "all apps share Slack's commands, so /help is left out; /brief help says the same"}
HELPED = ("What you can type", "/ask QUESTION", "/brief schedule [WHEN]")

ASK = "Ask"
READING: tuple[Case, ...] = (
    case(ASK, "`/ask QUESTION`, for the asker alone", types(f"/ask {WHO}", "2 articles", "Attending", "Kim Jong Un")),
    case(ASK, "`/ask` without a question", types("/ask", "What would you like to know?"), lacks=REQUIRED),
    case(ASK, "`/ask` with no words in it", types("/ask ???", "What would you like to know?")),
    case(
        ASK,
        "a question that the articles do not answer",
        types("/ask who invented the stapler?", "Not found", "The stored articles do not say."),
    ),
    case(ASK, "the bot is named in a channel: an answer for all", says(WHO, "Attending", "Kim Jong Un")),
    case(
        ASK,
        "a direct message",
        types("/brief help", *HELPED),
        writes(WHO, "Attending", "Kim Jong Un"),
        notes={"discord": "after the bot was used once in the server"},
    ),
    case(ASK, "a question for the news is answered with a digest", says("what is new?", "News briefing")),
    case(
        ASK,
        "a short question leans on the one before, in a reply that names the bot",
        says("when is the parade?", "parade"),
        answers("and who is attending?", "Kim Jong Un"),
        notes={"discord": "a reply to the bot that pings it", "terminal": "the next line"},
    ),
    case(
        ASK,
        "a short question leans on the one before, in direct messages",
        types("/brief help", *HELPED),
        writes("Will Kim Jong Un attend the parade?", "Kim Jong Un"),
        writes("what about Narendra Modi?", "I take that as", "Modi"),
    ),
    case(
        ASK,
        "words in a thread that do not name the bot, where a channel wants them answered",
        types("/brief settings", "In a thread I answer only when I am named").by(Who.MANAGER),
        gets_form("Change", "How I behave here").by(Who.MANAGER),
        fills("How I behave here", {"In threads where I was asked": "I answer every message"}, "without naming me").by(
            Who.MANAGER
        ),
        says(WHO, "Kim Jong Un"),
        goes_on("is Lukashenko coming?", "Lukashenko"),
        goes_on("I had soup for lunch."),
        lacks={
            "discord": "Discord shows such words only to bots with the message content intent",
            "terminal": "a terminal has no threads; every line is a question",
        },
    ),
    case(
        ASK,
        "words in a thread that do not name the bot are left alone at first",
        says(WHO, "Kim Jong Un"),
        goes_on("is Lukashenko coming?"),
        lacks={"terminal": "a terminal has no threads; every line is a question"},
    ),
    case(
        ASK,
        "*Ask about this* on a message that is a question",
        uses("ask.about", "Is Lukashenko coming?", "Lukashenko"),
        lacks=NO_MENU,
    ),
    case(
        ASK,
        "*Ask about this* on another message: a form, then the answer",
        uses("ask.about", "Alexander Lukashenko was seen at the airport.", "Ask about this").form(),
        fills("Ask about this", {"What do you want to know?": "Is Lukashenko coming?"}, "Lukashenko"),
        lacks=NO_MENU,
    ),
    case(
        ASK,
        "the conversation with the bot offers questions that it can answer",
        opens(Where.PANE, "What is new?", "Who is attending?"),
        presses("Who is attending?", "Kim Jong Un").at(Where.PANE),
        lacks=NO_PANE,
    ),
    case(
        "Answers",
        "*Evidence*, for whoever presses it alone; *Next* turns the page",
        says(WHO, "Attending"),
        presses("Evidence", "You asked:", "Kim Jong Un"),
        presses("Next (", "You asked:"),
    ),
    case(
        "Answers",
        "*More*: what was too long, and the story",
        types(f"/ask {WHO}", "Attending"),
        presses("More", "Story 1: 2 articles", "How it was reported"),
    ),
    case(
        "Answers",
        "*Watch* under an answer",
        types(f"/ask {WHO}", "Attending"),
        presses("Watch", "I will tell you in a direct message when the answer to", "/watch stop"),
    ),
    case(
        "Answers",
        "*Share to channel*",
        types(f"/ask {WHO}", "Attending"),
        presses("Share to channel", "asked:", "Attending").to_all(),
        lacks={"terminal": "nobody else reads a terminal"},
    ),
    case("Answers", "*Helpful*", types(f"/ask {WHO}", "Attending"), presses("Helpful", "this answer helped")),
    case(
        "Answers",
        "*Wrong*, with a reason, which those who manage the channel read",
        types("/brief feedback", "Nobody has said anything about an answer here yet").by(Who.MANAGER),
        types(f"/ask {WHO}", "Attending"),
        gets_form("Wrong", "What is wrong?", "Those who manage this channel read it"),
        fills("What is wrong?", {"What is wrong, or what should it say?": "Modi is missing"}, "Thank you"),
        types("/brief feedback", "0 helpful, 1 wrong", "Modi is missing").by(Who.MANAGER),
    ),
    case("Digests", "`/brief` alone", types("/brief", "News briefing"), lacks=BARE),
    case("Digests", "`/brief now`", types("/brief now", "News briefing", "Beijing")),
    case("Digests", "`/brief now TOPIC`", types("/brief now lighthouse", "Bergen")),
    case(
        "Digests",
        "`/brief now` of a topic that nothing is about",
        types("/brief now volcanoes", "No stored article is about “volcanoes”", "There is:"),
    ),
    case("Digests", "`/brief now` since a time", types("/brief now last 2 days", "News briefing").without("comet")),
    case(
        "Digests",
        "*More on this* opens a story",
        types("/brief now", "News briefing"),
        chooses("More on this", "Kim Jong Un", "Story 1: 2 articles"),
    ),
    case(
        "Digests",
        "*Next stories*",
        types("/brief now", "News briefing"),
        presses("Next stories", "News briefing").without("Kim Jong Un"),
    ),
    case(
        "Digests",
        "`/brief story STORY`, and *Watch* under it",
        types("/brief story 1", "Story 1: 2 articles", "How it was reported"),
        presses("Watch", "I will tell you in a direct message when story 1", action=offers.STORY),
    ),
    case(
        "Digests", "`/brief story` that is unknown", types("/brief story 999", "There is no story “999”", "There is:")
    ),
    case("Digests", "`/brief story` without a story", types("/brief story", "Which story?"), lacks=REQUIRED),
    case(
        "Digests",
        "stories, topics and sources are completed while they are typed",
        begins("/brief story fl", "flood"),
        lacks={"slack": "Slack completes nothing in commands"},
    ),
    case("Help", "`/brief help`", types("/brief help", *HELPED)),
    case("Help", "`/help`", types("/help", *HELPED), lacks=NO_HELP),
    case("Help", "`/help` with words", types("/help me", *HELPED), lacks=NO_HELP | REQUIRED),
    case(
        "Help",
        "a command that is said to the bot does what the command does",
        says("brief lighthouse", "News briefing: lighthouse", "Bergen"),
        writes("/help", *HELPED),
    ),
    case("Help", "a misspelt `/brief`", types("/brief shedule 8", "Did you mean /brief schedule?"), lacks=PICKED),
    case("Help", "a misspelt `/sources`", types("/sources lst", "Did you mean /sources list?"), lacks=PICKED),
    case("Help", "a misspelt `/watch`", types("/watch lst", "Did you mean /watch list?"), lacks=PICKED),
    case(
        "Help",
        "a command that does not exist",
        types("/breif", "There is no /breif", "Did you mean /brief?"),
        lacks=PICKED | {"slack": "Slack itself refuses it"},
    ),
)
