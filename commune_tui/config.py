"""Settings and profiles: flags over environment over file over default. Says where each value came from.

One TOML file, ``config.toml``. A key that is not known is refused with the nearest name, because a setting that is
silently ignored is worse than none. Holds no secret: those are :mod:`commune_tui.credentials`' work. Knows no API, no
disk but its one file, no screen.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from commune_tui.errors import USAGE, Explained

DEFAULT_BASE_URL = "https://api.commune.email"
DEFAULT_PROFILE = "default"

HOOKS = ("on_needs_you",)


class ConfigError(Explained):
    """The settings cannot be used; the message is a sentence that names the file and the remedy."""

    exit_status = USAGE


@dataclass(frozen=True, slots=True)
class Profile:
    """One account: where its API is, and the name under which its operator assigns threads to themselves."""

    name: str = DEFAULT_PROFILE
    base_url: str = DEFAULT_BASE_URL
    operator: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set. Field names are the names in the file."""

    theme: str = "auto"
    """``auto`` (what the terminal says, else dark), ``dark`` or ``light``."""
    keys_preset: str = "vim-hybrid"
    """``vim-hybrid``, ``gmail``, ``mutt`` or ``aerc``."""
    langmap: str = "auto"
    """The keyboard: ``auto``, or one of :data:`~commune_tui.keys.layouts.LAYOUTS`, whose signs go by their place."""
    lines_per_thread: int = 0
    """1 or 2 lines for a thread in the list; 0: two where a conversation beside it makes it narrow."""
    read_after_s: int = 0
    """Seconds after which a conversation beside the list counts as read; 0: one that is opened does, no other."""
    mouse: bool = True
    """Whether the mouse is captured; off leaves selecting text to the terminal."""
    ascii: bool = False
    """Plain ASCII signs and borders, for fonts and terminals without others."""
    hold_s: int = 10
    """Seconds for which a sent mail waits here and can be taken back."""
    after_answer: str = "waiting"
    """The status of a conversation once an answer is seen at the server: ``waiting``, or ``unchanged``."""
    linear: bool = False
    """Lines in, lines out, in place of the screen: for speech, braille and plain terminals."""
    linear_order: str = "newest"
    """Which mail of a conversation is read first there: ``newest`` or ``oldest``."""
    encrypt: bool = False
    """A new local store is made encrypted, and one that is plain is not opened (extra ``encrypted``)."""
    editor: str = ""
    """The editor for mail; empty: ``$VISUAL``, then ``$EDITOR``, else the built-in one; ``inside``: always that."""
    proxy: str = ""
    """An http or https proxy for every server but those on this machine; ``environment``: as ``HTTPS_PROXY`` says."""
    ca_file: str = ""
    """A file of certificate authorities to trust as well; ``environment``: as ``SSL_CERT_FILE`` says."""
    signature: str = ""
    """Text that a new mail ends with."""
    bell: bool = False
    """Ring the terminal's bell when a thread begins to need you."""
    notify: str = "off"
    """``osc9`` or ``osc777``: a notification of the desktop, by terminals that know that form."""
    notify_names: bool = False
    """Say in it who wrote and about what, not only how many."""
    title: bool = False
    """Say in the title of the window how many threads need you."""
    profile: str = DEFAULT_PROFILE
    """The profile that is used when none is named."""
    keys: Mapping[str, object] = field(default_factory=dict)
    """Command id → key or keys, over the preset."""
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    """The accounts, by name."""
    templates: Mapping[str, str] = field(default_factory=dict)
    """Name → text for new mails, with ``{{variables}}``."""
    hooks: Mapping[str, str] = field(default_factory=dict)
    """``on_needs_you`` → a command that gets the facts as JSON."""
    views: Mapping[str, str] = field(default_factory=dict)
    """Name → filter, shown as views beside those saved from the program."""
    inboxes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Inbox → ``answer_within``, ``hours``, ``zone``: when an answer is due; read by ``risk/pace.py``."""
    risk: Mapping[str, int] = field(default_factory=dict)
    """Term of the score → what it weighs, 0 to 100; 0 silences it."""

    @property
    def alerts(self) -> bool:
        """Whether anything is to be said to somebody who does not look."""
        return bool(self.bell or self.title or self.notify != "off" or self.hooks)


_OF_AN_INBOX = ["answer_within", "hours", "zone"]
_CHOICES: dict[str, tuple[object, ...]] = {
    "theme": ("auto", "dark", "light"),
    "keys_preset": ("vim-hybrid", "gmail", "mutt", "aerc"),
    "langmap": (
        "auto", "russian", "ukrainian", "belarusian", "bulgarian", "serbian", "greek", "hebrew", "arabic", "dvorak",
    ),
    "lines_per_thread": (0, 1, 2),
    "after_answer": ("waiting", "unchanged"),
    "linear_order": ("newest", "oldest"),
    "notify": ("off", "osc9", "osc777"),
}  # fmt: skip


def _refuse(path: Path, word: str, known: list[str], place: str = "") -> ConfigError:
    near = get_close_matches(word, known, n=1)
    hint = f" Did you mean {near[0]!r}?" if near else f" Known are: {', '.join(sorted(known))}."
    return ConfigError(f"{path}: there is no setting {place}{word!r}.{hint}")


def _checked(path: Path, name: str, value: object, default: object) -> object:
    if isinstance(default, Mapping):
        if not isinstance(value, dict):
            raise ConfigError(f"{path}: {name} must be a table, as in [{name}].")
        return value
    kind = type(default)
    if type(value) is not kind:
        words = {bool: "true or false", int: "a whole number", str: "a text in quotes"}
        raise ConfigError(f"{path}: {name} must be {words[kind]}, not {value!r}.")
    if name in _CHOICES and value not in _CHOICES[name]:
        raise ConfigError(f"{path}: {name} must be one of {', '.join(map(str, _CHOICES[name]))}, not {value!r}.")
    if name in ("hold_s", "read_after_s") and not 0 <= int(str(value)) <= 300:
        raise ConfigError(f"{path}: {name} must be between 0 and 300 seconds.")
    return value


def _profiles(path: Path, tables: Mapping[str, Any]) -> dict[str, Profile]:
    known = [item.name for item in fields(Profile) if item.name != "name"]
    made = {}
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise ConfigError(f"{path}: profiles.{name} must be a table, as in [profiles.{name}].")
        for word, value in table.items():
            if word not in known:
                raise _refuse(path, word, known, f"profiles.{name}.")
            if not isinstance(value, str):
                raise ConfigError(f"{path}: profiles.{name}.{word} must be a text in quotes.")
        made[name] = Profile(name=name, **table)
    return made


def _inboxes(path: Path, tables: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    for name, table in tables.items():
        if not isinstance(table, dict):
            raise ConfigError(f"{path}: inboxes.{name!r} must be a table, as in [inboxes.{name!r}].")
        for word in table:
            if word not in _OF_AN_INBOX:
                raise _refuse(path, word, _OF_AN_INBOX, f"inboxes.{name!r}.")
    return {name: _texts(path, f"inboxes.{name!r}", table) for name, table in tables.items()}


def _texts(path: Path, name: str, table: Mapping[str, Any]) -> dict[str, str]:
    for word, value in table.items():
        if not isinstance(value, str):
            raise ConfigError(f"{path}: {name}.{word} must be a text in quotes.")
    return dict(table)


def _points(path: Path, table: Mapping[str, Any]) -> dict[str, int]:
    from commune_tui.risk.terms import MOST, POINTS

    for word, value in table.items():
        if word not in POINTS:
            raise _refuse(path, word, list(POINTS), "risk.")
        if type(value) is not int or not 0 <= value <= MOST:
            raise ConfigError(f"{path}: risk.{word} must be a whole number from 0 to {MOST}; 0 silences it.")
    return dict(table)


def parse(path: Path, text: str) -> Settings:
    """Settings from the text of a file at ``path`` (named in errors). Raises :class:`ConfigError`."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: this is not valid TOML: {error}.") from None
    defaults = Settings()
    known = [item.name for item in fields(Settings)]
    found: dict[str, Any] = {}
    for name, value in table.items():
        if name not in known:
            raise _refuse(path, name, known)
        found[name] = _checked(path, name, value, getattr(defaults, name))
    if "profiles" in found:
        found["profiles"] = _profiles(path, found["profiles"])
    if "inboxes" in found:
        found["inboxes"] = _inboxes(path, found["inboxes"])
    for name in ("templates", "views", "hooks"):
        if name in found:
            found[name] = _texts(path, name, found[name])
    if "risk" in found:
        found["risk"] = _points(path, found["risk"])
    for name in found.get("hooks", ()):
        if name not in HOOKS:
            raise _refuse(path, name, list(HOOKS), "hooks.")
    return Settings(**found)


def load(path: Path) -> Settings:
    """Settings from a file; defaults when there is none. Raises :class:`ConfigError`."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise ConfigError(f"{path} cannot be read: {reason}.") from None
    return parse(path, text)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The account to use, and in words where its parts came from (for ``doctor`` and the status line)."""

    profile: Profile
    base_url_from: str
    """``environment``, ``file``, ``default``, or ``stored key`` where the key said it."""


def choose(
    settings: Settings,
    *,
    flag: str | None = None,
    environment: Mapping[str, str] | None = None,
    also: Collection[str] = (),
) -> Chosen:
    """The account that flags, environment and file name, in this order; ``also`` are profiles that exist without
    standing in the file, because a key is stored for them. Raises :class:`ConfigError`.
    """
    env = os.environ if environment is None else environment
    name = flag or env.get("COMMUNE_TUI_PROFILE") or settings.profile
    profile = settings.profiles.get(name)
    if profile is None:
        if name != DEFAULT_PROFILE and name not in also:
            from shlex import quote

            near = get_close_matches(name, [*settings.profiles, *also], n=1)
            hint = f"Did you mean {near[0]!r}?" if near else f"Make it with: commune-tui keys add {quote(name)}"
            raise ConfigError(f"There is no profile {name!r}. {hint}")
        profile = Profile(name)
    if url := env.get("COMMUNE_BASE_URL"):
        return Chosen(replace(profile, base_url=url), "environment")
    return Chosen(profile, "default" if profile.base_url == DEFAULT_BASE_URL else "file")
