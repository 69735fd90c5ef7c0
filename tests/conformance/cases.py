"""The one table: everything that people do with the bot, on every platform."""

from __future__ import annotations

from tests.conformance.limits import ERRORS, PERMISSIONS
from tests.conformance.reading import READING
from tests.conformance.script import Case
from tests.conformance.setting_up import SETTING_UP

CASES: tuple[Case, ...] = (*READING, *SETTING_UP, *PERMISSIONS, *ERRORS)
