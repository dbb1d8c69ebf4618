"""What ``doctor`` looks at: the terminal, the files, the key, the server, the local copy. Each look is a function that
returns findings; what it cannot look at is a finding too.
"""

from __future__ import annotations

import argparse
import locale
import os
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import version
from importlib.util import find_spec

from commune_tui import __version__, config, credentials, paths
from commune_tui.cli import opening, terminal
from commune_tui.cli.choice import Choice
from commune_tui.cli.ending import explain
from commune_tui.cli.finding import BAD, NOTE, OK, Finding

_STREAMS = (("input", "stdin"), ("output", "stdout"), ("error output", "stderr"))


def everything(arguments: argparse.Namespace) -> list[Finding]:
    """All findings, in the order in which things are needed."""
    settings = list(_settings(arguments))
    found = [*_program(), *_terminal(), *settings, *_files(), *_keyring()]
    if any(finding.verdict == BAD and finding.about == "settings" for finding in settings):
        return [*found, Finding(NOTE, "key", "not looked for: the settings come first", "mend them")]
    try:
        choice = opening.choose(arguments)
    except Exception as error:
        return [*found, Finding(BAD, "key", explain(error)[1])]
    from commune_tui.cli import examine_account

    found += [*_key(choice), *examine_account.server(choice, offline=arguments.offline)]
    return found if choice.credential is None else [*found, *examine_account.copy(choice)]


def _program() -> Iterator[Finding]:
    python = ".".join(map(str, sys.version_info[:3]))
    yield Finding(OK, "program", f"commune-tui {__version__}, Python {python}, Textual {version('textual')}")


def _terminal() -> Iterator[Finding]:
    env = os.environ
    term = env.get("TERM", "")
    elsewhere = [name for name, stream in _STREAMS if not getattr(sys, stream).isatty()]
    if elsewhere:
        fact = f"not a terminal: {', '.join(elsewhere)} of this command"
        yield Finding(NOTE, "terminal", fact, "run commune-tui doctor in the terminal itself to have it looked at")
    elif reason := terminal.refusal():
        yield Finding(BAD, "terminal", f"TERM={term or '(not set)'}", reason)
    else:
        yield Finding(OK, "terminal", f"TERM={term}")
    size = shutil.get_terminal_size((0, 0))
    if sys.stdout.isatty():
        small = size.columns < 60 or size.lines < 20
        remedy = "below 60×20 some panes do not fit; make the window larger" if small else ""
        yield Finding(NOTE if small else OK, "size", f"{size.columns}×{size.lines}", remedy)
    if not elsewhere:
        yield _colours(env.get("NO_COLOR", ""), env.get("COLORTERM", ""), term)
    encoding = locale.getpreferredencoding(False)
    if encoding.lower().replace("-", "") == "utf8":
        yield Finding(OK, "letters", f"{encoding} (LANG={env.get('LANG', 'not set')})")
    else:
        yield Finding(BAD, "letters", encoding, "other letters than ASCII will be wrong; set LANG=C.UTF-8")


def _colours(no_color: str, colorterm: str, term: str) -> Finding:
    if no_color:
        return Finding(OK, "colours", "none, because NO_COLOR is set; meaning never rests on colour alone")
    if colorterm in ("truecolor", "24bit"):
        return Finding(OK, "colours", f"16 million (COLORTERM={colorterm})")
    if "256" in term or "direct" in term:
        return Finding(OK, "colours", "256, which is all that the two looks use")
    return Finding(NOTE, "colours", "16", "if your terminal can do more, set TERM=xterm-256color")


def _settings(arguments: argparse.Namespace) -> Iterator[Finding]:
    try:
        path = opening.settings_file(arguments)
        settings = config.load(path)
    except (config.ConfigError, paths.NotPrivate) as error:
        yield Finding(BAD, "settings", str(error))
        return
    yield Finding(OK, "settings", str(path) if path.exists() else f"{path} is not there; everything is as it comes")
    from commune_tui.keys.keymap import build

    _, problems = build(settings.keys_preset, settings.keys)
    for problem in problems:
        yield Finding(BAD, "keys", problem, "change [keys] in the settings file")


def _files() -> Iterator[Finding]:
    for name, folder in (
        ("data", paths.data_dir),
        ("copy", paths.cache_dir),
        ("log", lambda: paths.log_file().parent),
    ):
        try:
            path = folder()
        except (paths.NotPrivate, OSError) as error:
            yield Finding(BAD, name, str(error), "give yourself a folder there that you can write")
            continue
        free = shutil.disk_usage(path).free
        if not os.access(path, os.W_OK):
            yield Finding(BAD, name, f"{path} cannot be written", f"check who owns it: ls -ld '{path}'")
        elif free < 100_000_000:
            yield Finding(BAD, name, f"{path}: {free / 1e6:.0f} MB left on its disk", "make room")
        else:
            yield Finding(OK, name, f"{path}, for you alone; {free / 1e9:.1f} GB free")


def _keyring() -> Iterator[Finding]:
    if find_spec("keyring") is None:
        yield Finding(OK, "keyring", "not installed; keys are in private files (commune-tui[keyring] adds it)")
        return
    import importlib

    backend = importlib.import_module("keyring").get_keyring()
    if "fail" in type(backend).__module__:  # what the library takes where it finds nothing
        yield Finding(OK, "keyring", "this machine has no key store; keys are in private files")
    else:
        yield Finding(OK, "keyring", f"{backend.name} (commune-tui keys add --keyring)")


def _key(choice: Choice) -> Iterator[Finding]:
    if choice.credential is None:
        where = f"none for profile {choice.profile}: not in {credentials.KEY_VARIABLE}, not in a file"
        yield Finding(BAD, "key", where, "start commune-tui to be asked for one, or: commune-tui keys add")
        return
    found = choice.credential
    yield Finding(OK, "key", f"profile {choice.profile}: {found.kind} from {found.place}")
    if found.key and not found.key.startswith("comm_"):
        yield Finding(NOTE, "key", "it does not begin with comm_", "check that it was copied whole")
