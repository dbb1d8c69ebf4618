"""Domains and inboxes: the tree above or at the left, beside it what is known of the row under the cursor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from textual import on
from textual.containers import Container
from textual.widget import Widget

from commune_tui.actions import dns, domains
from commune_tui.actions.administration import Came, Revealed, Target
from commune_tui.actions.commands import DOMAINS
from commune_tui.actions.domains import Node
from commune_tui.actions.operate.domain import watched
from commune_tui.actions.operate.inbox import INBOX
from commune_tui.keys.hints import Hint
from commune_tui.mail.events import Administered, Fact, InboxesChanged, ThreadsChanged
from commune_tui.text import wrapped
from commune_tui.ui.administration import AdministrationCommands, AdministrationScreen
from commune_tui.ui.domains import rows
from commune_tui.ui.domains.schema_writing import SchemaWriting
from commune_tui.ui.kit.cursor import PagedCommands
from commune_tui.ui.kit.fragments import Fragment
from commune_tui.ui.kit.line_list import LineList
from commune_tui.ui.kit.page import Page
from commune_tui.ui.kit.table import Row, Table
from commune_tui.ui.kit.text_line import TextLine
from commune_tui.ui.screen import HeadLine

_HINTS = (
    ("list.open", "records"), ("inbox.create", "new inbox"), ("domain.add", "add domain"), ("inbox.webhook", "webhook"),
    ("app.leave", "back"), ("app.help", "help"),
)  # fmt: skip
_BESIDE = 120
_FACTS, _PAGE = 46, 80


class _Shown(NamedTuple):
    """What was asked to be shown beside a row, until the cursor leaves it: a secret, or lines."""

    row: str = ""
    secret: Revealed | None = None
    page: Sequence[str] = ()


class DomainsScreen(AdministrationScreen):
    """Enter on a domain shows its records, and hides them again; on an inbox it goes to its threads."""

    key_context = DOMAINS
    parts: tuple[PagedCommands, SchemaWriting, AdministrationCommands]
    DEFAULT_CSS = f"""
    DomainsScreen #both {{ height: 1fr; layout: vertical; }}
    DomainsScreen #rows {{ height: 1fr; }}
    DomainsScreen #about {{ height: 1fr; border-top: solid $faint; }}
    DomainsScreen.-page #rows {{ height: 1fr; }}
    DomainsScreen.-page #about {{ height: 4fr; }}
    DomainsScreen.-beside #both {{ layout: horizontal; }}
    DomainsScreen.-beside #rows {{ width: 1fr; height: 1fr; }}
    DomainsScreen.-beside #about {{ width: {_FACTS}; height: 1fr; border-top: none; border-left: solid $faint; }}
    DomainsScreen.-beside.-page #about {{ width: {_PAGE}; }}
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows = Table(id="rows")
        acts = AdministrationCommands(self, self._meant, self._came)
        self.parts = (PagedCommands(lambda: self._rows), SchemaWriting(self, self._meant, acts), acts)
        self._shown = _Shown()
        self._asked = ""
        self._unfolded: set[str] = set()
        self._tree: Sequence[Node] = ()

    def body(self) -> Iterable[Widget]:
        yield HeadLine(id="where")
        with Container(id="both"):
            yield self._rows
            yield Page(id="about")

    def on_mount(self) -> None:
        self._rows.focus()

    def on_resize(self) -> None:
        self.set_class(self._beside, "-beside")

    def on_facts(self, facts: Sequence[Fact]) -> None:
        super().on_facts(facts)
        if any(isinstance(fact, (InboxesChanged, Administered, ThreadsChanged)) for fact in facts):
            self.show()

    @property
    def _beside(self) -> bool:
        return self.size.width >= _BESIDE

    @property
    def current(self) -> Node | None:
        """The row under the cursor."""
        row = self._rows.current
        return row.about if row is not None and isinstance(row.about, Node) else None

    def _meant(self, target: Target) -> str:
        node = self.current
        self._asked = node.id if node is not None else ""
        if node is None:
            return ""
        if target is INBOX:
            return node.inbox.id if node.inbox is not None else ""
        return node.domain.id if node.domain is not None else ""

    def _came(self, came: Came) -> None:
        """What an act was asked to show: a text is copied, a secret stands beside the row until the cursor moves."""
        if came.text:
            self.call_later(self.program.copies.copy, came.text, "the records")
        if came.made:
            self._go_to(came.made)
            return
        if self.current is None or self.current.id != self._asked:
            return  # the cursor went on meanwhile: what came is not about the row that it is on
        self._shown = _Shown(self.current.id, came.once, came.page)
        self._tell_more()

    def _go_to(self, made: str) -> None:
        """The cursor on what was made just now: what is said to press next is about that."""
        self.show()
        names = [node.id for node in self._tree]
        if (at := next((name for name in (f"inbox {made}", f"domain {made}") if name in names), None)) is not None:
            self._rows.move_to(names.index(at))

    # -- showing -------------------------------------------------------------------------------------------------------

    def show(self) -> None:
        """Read the tree and draw it; the cursor stays on what it was on."""
        at = self.current.id if self.current is not None else ""
        self._tree = domains.tree(self.program.session, self._unfolded)
        self._draw()
        names = [node.id for node in self._tree]
        if at in names:
            self._rows.move_to(names.index(at))
        title = [Fragment(" Domains and inboxes", "strong")]
        count = [Fragment(f"{domains.headline(self._tree)} ", "dim")] if self._tree else []
        self.query_one("#where", TextLine).say(title, count)
        self._tell_more()

    def _draw(self) -> None:
        """The tree, in the room that what stands beside it leaves."""
        beside = _PAGE if self._shown.page else _FACTS
        room = (self.size.width or 80) - (beside if self._beside else 0) - 2
        why = wrapped(self.program.worded(domains.empty(self.program.session)), max(10, room - 2))
        self._rows.fill(rows.rows(self._tree, room) or [Row((Fragment(f" {each}", "dim"),)) for each in why])

    @on(LineList.CursorMoved)
    def _tell_more(self) -> None:
        width = _FACTS - 2 if self._beside else (self.size.width or 80) - 1
        node = self.current
        if node is None or node.id != self._shown.row:
            self._shown = _Shown()
        page, secret = self._shown.page, self._shown.secret
        if bool(page) != self.has_class("-page"):
            self.set_class(bool(page), "-page")
            self._draw()
        if page:
            width = self.size.width - 2 if not self._beside else _PAGE - 2
        about = rows.page(page, width) if page else rows.about(
            node, width, secret.reveal() if secret is not None else "", self._watch(node)
        )  # fmt: skip
        self.query_one("#about", Page).show(about)

    def _watch(self, node: Node | None) -> Sequence[tuple[str, str]]:
        """How the watch over the domain of a row goes on, where there is one."""
        if node is None or node.domain is None or node.inbox is not None or node.record is not None:
            return ()
        watch = self.program.session.administration.watches.of(node.domain.id)
        return watched(watch) if watch is not None else ()

    def on_screen_suspend(self) -> None:
        self._shown = _Shown()
        self._tell_more()

    def hints(self) -> Sequence[Hint]:
        return self.program.keys.keymap.hints(_HINTS)

    # -- going ---------------------------------------------------------------------------------------------------------

    def do_list_open(self) -> None:
        node = self.current
        if node is None:
            self.tell(domains.empty(self.program.session))
        elif node.inbox is not None:
            self.program.go.show_list(domains.threads(node.inbox))
        elif node.domain is not None:
            self._unfolded ^= {node.domain.id}
            self.show()

    # -- copying -------------------------------------------------------------------------------------------------------

    def do_copy_text(self) -> None:
        """The value of a record, whole; the address of an inbox; all records of a domain; a secret that is shown."""
        node = self.current
        if self._shown.secret is not None:
            self.program.copies.copy_secret(self._shown.secret.reveal())
        elif node is not None and node.record is not None:
            self.program.copies.copy(node.record.value, "the value")
        elif node is not None and node.inbox is None and node.domain is not None:
            self.program.copies.copy(dns.zone(node.domain), "the records")
        else:
            self.do_copy_address()

    def do_copy_id(self) -> None:
        node = self.current
        named = (node.inbox or node.domain) if node is not None else None
        self.program.copies.copy(named.id if named is not None else "", "the id")

    def do_copy_address(self) -> None:
        node = self.current
        name = "" if node is None else node.inbox.address if node.inbox else node.domain.name if node.domain else ""
        if node is not None and node.record is not None and node.domain is not None:
            name = dns.full_name(node.domain, node.record)
        self.program.copies.copy(name, "the name" if node is not None and node.inbox is None else "the address")

    def do_copy_file(self) -> None:
        self.program.copies.write()

    @on(LineList.Opened)
    def _clicked(self, event: LineList.Opened) -> None:
        event.stop()
        self.do_list_open()
