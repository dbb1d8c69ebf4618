"""Small attachments with real bytes: a PDF of one page, a PNG, a CSV, a text, a calendar file. Pure and repeatable."""

from __future__ import annotations

import struct
import zlib
from datetime import datetime, timedelta
from functools import lru_cache

from commune_tui.sandbox.records import File
from commune_tui.sandbox.story.dates import stamp


@lru_cache(maxsize=512)
def pdf(name: str, title: str) -> File:
    """A one-page PDF (A4) that says ``title``."""
    safe = title.encode("latin-1", "replace").decode("latin-1").replace("\\", "/").replace("(", "[").replace(")", "]")
    stream = f"BT /F1 22 Tf 72 740 Td ({safe}) Tj 0 -34 Td /F1 11 Tf (Marrowby, for demonstration) Tj ET"
    objects = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        f"<</Length {len(stream)}>>stream\n{stream}\nendstream",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    out = "%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj{body}endobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    out += f"xref\n0 6\n0000000000 65535 f \n{table}trailer<</Size 6/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF\n"
    return File(name, "application/pdf", out.encode("latin-1"))


@lru_cache(maxsize=64)
def png(name: str, hue: int) -> File:
    """A photograph, as far as 24 × 16 pixels allow: a soft gradient coloured by ``hue`` (0–255)."""
    rows = b"".join(
        b"\x00" + bytes(v for x in range(24) for v in ((hue + x * 6) % 256, (y * 12) % 256, (255 - hue + y) % 256))
        for y in range(16)
    )

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 24, 16, 8, 2, 0, 0, 0)
    data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return File(name, "image/png", data)


@lru_cache(maxsize=64)
def csv(name: str, factor: int) -> File:
    """A sheet of twelve sales lines; ``factor`` makes the figures differ."""
    lines = ["date,receipt,article,quantity,net,tax,total"]
    for row in range(12):
        net = 4 + (row * 7 + factor * 3) % 40
        lines.append(f"2025-03-{row + 1:02d},{1000 + factor * 12 + row},A-{row * 17 % 90:03d},{row % 4 + 1},"
                     f"{net}.00,{net * 0.2:.2f},{net * 1.2:.2f}")  # fmt: skip
    return File(name, "text/csv", ("\r\n".join(lines) + "\r\n").encode())


def note(name: str, body: str) -> File:
    """A plain text file."""
    return File(name, "text/plain", body.encode())


def calendar(
    uid: str, summary: str, day: datetime, begins: tuple[int, int], minutes: int, organiser: str, *,
    method: str = "REQUEST",
) -> File:  # fmt: skip
    """An invitation (iTIP ``method`` REQUEST or CANCEL) to some ``minutes`` of a day, from an hour and minute (UTC)."""
    hour, minute = begins
    ends = divmod(60 * hour + minute + minutes, 60)
    date, start, end = "{at:%Y%m%d}", f"T{hour:02}{minute:02}00Z", "T{:02}{:02}00Z".format(*ends)
    lines = (
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Marrowby//Story//EN", f"METHOD:{method}", "BEGIN:VEVENT",
        f"UID:{uid}", f"DTSTAMP:{stamp(day - timedelta(days=2), date)}{start}", f"DTSTART:{stamp(day, date)}{start}",
        f"DTEND:{stamp(day, date)}{end}", f"SUMMARY:{summary}", f"ORGANIZER:mailto:{organiser}",
        "STATUS:" + ("CANCELLED" if method == "CANCEL" else "CONFIRMED"), "END:VEVENT", "END:VCALENDAR",
    )  # fmt: skip
    return File("invite.ics", "text/calendar", ("\r\n".join(lines) + "\r\n").encode())


def named(name: str, title: str) -> File:
    """The file a scene asks for by ``name``: its ending decides what it is."""
    seed = zlib.crc32(name.encode())
    if name.endswith(".png"):
        return png(name, seed % 256)
    if name.endswith(".csv"):
        return csv(name, seed % 90)
    if name.endswith(".pdf"):
        return pdf(name, title)
    return note(name, f"{title}\n")
