"""Messages, places and people as JSON, so that a post is sent as it was frozen and a question outlives a crash.

A payload names the type of every part that could be one of several. What a later version adds has a default there, so
that it still reads what an earlier one wrote.
"""

from __future__ import annotations

import enum
from datetime import datetime, time
from functools import cache, partial
from typing import Any, TypeVar

from cattrs.preconf.json import JsonConverter, make_converter
from cattrs.strategies import configure_tagged_union

from adapters.inbound import What
from adapters.message import Action, Block

T = TypeVar("T")


def freeze(value: object, kind: Any = None) -> str:
    """Write a dataclass of ours, or a list of them; ``kind`` names what it is where its class does not."""
    return _converter().dumps(value, unstructure_as=kind or type(value), ensure_ascii=False)


def thaw(text: str, kind: type[T]) -> T:
    """Read what ``freeze`` wrote."""
    return _converter().loads(text, kind)


@cache
def _converter() -> JsonConverter:
    converter = make_converter(forbid_extra_keys=False)
    converter.register_unstructure_hook(time, time.isoformat)
    converter.register_structure_hook(time, lambda text, _: time.fromisoformat(text))
    converter.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))
    converter.register_unstructure_hook(datetime, datetime.isoformat)
    converter.register_unstructure_hook(enum.Enum, lambda member: member.value)
    for union in (Block, Action, What):
        configure_tagged_union(union, converter, tag_name="type", tag_generator=partial(_name))
    return converter


def _name(kind: type) -> str:
    return kind.__name__
