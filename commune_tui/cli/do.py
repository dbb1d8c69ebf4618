"""``commune-tui do``: an act of triage on threads of the local copy, by the same actions as on the screen. Acts on the
account itself are done by :mod:`.administer`.

What is done is in the outbox before anything else, and is shown at once by a program that runs beside this one. Then
the outbox sends, and this waits a while for the server. Standard output has one line for each thread: its id, a tab,
and ``done``, ``queued``, ``conflict`` or ``refused``; the sentences about it go to standard error.
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from commune_tui.actions import endings
from commune_tui.actions.administration import acts
from commune_tui.actions.commands import BY_ID
from commune_tui.actions.speech import number
from commune_tui.actions.targets import targets
from commune_tui.actions.triage import ACTIONS
from commune_tui.cli import opening
from commune_tui.cli.ending import Stop
from commune_tui.cli.tell import lines_typed, text, told, worded
from commune_tui.errors import FAILED, USAGE, Explained
from commune_tui.text import one_line
from commune_tui.wording import asked, nearest

if TYPE_CHECKING:
    from commune_tui.mail.session import Session

_ASKED_S = 5.0
"""How long an act waits at the most to hear what the key may do."""
_TARGETS = """\
THREAD is the id of a thread of the local copy, as commune-tui list prints it; - reads ids from standard input, one a
line, and takes the first field of each. The first word that is no such id begins what the command takes. If any
thread is not there, nothing is done.

An act of administration is about what it names, asks the server once, and is never kept for later. What cannot be
taken back wants the name of that once more, behind --confirm.

"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    about = {name: BY_ID[name].label.replace("…", "") for name in (*ACTIONS, *acts())}
    parser.usage = f"{parser.prog} [options] COMMAND THREAD... [WORDS...]"
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    rows = [f"  {_usage(name):<40}  {label}" for name, label in about.items()]
    parser.epilog = _TARGETS + "commands:\n" + "\n".join(rows)
    parser.add_argument("act", metavar="COMMAND", type=_known, choices=tuple(about), help="what to do; see below")
    parser.add_argument("words", metavar="THREAD", nargs="+", help="the threads, then what the command takes")
    parser.add_argument("--confirm", metavar="NAME", default="", help="the name of what is done away with for good")
    wait = "how long to wait for the server (default %(default)s)"
    parser.add_argument("--wait", metavar="SECONDS", type=int, default=10, help=wait)


def _usage(name: str) -> str:
    if name in ACTIONS:
        return f"{name} THREAD... {BY_ID[name].takes}".strip()
    target = acts()[name].target
    return " ".join(filter(None, (name, target.label if target is not None else "", BY_ID[name].takes)))


def _known(word: str) -> str:
    if word not in ACTIONS and word not in acts():
        ends = {name.partition(".")[2]: name for name in (*ACTIONS, *acts())}
        hint = asked(tuple(ends[each] for each in nearest(word.rpartition(".")[2], ends)[:1]))
        raise argparse.ArgumentTypeError(f"there is no command {word!r} here.{hint} --help lists them.")
    return word


def run(arguments: argparse.Namespace) -> int:
    if arguments.act in acts():
        from commune_tui.cli.administer import administer

        work = partial(administer, name=arguments.act, typed=arguments.words, confirmed=arguments.confirm)
        return opening.connected(*opening.here(arguments), work)
    work = partial(act, name=arguments.act, typed=arguments.words, wait_s=arguments.wait)
    return opening.connected(*opening.here(arguments), work)


async def act(session: Session, name: str, typed: Sequence[str], wait_s: float) -> int:
    """Do it, wait, tell; the exit status. Raises Stop before anything is done."""
    action = ACTIONS[name]
    ids, rest = targets(session, typed, lines_typed())
    words = text(rest)
    if words and action.argument is None:
        raise Stop(f"{name} takes threads only, and {words!r} is none of the local copy. Nothing was done.", USAGE)
    if objection := action.objection(session, ids, words):
        raise Stop(worded(objection), USAGE)
    if action.argument is not None and not words.strip():
        raise Stop(f"{name} takes more than threads. {action.argument.question(session, ids)}", USAGE)
    await session.start(sync=False)
    if action.scope and (refusal := await _refusal(session, action.scope, wait_s)):
        print("\n".join(f"{one_line(each)}\trefused" for each in ids))
        told(f"Refused, and nothing was changed. {refusal}")
        return FAILED
    watched = await session.outbox.watched()
    came = await action.do(session, ids, words)
    ended = await watched.endings(wait_s)
    how = endings.of_threads(ids, ended)
    print("\n".join(f"{one_line(each)}\t{word}" for each, word in how.items()))
    for sentence in (came.about(number(len(ids), "thread")), *endings.sentences(how, ended)):
        told(sentence)
    return endings.exit_status(how)


async def _refusal(session: Session, scope: str, wait_s: float) -> str:
    """Why the key in use does not do it; empty where it may, or nobody can tell soon."""
    with suppress(Explained, TimeoutError):
        async with asyncio.timeout(min(wait_s, _ASKED_S)):
            await session.learn_rights()
    return f"The key in use lacks the scope {scope}." if session.rights.surely_lacks(scope) else ""
