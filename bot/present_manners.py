"""What the bot says about how it is used: forms, private answers, limits, who may. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from adapters.message import Button, Message, item, say, text


def present_forgotten_form() -> Message:
    """Say that a form cannot be opened again."""
    return say("I do not have that form any more; please begin anew.")


def present_late_form() -> Message:
    """Say that a form could not be shown in the time that the platform gives."""
    return say("I was too slow to open that form; please try again.")


def present_mistakes(errors: Mapping[str, str], again: Button) -> Message:
    """Say what is wrong with a form where the platform cannot give it back."""
    said = "That cannot be taken yet:"
    return Message((text(said), *(item(words) for words in errors.values())), said, (again,))


def present_guest() -> Message:
    """Say to somebody from another workspace what is not theirs to do."""
    return say("That is for the people of the workspace that I belong to; here you can read and ask.")


def present_stranger() -> Message:
    """Say to somebody in a direct conversation that no server of theirs is known."""
    return say(
        "I do not know yet whose news to read to you: use me once in a channel of your server, then ask me here again."
    )


def present_private_home() -> Message:
    """Say to somebody from another workspace where they can ask."""
    return say("I can answer you in the channel that our workspaces share, not here.")
