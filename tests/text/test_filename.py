"""Any name a stranger gives makes one new private file inside the folder, and never touches another."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from commune_tui.text.filename import create, read_name, safe_name

RESERVED = {"con", "nul", "aux", "prn", "com1", "com¹", "lpt9", "conin$", "clock$"}
NAMES = [
    *(
        "report.pdf",
        "Größe.txt",
        "e\u0301.txt",
        "東京.pdf",
        "family 👩\u200d👩\u200d👧.png",
        "a b.c.d",
        "archive.tar.gz",
        "README",
    ),
    *(
        "../../etc/passwd",
        "..\\..\\boot.ini",
        "/etc/passwd",
        "C:\\x.txt",
        "\\\\host\\share\\x",
        "a/b/c",
        "a/",
        "../",
        "..",
        ".",
        "∕etc∕x",
    ),
    *("", " ", "....", ". .", "\u200b", "\u202e", "\u3164"),
    *(
        ".bashrc",
        ".ssh/authorized_keys",
        "-rf",
        "--help",
        "~root",
        "~/.profile",
        "trailing.",
        "trailing ",
        "trailing. . .",
    ),
    *("CON", "con.txt", "NUL.tar.gz", "aux", "PRN ", "COM1", "com¹", "LPT9.pdf", "CONIN$", "CLOCK$"),
    *(
        "a\x00b",
        "a\nb",
        "a\x1b]0;t\x07b",
        "x\u202egnp.exe",
        "a\u2066b",
        "a\U000e0041b",
        "a\ud800b",
        "a\ufffeb",
        "\x85\x9b",
    ),
    *("a:stream", 'a"b', "a<b>c", "a|b", "a?b*", "$(id).txt", "`id`", "; rm -rf", "%2e%2e%2f", "invoice.pdf.exe"),
    *(
        "é" * 128,
        "é" * 300 + ".pdf",
        "a." + "x" * 300,
        "x" * 10_000,
        "👩\u200d👩\u200d👧" * 60 + ".png",
        "a" * 199 + ".pdf",
    ),
]


@pytest.mark.parametrize("raw", NAMES)
def test_a_name_is_safe_and_stays_so(raw: str) -> None:
    name = safe_name(raw)
    assert name == safe_name(name)
    assert 0 < len(name.encode()) <= 200
    assert not set(name) & set('/\\<>:"|?*\0\n')
    assert name[0] not in ".-~ "
    assert name[-1] not in ". "
    assert name.isprintable() or any(letter in name for letter in "\u200c\u200d")
    assert name.partition(".")[0].lower() not in {
        "con",
        "nul",
        "aux",
        "prn",
        "com1",
        "com¹",
        "lpt9",
        "conin$",
        "clock$",
    }


@pytest.mark.parametrize(("raw", "name"), [
    ("report.pdf", "report.pdf"), ("e\u0301.txt", "é.txt"), ("../../etc/passwd", "passwd"), ("", "attachment"),
    ("con.txt", "_con.txt"), ("é" * 300 + ".pdf", "é" * 98 + ".pdf"), ("x\u202egnp.exe", "xgnp.exe"), ("a:b", "a_b"),
])  # fmt: skip
def test_what_a_name_becomes(raw: str, name: str) -> None:
    assert safe_name(raw) == name


def test_what_a_file_could_be_is_said() -> None:
    assert "two endings: it is no pdf but exe" in read_name("invoice.pdf.exe").doubts
    assert read_name("x\u202egnp.exe").doubts == ("hidden characters in its name", "a program or script")
    assert read_name("salaries.xlsm").doubts == ("may contain macros",)
    assert read_name("photo.jpg").doubts == read_name("README").doubts == ()


@pytest.mark.parametrize("raw", NAMES)
def test_it_is_created_inside_and_nothing_else_is_touched(tmp_path: Path, raw: str) -> None:
    folder, outside = tmp_path / "folder", tmp_path / "outside"
    folder.mkdir()
    outside.write_bytes(b"precious")
    for turn in range(4):
        if turn == 2:  # the next name is a planted link
            taken = safe_name(raw)
            stem, dot, extension = taken.rpartition(".")
            planted = f"{stem} (3){dot}{extension}" if stem else f"{taken} (3)"
            if len(planted.encode()) <= 200:
                (folder / planted).symlink_to(outside)
        file, path = create(folder, raw)
        with file:
            file.write(b"new %d" % turn)
        assert path.parent == folder
        assert path.read_bytes() == b"new %d" % turn
        assert not path.is_symlink()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert outside.read_bytes() == b"precious"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "outside"]


def test_a_link_that_leads_nowhere_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "made-by-link")
    file, path = create(tmp_path, "a.txt")
    file.close()
    assert path.name == "a (2).txt"
    assert not (tmp_path / "made-by-link").exists()


def test_exchanging_names_for_links_meanwhile_overwrites_nothing(tmp_path: Path) -> None:
    folder, victim = tmp_path / "folder", tmp_path / "victim"
    folder.mkdir()
    victim.write_bytes(b"precious")
    stop = threading.Event()

    def exchange() -> None:
        while not stop.is_set():
            for name in ("a.txt", "a (2).txt"):
                link = folder / f"{name}.link"
                link.symlink_to(victim)
                os.replace(link, folder / name)  # noqa: PTH105
                (folder / name).unlink(missing_ok=True)

    thread = threading.Thread(target=exchange)
    thread.start()
    try:
        for _ in range(1_000):
            file, _ = create(folder, "a.txt")
            with file:
                assert stat.S_ISREG(os.fstat(file.fileno()).st_mode)
                file.write(b"evil")
    finally:
        stop.set()
        thread.join()
    assert victim.read_bytes() == b"precious"


def test_a_folder_exchanged_for_a_link_leads_nowhere(tmp_path: Path) -> None:
    folder, elsewhere = tmp_path / "folder", tmp_path / "elsewhere"
    folder.mkdir()
    elsewhere.mkdir()
    stop = threading.Event()

    def exchange() -> None:
        while not stop.is_set():
            folder.rename(tmp_path / "away")
            (tmp_path / "away").rename(folder)

    thread = threading.Thread(target=exchange)
    thread.start()
    made = 0
    try:
        while made < 100:
            try:
                file, _ = create(folder, "b.txt")
            except FileNotFoundError:
                continue
            file.close()
            made += 1
    finally:
        stop.set()
        thread.join()
    assert len(list(folder.iterdir())) == 100
    assert list(elsewhere.iterdir()) == []
