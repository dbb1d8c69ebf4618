"""A fuzz target over mail bodies: any bytes as HTML and as plain text, guided by coverage.

``python -m tests.fuzz.body -max_total_time=60`` (needs ``atheris``; the options are libFuzzer's).
"""

from __future__ import annotations

import sys

import atheris  # type: ignore[import-untyped,import-not-found,unused-ignore]

with atheris.instrument_imports(include=["commune_tui.body"]):
    from commune_tui.body import wire
    from commune_tui.body.compare import compare
    from commune_tui.body.lines import Body
    from commune_tui.body.reading import fallback, read

from tests.body.frames import MAILS
from tests.body.test_hostile import check
from tests.body.ways import HONEST, WAYS


def through_the_wire(body: Body) -> Body | None:
    """The body as the worker process hands it over."""
    assembly, found = wire.Assembly(), None
    for frame in wire.frames(body, 7):
        size, number, kind = wire.HEAD.unpack(frame[: wire.HEAD.size])
        assert (size, number) == (len(frame) - wire.HEAD.size, 7)
        found = assembly.add(kind, frame[wire.HEAD.size :])
    return found


def target(data: bytes) -> None:
    """Raises when a property of the reader does not hold for these bytes."""
    source = data.decode("utf-8", "surrogateescape") if data[:1] > b"\x7f" else data.decode("latin-1")
    html, text = read(source, None), read(None, source)
    check(html, len(source))
    check(text, len(source))
    check(fallback(source, None), len(source))
    assert through_the_wire(html) == html
    assert through_the_wire(text) == text
    compare(text, html)


def main() -> None:
    """Run libFuzzer, after the mails of the tests."""
    mails = [mail.read_text("utf-8") for mail in MAILS]
    for source in (*mails, *(way[1] for way in WAYS), *(mail[1] for mail in HONEST)):
        target(source.encode("utf-8", "surrogatepass"))
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
