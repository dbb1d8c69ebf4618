"""The program: wires session, settings, themes, keys and screens together. Decides nothing about mail.

Every key press goes through :mod:`.dispatch` first, except while a text field has the keys. What the session learns
arrives here as facts, merged, and is handed to the screens.
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import App
from textual.binding import BindingType
from textual.screen import Screen
from textual.widget import Widget

from commune_tui import clock
from commune_tui.actions.commands import EVERYWHERE
from commune_tui.config import Settings
from commune_tui.keys import keymap
from commune_tui.keys.keymap import Pending
from commune_tui.keys.names import key_name
from commune_tui.mail.session import Session
from commune_tui.text import clean
from commune_tui.ui import themes
from commune_tui.ui.dispatch import Dispatcher
from commune_tui.ui.facts import Facts
from commune_tui.ui.key_queue import KeyQueue, KeyWent
from commune_tui.ui.kit.glyphs import ASCII, UNICODE, Glyphs
from commune_tui.ui.navigation import Navigation
from commune_tui.ui.program import WRITING
from commune_tui.ui.screen import CommuneScreen
from commune_tui.ui.terminal.app import TerminalApp
from commune_tui.ui.terminal.input_filter import EscapeThen, GuardedParser
from commune_tui.wording import do, said

if TYPE_CHECKING:
    from commune_tui.actions.alerts import Alerts
    from commune_tui.ui.clipboard import Clipboard
    from commune_tui.ui.inbox.screen import MainScreen
    from commune_tui.ui.terminal.early import EarlyTerminal

_TWICE_S = 2.0
_WORDWISE = {"b": "ctrl+left", "f": "ctrl+right"}


class CommuneApp(TerminalApp[int], inherit_bindings=False):
    """``session`` is open already; the first frame is drawn from it, then it is started."""

    TITLE = "commune"
    CSS_PATH = "app.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = []

    def __init__(
        self,
        session: Session,
        settings: Settings,
        *,
        guest: bool = False,
        demo: str = "",
        early: EarlyTerminal | None = None,
    ) -> None:
        """``demo`` is a sentence that marks a made-up world; ``guest`` takes away what touches the host; on ``early``
        the first list stands already."""
        self.session, self.settings, self.guest, self.demo = session, settings, guest, demo
        keys, self.problems = keymap.build(settings.keys_preset, settings.keys, guest=guest)
        self.keys = Dispatcher(self, keys, settings.langmap)
        self.key_queue = KeyQueue(self)
        self.facts = Facts(self)
        self.go = Navigation(self)
        self.needing = self.held = 0
        """How many agents need somebody, as far as they were counted."""
        self.account_status: tuple[str, str] | None = None
        """The words of how the account stood last, and their role; ``None`` before that was ever shown."""
        self._hurried = False
        self._mouse_on = settings.mouse
        self._cancelled_s = -_TWICE_S
        self._incomplete: MainScreen | None = None
        self._completing = asyncio.Lock()
        self._alerts: Alerts | None = None
        super().__init__(ascii_signs=settings.ascii, early=early)
        for theme in themes.THEMES:
            self.register_theme(theme)
        # Before any style sheet is read: a theme that is set later makes Textual read all of them twice.
        self.set_reactive(CommuneApp.theme, themes.LIGHT.name if settings.theme == "light" else themes.DARK.name)
        self.stylesheet.set_variables(self.get_css_variables())

    @property
    def glyphs(self) -> Glyphs:
        """The signs of the lists, in the form that this terminal gets."""
        return ASCII if self.settings.ascii else UNICODE

    @cached_property
    def copies(self) -> Clipboard:
        """Where copies go."""
        from commune_tui.ui.clipboard import Clipboard

        return Clipboard(self)

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return themes.DEFAULTS

    def on_mount(self) -> None:
        from commune_tui.ui.inbox.screen import MainScreen

        self.animation_level = "none"
        self._incomplete = MainScreen()
        self._shown = self.push_screen(self._incomplete)
        self.key_queue.begin()
        self.app_resume_signal.subscribe(self, lambda _: self.repaint_terminal())
        self.call_after_refresh(self._begin)

    async def _begin(self) -> None:
        """After the first frame: only now the rest of the screen, the network and everything heavy."""
        if not gc.isenabled():  # whoever started us said so: all that there is now stays, and is never looked through
            gc.freeze()
            gc.enable()
        await self._complete()
        await self.key_queue.look()
        self.facts.listen(self.session)
        self.facts.attempt(self._once_answered(self.session.keep_starting), group="session")
        if self.settings.alerts and not self.guest:
            from commune_tui.actions.alerts import Alerts

            self._alerts = Alerts(self.session, self.settings, self.emit, self.tell)
        for problem in [*self.problems, *self.session.notes]:
            self.tell(problem)

    async def _once_answered(self, start: Callable[[], Awaitable[None]]) -> None:
        """Importing the client takes as long as many keys: those that are there already go first, and are seen to."""
        await self.key_queue.rest()
        drawn = asyncio.Event()
        self.call_after_refresh(drawn.set)
        await drawn.wait()
        await start()

    async def _complete(self) -> None:
        """The rest of the main screen: after the first frame, or when a key cannot wait for that any longer."""
        async with self._completing:  # whoever comes second waits until it is whole
            if (main := self._incomplete) is not None:
                try:
                    await self._shown
                    await main.complete()
                finally:
                    self._incomplete = None

    async def on_unmount(self) -> None:
        if self._alerts is not None:
            self._alerts.end()
        await self.session.stop()

    # -- keys ------------------------------------------------------------------------------------------------------

    async def on_event(self, event: events.Event) -> None:
        if isinstance(event, (events.Key, events.Paste)) and not event.is_forwarded:
            await self.key_queue.take(event)
        else:
            await super().on_event(event)

    async def on_key_went(self, message: KeyWent) -> None:
        await self.key_queue.went(message)

    async def on_worker_state_changed(self) -> None:
        await self.key_queue.look()

    def place(self) -> Widget | None:
        """Who would get a key now."""
        return (self.focused or self.screen) if self.screen_stack else None

    def at_work(self) -> bool:
        """Whether something goes on that will put another screen in front."""
        busy = any(worker.group == WRITING and not worker.is_finished for worker in self.workers)
        return busy or self.loading() or self.facts.returning or self._incomplete is not None

    def loading(self) -> bool:
        """Whether the screen in front only says what is being waited for."""
        return bool(self.screen_stack) and isinstance(self.screen, CommuneScreen) and self.screen.only_waits

    def apart(self, event: events.Key) -> tuple[events.Key, ...]:
        """Escape and a letter in one breath are the two, unless the person's keys give Alt and that letter a meaning.

        Terminals send Alt-b and Alt-f for a word to the left and to the right, which text fields have.
        """
        if not isinstance(event, EscapeThen):
            return (event,)
        context = self.key_context
        if context is None and event.then.key in _WORDWISE:
            return (events.Key(_WORDWISE[event.then.key], None),)
        if context is not None and self.keys.keymap.knows(context, key_name(event.key, event.character)):
            return (event,)
        return (events.Key("escape", "\x1b"), event.then)

    async def handle(self, event: events.Key | events.Paste) -> int:
        """Give a key to a command or to the widget with the focus; see :meth:`.key_queue.Host.handle`."""
        try:
            return await self._handle(event)
        except Exception as error:
            if not self.exceptions.survives(error):
                raise
            return 1

    async def _handle(self, event: events.Key | events.Paste) -> int:
        await self._complete()
        if isinstance(event, events.Key) and await self._take(event):
            event.stop()
            return 1
        if isinstance(event, events.Paste):
            self.keys.forget()
            if self.key_context is not None and isinstance(self.screen, CommuneScreen):
                self.tell("Nothing here takes text, so what was pasted was left out.")
        await super().on_event(event)
        typed = isinstance(event, events.Paste) or (event.is_printable and self.key_context is None)
        return 0 if typed and self.takes_letters() else 2

    async def _take(self, event: events.Key) -> bool:
        if isinstance(self.screen, CommuneScreen):
            self.screen.clear_told()
        self._hurried = GuardedParser.keys.hurried(event)
        if self._hurried and event.key == "enter" and self._answers():
            self.tell("That Enter came with a paste, or faster than anybody types. Press it once more if you mean it.")
            return True
        return await self.keys.key(event.key, event.character)

    def _answers(self) -> bool:
        """Whether Enter would end a line here."""
        from textual.widgets import Input

        return isinstance(self.focused, Input)

    def takes_letters(self) -> bool:
        """Whether a text field has the keys."""
        return self.focused is not None and self.focused.check_consume_key("a", "a")

    @property
    def key_context(self) -> str | None:
        """Which keys apply; ``None`` while a text field has them."""
        if self.takes_letters():
            return None
        return self.screen.key_context if isinstance(self.screen, CommuneScreen) else EVERYWHERE

    def hurried(self) -> bool:
        """Whether the key that is being handled came in a paste or faster than fingers type."""
        return self._hurried

    def handlers(self) -> tuple[object, ...]:
        """Who may answer a command, the nearest first."""
        near: list[object] = []
        widget = self.focused
        while widget is not None and widget is not self.screen:
            near.append(widget)
            widget = widget.parent if not isinstance(widget.parent, (Screen, App)) else None  # type: ignore[assignment]
        parts = self.screen.parts if isinstance(self.screen, CommuneScreen) else ()
        return (*near, self.screen, *parts, self.go, self)

    def show_hints(self, pending: Pending | None) -> None:
        if isinstance(self.screen, CommuneScreen):
            self.screen.show_hints(pending)

    def worded(self, sentence: str) -> str:
        """A sentence as this person reads it: with the keys that they have for what it names."""
        return said(sentence, self.keys.keymap.way)

    def tell(self, sentence: str) -> None:
        """A line for the person, on whatever screen is in front."""
        if isinstance(self.screen, CommuneScreen):
            self.screen.tell(clean(self.worded(sentence)))

    def attempt(self, work: Coroutine[Any, Any, str | None], *, group: str = "wishes") -> None:
        """Run a wish; what it returns, or why it failed, is told to the person."""
        self.facts.attempt(work, group=group)

    def failed(self, error: Exception) -> None:
        self.facts.failed(error)

    def after(self, delay_s: float, call: Callable[[], None]) -> Any:
        return self.set_timer(delay_s, call)

    # -- commands that belong to no screen ---------------------------------------------------------------------------

    def do_app_undo(self) -> None:
        from commune_tui.actions.outbox import undo

        self.facts.attempt(undo(self.session), group=WRITING)

    def do_app_redo(self) -> None:
        from commune_tui.actions.outbox import redo

        self.facts.attempt(redo(self.session))

    def do_app_sync(self) -> None:
        from commune_tui.actions.account import sync

        self.tell(sync(self.session))

    def do_app_redraw(self) -> None:
        self.repaint_terminal()

    def do_app_quit(self) -> None:
        from commune_tui.ui.kit.prompt import Prompt

        if any(line.would_lose() for line in self.screen.query(Prompt)):
            self.tell(f"What is typed here would be lost. {self.keys.keymap.press('app.quit')} once more leaves.")
        else:
            self.exit(0)

    def do_app_theme(self) -> None:
        self.theme = themes.LIGHT.name if self.theme == themes.DARK.name else themes.DARK.name

    def do_app_ascii(self) -> None:
        self.settings = replace(self.settings, ascii=not self.settings.ascii)
        for screen in self.go.all_screens():
            if isinstance(screen, CommuneScreen):
                screen.take_signs(self.glyphs)
        self.use_ascii_signs(on=self.settings.ascii)

    def do_app_mouse(self) -> None:
        if not self.use_mouse(on=not self._mouse_on):
            self.tell("This terminal's mouse cannot be switched.")
            return
        self._mouse_on = not self._mouse_on
        self.tell("The mouse works here." if self._mouse_on else "The terminal has its mouse: select text with it.")

    def do_app_suspend(self) -> None:
        self.action_suspend_process()

    def do_app_cancel(self) -> None:
        """Stop what was asked for and has not been answered; at the root, a second press within two seconds quits."""
        now = clock.monotonic_s()
        if len(self.screen_stack) > 2:
            self.workers.cancel_group(self.screen, "search")
            self.tell("Cancelled.")
        elif now - self._cancelled_s < _TWICE_S:
            self.exit(0)
        else:
            self._cancelled_s = now
            self.tell(f"Nothing is running. {do('app.cancel')} once more quits.")
