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
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Annotated, Any, TypeAlias
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from dotenv import dotenv_values
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ByteSize,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    WrapValidator,
)

from briefings.errors import SettingError

HOME = Path(__file__).resolve().parent.parent
CONFIG = "NEWSBRIEF_CONFIG"  # names another TOML file
ELSEWHERE = (CONFIG, "NEWSBRIEF_EVAL_DATA")  # ours, but no setting: read here above, and by `newsbrief eval`
PREFIX = "NEWSBRIEF_"
PLATFORM_PREFIXES = ("SLACK_", "DISCORD_")
Network: TypeAlias = IPv4Network | IPv6Network


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


def _require_visible(text: str) -> str:
    if not text.isprintable() or " " in text:
        raise ValueError("it has to be one word, such as an address")
    return text


def _require_web(address: str) -> str:
    return _require_address(address, "http", "https")


def _require_socket(address: str) -> str:
    return _require_address(address, "ws", "wss")


def _require_address(address: str, *schemes: str) -> str:
    parts = urlsplit(address)
    if address and not (parts.scheme in schemes and parts.netloc):
        raise ValueError(f"it has to begin with {schemes[0]}:// or {schemes[1]}://")
    return address


def _read_networks(value: object) -> object:
    """Networks as a list of the TOML file, or as a text with commas between them."""
    from briefings.sources.fetching import parse_network

    return tuple(parse_network(text) for text in _words(value)) if isinstance(value, str | list) else value


def _read_ports(value: object) -> object:
    if not isinstance(value, str | list | int):
        return value
    ports = _words(value)
    if not all(port.isdecimal() and 0 < int(port) < 65536 for port in ports):
        raise ValueError("a port is a number from 1 to 65535")
    return frozenset(int(port) for port in ports)


def _words(value: object) -> list[str]:
    given = value if isinstance(value, list) else str(value).split(",")
    return [str(each).strip() for each in given if str(each).strip()]


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
    shared: bool = Field(
        default=True,
        description="whether every Slack workspace and Discord server reads what is added at the shell, on or off",
        examples=["off"],
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
    contact: Annotated[str, AfterValidator(_require_visible)] = Field(
        default="", description="an address at which a site's owner finds you", examples=["https://news.example/bot"]
    )
    allow_private: Annotated[tuple[Network, ...], BeforeValidator(_read_networks)] = Field(
        default=(), description="networks that are not public and may be fetched from", examples=["192.168.1.0/24"]
    )
    allow_ports: Annotated[frozenset[int], BeforeValidator(_read_ports)] = Field(
        default=frozenset(), description="ports that may be fetched from beside 80, 443, 8080, 8443", examples=["8000"]
    )
    fetch_timeout: float = Field(
        default=30.0, gt=0, le=600, description="seconds that fetching one address may take", examples=["30"]
    )
    max_feed_size: Annotated[ByteSize, WrapValidator(_read_size)] = Field(
        default=ByteSize(10_000_000), description="the largest feed that is read", examples=["10MB"]
    )
    full_text: bool = Field(
        default=True, description="whether the pages behind a feed's entries are read, on or off", examples=["off"]
    )
    max_sources: int = Field(
        default=1000, ge=1, description="how many sources a workspace may follow", examples=["1000"]
    )
    poll_shortest: int = Field(
        default=5, ge=1, le=1440, description="minutes between two fetches of a feed at the least", examples=["5"]
    )
    poll_longest: int = Field(
        default=1440, ge=1, le=10080, description="minutes between two fetches of a feed at the most", examples=["1440"]
    )
    retention_days: int = Field(
        default=365, ge=0, description="days after which articles are compacted, 0 for never", examples=["365"]
    )
    annotators: int | None = Field(
        default=None, ge=0, le=64, description="processes that annotate while much waits", examples=["2"]
    )
    questions_per_person: int = Field(
        default=1000, ge=0, description="questions that one person may ask in 10 minutes, 0 for any", examples=["60"]
    )
    questions_per_workspace: int = Field(
        default=10000, ge=0, description="questions that a workspace may ask in an hour, 0 for any", examples=["3000"]
    )
    slack_bot_token: SecretStr | None = Field(default=None, description="Slack's bot token", examples=["xoxb-..."])
    slack_app_token: SecretStr | None = Field(
        default=None, description="Slack's app-level token", examples=["xapp-..."]
    )
    slack_signing_secret: SecretStr | None = Field(
        default=None, description="Slack's signing secret", examples=["8f742231..."]
    )
    slack_client_id: str = Field(default="", description="Slack's client id, for OAuth", examples=["123.456"])
    slack_client_secret: SecretStr | None = Field(
        default=None, description="Slack's client secret, for OAuth", examples=["a1b2c3..."]
    )
    slack_token_key: SecretStr | None = Field(
        default=None, description="a passphrase with which tokens are kept encrypted", examples=["a long sentence"]
    )
    slack_host: Annotated[str, AfterValidator(_require_visible)] = Field(
        default="127.0.0.1", description="the address that the web server for Slack listens on", examples=["0.0.0.0"]
    )
    slack_port: int = Field(
        default=3000, ge=0, le=65535, description="the port that the web server for Slack listens on", examples=["3000"]
    )
    slack_api_url: Annotated[str, AfterValidator(_require_web)] = Field(
        default="", description="another server than Slack's own", examples=["http://127.0.0.1:8080/api/"]
    )
    slack_authorize_url: Annotated[str, AfterValidator(_require_web)] = Field(
        default="", description="the page that asks for leave to install", examples=["http://127.0.0.1:8080/authorize"]
    )
    discord_token: SecretStr | None = Field(default=None, description="Discord's bot token", examples=["MTk4NjIy..."])
    discord_api_url: Annotated[str, AfterValidator(_require_web)] = Field(
        default="", description="another server than Discord's own", examples=["http://127.0.0.1:8080/api/v10"]
    )
    discord_gateway_url: Annotated[str, AfterValidator(_require_socket)] = Field(
        default="", description="another gateway than Discord's own", examples=["ws://127.0.0.1:8080/gateway"]
    )
    discord_shards: Annotated[str, AfterValidator(_require_visible)] = Field(
        default="", description="which shards this process connects", examples=["0-3/8"]
    )

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
        slack = self.slack_bot_token or self.slack_app_token or self.slack_signing_secret or self.slack_client_id
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
