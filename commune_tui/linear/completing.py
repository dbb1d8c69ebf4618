"""What Tab offers: words of the place, then what a word takes: filters, names, tags, addresses."""

from __future__ import annotations

from commune_tui.linear.reports import Reports
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
        first = line.split(" ")[0]
        if first == line:
            words = [self.words.word(command, self.place).split()[0] for command in self.words.here(self.place)]
            return sorted({f"{each} " for each in words})
        match first:
            case "filter":
                start = len(line) - len(word) - len("filter ")
                return [after[start:] for after, _ in self.session.complete_query(line.removeprefix("filter "))]
            case "assign":
                return [name for name, _ in self.session.assignees()]
            case "tag" | "untag":
                return [tag for tag, _ in self.session.tags()]
            case "inbox" | "scope":
                return ["all", *(row.address for row in self.session.inboxes() if row.address)]
            case "to" | "cc" | "bcc" | "compose":
                return self._addresses(word)
            case "help":
                return [self.words.word(command, self.place) for command in self.words.here(self.place)]
        return []

    def _addresses(self, typed: str) -> list[str]:
        return [row.address for row in self.session.people(typed, _MOST)] if typed else []
