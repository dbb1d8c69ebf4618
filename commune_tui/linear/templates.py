"""Templates as numbered lines: read out, tried with a conversation, written, renamed, removed, replied with."""

from __future__ import annotations

from collections.abc import Callable

from commune_tui.actions import templates
from commune_tui.actions.commands import TEMPLATES
from commune_tui.actions.speech import INDENT, number, quoted
from commune_tui.linear.compose import Compose
from commune_tui.linear.shared import Shared
from commune_tui.linear.words import rows
from commune_tui.mail.compose.templates import fill, unfilled
from commune_tui.mail.templates import Template


class Templates:
    """The numbers are those of the templates as they were read out last; ``_thread_id`` is the conversation that one
    came from, with whose values they are tried."""

    def __init__(self, shared: Shared, compose: Compose) -> None:
        self._session, self._settings, self._dialogue, self._position = shared
        self._compose = compose
        self._found: tuple[Template, ...] = ()
        self._thread_id = ""

    def _known(self) -> templates.Known:
        return templates.known(self._session, self._settings)

    def do_go_templates(self, argument: str) -> None:
        tell = self._dialogue.tell
        self._thread_id = self._position.thread_id or self._thread_id
        self._found = tuple(self._known().values())
        self._position.go(TEMPLATES)
        tell(*filter(None, [templates.left_out(self._session)]))
        if not self._found:
            tell(templates.NONE)
            return
        subject = self._session.reads.subject_of(self._thread_id) if self._thread_id else ""
        tried = f" A number reads one with the values of {quoted(subject)}." if subject else " A number reads one."
        tell(f"{number(len(self._found), 'template')}.{tried}")
        lines = [f"{at}. {each.name}. {each.gist}" for at, each in enumerate(self._found, 1)]
        self._dialogue.read_out(lines, len(lines), "template")

    def _one(self, argument: str) -> tuple[Template | None, str]:
        """The template with the number at the beginning of the words, and the rest of these."""
        ranges, rest = rows(argument)
        place = ranges[0][0] if ranges and len(ranges) == 1 and ranges[0][0] == ranges[0][1] else 0
        if 1 <= place <= len(self._found):
            return self._found[place - 1], rest
        self._dialogue.tell("Which one? Give its number among the templates. The word go templates reads them again.")
        return None, rest

    async def open_number(self, argument: str) -> None:
        """Read a template as it would be in an answer to the conversation."""
        template, _ = self._one(argument)
        if template is None:
            return
        values = self._session.composer.thread_values(self._thread_id) if self._thread_id else {}
        text = fill(template.text, values).text
        self._dialogue.tell(f"{template.name}. {template.about}".strip())
        self._dialogue.read_text([f"{INDENT}{line}" for line in text.split("\n")])
        if self._thread_id and (gaps := unfilled(text)):
            self._dialogue.tell(f"Nothing fills {', '.join(gaps)}.")

    # -- writing -------------------------------------------------------------------------------------------------------

    def _named(self, argument: str, prompt: str, then: Callable[[str], None], now: Template | None = None) -> None:
        """``then`` with the name that is said, or asked for where none is."""
        if not argument:
            self._dialogue.ask(prompt, lambda line: self._named(line, prompt, then, now))
        elif objection := templates.no_name(self._known(), argument, now):
            self._dialogue.tell(f"{objection} Nothing was done.")
        else:
            then(argument)

    def do_templates_new(self, argument: str) -> None:
        self._named(argument, "name of the template", lambda name: self._write(templates.begun(name)))

    def do_templates_write(self, argument: str) -> None:
        template, _ = self._one(argument)
        if template is not None:
            self._write(template)

    def _write(self, template: Template) -> None:
        def done(text: str) -> None:
            if text.strip():
                self._dialogue.tell(templates.keep(self._session, template, text)[1])
            else:
                self._dialogue.tell(templates.EMPTY)

        values = self._session.composer.thread_values(self._thread_id) if self._thread_id else {}
        anew = " in place of what it says" if template.text else ""
        self._dialogue.tell(
            f"Template {quoted(template.name)}. Type its lines{anew}; a line with a single dot ends.",
            f"Can be filled in: {templates.variables(values)}.",
        )
        self._dialogue.ask_text("template", done)

    def do_templates_rename(self, argument: str) -> None:
        template, name = self._one(argument)
        if template is None:
            return

        def then(line: str) -> None:
            self._dialogue.tell(templates.rename(self._session, template, line)[1])
            self._found = tuple(self._known().values())

        self._named(name, "new name", then, template)

    def do_templates_remove(self, argument: str) -> None:
        template, _ = self._one(argument)
        if template is None:
            return

        def then(line: str) -> None:
            if line.strip().lower() in ("y", "yes"):
                self._dialogue.tell(templates.remove(self._session, template))
                self._found = tuple(self._known().values())
            else:
                self._dialogue.tell("It is kept.")

        self._dialogue.tell(f"Remove {quoted(template.name)} and its file? Say yes.")
        self._dialogue.ask("remove", then)

    async def do_templates_use(self, argument: str) -> None:
        template, _ = self._one(argument)
        if template is None:
            return
        if not self._thread_id:
            self._dialogue.tell(templates.NO_THREAD)
        else:
            await self._compose.begin("reply", self._thread_id, template.text)
