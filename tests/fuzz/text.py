"""A fuzz target over the door: any text, guided by coverage.

``python -m tests.fuzz.text -max_total_time=60`` (needs ``atheris``; the options are libFuzzer's).
"""

from __future__ import annotations

import sys

import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]

with atheris.instrument_imports(include=["commune_tui.text"]):
    from commune_tui.text import cells, clean, cut, graphemes, one_line, reveal
    from commune_tui.text.address import read_address
    from commune_tui.text.filename import safe_name
    from commune_tui.text.link import read_link

from tests.hostile.payloads import every_payload
from tests.hostile.terminal import CONTROL, TOKEN


def target(data: bytes) -> None:
    """Raises when a property of the door does not hold for this text."""
    provider = atheris.FuzzedDataProvider(data)
    width = provider.ConsumeIntInRange(0, 60)
    raw = provider.ConsumeUnicode(provider.remaining_bytes())
    text, lines = one_line(raw), clean(raw)
    assert one_line(text) == text
    assert clean(lines) == lines
    assert not CONTROL.search(lines)
    assert not TOKEN.search(lines)
    assert "\n" not in text
    assert cells(cut(text, width)) <= width
    assert cells(text) == sum(cells(part) for part in graphemes(text))
    assert not TOKEN.search(reveal(raw))
    assert safe_name(safe_name(raw)) == safe_name(raw)
    assert not CONTROL.search(read_address(raw).shown + read_link(raw, raw).url)


def main() -> None:
    """Run libFuzzer, after the payloads of the hostile tests."""
    for payload in every_payload():
        target(b"\x05" + payload.text.encode("utf-8", "replace"))
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
