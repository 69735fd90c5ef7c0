import os
from pathlib import Path

import pytest

from bot.config import ENVIRONMENT, SECRETS, Settings, environment_name, read_origins, read_settings
from briefings.errors import SettingError


def refusal(home: Path, **environ: str) -> str:
    with pytest.raises(SettingError) as caught:
        read_settings(home, environ)
    return str(caught.value)


def test_nothing_needs_to_be_set(tmp_path: Path) -> None:
    settings = read_settings(tmp_path, {})
    assert settings.workspace == "local"
    assert settings.platforms == ()
    assert settings.database.name == "newsbrief.db"


def test_the_environment_wins_over_dotenv_and_dotenv_over_toml(tmp_path: Path) -> None:
    (tmp_path / "newsbrief.toml").write_text('workspace = "toml"\ntimezone = "Asia/Tokyo"\nlog_level = "error"')
    (tmp_path / ".env").write_text("NEWSBRIEF_WORKSPACE=dotenv\nNEWSBRIEF_LOG_LEVEL=info\n")
    settings = read_settings(tmp_path, {"NEWSBRIEF_LOG_LEVEL": "debug"})
    assert (settings.workspace, settings.timezone, settings.log_level) == ("dotenv", "Asia/Tokyo", "debug")


def test_an_empty_value_counts_as_not_set(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SLACK_BOT_TOKEN=\nNEWSBRIEF_TIMEZONE=\n")
    settings = read_settings(tmp_path, {"DISCORD_TOKEN": ""})
    assert settings.platforms == ()
    assert settings.timezone == "UTC"


def test_a_path_is_meant_from_where_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "newsbrief.toml").write_text('data = "store"')
    monkeypatch.chdir(tmp_path)
    assert read_settings(tmp_path / "home", {}).data == tmp_path / "home" / "store"
    assert read_settings(tmp_path / "home", {"NEWSBRIEF_DATA": "here"}).data == tmp_path / "here"


def test_another_toml_file_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text('workspace = "other"')
    assert read_settings(tmp_path, {"NEWSBRIEF_CONFIG": str(tmp_path / "other.toml")}).workspace == "other"
    assert "is no file" in refusal(tmp_path, NEWSBRIEF_CONFIG="gone.toml")


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("NEWSBRIEF_DTA", "NEWSBRIEF_DATA"),
        ("NEWBRIEF_DATA", "NEWSBRIEF_DATA"),
        ("newsbrief_data", "NEWSBRIEF_DATA"),
        ("NEWSBRIEF_LOGLEVEL", "NEWSBRIEF_LOG_LEVEL"),
        ("NEWSBRIEF_TIME_ZONE", "NEWSBRIEF_TIMEZONE"),
    ],
)
def test_a_mistyped_key_names_itself_its_place_and_the_nearest_right_one(
    tmp_path: Path, name: str, nearest: str
) -> None:
    said = refusal(tmp_path, **{name: "x"})
    assert f"{name} in the environment" in said
    assert f"did you mean {nearest}?" in said


def test_a_mistyped_key_in_a_file_names_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SLACK_BOT_TOKN=xoxb-1\n")
    assert refusal(tmp_path) == "SLACK_BOT_TOKN in .env is no setting of newsbrief: did you mean SLACK_BOT_TOKEN?"
    (tmp_path / ".env").unlink()
    (tmp_path / "newsbrief.toml").write_text('workspce = "x"')
    assert refusal(tmp_path) == "workspce in newsbrief.toml is no setting of newsbrief: did you mean workspace?"


def test_what_belongs_to_others_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("COMPOSE_PROJECT_NAME=x\n")
    assert (
        read_settings(tmp_path, {"SLACK_WEBHOOK_URL": "x", "PATH": "/bin", "NEWSBRIEF_EVAL_DATA": "x"}).workspace
        == "local"
    )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("NEWSBRIEF_TIMEZONE", "Berlin", "Europe/Berlin"),
        ("NEWSBRIEF_TIMEZONE", "../secret", "no such time zone"),
        ("NEWSBRIEF_LOG_LEVEL", "loud", "debug, info, warning, error"),
        ("NEWSBRIEF_MAX_FILE_SIZE", "lots", "such as 5MB"),
        ("NEWSBRIEF_MAX_FILE_SIZE", "-1", "such as 5MB"),
        ("NEWSBRIEF_WORKSPACE", "two\nlines", "one line"),
    ],
)
def test_a_wrong_value_names_the_key_the_value_and_a_right_one(
    tmp_path: Path, name: str, value: str, said: str
) -> None:
    message = refusal(tmp_path, **{name: value})
    assert message.startswith(f"{name} in the environment")
    assert value in message
    assert said in message


def test_broken_files_are_named(tmp_path: Path) -> None:
    (tmp_path / "newsbrief.toml").write_text("data = = 1")
    assert "newsbrief.toml cannot be read as TOML" in refusal(tmp_path)
    (tmp_path / "newsbrief.toml").unlink()
    (tmp_path / ".env").write_bytes(b"NEWSBRIEF_DATA=\xff\xfe\n")
    assert ".env cannot be read" in refusal(tmp_path)


def test_a_secret_is_never_shown(tmp_path: Path) -> None:
    settings = read_settings(tmp_path, {"SLACK_BOT_TOKEN": "xoxb-hidden", "DISCORD_TOKEN": "hidden-too"})
    assert settings.platforms == ("Slack", "Discord")
    assert "hidden" not in repr(settings) + str(settings) + settings.model_dump_json()
    (tmp_path / "newsbrief.toml").write_text('slack_bot_token = ["xoxb-hidden"]')
    assert "hidden" not in refusal(tmp_path)


def test_every_setting_has_a_name_a_description_and_an_example() -> None:
    assert {environment_name(field) for field in Settings.model_fields} == set(ENVIRONMENT)
    assert {"slack_bot_token", "discord_token"} <= SECRETS
    for field, info in Settings.model_fields.items():
        assert info.description, field
        assert info.examples, field


def test_the_tests_themselves_run_in_a_clean_environment() -> None:
    assert [name for name in os.environ if name.startswith(("NEWSBRIEF_", "SLACK_", "DISCORD_"))] == []
    assert read_origins(Path("/nonexistent"), os.environ)[0].values == {}
