"""Templates as files: what a person or another program wrote is read as it was meant, and nothing of it gets lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.actions import templates as actions
from commune_tui.mail.templates import MOST_BYTES, NotKept, Template, Templates, file_text, from_settings, parsed
from commune_tui.text import one_line

READ = {
    "a whole one": ("---\nname: Late\nabout: a parcel\n---\n\nHello\n\nyou\n", "Late", "a parcel", "Hello\n\nyou"),
    "no front matter": ("Hello\n", "stem", "", "Hello"),
    "only a rule in it": ("Hello\n---\nname: x\n---\n", "stem", "", "Hello\n---\nname: x\n---"),
    "front matter without an end": ("---\nname: x\nHello", "stem", "", "---\nname: x\nHello"),
    "quoted": ("---\nname: \"Late: again\"\nabout: 'it''s'\n---\nx", "Late: again", "it's", "x"),
    "other keys": ("---\nlang: de\nname: Late\n---\nx", "Late", "", "x"),
    "windows": ("\ufeff---\r\nname: Late\r\n---\r\nHello\r\nyou\r\n", "Late", "", "Hello\nyou"),
    "an empty name": ("---\nname:\n---\nx", "stem", "", "x"),
    "controls": ("---\nname: \x1b[31mLate\u202e\n---\n\x1b]0;x\x07y", "Late", "", "y"),
    "nothing": ("", "stem", "", ""),
}


@pytest.mark.parametrize(("raw", "name", "about", "text"), READ.values(), ids=READ)
def test_a_file_is_read_as_it_was_meant(raw: str, name: str, about: str, text: str) -> None:
    found = parsed("stem", raw)
    assert (found.name, found.about, found.text) == (name, about, text)


words = st.text(st.characters(codec="utf-8"), max_size=40)


@given(words, words, st.text(st.characters(codec="utf-8"), max_size=200))
def test_what_is_written_is_read_back(name: str, about: str, text: str) -> None:
    clean = parsed("", text).text
    wanted = Template(one_line(name) or "n", clean, one_line(about), more=("lang: de",))
    assert parsed("other", file_text(wanted)) == wanted


def test_a_template_is_there_as_soon_as_its_file_is_and_keeps_what_others_wrote_into_it(tmp_path: Path) -> None:
    folder = Templates(tmp_path / "templates")
    assert folder.read().templates == ()
    late = folder.write(Template("Order is late!", "Sorry"))
    assert late.path == tmp_path / "templates" / "order-is-late.txt"
    late.path.write_text("---\nname: Order is late!\nlang: en\n---\nSo sorry\n")
    (folder.folder / "other.md").write_text("By git")
    (folder.folder / "README").write_text("none of them")
    first, second = folder.read().templates
    assert [(each.name, each.text) for each in (first, second)] == [("Order is late!", "So sorry"), ("other", "By git")]
    renamed = folder.rename(first, "Parcel")
    assert renamed.path is not None and renamed.path.name == "parcel.txt" and "lang: en" in renamed.path.read_text()
    assert sorted(path.name for path in folder.folder.iterdir()) == ["README", "other.md", "parcel.txt"]
    folder.remove(renamed)
    assert [each.name for each in folder.read().templates] == ["other"]


def test_names_that_are_the_same_are_told_apart_and_what_is_too_long_is_said(tmp_path: Path) -> None:
    for stem, text in (
        ("a", "---\nname: Late\n---\n1"),
        ("b", "---\nname: LATE\n---\n2"),
        ("c", "x" * (MOST_BYTES + 1)),
    ):
        (tmp_path / f"{stem}.txt").write_text(text)
    found = Templates(tmp_path).read()
    assert [each.name for each in found.templates] == ["Late", "LATE (b)"]
    assert found.left_out == ("c.txt is left out: it is longer than 100 KB.",)
    kept = Templates(tmp_path).write(Template("a", "new"))
    assert kept.path is not None and kept.path.name == "a-2.txt", "no file of another template is written over"


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(NotKept, match="could not be written"):
        Templates(tmp_path / "file").write(Template("a", "b"))


def test_those_of_the_settings_pass_the_same_door() -> None:
    [found] = from_settings({"\x1b[31mred": "\x1b]0;x\x07 y"})
    assert (found.name, found.text, found.path) == ("red", " y", None)


KNOWN = {name: Template(name, f"text of {name}") for name in ("Thanks", "Sorry")}


@pytest.mark.parametrize(
    ("name", "said"),
    [("Thanks", ""), (" thanks ", ""), ("Thank", "Did you mean Thanks?"), ("xyz", "There are: Thanks, Sorry."),
     ("", "Which template? There are: Thanks, Sorry.")],
)  # fmt: skip
def test_a_template_that_is_not_there_is_said_with_those_that_are(name: str, said: str) -> None:
    objection = actions.no_template(KNOWN, name)
    assert said in objection and bool(said) == bool(objection)
    assert "no template yet" in actions.no_template({}, name)


@pytest.mark.parametrize(
    ("name", "now", "said"),
    [("New", None, ""), ("thanks", None, "already"), ("  ", None, "needs a name"), ("THANKS", KNOWN["Thanks"], ""),
     ("sorry", KNOWN["Thanks"], "already")],
)  # fmt: skip
def test_two_templates_have_never_one_name(name: str, now: Template | None, said: str) -> None:
    objection = actions.no_name(KNOWN, name, now)
    assert said in objection and bool(said) == bool(objection)
