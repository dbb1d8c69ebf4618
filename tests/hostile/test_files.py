"""What a payload becomes outside of the widgets: files, log, standard output, file names, clipboard, painted cells."""

from __future__ import annotations

import base64
import json
import logging
import sys
from pathlib import Path

import pytest
from rich.segment import Segment
from textual._compositor import LayoutUpdate
from textual.app import App
from textual.geometry import Region
from textual.strip import Strip

from commune_tui.log import close_log, open_log
from commune_tui.paths import write_private
from commune_tui.text import cells, clean, reveal
from commune_tui.text.filename import create
from commune_tui.ui.terminal import output_filter
from tests.hostile.payloads import every_payload
from tests.hostile.terminal import TOKEN, play, read_output

PAYLOADS = every_payload()


def test_there_are_enough_of_them() -> None:
    assert len(PAYLOADS) >= 300
    assert len({payload.text for payload in PAYLOADS}) == len(PAYLOADS)


def test_in_a_file_for_an_editor_or_an_export(tmp_path: Path) -> None:
    for payload in PAYLOADS:
        for text in (clean(payload.text), reveal(payload.text)):
            write_private(tmp_path / "a", text.encode())
            output = read_output((tmp_path / "a").read_bytes())
            assert (output.controls, output.others, output.colours) == ([], {}, set()), payload


def test_on_standard_output(tmp_path: Path) -> None:
    file = tmp_path / "lines"
    file.write_text(json.dumps([payload.text for payload in PAYLOADS]))
    code = "import json, sys\nfrom commune_tui.text import one_line\n"
    code += "for text in json.load(open(sys.argv[1])): print(one_line(text))"
    raw, status = play([sys.executable, "-c", code, str(file)])
    output = read_output(raw)
    assert status == 0
    assert (output.controls, output.others, output.colours) == ([], {}, set())
    assert raw.count(b"\n") == len(PAYLOADS)


def test_in_the_log(tmp_path: Path) -> None:
    handler = open_log(tmp_path / "log")
    for payload in PAYLOADS:
        logging.getLogger("commune_tui.test").info("subject %s", payload.text)
    close_log(handler)
    raw = (tmp_path / "log").read_bytes()
    assert raw.count(b"\n") == len(PAYLOADS)
    assert not set(raw) - set(b"\n") - set(range(0x20, 0x7F))


def test_as_a_file_name(tmp_path: Path) -> None:
    for payload in PAYLOADS:
        file, path = create(tmp_path, payload.text)
        file.close()
        assert read_output(path.name.encode()).controls == []
        assert not TOKEN.search(path.name)
    assert len(list(tmp_path.iterdir())) == len(PAYLOADS)


def test_as_cells_of_the_shadow_painter() -> None:
    from rich.color import ColorSystem

    from commune_tui.ui.terminal.diff_renderer import DiffRenderer

    for payload in PAYLOADS:
        shadow = DiffRenderer(ColorSystem.TRUECOLOR)
        strip = Strip([Segment(payload.text[:2_000])])
        codes = shadow.paint(LayoutUpdate([[strip]], Region(0, 0, 200, 1)), 200, 1)
        output = read_output(codes.encode("utf-8", "surrogateescape"))
        assert (output.controls, output.others, output.colours) == ([], {}, set()), payload
        assert "\n" not in output.text


def test_on_the_clipboard(monkeypatch: pytest.MonkeyPatch) -> None:
    output_filter.install()
    app: App[None] = App()
    written: list[str] = []

    class Terminal:
        is_headless = False

        def write(self, data: str) -> None:
            written.append(data)

    monkeypatch.setattr(app, "_driver", Terminal())
    for payload in PAYLOADS:
        app.copy_to_clipboard(payload.text)
        copied = base64.b64decode(written.pop().removeprefix("\x1b]52;c;").removesuffix("\x07"))
        assert read_output(copied).controls == []
        assert not TOKEN.search(copied.decode())


@pytest.mark.parametrize(
    "text", ["👍🏽", "1\ufe0f\u20e3", "❤\ufe0f", "त्रि", "👩\u200d👧", "\u3248", "\u4dc0", "\U0001faea"]
)
def test_the_cursor_is_placed_by_column_after_what_terminals_measure_differently(text: str) -> None:
    """These were measured with xterm 379 and VTE: at least one of them gives another width than the table."""
    from rich.color import ColorSystem

    from commune_tui.ui.terminal.diff_renderer import DiffRenderer

    strip = Strip([Segment(f"{text}|")])
    codes = DiffRenderer(ColorSystem.TRUECOLOR).paint(LayoutUpdate([[strip]], Region(0, 0, 20, 1)), 20, 1)
    assert f"{text}\x1b[{cells(text) + 1}G|" in codes
