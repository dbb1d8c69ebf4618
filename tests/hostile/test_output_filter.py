"""The gate under Textual's output holds, notices another Textual, and a crash tells nothing it should not."""

from __future__ import annotations

import io
import logging
from pathlib import Path

import pytest
import textual
from rich.cells import cell_len
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from commune_tui.log import close_log, open_log
from commune_tui.text import cells, one_line
from commune_tui.ui.terminal import output_filter
from commune_tui.ui.terminal.outgoing import outgoing
from commune_tui.ui.terminal.output_filter import OutputNotSafe


@pytest.fixture(autouse=True)
def gate() -> None:
    output_filter.install()


CODES = (
    *(*range(32), *range(0x7F, 0xA0), 0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)),
    *(0x2028, 0x2029, 0xD800, 0xDFFF, 0xFDD0, 0xFFFE, *range(0xE0000, 0xE0200), 0xFFFFF, 0x10FFFF),
)


@pytest.mark.parametrize("part", range(8))
def test_no_forbidden_character_leaves_in_text_or_link(part: int) -> None:
    console = Console(file=io.StringIO(), force_terminal=True, color_system="truecolor")
    for character in map(chr, CODES[part::8]):
        assert Strip([Segment(f"a{character}b")]).render(console) == "ab"
        style = Style(link=f"http://x/{character}y")
        linked = Strip([Segment(f"c{character}d", style)]).render(console)
        assert linked == f"\x1b]8;id={style._link_id};http://x/y\x1b\\cd\x1b]8;;\x1b\\"


ENGLAND = "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f"


@pytest.mark.parametrize("text", ["plain", "Größe 東京 می‌خواهم नमस्ते", "👩\u200d👩\u200d👧 ❤\ufe0f 🇩🇪", ENGLAND])
def test_what_may_leave_is_left_alone(text: str) -> None:
    assert outgoing(text) == text


def test_an_open_gate_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("outgoing", "_render", "_render_style"):
        with monkeypatch.context() as patch:
            if name == "outgoing":
                patch.setattr(output_filter, "outgoing", lambda text: text)
            else:
                patch.setattr(Strip, name[1:], _ORIGINAL[name])
            with pytest.raises(OutputNotSafe):
                output_filter.self_test()
    output_filter.self_test()


def test_another_textual_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(textual, "__version__", "8.3.0")
    with pytest.raises(OutputNotSafe, match=r"8\.3\.0.*pip install 'textual==8\.2\.8'"):
        output_filter.install()


def test_textual_measures_as_the_door_does() -> None:
    for text in ("நி கொ", "क्षत्रिय", "ကြောင်း", "ශ්‍රී", "👍🏽", "1️⃣", "🇩🇪", "ᬓ᭄ᬓ", "한국", "กำ"):
        assert one_line(text) == text
        assert cell_len(text) == cells(text)


def test_a_crash_is_logged_without_variables(tmp_path: Path) -> None:
    handler = open_log(tmp_path / "log")
    try:
        raise ValueError("bad \x1b]0;t\x07 comm_live_12345678")
    except ValueError:
        logging.getLogger(output_filter.__name__).critical("the screen crashed", exc_info=True)
    finally:
        close_log(handler)
    assert "12345678" not in (tmp_path / "log").read_text()


def _open_render(self: Strip, console: Console) -> str:
    return "".join(text for text, _, _ in self._segments)


def _open_render_style(style: Style, text: str, color_system: object) -> str:
    return text


_ORIGINAL = {"_render": _open_render, "_render_style": staticmethod(_open_render_style)}
