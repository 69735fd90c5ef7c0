"""The table of cases has everything in it that the bot's own tables have: whoever adds to those adds a case."""

from __future__ import annotations

import dataclasses

import pytest

from adapters.commands import CommandSpec, Parameter, read_command
from adapters.inbound import Command
from bot.commands import again
from bot.commands.handling import Filling
from bot.commands.routing import FORMS, HANDLERS, HOME, PANE, PRESSES, SHORTCUTS
from bot.commands.table import COMMANDS
from tests.conformance.cases import CASES
from tests.conformance.controls import BUTTONS, action_of, form_of
from tests.conformance.parity import PLATFORMS
from tests.conformance.reading import REFUSED
from tests.conformance.script import Arrange, Fill, Open, Press, Seen, Step, Trouble, Type, Use, Where, Who

STEPS = [step for case in CASES for step in case.steps]
UNCHECKED = next(field.default for field in dataclasses.fields(Filling) if field.name == "check")


def read(line: str) -> Command:
    name, _, rest = line.removeprefix("/").partition(" ")
    return read_command(name, rest, COMMANDS)


TYPED: list[tuple[Step, str, Command]] = [
    (step, step.deed.line, read(step.deed.line)) for step in STEPS if isinstance(step.deed, Type)
]


def parameters(name: str, subcommand: str | None) -> tuple[Parameter, ...]:
    spec = next(each for each in COMMANDS if each.name == name)
    chosen = spec.subcommand(subcommand) if subcommand else None
    return chosen.parameters if chosen else spec.parameters


@pytest.mark.parametrize("wanted", HANDLERS, ids=lambda wanted: " ".join(filter(None, wanted)))
def test_every_command_is_typed_with_what_it_takes_and_without(wanted: tuple[str, str | None]) -> None:
    texts = [command.text for _, _, command in TYPED if (command.name, command.subcommand) == wanted]
    assert texts, f"no case types /{' '.join(filter(None, wanted))}"
    if parameters(*wanted):
        assert {bool(text) for text in texts} == {True, False}, f"/{' '.join(filter(None, wanted))} is typed one way"


@pytest.mark.parametrize("spec", [each for each in COMMANDS if each.subcommands], ids=lambda spec: spec.name)
def test_every_command_with_subcommands_is_typed_bare_and_misspelt(spec: CommandSpec) -> None:
    assert f"/{spec.name}" in {line for _, line, _ in TYPED}
    assert any(command.name == spec.name and command.subcommand is None for _, _, command in TYPED)


@pytest.mark.parametrize("wanted", HANDLERS, ids=lambda wanted: " ".join(filter(None, wanted)))
def test_what_only_managers_may_is_done_by_one_and_refused_to_a_reader(wanted: tuple[str, str | None]) -> None:
    spec = next(each for each in COMMANDS if each.name == wanted[0])
    chosen = spec.subcommand(wanted[1]) if wanted[1] else None
    done = [step for step, _, command in TYPED if (command.name, command.subcommand) == wanted]
    if spec.manages or (chosen and chosen.manages):
        assert any(step.who is Who.READER and REFUSED in step.reads for step in done)
        assert any(step.who is Who.MANAGER for step in done)


@pytest.mark.parametrize("action", PRESSES)
def test_every_button_and_menu_is_pressed(action: str) -> None:
    pressed = {action_of(step.deed) for step in STEPS if isinstance(step.deed, Press)}
    # "Try again" stands under the mistakes of a form wherever that cannot be given back: the player presses it.
    assert action in pressed | {again.MEND}
    assert action in {*BUTTONS.values(), *(step.deed.action for step in STEPS if isinstance(step.deed, Press))}


@pytest.mark.parametrize("action", FORMS)
def test_every_form_is_sent_off_with_right_and_with_wrong_input(action: str) -> None:
    sent = [step for step in STEPS if isinstance(step.deed, Fill) and form_of(step.deed.title) == action]
    assert any(step.seen is not Seen.RETURNED for step in sent)
    if FORMS[action].check is not UNCHECKED:
        assert any(step.seen is Seen.RETURNED for step in sent), "nobody fills it in wrongly"


@pytest.mark.parametrize("name", SHORTCUTS)
def test_every_entry_of_a_messages_menu_is_used(name: str) -> None:
    assert name in {step.deed.entry for step in STEPS if isinstance(step.deed, Use)}


def test_the_bots_own_pages_are_opened() -> None:
    opened = {step.deed.place for step in STEPS if isinstance(step.deed, Open)}
    assert (Where.HOME in opened) is (HOME is not None)
    assert (Where.PANE in opened) is (PANE is not None)


@pytest.mark.parametrize("who", Who)
def test_everybody_does_something(who: Who) -> None:
    assert who in {step.who for step in STEPS}


@pytest.mark.parametrize("trouble", Trouble)
def test_everything_goes_wrong(trouble: Trouble) -> None:
    assert trouble in {step.deed.trouble for step in STEPS if isinstance(step.deed, Arrange)}


def test_every_case_has_a_name_of_its_own_and_a_platform() -> None:
    assert len({str(case) for case in CASES}) == len(CASES)
    for case in CASES:
        assert {*case.lacks, *case.notes, *case.instead} <= set(PLATFORMS), case
        assert set(case.lacks) != set(PLATFORMS), case
