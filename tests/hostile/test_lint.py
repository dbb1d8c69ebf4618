"""No string reaches a widget of Textual from the screens: only content that was built in one place."""

from __future__ import annotations

from pathlib import Path

import pytest

import commune_tui.ui
from tests.hostile.lint import findings

UI = Path(commune_tui.ui.__file__).parent
#: The gate speaks to Textual's own functions with text that it has made safe itself, and the driver is below it.
GATES = {"output_filter.py", "driver.py"}
MODULES = sorted(path for path in UI.rglob("*.py") if path.name not in GATES)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(UI)))
def test_the_screens_build_their_text(path: Path) -> None:
    assert findings(path.read_text()) == []


CAUGHT = [
    "Static(subject)",
    "Static(f'{subject}')",
    "Static('[b]' + subject)",
    "Static('[b]bold[/b]')",
    "Label(str(row.subject))",
    "Label(renderable=subject)",
    "Button(label=name)",
    "Checkbox(name)",
    "Option(name)",
    "OptionList(*names)",
    "OptionList(*[Option(name) for name in names])",
    "SelectionList((name, 1))",
    "Select([(name, 1)])",
    "Select([], prompt=name)",
    "Input(placeholder=name)",
    "Tree(name)",
    "Tabs(name)",
    "Collapsible(title=name)",
    "Markdown(body)",
    "Markdown(content.plain(said))",
    "Hit(1, name, f)",
    "self.query_one(Static).update(subject)",
    "self.query_one(Static).update(f'x {subject}')",
    "self.query_one(Static).update(str(subject))",
    "table.add_row(subject)",
    "table.add_column(subject)",
    "options.add_option(subject)",
    "tree.root.add_leaf(subject)",
    "log.write(subject)",
    "log.write_line(subject)",
    "self.notify(subject)",
    "self.app.notify('x', title=subject)",
    "self.notify(subject, markup=True)",
    "widget.tooltip = subject",
    "widget.border_title = subject",
    "widget.border_subtitle = f'{count} mails'",
    "self.title = subject",
    "self.sub_title = subject",
    "Content.from_markup(subject)",
    "Content.from_markup(f'[b]{subject}[/b]')",
    "Content.from_markup('[b]x[/b]', x=subject)",
    "RichLog(markup=True)",
    "Text(subject)",
    "from rich.markup import escape",
    "from textual.markup import escape",
    "import rich.markup",
]

ALLOWED = [
    "Static(content.line(subject))",
    "Static('Fixed words')",
    "Static()",
    "label = content.line('a', (subject, 'bold'))\nStatic(label)",
    "def show(self, said: Content) -> None:\n    self.query_one(Static).update(said)",
    "self.query_one(Static).update(content.block(error))",
    "self.notify(subject, markup=False)",
    "widget.border_title = content.line(subject)",
    "Content.from_markup('[b]$x[/b]', x=subject)",
    "OptionList(*[Option(content.line(name)) for name in names])",
    "table.update({1: 2})",
    "names.update(dict.fromkeys(keys))",
    "sys.stdout.flush()",
]


@pytest.mark.parametrize("source", CAUGHT)
def test_the_lint_catches(source: str) -> None:
    assert findings(source)


@pytest.mark.parametrize("source", ALLOWED)
def test_the_lint_allows(source: str) -> None:
    assert findings(source) == []
