"""Buttons and menus as numbers that can be typed."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from dataclasses import dataclass

from adapters.inbound import MessageRef, Press
from adapters.message import Action, Button
from adapters.plaintext import NO_TEXT
from adapters.visible import make_line

_NUMBERS = re.compile(r"\d{1,3}(?:[ ,]+\d{1,3})*\Z")


@dataclass(frozen=True, slots=True)
class Choice:
    """One number on the screen: a button, or one choice of the menu whose words are ``menu``."""

    number: int
    label: str
    press: Press
    menu: str = ""
    multiple: bool = False
    confirm: str = ""
    address: str = ""

    def press_on(self, ref: MessageRef) -> Press:
        """Give the press, on the post that showed this number."""
        return dataclasses.replace(self.press, ref=ref)


def number_choices(actions: Sequence[Action]) -> list[Choice]:
    """Number the buttons and the menus' choices of a message from 1."""
    choices: list[Choice] = []
    for action in actions:
        if isinstance(action, Button):
            press = Press(action.action, action.value)
            label = make_line(action.label) or NO_TEXT
            choices.append(
                Choice(len(choices) + 1, label, press, confirm=make_line(action.confirm), address=action.url or "")
            )
            continue
        menu = make_line(action.placeholder) or NO_TEXT
        for option in action.options:
            label = make_line(option.label) or NO_TEXT
            if option.description:
                label += f" ({make_line(option.description)})"
            press = Press(action.action, action.value, (option.value,))
            choices.append(Choice(len(choices) + 1, label, press, menu, action.multiple))
    return choices


def read_numbers(line: str) -> tuple[int, ...]:
    """Give the numbers of a line that holds nothing else, such as "2" or "3, 4"."""
    line = line.strip()
    return tuple(int(number) for number in re.findall(r"\d+", line)) if _NUMBERS.match(line) else ()


def pick(choices: Sequence[Choice], numbers: Sequence[int]) -> Choice | str:
    """Give what the numbers choose, or a sentence that says why they choose nothing."""
    known = {choice.number: choice for choice in choices}
    for number in numbers:
        if number not in known:
            return f"There is no choice {number}; type a number from 1 to {len(choices)}, or a question."
    chosen = [known[number] for number in numbers]
    first = chosen[0]
    if len(chosen) == 1:
        return first
    if not all(choice.multiple and choice.press.action == first.press.action for choice in chosen):
        return "Only choices of one menu that takes several go together; type one number."
    values = tuple(dict.fromkeys(value for choice in chosen for value in choice.press.chosen))
    return Choice(first.number, first.label, Press(first.press.action, first.press.value, values), first.menu, True)
