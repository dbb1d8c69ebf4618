"""``commune-tui do``: an act of triage on threads of the local copy, by the same actions as on the screen.

What is done is in the outbox before anything else, and is shown at once by a program that runs beside this one. Then
the outbox sends, and this waits a while for the server. Standard output has one line for each thread: its id, a tab,
and ``done``, ``queued``, ``conflict`` or ``refused``; the sentences about it go to standard error.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from commune_tui.actions.commands import BY_ID
from commune_tui.actions.speech import door, number
from commune_tui.actions.triage import ACTIONS
from commune_tui.cli import copy
from commune_tui.cli.ending import Stop
from commune_tui.cli.tell import tell
from commune_tui.errors import FAILED, NOT_FOUND, OK, QUEUED, USAGE
from commune_tui.text import one_line
from commune_tui.wording import asked, nearest, said

if TYPE_CHECKING:
    from commune_tui.actions.action import Outcome
    from commune_tui.mail.outbox.endings import Ending
    from commune_tui.mail.session import Session

_ENDS = {
    "done": "The server has it",
    "queued": "Kept in the outbox, and sent when commune-tui runs and the server can be reached",
    "conflict": "Somebody else was quicker, so it waits for your decision in commune-tui",
    "refused": "Refused, and nothing was changed",
}
"""What each ending is, from the best to the worst."""
HOW = tuple(_ENDS)
_TARGETS = """\
THREAD is the id of a thread of the local copy, as commune-tui list prints it; - reads ids from standard input, one a
line, and takes the first field of each. The first word that is no such id begins what the command takes. If any
thread is not there, nothing is done.

"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    about = {name: BY_ID[name].label.replace("…", "") for name in ACTIONS}
    parser.usage = f"{parser.prog} [options] COMMAND THREAD... [WORDS...]"
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    rows = [f"  {f'{name} THREAD... {BY_ID[name].takes}'.strip():<40}  {label}" for name, label in about.items()]
    parser.epilog = _TARGETS + "commands:\n" + "\n".join(rows)
    parser.add_argument("act", metavar="COMMAND", type=_known, choices=tuple(about), help="what to do; see below")
    parser.add_argument("words", metavar="THREAD", nargs="+", help="the threads, then what the command takes")
    wait = "how long to wait for the server (default %(default)s)"
    parser.add_argument("--wait", metavar="SECONDS", type=int, default=10, help=wait)


def _known(word: str) -> str:
    if word not in ACTIONS:
        ends = {name.partition(".")[2]: name for name in ACTIONS}
        hint = asked(tuple(ends[each] for each in nearest(word.rpartition(".")[2], ends)[:1]))
        raise argparse.ArgumentTypeError(f"there is no command {word!r} for threads.{hint} --help lists them.")
    return word


def run(arguments: argparse.Namespace) -> int:
    work = partial(act, name=arguments.act, typed=arguments.words, wait_s=arguments.wait)
    return copy.connected(*copy.chosen(arguments), work)


async def act(session: Session, name: str, typed: Sequence[str], wait_s: float) -> int:
    """Do it, wait, tell; the exit status. Raises Stop before anything is done."""
    action = ACTIONS[name]
    ids, words = targets(session, typed)
    if words and action.argument is None:
        raise Stop(f"{name} takes threads only, and {words!r} is none of the local copy. Nothing was done.", USAGE)
    if objection := action.objection(session, ids, words):
        raise Stop(said(objection, _way), USAGE)
    if action.argument is not None and not words.strip():
        raise Stop(f"{name} takes more than threads. {action.argument.question(session, ids)}", USAGE)
    await session.start(sync=False)
    watched = await session.outbox.watched()
    came = await action.do(session, ids, words)
    return _tell(ids, came, await watched.endings(wait_s))


def targets(session: Session, words: Sequence[str]) -> tuple[list[str], str]:
    """The threads that are meant, each once, and the words behind them. Raises Stop when one is not there."""
    ids: list[str] = []
    rest = list(words)
    while rest and (rest[0] == "-" or _there(session, rest[0])):
        ids += _listed(session) if rest[0] == "-" else rest[:1]
        del rest[0]
    if len(rest) == len(words) or (rest and _like(rest[0], ids)):
        raise copy.missing(rest[0])
    if not ids:
        raise Stop("standard input named no thread, so nothing was done.", NOT_FOUND)
    return list(dict.fromkeys(ids)), copy.text(rest)


def _there(session: Session, name: str) -> bool:
    return name.isprintable() and session.reads.thread(name) is not None


def _listed(session: Session) -> list[str]:
    try:
        names = [name for line in sys.stdin if (name := line.partition("\t")[0].strip())]
    except UnicodeDecodeError:
        raise Stop("standard input is no text in UTF-8. Nothing was done.", USAGE) from None
    for name in names:
        if not _there(session, name):
            raise copy.missing(name)
    return names


def _like(word: str, ids: Sequence[str]) -> bool:
    """Whether a word is written like an id, so that it was hardly meant as a name, a tag or a time."""
    return len(word) > 12 and any(map(str.isdigit, word)) and len(word) in map(len, ids)


def _way(command_id: str) -> str:
    return f"commune-tui do {command_id}" if command_id in ACTIONS else ""


def _tell(ids: Sequence[str], came: Outcome, endings: Sequence[Ending]) -> int:
    """How it ended for each thread, and the exit status. What had not to be sent is done."""
    how = dict.fromkeys(ids, "done")
    for each in sorted(endings, key=lambda ending: HOW.index(ending.how)):  # the worst of a thread comes last
        how[each.operation.thread_id or ""] = each.how
    print("\n".join(f"{one_line(name)}\t{word}" for name, word in how.items()))
    tell(door(said(f"{number(len(ids), 'thread')}: {came.did}. {came.more}", _way)), sys.stderr)
    for word in HOW if endings else ():
        if count := list(how.values()).count(word):
            reasons = dict.fromkeys(each.reason for each in endings if each.how == word and each.reason)
            of = f"{count:,} of {len(ids):,}: " if len(ids) > 1 else ""
            tell(" ".join([f"{of}{_ENDS[word]}.", *list(reasons)[:3]]), sys.stderr)
    return OK if set(how.values()) == {"done"} else QUEUED if set(how.values()) <= {"done", "queued"} else FAILED
