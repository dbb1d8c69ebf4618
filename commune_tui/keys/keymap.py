"""From key presses to commands: sequences, presets, the user's own keys, and clashes explained in a sentence.

Textual has bindings but no sequences, so they are resolved here. Pure: takes key names, gives verdicts. A key is
written as people write it: ``j``, ``G``, ``Ctrl-d``, ``PgDn``, ``Space``; a sequence has blanks between its keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from commune_tui.actions.commands import BY_ID, COMMANDS, INHERITS, Command
from commune_tui.keys.hints import Hint
from commune_tui.keys.names import SAME_BYTES, real_name
from commune_tui.wording import did_you_mean

Sequence = tuple[str, ...]

PRESETS: dict[str, dict[str, tuple[str, ...]]] = {
    "vim-hybrid": {},
    "gmail": {
        "thread.reply_all": ("a",),
        "thread.assign": ("A",),
        "app.back": ("Esc", "Left", "u"),
        "thread.unread": ("U",),
    },
    "mutt": {
        # Group reply is "g" there, and the way to everywhere here: the panel after g says where it went.
        "app.compose": ("m",),
        "thread.note": ("M",),
        "thread.reply_all": ("g a", "R"),
        "go.approvals": ("g A",),
        "list.top": ("=", "Home", "g g"),
        "reader.top": ("^", "Home", "g g"),
        "select.toggle": ("t", "x"),
        "thread.tag": ("Y",),
    },
    "aerc": {
        "app.compose": ("m",),
        "thread.note": ("M",),
        "select.toggle": ("v v", "x"),
        "thread.reply": ("r r",),
        "thread.reply_all": ("r a", "R"),
    },
}


@dataclass(frozen=True, slots=True)
class Pending:
    """More keys are needed; ``options`` are (next key, what it would do), for the hint panel."""

    typed: Sequence
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Unbound:
    """The keys mean nothing here."""

    typed: Sequence


class Keymap:
    """Which sequence means which command in which context."""

    def __init__(self, keys: Mapping[str, tuple[str, ...]], *, guest: bool = False) -> None:
        """``keys``: command id → its sequences, each written with blanks. ``guest`` leaves out what guests lack."""
        self._guest = guest
        self._keys = {id_: tuple(tuple(text.split()) for text in texts) for id_, texts in keys.items()}
        self._tables: dict[str, dict[Sequence, Command]] = {}
        for context in INHERITS:
            table: dict[Sequence, Command] = {}
            for place in (*INHERITS[context], context):  # its own keys win over inherited ones
                for command in COMMANDS:
                    if place in command.contexts and (command.guest or not guest):
                        table.update(dict.fromkeys(self._keys.get(command.id, ()), command))
            self._tables[context] = table

    def resolve(self, context: str, typed: Sequence) -> Command | Pending | Unbound:
        """What the keys ``typed`` since the last command mean in ``context``."""
        table = self._tables[context]
        if command := table.get(typed):
            return command
        options = {
            sequence[len(typed)]: found.label
            for sequence, found in table.items()
            if len(sequence) > len(typed) and sequence[: len(typed)] == typed
        }
        return Pending(typed, tuple(options.items())) if options else Unbound(typed)

    def knows(self, context: str, name: str) -> bool:
        """Whether a key of this name stands in any sequence of ``context``."""
        return any(name in sequence for sequence in self._tables[context])

    def keys_of(self, command_id: str) -> tuple[str, ...]:
        """The sequences of a command as a person would read them, best first."""
        return tuple(" ".join(sequence) for sequence in self._keys.get(command_id, ()))

    def press(self, command_id: str) -> str:
        """What a person has to press for a command: its best keys, or the line that does it."""
        return next(iter(self.keys_of(command_id)), f":{command_id}")

    def way(self, command_id: str) -> str:
        """How a person does a command here; empty for what guests lack, and for what is none."""
        command = BY_ID.get(command_id)
        return self.press(command_id) if command is not None and (command.guest or not self._guest) else ""

    def hints(self, commands: Iterable[tuple[str, str]], key_role: str = "dim") -> list[Hint]:
        """Keys and what they do, from (command id, word); commands without a key are left out.

        A word with an ellipsis stands for all the sequences that begin like that command's, and so does their key.
        """
        return [
            Hint(self.press(id_).split()[0], word, "", key_role)
            if word.endswith("…")
            else Hint(self.press(id_), word, id_, key_role)
            for id_, word in commands
            if self.keys_of(id_) and self.way(id_)
        ]

    def table(self, context: str) -> dict[Sequence, Command]:
        """Every sequence that works in ``context``."""
        return self._tables[context]


def clashes(keys: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Why a set of keys cannot work, a sentence for each key that is at fault; empty when it can."""
    doubles: dict[str, None] = {}
    hidden: dict[tuple[str, str], dict[str, str]] = {}  # (a key, what it does): the sequences behind it
    for context, inherited in INHERITS.items():
        taken: dict[Sequence, Command] = {}
        for command in COMMANDS:
            if not any(place in command.contexts for place in (context, *inherited)):
                continue
            for text in keys.get(command.id, ()):
                other = taken.setdefault(tuple(text.split()), command)
                if other.id != command.id:
                    doubles[f"{text!r} would mean both {other.id} and {command.id}."] = None
        for sequence, command in taken.items():
            for length in range(1, len(sequence)):
                if shorter := taken.get(sequence[:length]):
                    behind = hidden.setdefault((" ".join(sequence[:length]), shorter.id), {})
                    behind[" ".join(sequence)] = command.id
    return [*doubles, *(_hiding(key, id_, behind) for (key, id_), behind in hidden.items())]


def _hiding(key: str, id_: str, behind: Mapping[str, str]) -> str:
    first, lost = next(iter(behind.items()))
    more = f" and {len(behind) - 1} more" if len(behind) > 1 else ""
    return f"{key!r} is {id_}, so {first!r} ({lost}){more} could never be typed."


def _flat(user: Mapping[str, object]) -> dict[str, object]:
    """``thread.close = "E"`` without quotes is a table in a table to TOML; it means the same here."""
    flat: dict[str, object] = {}
    for name, wanted in user.items():
        if isinstance(wanted, Mapping) and wanted:
            flat |= {f"{name}.{rest}": each for rest, each in _flat(wanted).items()}
        else:
            flat[name] = wanted
    return flat


def _objection(id_: str, wanted: object) -> str | None:
    """Why a command cannot have these keys whatever the others are, as a sentence."""
    if id_ not in BY_ID:
        turned = f' Write it the other way round: "{wanted}" = "{id_}".' if str(wanted) in BY_ID else ""
        return f"There is no command {id_!r}.{turned or did_you_mean(id_, BY_ID)}"
    texts = [wanted] if isinstance(wanted, str) else wanted
    if not isinstance(texts, list) or not all(isinstance(text, str) and text.split() for text in texts):
        return f'The keys of {id_} must be a text such as "g x", or a list of such texts.'
    for key in (key for text in texts for key in text.split()):
        if key in SAME_BYTES:
            return f"{key} (for {id_}) reaches a program as {SAME_BYTES[key]}; choose another key."
        if (real := real_name(key)) != key:
            hint = f"Write {real}." if real else "Keys are written as in Ctrl-k, F6, PgDn or g x."
            return f"No key is called {key} (for {id_}). {hint}"
    return None


def build(
    preset: str = "vim-hybrid", user: Mapping[str, object] | None = None, *, guest: bool = False
) -> tuple[Keymap, list[str]]:
    """The keymap of a preset with the user's changes, and what was wrong with them.

    ``user`` maps command ids to a key or a list of keys (``[]`` removes them), as the TOML file has it. A change that
    clashes with another key is left out and named; the rest still works.
    """
    problems: list[str] = []
    if preset not in PRESETS:
        problems.append(f"There is no key preset {preset!r}.{did_you_mean(preset, PRESETS)} Using vim-hybrid.")
        preset = "vim-hybrid"
    keys = {command.id: command.keys for command in COMMANDS} | PRESETS[preset]
    own: dict[str, tuple[str, ...]] = {}
    for id_, wanted in _flat(user or {}).items():
        if objection := _objection(id_, wanted):
            problems.append(objection)
        else:
            own[id_] = (wanted,) if isinstance(wanted, str) else tuple(wanted)  # type: ignore[arg-type]
    while own and (found := clashes(keys | own)):  # all of them together first, so that two commands may change places
        left = {id_: clashes(keys | {each: own[each] for each in own if each != id_}) for id_ in own}
        worst = min(left, key=lambda id_: (set(found) <= set(left[id_]), len(left[id_])))
        told = [problem for problem in found if problem not in left[worst]]
        problems.append(f"{' '.join(told)} The keys of {worst} were left as they are.")
        del own[worst]
    return Keymap(keys | own, guest=guest), problems
