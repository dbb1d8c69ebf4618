"""``commune-tui completion bash|zsh|fish``: what a shell needs to complete the command line, made from the parser.

::

    source <(commune-tui completion bash)                                              # in ~/.bashrc
    commune-tui completion zsh > "${fpath[1]}/_commune-tui"
    commune-tui completion fish > ~/.config/fish/completions/commune-tui.fish
"""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "shell", choices=("bash", "zsh", "fish"), help="for bash: source <(commune-tui completion bash)"
    )


def run(arguments: argparse.Namespace) -> int:
    print({"bash": bash, "zsh": zsh, "fish": fish}[arguments.shell](grammar()), end="")
    return 0


@dataclass(frozen=True, slots=True)
class Option:
    """One option or choice: its words (``-h``, ``--help``; a bare word for a choice), its help, what follows it."""

    words: tuple[str, ...]
    help: str
    takes: str = ""
    """Empty, ``file``, ``word`` or the words to choose from."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """What may stand before any command, and after each."""

    top: tuple[Option, ...]
    commands: dict[str, tuple[Option, ...]]


def grammar() -> Grammar:
    """The whole command line, as the parser has it."""
    from commune_tui.cli.parser import COMMANDS, build

    parser = build(COMMANDS)
    top = [option for action in parser._actions for option in _options(action)]
    commands: dict[str, tuple[Option, ...]] = {}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, sub in action.choices.items():
                top.append(Option((name,), COMMANDS[name].help))
                commands[name] = tuple(option for each in sub._actions for option in _options(each))
    return Grammar(tuple(top), commands)


def _options(action: argparse.Action) -> Iterator[Option]:
    if isinstance(action, argparse._SubParsersAction) or action.help == argparse.SUPPRESS:
        return
    about = (action.help or "").split(";")[0].replace("%(default)s", str(action.default))
    if not action.option_strings:
        each = action.choices if isinstance(action.choices, Mapping) else {}  # choices with words of their own
        yield from (Option((str(choice),), each.get(choice, about)) for choice in action.choices or ())
        return
    takes = ""
    if action.nargs != 0:
        takes = "file" if action.metavar == "PATH" else " ".join(map(str, action.choices or ())) or "word"
    yield Option(tuple(action.option_strings), about, takes)


def _words(options: tuple[Option, ...]) -> str:
    return " ".join(word for option in options for word in option.words)


def _after(all_: Grammar) -> dict[str, list[str]]:
    """Options that take something: ``file`` or ``word`` → their words."""
    found: dict[str, list[str]] = {"file": [], "word": []}
    for options in (all_.top, *all_.commands.values()):
        for option in options:
            if option.takes:
                found["file" if option.takes == "file" else "word"] += option.words
    return {kind: sorted(set(words)) for kind, words in found.items()}


_BASH = """\
_commune_tui() {
    local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]} command= word
    COMPREPLY=()
    case $before in
        %(files)s) mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
        %(others)s) return ;;
    esac
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        case $word in %(commands)s) command=$word; break ;; esac
    done
    case $command in
%(cases)s
    esac
    mapfile -t COMPREPLY < <(compgen -W "$word" -- "$current")
}
complete -F _commune_tui commune-tui
"""


def bash(all_: Grammar) -> str:
    """For bash 4 and newer."""
    after = _after(all_)
    cases = [f"        {name}) word='{_words(options)}' ;;" for name, options in all_.commands.items()]
    return _BASH % {
        "files": "|".join(after["file"]),
        "others": "|".join(after["word"]),
        "commands": "|".join(all_.commands),
        "cases": "\n".join([*cases, f"        *) word='{_words(all_.top)}' ;;"]),
    }


def zsh(all_: Grammar) -> str:
    """For zsh: works from a file in ``$fpath`` and when sourced after compinit."""
    lines = ["#compdef commune-tui", "_commune_tui() {", "    local command word", "    local -a found"]
    after = _after(all_)
    lines += ["    case ${words[CURRENT-1]} in", f"        {'|'.join(after['file'])}) _files; return ;;"]
    lines += [f"        {'|'.join(after['word'])}) _message 'a value'; return ;;", "    esac"]
    lines += ["    for word in ${words[2,CURRENT-1]}; do"]
    lines += [f"        case $word in {'|'.join(all_.commands)}) command=$word; break ;; esac", "    done"]
    lines += ["    case $command in"]
    for name, options in [*all_.commands.items(), ("*", all_.top)]:
        described = " ".join(shlex.quote(f"{word}:{option.help}") for option in options for word in option.words)
        lines.append(f"        {name}) found=({described}) ;;")
    lines += ["    esac", "    _describe 'commune-tui' found", "}"]
    lines += [
        'if [ "$funcstack[1]" = "_commune-tui" ]; then _commune_tui "$@"; else',
        "    compdef _commune_tui commune-tui",
    ]
    return "\n".join([*lines, "fi"]) + "\n"


def fish(all_: Grammar) -> str:
    """For fish."""
    names = " ".join(all_.commands)
    lines = ["complete -c commune-tui -f"]
    places: list[tuple[str, tuple[Option, ...]]] = [(f"not __fish_seen_subcommand_from {names}", all_.top)]
    places += [(f"__fish_seen_subcommand_from {name}", options) for name, options in all_.commands.items()]
    for condition, options in places:
        for option in options:
            line = f"complete -c commune-tui -n {shlex.quote(condition)} -d {shlex.quote(option.help)}"
            lines.append(line + _fish_words(option))
    return "\n".join(lines) + "\n"


def _fish_words(option: Option) -> str:
    made: list[Any] = []
    for word in option.words:
        made.append(f"-l {word[2:]}" if word.startswith("--") else f"-s {word[1:]}" if word[0] == "-" else f"-a {word}")
    made.append({"": "", "file": "-r -F"}.get(option.takes, "-x"))
    return " " + " ".join(filter(None, made))
