"""How a thread is said: its marks first, because they decide whether one listens on; then who, what, when, where."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from commune_tui.actions.search import HOW
from commune_tui.actions.speech import ago, capital, listed, moment, number, quoted
from commune_tui.mail import thread_state
from commune_tui.mail.reads import Frame
from commune_tui.mail.search import Found
from commune_tui.mail.thread_state import UNANSWERED, WORDS, has_it, shape, state
from commune_tui.risk.terms import FROM
from commune_tui.store.counts import Tally
from commune_tui.store.rows import InboxRow, ThreadRow


def marks(row: ThreadRow, now: datetime, known: str = "") -> list[str]:
    """What is the matter with a thread, in words; a status that the list has said already (``known``) is left out."""
    word = state(row)
    found = [] if known == shape(row) and word in (UNANSWERED, WORDS.get(row.status)) else [word]
    if row.unread:
        found.append("unread")
    reason = row.reasons[0].text if row.reasons and row.score >= FROM else ""
    if reason:
        found.append(reason)
    if (trouble := row.trouble.replace("_", " ")) and trouble not in reason:
        found.append(trouble)
    if row.spam:
        found.append("looks like spam")
    if row.pending and not row.sending:
        found.append("not confirmed yet")
    if due := thread_state.due(row, now):
        found.append(due)
    if row.elsewhere:
        found.append(f"also active in {listed(row.elsewhere)}")
    if row.snoozed_until_at is not None:
        found.append(f"snoozed until {moment(row.snoozed_until_at)}")
    return found


def who(row: ThreadRow) -> str:
    """With whom the thread is."""
    return thread_state.with_whom(row) or "nobody"


def subject(row: ThreadRow) -> str:
    """The subject in quotes, or that there is none."""
    return quoted(row.subject) if row.subject else "no subject"


def thread_line(
    row: ThreadRow,
    place: int,
    now: datetime,
    *,
    me: str = "",
    known: str = "",
    show_inbox: bool = True,
    brief: bool = False,
) -> str:
    """``3. Needs reply, unread. Anna Berg, "Your order". 2 hours ago, support@acme.example, nobody has it.``

    ``known`` is the status that every thread of the list has, so that it need not be heard again. ``brief`` ends with
    the age.
    """
    said = ", ".join(marks(row, now, known))
    first = f"{place}. {f'{capital(said)}. ' if said else ''}{who(row)}, {subject(row)}."
    about = [ago(row.last_message_at, now)]
    if brief:
        return f"{first} {capital(about[0])}."
    if row.message_count > 1:
        about.append(f"{row.message_count} mails")
    if row.direction == "outbound":
        about.append("last word ours")
    if row.has_attachment:
        about.append("has a file")
    if show_inbox and (row.inbox_address or row.inbox_name):
        about.append(row.inbox_address or row.inbox_name)
    about.append(has_it(row, me))
    if thread_state.age(row, now):
        about.append(f"its state was read {ago(row.triage_read_at, now)}")
    if row.tags:
        about.append(f"tagged {listed(row.tags)}")
    return f"{first} {capital(', '.join(about))}."


def found_line(found: Found, place: int, now: datetime) -> str:
    """A thread that was found: by what, and the line that fits."""
    row = found.row
    how = f"found {HOW[found.by].plain}"
    title = quoted(found.subject) if found.subject else "no subject"
    if row is None:
        return f"{place}. Not here yet, only on the server. {title}, {how}. {quoted(found.line)}"
    line = f" {quoted(found.line)}" if found.line else ""
    said = capital(", ".join(marks(row, now)))
    return f"{place}. {said}. {who(row)}, {title}. {ago(row.last_message_at, now)}, {how}.{line}"


def counts_line(total: Tally, in_splits: Mapping[str, int], inboxes: int) -> str:
    """The first thing to know: what needs a reply, what is yours, how much there is. ``in_splits``: by their keys."""
    mine = f", {in_splits['mine']:,} assigned to you" if in_splits["mine"] else ""
    needs = f"{number(total.needs_reply, 'thread needs', 'threads need')} a reply{mine}."
    more = []
    if total.unread:
        more.append(f"{total.unread:,} unread")
    if in_splits["risk"]:
        more.append(f"{in_splits['risk']:,} at risk")
    if total.trouble:
        more.append(f"{total.trouble:,} with a delivery problem")
    if total.unknown:
        more.append(f"{total.unknown:,} of which the state was not read yet")
    extra = f" {capital(', '.join(more))}." if more else ""
    return f"{capital(needs)}{extra} {capital(number(total.threads, 'thread'))}, {number(inboxes, 'inbox', 'inboxes')}."


def inbox_lines(frame: Frame, now: datetime) -> list[str]:
    """The inboxes, numbered: what each needs, who answers in it, since when it has been silent."""
    return [_inbox(place, row, tally, now) for place, (row, tally) in enumerate(frame.inboxes, 1)]


def _inbox(place: int, row: InboxRow, tally: Tally, now: datetime) -> str:
    needs = [f"{tally.needs_reply:,} need{'s' if tally.needs_reply == 1 else ''} a reply"] if tally.needs_reply else []
    needs += [f"{tally.unread:,} unread"] if tally.unread else []
    needs += [f"{tally.trouble:,} with a delivery problem"] if tally.trouble else []
    agent = f" Agent {row.agent_name or row.agent_id}." if row.agent_name or row.agent_id else ""
    last = f" Last mail out {ago(row.last_outbound_at, now)}." if row.last_outbound_at else ""
    said = capital(", ".join(needs)) or "Nothing needs a reply"
    return f"{place}. {row.address or row.name}. {said}. {capital(number(tally.threads, 'thread'))}.{agent}{last}"
