"""Draws the mails of ``mails/`` as a reader at 78 cells would; run it to write ``frames/`` anew, then look at them."""

from __future__ import annotations

from pathlib import Path

from commune_tui.body.lines import Body
from commune_tui.body.links import host
from commune_tui.body.reading import read
from commune_tui.body.wrap import Wrapped

HERE = Path(__file__).parent
MAILS = sorted((HERE / "mails").glob("*.html"))
WIDTH = 78


def drawn(body: Body, width: int = WIDTH) -> str:
    """Every row, closed folds as one, then links, hidden parts and counts."""
    view = Wrapped(body, width, frozenset(range(len(body.folds))))
    view.advance(100_000)
    rows = [_row(row.kind, row.text) for row in view.rows(0, view.height)]
    rows.append("=" * width)
    rows += [f"[{link.number}] {host(link.wrote)}  {link.target}  {link.warning}".rstrip() for link in body.links]
    rows += [f"hidden, {part.reason}{' (quiet)' * part.quiet}: {part.text}" for part in body.hidden]
    rows.append(f"{body.images} images, {body.trackers} trackers, {body.invisible} invisible characters")
    return "\n".join(rows) + "\n"


def _row(kind: str, text: str) -> str:
    names = {"preheader": "~ ", "heading": "# ", "signature": "' ", "code": "| ", "diff": "| ", "log": "| "}
    return (names.get(kind, "  ") + text).rstrip()


def frame_of(mail: Path) -> Path:
    """Where the frame of a mail is kept."""
    return HERE / "frames" / f"{mail.stem}.txt"


def main() -> None:
    """Writes every frame."""
    for mail in MAILS:
        frame = frame_of(mail)
        frame.parent.mkdir(exist_ok=True)
        frame.write_text(drawn(read(mail.read_text("utf-8"), None)), "utf-8")


if __name__ == "__main__":
    main()
