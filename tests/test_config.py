"""Settings: every wrong one is refused with a sentence, and it is clear where each value came from."""

from __future__ import annotations

from pathlib import Path

import pytest

from commune_tui.cli.terminal import theme_of
from commune_tui.config import ConfigError, Profile, Settings, choose, load, parse

FILE = Path("config.toml")


def test_no_file_means_defaults(tmp_path: Path) -> None:
    assert load(tmp_path / "none.toml") == Settings()


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(
        'theme = "light"\nhold_s = 30\nprofile = "work"\n'
        '[keys]\n"thread.close" = ["e", "x x"]\n'
        '[profiles.work]\nbase_url = "https://mail.example"\noperator = "anna"\n'
        '[templates]\nthanks = "Thank you, {{name}}"\n'
    )
    settings = load(path)
    assert (settings.theme, settings.hold_s) == ("light", 30)
    assert settings.keys == {"thread.close": ["e", "x x"]}
    assert choose(settings, environment={}).profile == Profile("work", "https://mail.example", "anna")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("theem = 'dark'", "Did you mean 'theme'?"),
        ("theme = 'blue'", "must be one of auto, dark, light"),
        ("mouse = 'yes'", "must be true or false"),
        ("hold_s = true", "must be a whole number"),
        ("hold_s = 900", "between 0 and 300"),
        ("keys = 3", "must be a table"),
        ("theme = ", "not valid TOML"),
        ("[profiles.a]\nbase_ulr = 'x'", "Did you mean 'base_url'?"),
        ("[profiles.a]\nbase_url = 4", "must be a text in quotes"),
        ("[profiles]\na = 4", "must be a table"),
        ("[templates]\na = 4", "must be a text in quotes"),
        ("inboxes = 3", "must be a table"),
        ("[inboxes]\nsupport = '1h'", "must be a table"),
        ("[inboxes.support]\nanswer_in = '1h'", "Did you mean 'answer_within'?"),
        ("[inboxes.support]\nanswer_within = 1", "must be a text in quotes"),
        ("zzz = 1", "Known are:"),
    ],
)
def test_a_wrong_setting_is_refused_with_the_file_and_the_remedy(text: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse(FILE, text)
    assert words in str(caught.value)
    assert str(caught.value).startswith("config.toml: ")


def test_an_unreadable_file_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="not UTF-8"):
        load(path)


def test_flags_beat_environment_beat_file() -> None:
    settings = Settings(profiles={"a": Profile("a", "https://a"), "b": Profile("b", "https://b")}, profile="a")
    assert choose(settings, environment={}).profile.name == "a"
    assert choose(settings, environment={"COMMUNE_TUI_PROFILE": "b"}).profile.name == "b"
    assert choose(settings, flag="a", environment={"COMMUNE_TUI_PROFILE": "b"}).profile.name == "a"
    chosen = choose(settings, environment={"COMMUNE_BASE_URL": "http://127.0.0.1:9"})
    assert (chosen.profile.base_url, chosen.base_url_from) == ("http://127.0.0.1:9", "environment")
    assert choose(Settings(), environment={}).base_url_from == "default"


def test_an_unknown_profile_is_named_with_the_nearest() -> None:
    settings = Settings(profiles={"work": Profile("work")})
    with pytest.raises(ConfigError, match="Did you mean 'work'"):
        choose(settings, flag="wrk", environment={})
    with pytest.raises(ConfigError, match="commune-tui keys add zzzzz"):
        choose(settings, flag="zzzzz", environment={})


def test_a_profile_with_a_stored_key_needs_no_settings_file() -> None:
    chosen = choose(Settings(), flag="work", environment={}, also=["work"])
    assert (chosen.profile.name, chosen.base_url_from) == ("work", "default")
    with pytest.raises(ConfigError, match="Did you mean 'work'"):
        choose(Settings(), flag="wrok", environment={}, also=["work"])


@pytest.mark.parametrize(
    ("environment", "theme"),
    [
        ({}, "dark"),
        ({"COLORFGBG": "0;15"}, "light"),
        ({"COLORFGBG": "15;0"}, "dark"),
        ({"COLORFGBG": "0;default;7"}, "light"),
    ],
)
def test_auto_is_what_the_terminal_says_else_dark(environment: dict[str, str], theme: str) -> None:
    assert theme_of(Settings(), environment).theme == theme
    assert theme_of(Settings(theme="dark"), environment).theme == "dark"
