"""What a mail on its way is called, and what became of it, in words. Operation in, clean text out; pure."""

from __future__ import annotations

from commune_tui.sending.operation import Operation
from commune_tui.text import cut, one_line
from commune_tui.wording import do


def who(operation: Operation) -> str:
    """``anna@example.org and 2 more``, clean and short."""
    from commune_tui.mail.compose.addresses import bare

    to = operation.intent.get("to") or ["nobody"]
    first = one_line(bare(str(to[0])) or str(to[0]))
    return cut(first, 40) + (f" and {len(to) - 1} more" if len(to) > 1 else "")


def about(operation: Operation) -> str:
    """``anna@example.org (Your order)``, clean and short."""
    return f"{who(operation)} ({cut(one_line(str(operation.intent.get('subject', ''))), 40)})"


def outcome(operation: Operation, *, named: bool = True) -> str:
    """What is told of a mail at the moment the server took it; also whom it left out and what it warns of.

    ``named``: say which mail; not needed where the person looks at its conversation.
    """
    result = operation.result or {}
    which = f": mail to {who(operation)}" if named else ""
    parts = [f"{'Found, it had left' if result.get('found') else 'Sent'}{which}."]
    if left_out := result.get("left_out"):
        parts.append(f"The server left out {', '.join(one_line(str(name)) for name in left_out)}.")
    parts += [f"It warns: {one_line(str(warning))}." for warning in result.get("warnings") or ()]
    return " ".join(parts)


def vanished(operation: Operation) -> str:
    """What is told of a mail that the server took and that never appeared."""
    return (
        f"The server took the mail to {who(operation)}, and it never appeared: nobody gets it. "
        f"Check the address. The text is kept: {do('go.outbox')}."
    )
