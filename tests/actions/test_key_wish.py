"""What is written to get a key: read, offered, objected to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.actions.key_wish import Unclear, Wish, offers, path_of, read
from commune_tui.mail.scopes import PRESETS, SCOPES

READ = PRESETS[0].scopes


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("wallboard, read only", Wish("wallboard", READ)),
        ("wallboard, read only, 30d", Wish("wallboard", READ, 30 * 86_400)),
        ("wallboard,1h,Answer Mail", Wish("wallboard", PRESETS[1].scopes, 3600)),
        ("a b, threads:read threads:write threads:read, never", Wish("a b", ("threads:read", "threads:write"))),
        ("x, read, 90 min, file ~/x y.key", Wish("x", ("read",), 5400, "~/x y.key")),
    ],
)
def test_a_wish_is_read_in_any_order(words: str, wish: Wish) -> None:
    assert read(words) == wish


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "needs a name"),
        (", read only", "needs a name"),
        ("x" * 61 + ", read", "at most 60"),
        ("x", "What may it do?"),
        ("x, 30d", "What may it do?"),
        ("x, fly", "'fly' is no preset, scope or time"),
        ("x, read, 99999d", "ten years"),
        ("x, read, 0d", "'0d' is no preset"),
    ],
)
def test_what_cannot_be_read_is_said(words: str, said: str) -> None:
    with pytest.raises(Unclear, match=said):
        read(words)


def test_a_guest_reads_only_and_for_an_hour() -> None:
    assert read("kiosk", guest=True) == Wish("kiosk", READ, 3600)
    assert read("kiosk, 10 min", guest=True).life_s == 600


@given(st.text(max_size=40))
def test_any_words_are_read_or_objected_to(words: str) -> None:
    try:
        wish = read(words)
    except Unclear as unclear:
        assert unclear.sentence
    else:
        assert wish.name.isprintable() and wish.permissions


def test_the_checklist_offers_what_is_left_and_names_what_our_key_lacks() -> None:
    assert offers("wallboard", None) == ()
    first = offers("wallboard, ", ("read",))
    assert [each.shown for each in first][: len(PRESETS)] == [each.name for each in PRESETS]
    assert {each.shown for each in first} > set(SCOPES)
    assert [each.warning for each in first[:2]] == ["", "the key in use lacks threads:write"]
    more = offers("w, threads:read me", None)
    assert [each.value for each in more] == ["w, threads:read messages:read", "w, threads:read messages:write"]
    assert read(more[0].value).permissions == ("threads:read", "messages:read")
    assert [each.value for each in offers("w, read only, 30", None)] == ["w, read only, 30d"]


@pytest.mark.parametrize(("words", "path"), [("", ""), ("file ~/x", "~/x"), (", file ~/x", "~/x")])
def test_another_text_takes_a_file_and_nothing_else(words: str, path: str) -> None:
    assert path_of(words) == path
    with pytest.raises(Unclear):
        path_of("now")
