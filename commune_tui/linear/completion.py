"""What Tab offers: words of the place, then what a word takes, as the screen suggests it."""

from __future__ import annotations

from collections.abc import Sequence

from commune_tui.actions import delivery, moments, triage, views
from commune_tui.actions.action import Suggestion
from commune_tui.linear.outbox import Reports
from commune_tui.linear.words import rows
from commune_tui.mail.compose.addresses import last_entry

_MOST = 40


class Completing(Reports):
    """Part of the front."""

    def completions(self, line: str, word: str) -> list[str]:
        """What the last word of a line may become. ``line`` is the whole line, ``word`` its last part."""
        found = self._offers(line, word)
        return [each for each in dict.fromkeys(found) if each.lower().startswith(word.lower())][:_MOST]

    def _offers(self, line: str, word: str) -> list[str]:
        if self.asking is not None:
            if self.asking.text or self.asking.prompt not in ("to", "cc", "bcc"):
                return []
            return self._addresses(last_entry(line)[1])
        if " " not in line:
            words = [self.words.word(command, self.place).split()[0] for command in self.words.here(self.place)]
            return sorted({f"{each} " for each in words})
        found, argument = self.words.read(line, self.place)
        return self._taken_by(found[0].id, line, argument, word) if found else []

    def _taken_by(self, command_id: str, line: str, argument: str, word: str) -> list[str]:
        """What the command takes that a line begins with; ``argument`` is what stands behind it."""
        if (action := triage.ACTIONS.get(command_id)) is not None:
            _, words = rows(argument)
            suggest = action.argument.suggest if action.argument is not None else None
            return _values(suggest(self.session, self._so_far(argument), words)) if suggest is not None else []
        match command_id:
            case "app.filter":
                typed = line.partition(" ")[2]  # with the blank at its end
                return [after[len(typed) - len(word) :] for after, _ in self.session.reads.complete_query(typed)]
            case "listen.inbox" | "review.inbox":
                every = ["all"] if command_id == "listen.inbox" else []
                return every + [row.address for row in self.session.reads.inboxes() if row.address]
            case "delivery.scope":
                return _values(delivery.scopes(self.session, word))
            case "delivery.type" | "listen.events":
                return _values(delivery.kinds_like(argument, delivery.kinds(self.session, self.look)))
            case "list.sort":
                return _values(views.orders(word))
            case "listen.view" | "view.delete":
                return [view.name for view in self.saved.all()]
            case "review.later":
                return _values(moments.moments(word))
            case "review.to" | "review.cc" | "review.bcc" | "app.compose":
                return self._addresses(word)
            case "app.help":
                return [self.words.word(command, self.place) for command in self.words.here(self.place)]
        return []

    def _so_far(self, argument: str) -> list[str]:
        """The threads that a line is about so far."""
        ranges, _ = rows(argument)
        numbered = self.numbered
        if not ranges or numbered is None:
            return [self.thread_id] if self.thread_id else []
        last = numbered.count()
        return [numbered.id(n) for start, end in ranges for n in range(max(start, 1), min(end, last) + 1)]

    def _addresses(self, typed: str) -> list[str]:
        return [row.address for row in self.session.reads.people(typed, _MOST)] if typed else []


def _values(suggested: Sequence[Suggestion]) -> list[str]:
    return [each.shown or each.value for each in suggested]
