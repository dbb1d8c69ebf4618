"""What is loaded when: each part in a clean interpreter, because one heavy import at the top costs every start."""

from __future__ import annotations

import subprocess
import sys

import pytest

from commune_tui.__main__ import NOTHING_SAID
from commune_tui.cli import parser

HEAVY = ("httpx", "pydantic", "cryptography", "starlette", "uvicorn", "selectolax", "aiosmtpd", "keyring")


def loaded_by(statement: str) -> set[str]:
    """The modules that a clean interpreter has after ``statement``."""
    code = f"{statement}\nimport sys\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("statement", "never"),
    [
        ("import commune_tui", ("commune_tui.clock", "asyncio")),
        ("import commune_tui.__main__", ("textual", "asyncio", *HEAVY)),
        ("import commune_tui.text", ("textual", "asyncio", *HEAVY)),
        ("import commune_tui.query", ("textual", "sqlite3", "asyncio", *HEAVY)),
        ("import commune_tui.api", ("textual", "sqlite3", "cryptography", "commune_tui.sandbox", "starlette")),
        ("import commune_tui.store.database", ("textual", *HEAVY)),
        ("import commune_tui.mail.session", ("textual", *HEAVY)),
        ("import commune_tui.cli.list_threads, commune_tui.cli.show, commune_tui.cli.do", ("textual", *HEAVY)),
        (
            "import commune_tui.sandbox.command",
            (
                "textual",
                "rich",
                "httpx",
                "commune_tui.api",
                "commune_tui.store",
                "commune_tui.mail",
                "commune_tui.text",
            ),
        ),
        (
            "import commune_tui.start.account, commune_tui.ui.inbox.first_list, commune_tui.mail.session",
            ("textual", "rich", "asyncio", "commune_tui.ui.kit.painter", *HEAVY),
        ),
        ("import commune_tui.ui.app, commune_tui.ui.inbox.screen", HEAVY),
        ("import commune_tui.ui.inbox.commands, commune_tui.ui.thread.reader", ("commune_tui.risk.reading", *HEAVY)),
    ],
)
def test_a_part_loads_only_what_it_needs(statement: str, never: tuple[str, ...]) -> None:
    loaded = loaded_by(statement)
    assert [name for name in never if name in loaded] == []


def test_the_first_frame_waits_for_nothing_that_comes_later() -> None:
    """What only a conversation, a question, a search or a sync needs is loaded after it."""
    loaded = loaded_by(
        "import commune_tui.start.account, commune_tui.mail.session, commune_tui.ui.app, commune_tui.ui.inbox.screen"
    )
    later = ("argparse", "wcwidth", "textual.widgets._text_area", "commune_tui.body",
             "commune_tui.mail.conversation", "commune_tui.mail.search", "commune_tui.mail.sync", "commune_tui.api",
             "commune_tui.mail.outbox.outbox", "commune_tui.store.records", "commune_tui.ui.thread",
             "commune_tui.ui.palette", "commune_tui.ui.thread.reader", "commune_tui.ui.kit.prompt")  # fmt: skip
    assert [name for name in later if name in loaded] == []


def test_the_first_list_needs_no_more_modules_than_counted() -> None:
    """It stands on the terminal before the rest of the screen is imported, so it waits for these alone."""
    loaded = loaded_by("import commune_tui.start.account, commune_tui.ui.inbox.first_list, commune_tui.mail.session")
    assert len({name for name in loaded if name.startswith("commune_tui")}) <= 118
    assert len(loaded) <= 269


def test_no_words_are_understood_as_a_parser_would() -> None:
    assert vars(parser.build([]).parse_args([])) == NOTHING_SAID


def test_a_row_says_why_it_needs_a_human_without_the_rules_of_that() -> None:
    loaded = loaded_by('from commune_tui.store import threads; threads._reasons(\'[["late", 25, "", 1.0]]\')')
    assert "commune_tui.risk.score" in loaded and "commune_tui.risk.mail" not in loaded


def test_the_first_frame_needs_no_more_modules_than_counted() -> None:
    """A count that only grows on purpose: an empty Textual program has 361 of them."""
    loaded = loaded_by("import commune_tui.ui.app, commune_tui.ui.inbox.screen, commune_tui.ui.terminal.launch")
    ours = {name for name in loaded if name.startswith("commune_tui")}
    assert len(ours) <= 134
    assert len(loaded) <= 531
