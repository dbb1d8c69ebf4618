"""Every key works on every keyboard: what stands on a key of another script is what stands there in Latin.

``xkb.json`` is how X's own tables have these keyboards, and judges ours.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.actions.commands import INHERITS, LIST, Command
from commune_tui.config import Settings
from commune_tui.config import parse as settings
from commune_tui.keys.keymap import PRESETS, Keymap, Unbound, build
from commune_tui.keys.langmap import Langmap, layout_for
from commune_tui.keys.layouts import LAYOUTS

JUDGE = json.loads(Path(__file__).with_name("xkb.json").read_text(encoding="utf-8"))["layouts"]
SIGNS = {layout: dict(JUDGE[layout]["keys"]) for layout in JUDGE}


def pressed(layout: str, key: str, *, shift: bool = False) -> str:
    """The sign that a key makes; keys are called by what stands on them in the United States."""
    for name, signs in SIGNS["us"].items():
        if key in signs:
            return str(SIGNS[layout][name][shift or signs.index(key)])
    raise LookupError(key)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_key_is_where_x_has_it(layout: str) -> None:
    langmap, wrong = Langmap(layout), []
    signs = [sign for pair in SIGNS[layout].values() for sign in pair]
    letter = next((sign for sign in signs if sign.isalpha() and not sign.isascii()), "a")
    for name, pair in SIGNS[layout].items():
        for sign, latin in zip(pair, SIGNS["us"][name], strict=True):
            langmap.readings(letter)
            if sign and latin not in langmap.readings(sign) and signs.count(sign) == 1:
                wrong.append((name, sign, latin))
    assert wrong == []


SHARED = {"greek": {"W"}}
"""Keys that share their sign with another: ``Σ`` is both S and W, and so is S."""


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("preset", PRESETS)
def test_every_key_of_the_program_can_be_pressed(layout: str, preset: str) -> None:
    keymap, _ = build(preset)
    bound = {key for context in INHERITS for sequence in keymap.table(context) for key in sequence if len(key) == 1}
    langmap, reached = Langmap(layout), set[str]()
    letter = next((sign for sign in LAYOUTS[layout] if sign.isalpha() and not sign.isascii()), "a")
    for sign in LAYOUTS[layout]:
        langmap.readings(letter)
        reached |= set([reading for reading in langmap.readings(sign) if reading in bound][:1])
    assert bound - reached == SHARED.get(layout, set()) & bound


def run(keymap: Keymap, langmap: Langmap, *signs: str) -> str:
    typed: tuple[str, ...] = ()
    for sign in signs:
        verdicts = [keymap.resolve(LIST, (*typed, name)) for name in langmap.readings(sign)]
        verdict = next((each for each in verdicts if not isinstance(each, Unbound)), verdicts[0])
        if isinstance(verdict, Command):
            return verdict.id
        typed = verdict.typed
    return type(verdict).__name__


@pytest.mark.parametrize(
    ("signs", "command"),
    [
        ("о", "list.down"),  # Russian, on j
        ("У", "Unbound"),  # Shift and e
        ("у", "thread.close"),
        ("пт", "go.needs_reply"),  # g n
        ("Ж", "app.command_line"),
        ("/", "app.filter"),  # a sign of its own stays what it is
        ("?", "app.help"),
        (".", "app.repeat"),
        ("і", "Pending"),  # Ukrainian, on s
        ("ξ", "list.down"),  # Greek
        ("Γ", "list.bottom"),
        ("ח", "list.down"),  # Hebrew
        ("ת", "Unbound"),
        ("ت", "list.down"),  # Arabic
        ("\ufefb", "thread.snooze"),
        ("ｊ", "list.down"),  # full-width
        ("Ｇ", "list.bottom"),
        ("？", "app.help"),
        ("\u3000", "select.toggle_down"),
        ("。", "app.repeat"),
        ("٣", "view.3"),
        ("ｇｎ", "go.needs_reply"),
        ("é", "Unbound"),
    ],
)
def test_without_a_setting(signs: str, command: str) -> None:
    assert run(build()[0], Langmap(), *signs) == command


@pytest.mark.parametrize(
    ("layout", "signs", "command"),
    [
        ("hebrew", "ח/", "list.down"),
        ("hebrew", "/", "app.filter"),  # before any letter of that script
        ("dvorak", "h", "list.down"),
        ("dvorak", "?", "Unbound"),  # on {
        ("bulgarian", "т", "list.down"),
        ("serbian", "ж", "app.undo"),
        ("russian", "о", "list.down"),
    ],
)
def test_with_a_setting(layout: str, signs: str, command: str) -> None:
    assert run(build()[0], Langmap(layout), *signs) == command


def test_shared_signs_go_by_their_place_while_that_script_is_typed() -> None:
    langmap = Langmap("hebrew")
    assert langmap.readings("/") == ("/",)
    langmap.readings("ח")
    assert langmap.readings("/")[0] == "q"
    assert langmap.readings("'")[0] == "w"
    langmap.readings("j")
    assert langmap.readings("/") == ("/",)


def test_in_doubt_a_sign_is_itself_before_it_is_its_place() -> None:
    langmap = Langmap()
    langmap.readings("ח")
    assert langmap.readings("/") == ("/", "q")
    assert langmap.readings("'") == ("'", "w")


def test_control_keys_of_terminals_that_name_the_letter() -> None:
    assert Langmap().readings("Ctrl-л") == ("Ctrl-k",)
    assert Langmap().readings("Ctrl-d") == ("Ctrl-d",)


def test_own_keys_of_that_script_come_first() -> None:
    keymap, problems = build(user={"thread.tag": "о"})
    assert problems == []
    assert run(keymap, Langmap(), "о") == "thread.tag"


@pytest.mark.parametrize(
    ("environment", "layout"),
    [
        ({"LANG": "bg_BG.UTF-8"}, "bulgarian"),
        ({"LC_ALL": "sr_RS", "LANG": "en_US"}, "serbian"),
        ({"LANG": "ru_RU.UTF-8"}, "auto"),
        ({}, "auto"),
    ],
)
def test_the_language_says_which_cyrillic_keyboard(environment: dict[str, str], layout: str) -> None:
    assert layout_for(environment) == layout
    assert Langmap(language=layout).readings("к")[-1] == {"bulgarian": "u", "serbian": "k"}.get(layout, "r")


def test_a_line_of_another_script_is_read_as_latin() -> None:
    assert Langmap().line("сдщыу 3") == "close 3"


@given(st.text(min_size=1, max_size=1) | st.sampled_from(["Enter", "Ctrl-d", "Alt-я", "F6", "Ctrl-ß"]))
def test_any_key_has_a_name(name: str) -> None:
    for layout in ("auto", *LAYOUTS):
        names = Langmap(layout).readings(name)
        assert names and all(names)


def test_the_setting_knows_the_same_layouts() -> None:
    for layout in LAYOUTS:
        assert settings(Path("config.toml"), f'langmap = "{layout}"').langmap == layout
    assert Settings().langmap == "auto"
