"""A form on the terminal: asked field by field."""

from __future__ import annotations

from collections.abc import Callable

from adapters.console.choices import read_numbers
from adapters.console.prompt import Leave, Prompt
from adapters.inbound import Submission
from adapters.message import Field, FieldKind, Form
from adapters.visible import make_line


async def ask_form(form: Form, prompt: Prompt, show: Callable[[str], None]) -> Submission | None:
    """Ask every field until its answer will do; nothing comes of a form that the person leaves."""
    show(form.title)
    answers: dict[str, tuple[str, ...]] = {}
    try:
        for field in form.fields:
            answers[field.name] = await _ask_field(field, prompt, show)
    except Leave:
        show("Nothing was changed.")
        return None
    return Submission(form.action, answers, form.value)


async def _ask_field(field: Field, prompt: Prompt, show: Callable[[str], None]) -> tuple[str, ...]:
    if field.hint:
        show(field.hint)
    for number, option in enumerate(field.options, 1):
        show(f"[{number}] {option.label}")
    chosen = [str(number) for number, option in enumerate(field.options, 1) if option.chosen]
    value = ", ".join(chosen) if field.options else field.value
    label = make_line(field.label) + ("" if field.required else " (optional)")
    while True:
        typed = (await prompt.ask_field(label, value)).strip()
        answer = read_answer(field, typed)
        if not isinstance(answer, str):
            return answer
        show(answer)
        value = typed


def read_answer(field: Field, typed: str) -> tuple[str, ...] | str:
    """Give the values that were typed, or a sentence that says why they will not do."""
    if not typed:
        return "This one is needed; Ctrl-C leaves the form." if field.required else ()
    if not field.options:
        if len(typed) > field.max_length:
            return f"That is {len(typed)} letters; at most {field.max_length} will do."
        return (typed,)
    numbers = read_numbers(typed)
    several = field.kind is FieldKind.CHOICES
    if not numbers or not all(1 <= number <= len(field.options) for number in numbers):
        return f"Type {'numbers' if several else 'a number'} from 1 to {len(field.options)}."
    if len(numbers) > 1 and not several:
        return "Type one number."
    return tuple(dict.fromkeys(field.options[number - 1].value for number in numbers))
