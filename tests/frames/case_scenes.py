"""Frames of small mails that were shown wrongly once: imported into a sandbox, each opened in the real program.

``python -m tests.frames.case_scenes`` draws them anew. Look at what ``git diff`` shows before it is kept.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path
from typing import NamedTuple

from tests.frames.scenes import framed, rest, stage
from tests.terminal import Terminal

MOMENT = "2026-11-02T12:00:00Z"
SIZES = ((80, 24), (120, 40))
EXPECTED = Path(__file__).parent / "cases"
MAILS = Path(__file__).parent.parent / "cases"


class Case(NamedTuple):
    """A mail: the name of its file, its subject as it is shown, and words that stand in it for certain."""

    name: str
    subject: str
    fact: str


CASES = (
    Case("01_tabs_hide_an_order", "tabs hide the end", "│ please send me the invoice"),
    Case("02_tabs_in_a_plain_table", "tabs in a table", "│ Please cancel the scanner."),
    Case("03_tabs_and_nbsp_in_html", "tabs in html", "│ Ich möchte die Bestellung"),
    Case("04_thunderbird_answer_folded", "thunderbird answer", "│ No, please cancel the order."),
    Case("05_own_words_from_to_date_folded", "taxi", "│ I pay by card."),
    Case("06_mailto_first_last_deceives", "a signature", "│ Regards, John"),
    Case("07_css_comments_alarm", "a newsletter", "│ Our news."),
    Case("08_order_in_a_comment_is_quiet", "an order in a comment", "│ Please send the invoice."),
    Case("09_white_on_unknown_background", "a button", "│ Pay invoice 4711"),
    Case("10_gradient_heading_hidden", "a heading", "│ Your order has shipped"),
    Case("11_google_invitation_alarm", "an invitation", "│ Thursday 10:00"),
    Case("15_product_name_is_no_host", "a book", "│ Learn ASP.NET"),
    Case("18_one_bad_byte_spoils_all", "one bad byte", "│ Привет, мир."),
    Case("19_raw_utf8_file_name", "a file", "│ see file"),
    Case("21_folded_subject_loses_blank", "friendly", "│ The subject is: friendly"),
    Case("22_same_message_id_a", "the first", "│ First mail."),
    Case("22_same_message_id_b", "the second", "│ Second mail"),
    Case("23_newer_selectors_hide", "selectors", "│ A"),
)


@contextmanager
def world() -> Iterator[dict[str, str]]:
    """A sandbox with nothing but these mails; what the program's environment needs to find it."""
    words = ["sandbox", "--port", "0", "--threads", "0", "--import", str(MAILS)]
    command = [sys.executable, "-m", "tests.stopped", MOMENT, *words]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=root) as server:
        try:
            assert server.stdout is not None
            yield dict(server.stdout.readline().strip().partition("=")[::2] for _ in range(2))
        finally:
            server.terminate()


@contextmanager
def started(environ: dict[str, str], home: Path, size: tuple[int, int]) -> Iterator[Terminal]:
    """The program with all of them here."""
    with stage(environ, home, size, moment=MOMENT) as screen:
        yield screen


def opened(screen: Terminal, case: Case) -> None:
    """Open the first mail of the list of all mail, with all the room for itself, and from there each next one."""
    for key in ("g", "i", "Home", "v", "l", "v", "l", "Enter") if case is CASES[0] else ("]",):
        screen.press(key)
        rest([screen], 0.3)
    screen.until(case.fact)


def file_of(case: Case, size: tuple[int, int]) -> Path:
    return EXPECTED / f"{case.name}_{size[0]}x{size[1]}.txt"


def subject_of(case: Case) -> str:
    """The subject that the file has, as Python's own reader has it."""
    mail = message_from_bytes((MAILS / f"{case.name}.eml").read_bytes(), policy=policy.default)
    return str(mail["Subject"])


def main() -> None:
    EXPECTED.mkdir(exist_ok=True)
    with world() as environ:
        for size in SIZES:
            with tempfile.TemporaryDirectory() as home, started(environ, Path(home), size) as screen:
                for case in CASES:
                    opened(screen, case)
                    rest([screen], 1.0)
                    file_of(case, size).write_text(framed(screen.text), encoding="utf-8")
                    print(file_of(case, size).name, flush=True)


if __name__ == "__main__":
    main()
