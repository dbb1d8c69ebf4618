"""The program as its parts see it: what a screen, a widget or what stands beside them may ask of the whole.

:class:`~commune_tui.ui.app.CommuneApp` is it. Parts know this and never that, so that none needs all the others.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any, Protocol

from commune_tui.config import Settings
from commune_tui.mail.session import Session

if TYPE_CHECKING:
    from textual.geometry import Size
    from textual.screen import Screen

    from commune_tui.actions.lists import ListQuery
    from commune_tui.mail.compose.start import Kind
    from commune_tui.store.drafts import Draft
    from commune_tui.ui.dispatch import Dispatcher
    from commune_tui.ui.key_queue import KeyQueue
    from commune_tui.ui.kit.glyphs import Glyphs
    from commune_tui.ui.terminal.exceptions import ExceptionGuard

WRITING = "writing"
"""The group of wishes after which another screen may be in front; keys wait for them."""


class Going(Protocol):
    """The ways from any screen to any other."""

    def all_screens(self) -> list[Screen[Any]]:
        """Those that lie over each other, and the one to which a conversation leads back."""

    def back(self) -> None:
        """Leave the screen in front for the one below it, if there is one."""

    def open_thread(self, thread_id: str) -> None:
        """Show a conversation in the main screen; going back leads to the screen in front now."""

    def show_list(self, shows: ListQuery) -> None:
        """Show these threads in the main screen."""

    def way_back(self, thread_id: str | None) -> Screen[Any] | None:
        """The screen from which this conversation was opened, to be shown again; asked once."""

    def open_draft(self, draft: Draft, notes: Sequence[str] = (), *, instead: bool = False) -> None:
        """Show a draft as it would leave, on top of the screen in front or ``instead`` of it."""

    def write_text(self, draft: Draft) -> None:
        """Write on the text of the draft whose review is in front, inside or outside."""

    def compose(self, inbox_id: str | None = None) -> None:
        """Write a new mail."""

    def answer(self, kind: Kind, thread_id: str, message_id: str, template: str) -> None:
        """Start an answer or a forward, or go on with the answer that was begun."""


class Copying(Protocol):
    """The way of a copy out of the program."""

    def copy(self, text: str, what: str) -> None:
        """Hand a text on, and tell where it is."""

    def copy_secret(self, text: str) -> None:
        """Hand a secret on to the terminal, and nowhere else."""

    def write(self) -> None:
        """Put what was copied last into a file."""


class Program(Protocol):
    """One for all screens."""

    session: Session
    settings: Settings
    guest: bool
    demo: str
    keys: Dispatcher
    key_queue: KeyQueue
    exceptions: ExceptionGuard
    needing: int
    held: int
    """How many agents need somebody, as far as they were counted."""
    account_status: tuple[str, str] | None
    """The words of how the account stood last, and their role; ``None`` before that was ever shown."""

    @property
    def go(self) -> Going: ...

    @property
    def copies(self) -> Copying: ...

    @property
    def glyphs(self) -> Glyphs: ...

    def hurried(self) -> bool:
        """Whether the key that is being handled came in a paste or faster than fingers type."""

    def worded(self, sentence: str) -> str:
        """A sentence as this person reads it: with the keys that they have for what it names."""

    def tell(self, sentence: str) -> None:
        """A line for the person, on whatever screen is in front."""

    def failed(self, error: Exception) -> None: ...

    def attempt(self, work: Coroutine[Any, Any, str | None], *, group: str = "wishes") -> None:
        """Run a wish; what it returns, or why it failed, is told to the person."""

    def after(self, delay_s: float, call: Callable[[], None]) -> Any:
        """Call later; the result has ``stop()``."""

    # -- what Textual gives ----------------------------------------------------------------------------------------

    no_color: bool

    @property
    def is_running(self) -> bool: ...

    @property
    def size(self) -> Size: ...

    @property
    def screen(self) -> Screen[Any]: ...

    @property
    def screen_stack(self) -> list[Screen[Any]]: ...

    def push_screen(self, screen: Screen[Any]) -> Any: ...

    def pop_screen(self) -> Any: ...

    def switch_screen(self, screen: Screen[Any]) -> Any: ...

    def call_later(self, callback: Callable[..., Any], *args: Any, **kwargs: Any) -> bool: ...

    def set_timer(self, delay: float, callback: Callable[..., Any] | None = None) -> Any: ...

    def run_worker(self, work: Any, *, group: str, description: str, exit_on_error: bool) -> Any: ...

    def install_screen(self, screen: Screen[Any], name: str) -> None: ...

    def uninstall_screen(self, screen: str) -> Any: ...

    def copy_to_clipboard(self, text: str) -> None: ...

    def exit(self, result: int) -> None: ...

    def suspend(self) -> AbstractContextManager[None]: ...

    def batch_update(self) -> AbstractContextManager[None]: ...

    def repaint_terminal(self) -> None: ...
