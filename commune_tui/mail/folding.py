"""What is known of a conversation before one of its mails, so that only what stands there is folded as earlier mail.

Remembers the words of the conversations that were asked about last. Knows no screen.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Protocol

from commune_tui.body.earlier import Earlier, Known, Words, texts
from commune_tui.mail.compose import subject
from commune_tui.store.rows import MessageRow

Stamps = tuple[tuple[str, int], ...]

_KEPT = 4


class Conversations(Protocol):
    """Where conversations are kept: their mails, oldest first, and what says that one of them is another."""

    def stamps(self, thread_id: str) -> Sequence[tuple[str, int]]: ...

    def messages(self, thread_id: str) -> Sequence[MessageRow]: ...


class Folding:
    """For one reader of conversations."""

    def __init__(self, conversations: Conversations) -> None:
        self._conversations = conversations
        self._kept: OrderedDict[str, tuple[Stamps, Words]] = OrderedDict()

    def stamps(self, message: MessageRow) -> Stamps:
        """The conversation as it is now; another value means that a mail may fold differently."""
        return tuple(self._conversations.stamps(message.thread_id))

    def mails(self, message: MessageRow, stamps: Stamps) -> list[tuple[str, ...]] | None:
        """The texts whose words are missing for :meth:`earlier`; ``None`` when none are."""
        kept = self._kept.get(message.thread_id)
        if kept is not None and kept[0] == stamps:
            return None
        by_id = {each.id: each for each in self._conversations.messages(message.thread_id)}
        return [_texts(by_id[name]) if name in by_id else () for name, _ in stamps]

    def keep(self, message: MessageRow, stamps: Stamps, words: Words) -> None:
        """Remember the words of a conversation."""
        self._kept[message.thread_id] = stamps, words
        self._kept.move_to_end(message.thread_id)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)

    def earlier(self, message: MessageRow, stamps: Stamps) -> Earlier:
        """What is known before this mail. Call :meth:`keep` first where words are missing."""
        before = next((at for at, (name, _) in enumerate(stamps) if name == message.id), 0)
        answers = subject.is_answer(message.subject) or message.in_reply_to or message.references
        known = Known(self._kept[message.thread_id][1], before) if before else None
        return Earlier(known, subject.is_forward(message.subject, message.content), not answers)


def _texts(message: MessageRow) -> tuple[str, ...]:
    """A mail's text part. Its HTML only where there is no text, and of our own mail: that hides nothing from people."""
    ours = message.direction == "outbound"
    return texts(message.content, message.content_html if ours or not message.content.strip() else "")
