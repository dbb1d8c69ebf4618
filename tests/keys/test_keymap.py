"""Keys mean what the table says, sequences wait, clashes are explained, and a user's file cannot break the program."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.actions.commands import BY_ID, COMMANDS, INHERITS, LIST, READER, REVIEW, Command
from commune_tui.keys.keymap import PRESETS, Keymap, Pending, Unbound, build, clashes
from commune_tui.keys.names import key_name

DEFAULT, _ = build()


def meaning(keymap: Keymap, context: str, *keys: str) -> str:
    verdict = keymap.resolve(context, keys)
    return verdict.id if isinstance(verdict, Command) else type(verdict).__name__


@pytest.mark.parametrize("preset", PRESETS)
def test_no_preset_has_a_key_that_means_two_things_or_starts_a_sequence(preset: str) -> None:
    keys = {command.id: command.keys for command in COMMANDS} | PRESETS[preset]
    assert clashes(keys) == []


def test_ids_are_unique_and_every_command_says_what_it_does() -> None:
    assert len(BY_ID) == len(COMMANDS)
    assert all(command.label and command.group for command in COMMANDS)


@pytest.mark.parametrize(
    ("context", "keys", "expected"),
    [
        (LIST, ("e",), "thread.close"),
        (LIST, ("g",), "Pending"),
        (LIST, ("g", "g"), "list.top"),
        (LIST, ("g", "n"), "go.needs_reply"),
        (LIST, ("g", "ü"), "Unbound"),
        (READER, ("Space",), "reader.page_down"),
        (LIST, ("Space",), "select.toggle_down"),
        (REVIEW, ("y",), "review.send"),
        (REVIEW, ("e",), "review.body"),
        (LIST, ("y",), "Pending"),
    ],
)
def test_keys_mean_what_the_table_says(context: str, keys: tuple[str, ...], expected: str) -> None:
    assert meaning(DEFAULT, context, *keys) == expected


def test_a_pending_sequence_tells_what_each_next_key_would_do() -> None:
    verdict = DEFAULT.resolve(LIST, ("s",))
    assert isinstance(verdict, Pending)
    assert dict(verdict.options)["c"] == "Status: closed"


def test_no_sending_or_deleting_on_a_bare_small_letter_outside_the_review_screen() -> None:
    for context in INHERITS:
        if context == REVIEW:
            continue
        for sequence, command in DEFAULT.table(context).items():
            assert "send" not in command.id or sequence[-1].isupper(), sequence


def test_the_users_keys_replace_and_remove() -> None:
    keymap, problems = build(user={"thread.close": "E", "thread.spam": []})
    assert problems == []
    assert meaning(keymap, LIST, "E") == "thread.close"
    assert meaning(keymap, LIST, "e") == "Unbound"
    assert meaning(keymap, LIST, "!") == "Unbound"


@pytest.mark.parametrize(
    ("user", "words"),
    [
        ({"thread.clsoe": "e"}, "Did you mean thread.close?"),
        ({"thread.close": "j"}, "would mean both"),
        ({"thread.close": "g"}, "could never be typed"),
        ({"thread.close": "Ctrl-m"}, "reaches a program as Enter"),
        ({"thread.close": 3}, "must be a text"),
        ({"thread.close": "ctrl-x"}, "No key is called ctrl-x (for thread.close). Write Ctrl-x."),
        ({"thread.close": "<C-x>"}, "Write Ctrl-x."),
        ({"thread.close": "shift+e"}, "Write E."),
        ({"thread.close": "pgup"}, "Write PgUp."),
        ({"thread.close": "ge"}, "Write g e."),
        ({"thread.close": "Hyper-e"}, "Keys are written as in Ctrl-k"),
    ],
)
def test_a_wrong_key_file_is_explained_and_the_rest_still_works(user: dict[str, object], words: str) -> None:
    keymap, problems = build(user=user)
    assert any(words in problem for problem in problems)
    assert meaning(keymap, LIST, "e") == "thread.close"


def test_one_wrong_key_is_one_complaint_however_much_it_would_hide() -> None:
    _, problems = build(user={"app.sync": "g"})
    [told] = problems
    assert told.startswith("'g' is app.sync, so 'g i' (go.all) and ") and len(told) < 160
    assert told.endswith("more could never be typed. The keys of app.sync were left as they are.")


def test_two_commands_may_change_their_keys() -> None:
    keymap, problems = build(user={"thread.close": "t", "thread.tag": "e"})
    assert problems == []
    assert (meaning(keymap, LIST, "t"), meaning(keymap, LIST, "e")) == ("thread.close", "thread.tag")


def test_of_several_keys_only_the_wrong_one_is_left_out() -> None:
    keymap, problems = build(user={"thread.close": "E", "thread.tag": "j", "thread.take": "T", "thread.untag": "Y"})
    [told] = problems
    assert "'j' would mean both" in told and "thread.tag were left" in told
    assert [keymap.press(f"thread.{name}") for name in ("close", "tag", "take", "untag")] == ["E", "t", "T", "Y"]


def test_a_key_that_is_left_out_takes_its_old_one_back() -> None:
    keymap, problems = build(user={"thread.close": "t", "thread.tag": "j"})
    assert [problem.partition(".")[0] for problem in problems] == [
        "'j' would mean both list",
        "'t' would mean both thread",
    ]
    assert (meaning(keymap, LIST, "e"), meaning(keymap, LIST, "t")) == ("thread.close", "thread.tag")


def test_names_without_quotes_are_read_and_a_line_the_wrong_way_round_is_explained() -> None:
    keymap, problems = build(user=tomllib.loads('thread.close = "E"\nthread.tag = []'))
    assert problems == [] and keymap.keys_of("thread.close") == ("E",)
    _, problems = build(user={"E": "thread.close"})
    assert problems == ['There is no command \'E\'. Write it the other way round: "thread.close" = "E".']


@pytest.mark.parametrize("key", ["Ctrl-x", "Alt-x", "F12", "Insert", "Backspace", "é", "Alt-x Space"])
def test_every_key_that_a_terminal_can_send_may_be_bound(key: str) -> None:
    keymap, problems = build(user={"thread.close": key})
    assert problems == []
    assert keymap.press("thread.close") == key


def test_the_line_of_keys_follows_the_persons_own() -> None:
    keymap, _ = build("gmail", {"thread.close": [], "thread.tag": "F2"})
    hints = keymap.hints([("thread.close", "close"), ("thread.assign", "assign"), ("thread.tag", "tag"),
                         ("reader.agent", "view…")])  # fmt: skip
    assert [(hint.text, hint.command) for hint in hints] == [
        ("A assign", "thread.assign"), ("F2 tag", "thread.tag"), ("v view…", ""),
    ]  # fmt: skip
    assert keymap.press("thread.close") == ":thread.close"


def test_an_unknown_preset_is_named() -> None:
    _, problems = build("gmial")
    assert problems == ["There is no key preset 'gmial'. Did you mean gmail? Using vim-hybrid."]


def test_guests_lack_what_touches_the_host() -> None:
    keymap, _ = build(guest=True)
    assert isinstance(keymap.resolve(READER, ("|",)), Unbound)
    assert isinstance(keymap.resolve(LIST, ("Ctrl-z",)), Unbound)
    assert isinstance(keymap.resolve(LIST, ("y", "y")), Unbound)


@pytest.mark.parametrize(
    ("key", "character", "name"),
    [
        ("j", "j", "j"),
        ("G", "G", "G"),
        ("question_mark", "?", "?"),
        ("space", " ", "Space"),
        ("ctrl+d", "\x04", "Ctrl-d"),
        ("pagedown", None, "PgDn"),
        ("f6", None, "F6"),
        ("escape", "\x1b", "Esc"),
        ("shift+tab", None, "Shift-Tab"),
        ("ü", "ü", "ü"),
    ],
)
def test_key_names_are_what_people_write(key: str, character: str | None, name: str) -> None:
    assert key_name(key, character) == name


@given(
    st.dictionaries(st.sampled_from([*BY_ID, "nonsense"]), st.one_of(st.text(max_size=4), st.integers()), max_size=3)
)
def test_no_key_file_breaks_the_keymap(user: dict[str, object]) -> None:
    keymap, _ = build(user=user)
    reachable = {command.id for context in INHERITS for command in keymap.table(context).values()}
    assert "app.palette" in reachable or "app.palette" in user
