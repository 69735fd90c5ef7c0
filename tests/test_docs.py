"""The documents say what the program does: every setting, every command, every file that they name."""

import re
import tomllib
from pathlib import Path

import click
import pytest

from bot import VERSION
from bot.cli.commands import newsbrief
from bot.commands.table import COMMANDS
from bot.config import ELSEWHERE, ENVIRONMENT, Settings, read_settings
from bot.present import usage

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "docs/architecture.md",
    "docs/commands.md",
    "docs/settings.md",
    "docs/slack.md",
    "docs/discord.md",
    "docs/parity.md",
)


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


@pytest.mark.parametrize("name", [*ENVIRONMENT, *ELSEWHERE, "NO_COLOR"])
def test_every_setting_is_documented(name: str) -> None:
    assert f"`{name}`" in read("docs/settings.md")


@pytest.mark.parametrize("field", sorted(Settings.model_fields))
def test_every_setting_is_documented_with_its_toml_name(field: str) -> None:
    assert f"| `{field}` |" in read("docs/settings.md")


def test_every_documented_setting_exists() -> None:
    documented = set(re.findall(r"`((?:NEWSBRIEF|SLACK|DISCORD)_[A-Z_]*[A-Z])`", read("docs/settings.md")))
    assert documented <= {*ENVIRONMENT, *ELSEWHERE}


def test_the_example_of_a_dotenv_file_holds_every_setting_and_works(tmp_path: Path) -> None:
    names = set(re.findall(r"^([A-Z_]+)=$", read(".env.example"), re.MULTILINE))
    assert names == {*ENVIRONMENT, "NEWSBRIEF_CONFIG"}
    (tmp_path / ".env").write_text(read(".env.example"))
    assert read_settings(tmp_path, {}) == Settings()


@pytest.mark.parametrize(
    "typed",
    [usage(command, each.name) for command in COMMANDS for each in command.subcommands]
    + [usage(command) for command in COMMANDS if not command.subcommands]
    + [f"/{command.name}" for command in COMMANDS if command.default],
)
def test_every_chat_command_is_documented_as_it_is_typed(typed: str) -> None:
    assert f"`{typed}`" in read("docs/commands.md")


@pytest.mark.parametrize("name", sorted(newsbrief.commands))
def test_every_shell_command_is_documented_with_its_options(name: str) -> None:
    page = read("docs/commands.md")
    assert f"`newsbrief {name}" in page
    row = next(line for line in page.splitlines() if line.startswith(f"| `newsbrief {name}"))
    for parameter in newsbrief.commands[name].params:
        if isinstance(parameter, click.Option):
            assert parameter.opts[0] in row


def test_every_target_that_the_documents_name_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    for document in DOCUMENTS:
        named = set(re.findall(r"(?:`|^)make ([a-z]+)", read(document), re.MULTILINE))
        assert named <= targets, document


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_that_a_document_names_exists(document: str) -> None:
    page = read(document)
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", page)
    quoted = re.findall(r"`((?:adapters|bot|briefings|docs|eval|examples|tests|tools)/[\w./-]*)`", page)
    missing = [name for name in quoted if not (ROOT / name).exists()]
    missing += [name for name in links if not (ROOT / document).parent.joinpath(name).exists()]
    assert missing == []


def test_the_version_is_one() -> None:
    assert tomllib.loads(read("pyproject.toml"))["project"]["version"] == VERSION
    assert f"## {VERSION}" in read("CHANGELOG.md")


def test_help_fits_a_narrow_terminal_and_names_every_command() -> None:
    page = click.Context(newsbrief, info_name="newsbrief", terminal_width=60).get_help()
    assert set(newsbrief.commands) <= set(re.findall(r"^  (\w+)  ", page, re.MULTILINE))
