"""Plays a case: each step is done, and what came of it is read by the doer and by somebody beside."""

from __future__ import annotations

import asyncio
import re
import string
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from adapters.commands import read_command
from adapters.inbound import Command, HomeOpened, Inbound, Press, Shortcut, Submission
from bot.commands.table import COMMANDS
from tests.conformance import script
from tests.conformance.controls import action_of, form_of
from tests.conformance.script import Case, Seen, Step, Where
from tests.conformance.stage import PATIENCE, Scene, Stage
from tests.waiting import until

STILL = 0.25  # seconds in which something would have come that must not
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff]")
_MARKS = re.compile(r"[│▌•↗]|\(only you can see this\)", re.IGNORECASE)


async def play(case: Case, steps: Sequence[Step], stage: Stage) -> None:
    """Let somebody do it all; AssertionError says which step came to something else."""
    scene, words = stage.begin()
    try:
        for number, step in enumerate(steps, 1):
            for _ in range(step.times):
                await _do(_filled(step, words), scene, stage, f"step {number} of “{case}”")
    finally:
        stage.mend()
    assert list(stage.driver.violations) == []


async def _do(step: Step, scene: Scene, stage: Stage, name: str) -> None:
    if isinstance(step.deed, script.Arrange):
        await until(stage.is_idle, PATIENCE)  # a post on its way holds its channel up
        stage.arrange(step.deed.trouble, scene)
        return
    where = Where.DIRECT if step.seen is Seen.TOLD else step.where
    beside = scene.bystander(step.who, step.where)
    before = scene.posts(step.who, where)
    before_beside = scene.posts(beside, step.where) if beside else {}
    heard = len(stage.heard)
    if isinstance(step.deed, script.Fill):
        assert step.deed.title.casefold() in plain(scene.form(step.who)), f"{name}: that form is not open"
    await scene.do(step.deed, step.who, step.where)

    def fresh() -> str:
        return _fresh(before, scene.posts(step.who, where))

    def fresh_beside() -> str:
        return _fresh(before_beside, scene.posts(beside, step.where)) if beside else ""

    look: dict[Seen, Callable[[], str]] = {
        Seen.FORM: lambda: scene.form(step.who),
        Seen.PAGE: lambda: scene.page(step.who),
        Seen.OFFERED: lambda: scene.offered(step.who),
        Seen.RETURNED: lambda: scene.form(step.who) if stage.driver.returns_forms else fresh(),
    }
    read = look.get(step.seen, fresh)
    if step.seen is Seen.NOTHING:
        await asyncio.sleep(STILL)
    else:
        await _until(lambda: not _missing(step.reads, read()) and bool(read().strip()), name, step, read)
    if step.seen is not Seen.OFFERED:
        await _until(stage.is_idle, name, step, read)
        _recognise(step, stage.heard[heard:], name)
    if step.seen is Seen.NOTHING:
        assert fresh() == "", f"{name}: something was said:\n{fresh()}"
    for word in step.never:
        assert word.casefold() not in plain(read()), f"{name}: it says “{word}”:\n{read()}"
    if step.seen is Seen.ALL and beside:
        await _until(lambda: not _missing(step.reads, fresh_beside()), f"{name}, beside", step, fresh_beside)
    elif beside:
        assert fresh_beside() == "", f"{name}: others read what is for one alone:\n{fresh_beside()}"
    if step.seen is Seen.RETURNED and not stage.driver.returns_forms:
        await _do(Step(script.Press("Try again"), _typed(step), Seen.FORM, step.who, step.where), scene, stage, name)


def _recognise(step: Step, heard: list[Inbound], name: str) -> None:
    """What arrived at the bot is what the step is counted as, so that no case covers something by mistake."""
    told = [each.what for each in heard if not isinstance(each.what, HomeOpened)]  # Slack's page is shown anew
    what = told[0] if told else None
    deed = step.deed
    if isinstance(deed, script.Type):
        head, _, rest = deed.line.removeprefix("/").partition(" ")
        wanted = read_command(head, rest, COMMANDS)
        assert isinstance(what, Command), f"{name}: {what} arrived"
        assert (what.name, what.subcommand) == (wanted.name, wanted.subcommand), f"{name}: {what} arrived"
    elif isinstance(deed, script.Press) and step.where is not Where.PANE:
        assert isinstance(what, Press), f"{name}: {what} arrived"
        assert what.action == action_of(deed), f"{name}: {what} arrived"
    elif isinstance(deed, script.Fill):
        assert isinstance(what, Submission), f"{name}: {what} arrived"
        assert what.action == form_of(deed.title), f"{name}: {what} arrived"
    elif isinstance(deed, script.Use):
        assert isinstance(what, Shortcut), f"{name}: {what} arrived"
        assert what.name == deed.entry, f"{name}: {what} arrived"


def plain(text: str) -> str:
    """Words as they read whatever the platform's lines, signs and capitals."""
    return " ".join(_MARKS.sub(" ", _UNSEEN.sub("", text)).split()).casefold()


def _missing(wanted: tuple[str, ...], text: str) -> list[str]:
    read = plain(text)
    return [each for each in wanted if plain(each) not in read]


async def _until(true: Callable[[], bool], name: str, step: Step, read: Callable[[], str]) -> None:
    try:
        await until(true, PATIENCE)
    except TimeoutError:
        missing = _missing(step.reads, read())
        raise AssertionError(f"{name}, {step.deed}: {missing or 'it comes to no end'}; there is:\n{read()}") from None


def _fresh(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    return "\n\n".join(text for key, text in after.items() if before.get(key) != text)


def _typed(step: Step) -> tuple[str, ...]:
    assert isinstance(step.deed, script.Fill)
    return (step.deed.title,)


def _filled(step: Step, words: Mapping[str, str]) -> Step:
    """The step with the words of its scene."""

    def put(text: str) -> str:
        return string.Template(text).safe_substitute(words) if "$" in text else text

    deed = step.deed
    if isinstance(deed, script.Type | script.Begin):
        deed = replace(deed, line=put(deed.line))
    elif isinstance(deed, script.Say | script.Answer | script.Use):
        deed = replace(deed, words=put(deed.words))
    elif isinstance(deed, script.Fill):
        answers = {label: put(value) if isinstance(value, str) else value for label, value in deed.answers.items()}
        deed = replace(deed, answers=answers)
    return replace(step, deed=deed, reads=tuple(map(put, step.reads)), never=tuple(map(put, step.never)))
