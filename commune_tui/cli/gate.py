"""``commune-tui gate``: serve the gate, make keys for agents, decide on what they send, and look at the journal.

The real key comes from ``--key-file`` or from COMMUNE_API_KEY: never from the command line.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from commune_tui import paths
from commune_tui.cli import gate_listen
from commune_tui.cli.ending import Stop
from commune_tui.cli.privacy import close_memory, logging_to_file
from commune_tui.cli.tell import tell
from commune_tui.errors import NO_KEY, OK, USAGE

if TYPE_CHECKING:
    from commune_tui.api.auth import Secret

ACTIONS = (
    "serve", "key", "operator", "list", "show", "approve", "undo", "reject", "edit", "pause", "resume", "check",
    "score", "erase", "journal",
)  # fmt: skip
PORT = 8190
_WORDS = """\
serve                            stand between agents and the API, on this machine or with --listen; ends with Ctrl-C
key create NAME                  make a key for an agent; it is printed, this once
key list | rotate NAME | revoke NAME
operator create NAME --role ROLE make a key for a person who decides over HTTP; it is printed, this once
operator list | rotate NAME | revoke NAME
list                             what waits for a decision, the oldest first; --all has the rest as well
show ID                          one mail whole, why it waits, and its seal
approve ID --seal SEAL           let it leave, if it still is what that seal was shown for; --hold waits before
undo ID                          take an approval back, while the mail has not begun to leave
reject ID --reason WORDS         end it; the agent is told the reason
edit ID --text-file PATH         give it another text, - for standard input; it waits on, with a new seal
pause [NAME] --reason WORDS      let nothing of an agent leave, or nothing at all; --inbox and --thread bound it
resume [NAME]                    take that back, with the same --inbox and --thread
check RULES --against 14d        what these rules would have done with the mails that the gate had since then
score [NAME] --against 14d       how people decided on the mails of an agent, and the rules that this bears out
erase ADDRESS --sure ADDRESS     take the words of every mail to a person out of the gate
journal verify | export          whether the chain of what happened holds; all of it as lines of JSON
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _WORDS
    add = parser.add_argument
    add("action", choices=ACTIONS, metavar="ACTION", help="what to do; see below")
    add("words", nargs="*", metavar="WORD", help="what to do it with; see below")
    add("--store", metavar="PATH", type=Path, help="the folder of the gate (default: in your data)")
    add("--port", type=_number, default=PORT, help="of serve: the port (default %(default)s; 0 takes a free one)")
    gate_listen.add_arguments(parser)
    add("--rules", metavar="PATH", type=Path, help="of serve: the file of rules; without one everything is held")
    add("--key-file", metavar="PATH", type=Path, help="of serve: the real key, in a file that only you can read")
    inbox = "of key create: an inbox, by address or id, again for another one (default: all); of pause: its address"
    add("--inbox", metavar="INBOX", action="append", help=inbox)
    scope = "of key create: read, write or a scope of the API, again for another one (default: both)"
    add("--scope", metavar="SCOPE", action="append", help=scope)
    add("--role", choices=("look", "decide", "administer"), help="of operator create: what the person may do")
    add("--days", metavar="N", type=_number, default=0, help="of create: how long the key works (default: always)")
    add("--per-hour", metavar="N", type=_number, default=0, help="of key create: the most mails in an hour")
    add("--per-day", metavar="N", type=_number, default=0, help="of key create: the most mails in a day")
    add("--seal", metavar="SEAL", default="", help="of approve: as show printed it")
    hold = "of approve: how long it can still be taken back, at most 3600 (default: not at all)"
    add("--hold", metavar="SECONDS", type=_hold, default=0, help=hold)
    add("--reason", metavar="WORDS", default="", help="of reject and pause")
    add("--thread", metavar="ID", default="", help="of pause and resume: only in this conversation")
    deep = "of pause: hold what is sent, refuse it, or answer no call at all (default: hold)"
    add("--depth", choices=("hold", "refuse", "silence"), default="hold", help=deep)
    against = "of check and score: how far back, in days or hours (default: 14d)"
    add("--against", metavar="SPAN", type=_span, default=14 * 24, help=against)
    add("--sure", metavar="ADDRESS", default="", help="of erase: the address once more")
    add("--text-file", metavar="PATH", help="of edit: the new text")
    add("--subject", metavar="WORDS", help="of edit: the new subject")
    add("--all", action="store_true", help="of list: also what does not wait")
    add("--contains", metavar="HASH", help="of journal verify: say as well whether the chain still has this hash")
    add("--json", action="store_true", help="print JSON")
    add("--as", dest="who", metavar="NAME", help="who decides, for the journal (default: your name on this machine)")


def _number(word: str) -> int:
    if not (word.isascii() and word.isdecimal() and len(word) < 7 and int(word) < 65_536):
        raise argparse.ArgumentTypeError(f"{word!r} is no number from 0 to 65535")
    return int(word)


def _hold(word: str) -> int:
    if (seconds := _number(word)) > 3600:
        raise argparse.ArgumentTypeError(f"{word!r} is more than an hour")
    return seconds


def _span(word: str) -> int:
    """Hours."""
    number, unit = word[:-1], word[-1:]
    if not (number.isascii() and number.isdecimal() and 0 < len(number) < 5 and unit in ("d", "h") and int(number)):
        raise argparse.ArgumentTypeError(f"{word!r} is no span such as 14d or 36h")
    return int(number) * (24 if unit == "d" else 1)


def run(arguments: argparse.Namespace) -> int:
    close_memory()
    from commune_tui.cli import (
        gate_check,
        gate_decide,
        gate_erase,
        gate_journal,
        gate_keys,
        gate_operators,
        gate_pause,
        gate_score,
    )
    from commune_tui.gate.queue import Moved

    does: dict[str, Callable[[argparse.Namespace], int]] = {
        "serve": _serve,
        "key": gate_keys.key,
        "operator": gate_operators.operator,
        "pause": gate_pause.pause,
        "resume": gate_pause.resume,
        "list": gate_decide.listing,
        "show": gate_decide.show,
        "approve": gate_decide.approve,
        "undo": gate_decide.undo,
        "reject": gate_decide.reject,
        "edit": gate_decide.edit,
        "check": gate_check.run,
        "score": gate_score.run,
        "erase": gate_erase.run,
        "journal": gate_journal.run,
    }
    try:
        return does[arguments.action](arguments)
    except Moved:
        raise Stop("it went on while you decided. Nothing was done; look at it again.") from None
    except sqlite3.OperationalError:
        raise Stop("the gate's store is busy or cannot be written. Nothing was done.") from None


def _serve(arguments: argparse.Namespace) -> int:
    from commune_tui.api.address import DEFAULT_BASE_URL
    from commune_tui.gate import database
    from commune_tui.gate.serve import serve

    if arguments.words:
        raise Stop("serve takes no words.", USAGE)
    base_url = os.environ.get("COMMUNE_BASE_URL") or DEFAULT_BASE_URL

    def started(address: str) -> None:
        for sentence in gate_listen.told(arguments, address):
            tell(sentence, sys.stderr)

    def complain(sentence: str) -> None:
        tell(sentence, sys.stderr)

    gate_listen.check(arguments)
    work = serve(
        arguments.store or database.folder(),
        base_url,
        _real_key(arguments),
        port=arguments.port,
        rules=arguments.rules,
        started=started,
        complain=complain,
        host=arguments.listen,
        certificate=gate_listen.certificate(arguments, complain),
        behind_proxy=arguments.behind_proxy,
    )
    with logging_to_file():
        ended = asyncio.run(work)
    return 128 + signal.SIGINT if ended == signal.SIGINT else OK


def _real_key(arguments: argparse.Namespace) -> Secret:
    from commune_tui.api.auth import Secret

    if arguments.key_file is not None:
        try:
            said = paths.read_secret(arguments.key_file).decode("ascii").strip()
        except UnicodeDecodeError:
            raise Stop(f"{arguments.key_file} holds no key.", NO_KEY) from None
        except OSError as error:
            raise Stop(f"{arguments.key_file} cannot be read: {error.strerror}.", NO_KEY) from None
    else:
        said = os.environ.get("COMMUNE_API_KEY", "").strip()
    if not said:
        raise Stop("the gate has no key of the API. Set COMMUNE_API_KEY, or name a file with --key-file.", NO_KEY)
    return Secret(said)
