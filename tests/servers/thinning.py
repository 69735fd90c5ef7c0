"""Leaving out of what a server says whatever it does not need to say, at random but the same for a seed."""

from __future__ import annotations

from collections.abc import Container
from random import Random
from typing import Any


def thin(said: Any, chance: Random, keep: Container[str], rate: float) -> Any:
    """Give what is left: each name that is not to be kept goes at this rate, with all that is in it."""
    if isinstance(said, list):
        return [thin(each, chance, keep, rate) for each in said]
    if not isinstance(said, dict):
        return said
    return {
        name: thin(value, chance, keep, rate)
        for name, value in said.items()
        if name in keep or name.isdecimal() or chance.random() >= rate
    }
