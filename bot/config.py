"""Settings: the one reader of the environment, of ``.env`` and of ``newsbrief.toml``.

The environment wins over ``.env``, which wins over the TOML file. Both files lie in the project's folder, so that
newsbrief does the same from whatever folder it is called. A key or a value that is not understood is an error, which
names the key, where it stands and what would be right.
"""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, available_timezones

from dotenv import dotenv_values
from pydantic import AfterValidator, BaseModel, ByteSize, ConfigDict, Field, SecretStr, ValidationError, WrapValidator

from briefings.errors import SettingError

HOME = Path(__file__).resolve().parent.parent
CONFIG = "NEWSBRIEF_CONFIG"  # names another TOML file
ELSEWHERE = (CONFIG, "NEWSBRIEF_EVAL_DATA")  # ours, but no setting: read here above, and by `newsbrief eval`
PREFIX = "NEWSBRIEF_"
PLATFORM_PREFIXES = ("SLACK_", "DISCORD_")


class LogLevel(StrEnum):
    """How much the log tells."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


def _require_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:
        zones = sorted(available_timezones())
        nearest = [zone for zone in zones if zone.rpartition("/")[2].casefold() == name.casefold()]
        nearest = nearest or difflib.get_close_matches(name, zones, 1, 0.6)
        hint = f"; the nearest is {nearest[0]}" if nearest else ""
        raise ValueError(f"no such time zone is known{hint}") from error
    return name


def _require_name(name: str) -> str:
    if not name.strip() or name != name.strip() or not name.isprintable():
        raise ValueError("it has to be one line with no blanks around it")
    return name


def _read_size(value: object, read: Any) -> ByteSize:
    try:
        size = ByteSize(read(value))
    except ValidationError as error:
        raise ValueError("that is no size") from error
    if size < 1:
        raise ValueError("it has to be more than nothing")
    return size


class Settings(BaseModel):
    """Everything that an operator can set; ``description`` and ``examples`` feed the error messages."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    data: Path = Field(
        default=HOME / "data", description="the folder for the database", examples=["/var/lib/newsbrief"]
    )
    workspace: Annotated[str, AfterValidator(_require_name)] = Field(
        default="local", description="whose articles the command line and the terminal see", examples=["newsroom"]
    )
    timezone: Annotated[str, AfterValidator(_require_zone)] = Field(
        default="UTC", description="the time zone in which dates are shown", examples=["Europe/Berlin"]
    )
    log_level: LogLevel = Field(
        default=LogLevel.WARNING, description="how much is written to standard error", examples=["info"]
    )
    max_file_size: Annotated[ByteSize, WrapValidator(_read_size)] = Field(
        default=ByteSize(2_000_000), description="the largest file that is read as an article", examples=["5MB"]
    )
    reader: bool = Field(
        default=True, description="whether the trained reader helps to answer, on or off", examples=["off"]
    )
    slack_bot_token: SecretStr | None = Field(default=None, description="Slack's bot token", examples=["xoxb-..."])
    slack_app_token: SecretStr | None = Field(
        default=None, description="Slack's app-level token", examples=["xapp-..."]
    )
    slack_signing_secret: SecretStr | None = Field(
        default=None, description="Slack's signing secret", examples=["8f742231..."]
    )
    discord_token: SecretStr | None = Field(default=None, description="Discord's bot token", examples=["MTk4NjIy..."])

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which dates are shown."""
        return ZoneInfo(self.timezone)

    @property
    def database(self) -> Path:
        """The file that holds everything."""
        return self.data / "newsbrief.db"

    @property
    def platforms(self) -> tuple[str, ...]:
        """The chat platforms that a token is set for."""
        slack = self.slack_bot_token or self.slack_app_token or self.slack_signing_secret
        return tuple(name for name, token in (("Slack", slack), ("Discord", self.discord_token)) if token)


@dataclass(frozen=True, slots=True)
class Origin:
    """A place where settings stand; ``names`` are what they are called there, ``folder`` is where paths start."""

    place: str
    values: Mapping[str, object]
    names: Mapping[str, str]
    folder: Path


def environment_name(field: str) -> str:
    """The environment variable of a setting."""
    name = field.upper()
    return name if name.startswith(PLATFORM_PREFIXES) else PREFIX + name


ENVIRONMENT = {environment_name(field): field for field in Settings.model_fields}
SECRETS = frozenset(field for field, info in Settings.model_fields.items() if "SecretStr" in str(info.annotation))


def read_settings(home: Path = HOME, environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings from the environment, then ``.env``, then ``newsbrief.toml``.

    Raises:
        SettingError: a key or a value is not understood, or a file cannot be read.
    """
    origins = read_origins(home, environ)
    merged: dict[str, object] = {}
    for origin in reversed(origins):
        merged |= {field: _anchored(field, value, origin.folder) for field, value in origin.values.items()}
    try:
        return Settings.model_validate(merged)
    except ValidationError as error:
        first = error.errors()[0]
        complaint = str(first.get("ctx", {}).get("error", first["msg"]))
        raise SettingError(_explain(str(first["loc"][0]), first["type"], complaint, origins)) from error


def read_origins(home: Path, environ: Mapping[str, str]) -> tuple[Origin, ...]:
    """What is set where, the strongest place first; empty values count as not set.

    Raises:
        SettingError: a key is unknown, or a file cannot be read.
    """
    ours = {name: value for name, value in environ.items() if _is_meant_for_us(name)}
    dotenv = _read_dotenv(home / ".env")
    config = environ.get(CONFIG) or dotenv.get(CONFIG) or ""
    return (
        _origin("the environment", ours, Path.cwd()),
        _origin(".env", dotenv, home),
        _toml_origin(home / Path(config or "newsbrief.toml").expanduser(), must_exist=bool(config)),
    )


def _is_meant_for_us(name: str) -> bool:
    if name in ENVIRONMENT or name.upper().startswith(PREFIX):
        return True
    own = [known for known in ENVIRONMENT if known.startswith(PREFIX)]
    return bool(difflib.get_close_matches(name.upper(), own, 1, 0.88))


def _origin(place: str, found: Mapping[str, str], folder: Path) -> Origin:
    values, names = {}, {}
    for name, value in found.items():
        if name in ELSEWHERE:
            continue
        if name not in ENVIRONMENT:
            raise SettingError(_unknown(name, place, [*ENVIRONMENT, *ELSEWHERE]))
        if value.strip():
            values[ENVIRONMENT[name]] = value.strip()
            names[ENVIRONMENT[name]] = name
    return Origin(place, values, names, folder)


def _read_dotenv(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    try:
        found = dotenv_values(path, encoding="utf-8", interpolate=False)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{path} cannot be read ({error}): make it a readable text file.") from error
    prefixes = (PREFIX, *PLATFORM_PREFIXES)
    return {
        name: value or ""
        for name, value in found.items()
        if name.upper().startswith(prefixes) or _is_meant_for_us(name)
    }


def _toml_origin(path: Path, *, must_exist: bool) -> Origin:
    if not path.is_file():
        if must_exist:
            raise SettingError(f"{CONFIG} names {path}, which is no file: correct the path or leave it out.")
        return Origin(path.name, {}, {}, path.parent)
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingError(f"{path} cannot be read as TOML: {error}.") from error
    for name in found:
        if name not in Settings.model_fields:
            raise SettingError(_unknown(name, path.name, Settings.model_fields))
    values = {name: value for name, value in found.items() if value != ""}
    return Origin(path.name, values, {name: name for name in values}, path.parent)


def _anchored(field: str, value: object, folder: Path) -> object:
    """A path as its writer means it: relative to where it is written."""
    if field == "data" and isinstance(value, str):
        return folder / Path(value).expanduser()
    return value


def _unknown(name: str, place: str, known: Iterable[str]) -> str:
    names = sorted(known)
    nearest = difflib.get_close_matches(name, names, 1, 0.6) or difflib.get_close_matches(name.upper(), names, 1, 0.6)
    fix = f"did you mean {nearest[0]}?" if nearest else f"the settings are {', '.join(names)}."
    return f"{name} in {place} is no setting of newsbrief: {fix}"


def _explain(field: str, kind: str, complaint: str, origins: Iterable[Origin]) -> str:
    origin = next(each for each in origins if field in each.values)
    info = Settings.model_fields[field]
    shown = "" if field in SECRETS else f" “{origin.values[field]}”"
    reason = complaint[:1].lower() + complaint[1:]
    fix = f"it is {info.description}, such as {(info.examples or [''])[0]}."
    if kind == "enum":
        reason, fix = "there is no such choice", f"write one of {', '.join(LogLevel)}."
    if kind.startswith("bool"):
        reason, fix = "there is no such choice", "write on or off."
    return f"{origin.names[field]} in {origin.place} cannot be{shown}: {reason}; {fix}"
