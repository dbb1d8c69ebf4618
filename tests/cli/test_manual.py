"""The manual page says what the parser says; a manual reader understands it."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from commune_tui.actions.triage import ACTIONS
from commune_tui.cli.parser import COMMANDS
from tests import manual


def test_the_page_is_made_from_the_present_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    told = "It is not: python -m tests.manual writes it anew."
    assert manual.PAGE.read_text(encoding="utf-8") == manual.page(), told


def test_every_command_and_option_is_on_the_page() -> None:
    page = manual.PAGE.read_text(encoding="utf-8").replace(r"\-", "-")
    assert [word for words in manual.words().values() for word in (*words, *ACTIONS) if word not in page] == []
    assert [name for name in COMMANDS if f"\n.SS {name}\n" not in page] == []


@pytest.mark.skipif(not shutil.which("groff"), reason="there is no groff here to read it")
def test_a_manual_reader_has_nothing_to_complain_about() -> None:
    done = subprocess.run(
        ["groff", "-man", "-ww", "-z", "-Tutf8", "-Kutf8", str(manual.PAGE)], capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
