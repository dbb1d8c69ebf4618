"""``commune-tui keymap``: the keys as they are set, and what is wrong with the settings file's [keys]."""

from __future__ import annotations

import argparse
import json
import sys
from itertools import groupby

from commune_tui import config
from commune_tui.cli import opening
from commune_tui.errors import OK, USAGE


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("action", nargs="?", choices=("list", "check"), default="list", help="check says only what is wrong")
    add("--json", action="store_true", help="list as JSON: command id → keys")


def run(arguments: argparse.Namespace) -> int:
    """Status 2 when something is wrong with the settings."""
    from commune_tui.actions.commands import COMMANDS
    from commune_tui.keys.keymap import build

    settings = config.load(opening.settings_file(arguments))
    keymap, problems = build(settings.keys_preset, settings.keys)
    for problem in problems:
        print(problem, file=sys.stderr)
    if arguments.action == "check":
        if not problems:
            print(f"The keys are in order: preset {settings.keys_preset}, {len(settings.keys)} of your own.")
    elif arguments.json:
        print(json.dumps({command.id: keymap.keys_of(command.id) for command in COMMANDS}, indent=1))
    else:
        for (group, contexts), commands in groupby(COMMANDS, lambda command: (command.group, command.contexts)):
            print(group if contexts == (group.lower(),) else f"{group} ({', '.join(contexts)})")
            for command in commands:
                keys = ", ".join(keymap.keys_of(command.id)) or "(no key)"
                print(f"  {keys:<18} {command.id:<26} {command.label}")
    return USAGE if problems else OK
