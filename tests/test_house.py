"""The figures of the house can be bad: each fault put into a small made-up program is counted."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from benchmarks.checkout import Checkout
from benchmarks.house import changed, figures, table

SOUND = {
    "__init__.py": "",
    "actions/__init__.py": "",
    "actions/commands.py": """
        from collections import namedtuple
        COMMANDS = [namedtuple("Command", "id")(name) for name in ("thread.close", "thread.wait")]
    """,
    "actions/triage.py": "def close(): ...",
    "ui/__init__.py": "",
    "ui/app.py": "class CommuneApp: ...",
    "ui/main.py": """
        from commune_tui.actions.triage import close
        from .app import CommuneApp
        class Acting:
            def _act(self): close()
        class MainScreen(Acting):
            def do_thread_close(self): self._act()
            def do_thread_wait(self): self.waits = True
    """,
    "linear/front.py": """
        from commune_tui.actions import triage
        class Front:
            def do_thread_close(self): triage.close()
    """,
}
LINES = "\n".join(f"    print({number}, 'a')" for number in range(7))
ABOVE = """
    from commune_tui.ui.app import CommuneApp
    class A(CommuneApp[int]): ...
    class B(A): own: int
"""
FAULTS: dict[str, tuple[dict[str, str], object]] = {
    "lines of linear": ({"linear/long.py": "x = 1\n" * 9}, 12),
    "long files": ({"linear/long.py": "x = 1\n" * 251}, ["251 linear.long"]),
    "deeper than 2": ({"linear/deep.py": ABOVE}, ["linear.deep.B"]),
    "deepest": ({"linear/deep.py": ABOVE}, ["3 linear.deep.B"]),
    "most ancestors": (
        {"ui/app.py": "class A: ...\nclass B: ...\nclass CommuneApp(A, B): ..."},
        ["3 ui.app.CommuneApp"],
    ),
    "over 40 names": (
        {"ui/app.py": "class A:\n    " + " = ".join(f"a{number}" for number in range(40)) + " = 0\n"
                      "class CommuneApp(A):\n    def run(self): self.one = self.a1 = 0"},
        ["ui.app.CommuneApp"],
    ),
    "circles": (
        {"ui/app.py": "TYPE_CHECKING = 0\nif TYPE_CHECKING:\n    from .main import MainScreen\nclass CommuneApp: ..."},
        ["2 ui.app ui.main"],
    ),
    "files in circles": (
        {"ui/app.py": "class CommuneApp:\n    def late(self): import commune_tui.ui.main"},
        2,
    ),
    "decided twice": (
        {"cli/do.py": "from commune_tui.actions import commands\nclass Cli:\n    def _wait(self): commands\n"
                      "    do_thread_wait = partialmethod(_wait)"},
        ["thread.wait"],
    ),
    "keys in sentences": ({"ui/told.py": "x = 'z takes it back.'"}, ["ui/told.py:1 'z takes it back.'"]),
    "duplicate runs": (
        {
            "ui/one.py": f"def one():\n{LINES}\n    # one\n    print()",
            "ui/two.py": f"def two():\n    '''Two.'''\n{LINES}\n\n    print()",
        },
        ["8 ui.one:2 ui.two:3"],
    ),
    "before the first frame": ({"ui/app.py": "from . import late\nclass CommuneApp: ...", "ui/late.py": ""}, 7),
}  # fmt: skip


def made(folder: Path, files: Mapping[str, str]) -> Checkout:
    """A checkout with these files of the program."""
    for name, text in files.items():
        path = folder / "commune_tui" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        lines = text.strip("\n").split("\n")
        indent = len(lines[0]) - len(lines[0].lstrip())
        path.write_text("".join(f"{line[indent:]}\n" for line in lines if line.strip()))
    return Checkout(folder)


def test_a_sound_program_has_no_faults(tmp_path: Path) -> None:
    told = figures(made(tmp_path, SOUND))
    faults = {name: told[name] for name in FAULTS if isinstance(told[name], list)}
    assert {name: found for name, found in faults.items() if found} == {}
    assert (told["lines of linear"], told["files in circles"], told["commands"]) == (3, 0, 2)
    assert told["before the first frame"] == 6


@pytest.mark.parametrize("figure", FAULTS)
def test_a_fault_is_counted(figure: str, tmp_path: Path) -> None:
    files, bad = FAULTS[figure]
    assert figures(made(tmp_path, SOUND | files))[figure] == bad


@pytest.mark.parametrize("holds", ["self._kept = kept", "self._kept, self._n = kept, 0", "self._kept = Kept()"])
@pytest.mark.parametrize(
    "calls", ["self._kept.wait()", "(self._kept if self else self._list).wait()", "self._list.go()"]
)
def test_what_is_done_by_a_part_that_is_held_is_decided_there(holds: str, calls: str, tmp_path: Path) -> None:
    parts = {
        "actions/waiting.py": "class Kept:\n    def wait(self): ...",
        "linear/list.py": f"""
            from commune_tui.actions.waiting import Kept
            class List:
                def __init__(self, kept: Kept): {holds}
                def go(self): self._kept.wait()
        """,
        "linear/front.py": f"""
            from commune_tui.actions.waiting import Kept
            from .list import List
            class Front:
                def __init__(self, kept: Kept, list: List):
                    {holds}
                    self._list = list
                def do_thread_wait(self): {calls}
        """,
    }
    assert figures(made(tmp_path, SOUND | parts))["decided twice"] == []
    parts["linear/front.py"] = parts["linear/front.py"].replace(calls, "self._list.count()")
    assert figures(made(tmp_path, SOUND | parts))["decided twice"] == ["thread.wait"]


def test_checkouts_stand_beside_each_other(tmp_path: Path) -> None:
    before = figures(made(tmp_path / "before", SOUND | FAULTS["circles"][0]))
    after = figures(made(tmp_path / "after", SOUND))
    assert [line.split()[1:] for line in table([before, after]) if line.startswith("circles")] == [["1", "0"]]


def test_files_of_the_program_that_changed_are_counted(tmp_path: Path) -> None:
    made(tmp_path, SOUND)

    def git(*words: str) -> None:
        who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        subprocess.run(["git", "-C", str(tmp_path), *who, *words], check=True, capture_output=True)

    git("init")
    git("add", ".")
    git("commit", "-m", "one")
    made(tmp_path, {"ui/app.py": "class CommuneApp: more = 1", "ui/new.py": "x = 1", "../README.md": "Read."})
    git("rm", "commune_tui/linear/front.py")
    git("add", ".")
    git("commit", "-m", "two")
    assert changed(tmp_path, "HEAD~1..HEAD") == [
        f"commune_tui/{name}.py" for name in ("linear/front", "ui/app", "ui/new")
    ]
