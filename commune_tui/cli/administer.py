"""``commune-tui do`` with an act of administration: on a domain, an inbox, the account itself.

The server is asked first what there is, and once more afterwards, so that the copy shows it. Standard output has one
line: what it was about, a tab, and the word for what came of it; the sentences about it go to standard error.
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from commune_tui.actions.administration import FOR_GOOD, Came, acts, carry_out, into_file, needs_file, objection
from commune_tui.actions.operate.approval import MAIL
from commune_tui.actions.operate.domain import WATCHING
from commune_tui.actions.speech import door, listed
from commune_tui.cli.ending import Stop
from commune_tui.cli.tell import text, told, worded
from commune_tui.errors import FAILED, NOT_FOUND, OK, USAGE
from commune_tui.text import one_line

if TYPE_CHECKING:
    from commune_tui.actions.administration import Act
    from commune_tui.mail.session import Session

_MOST = 20


async def administer(session: Session, name: str, typed: Sequence[str], confirmed: str) -> int:
    """Do it and tell; the exit status. Raises Stop before anything is done."""
    act, noun = acts()[name], name.partition(".")[0]
    await session.start(sync=False)
    await _read_again(session, noun)
    named, target, words = _meant(session, act, typed)
    if act.target is MAIL:
        await session.approvals.look(target)
    if refused := objection(session, act, target, words):
        raise Stop(worded(refused), USAGE)
    if act.argument is not None and not words.strip():
        raise Stop(f"{name} takes more than that. {worded(act.argument.question(session, (target,)))}", USAGE)
    if needs_file(act, words):
        raise Stop(f"{FOR_GOOD} Name it behind the rest: {into_file(words, '~/new.key')}. Nothing was done.", USAGE)
    if words and act.argument is None and not act.once:
        raise Stop(f"{name} takes nothing behind what it is about. Nothing was done.", USAGE)
    if (danger := act.danger(session, target, words)) is not None and confirmed != danger.name:
        said = " ".join(danger.sentences)
        raise Stop(worded(f"{said} Nothing was done. To do it: --confirm {shlex.quote(danger.name)}"), USAGE)
    came = await carry_out(session, act, target, words, danger)
    if came.word == WATCHING:
        told(came.sentence)
        came = await _ended(session, target)
    await _read_again(session, noun)
    if came.text or came.page:
        print("\n".join(map(door, came.page or came.text.splitlines())))
    else:
        shown = f"\t{one_line(came.once.reveal())}" if came.once is not None else ""
        print(f"{one_line(came.about or named)}\t{came.word}{shown}")
    if not came.page:
        told(came.sentence)
    return OK if came.happened else FAILED


async def _read_again(session: Session, noun: str) -> None:
    """Have what an act is about as the server has it now; the gate, where it is about that."""
    if noun == "approval":
        await session.approvals.refresh()
    else:
        await session.administration.read_again(noun)


async def _ended(session: Session, domain_id: str) -> Came:
    """What a watch came to: here it is waited for, and Ctrl-C ends it."""
    watch = await session.administration.watches.ended(domain_id)
    done = watch is not None and watch.done
    return Came("confirmed" if done else "other", "All records are found." if done else "It is watched no more.")


def _meant(session: Session, act: Act, typed: Sequence[str]) -> tuple[str, str, str]:
    """What is named, its id, and the words behind it."""
    if act.target is None:
        return typed[0], "", text(typed if act.argument is not None else typed[1:])
    if not (target := act.target.find(session, typed[0])):
        known = list(act.target.names(session))[:_MOST]
        some = f" There {'is' if len(known) == 1 else 'are'} {listed(known)}." if known else ""
        raise Stop(f"{one_line(typed[0])!r} is no {act.target.label}.{some} Nothing was done.", NOT_FOUND)
    return typed[0], target, text(typed[1:])
