"""No key or secret of the environment reaches a program that this one starts."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import commune_tui
from commune_tui.linear.terminal import Terminal
from commune_tui.ui.compose import external_editor
from commune_tui.ui.thread import desktop

SOURCES = Path(commune_tui.__file__).parent
SECRETS = {
    "COMMUNE_API_KEY": "comm_" + "a1" * 32,
    "COMMUNE_WEBHOOK_SECRET": "whsec_anything",
    "COMMUNE_AGENT_PASSPHRASE": "plain words",
    "COMMUNE_BASE_URL": "https://user:word@example.test",
    "MY_KEY": "comm_" + "b2" * 32,
    "HOOK": "whsec_0123456789abcdef",
    "COMMUNE_GATE_KEY": "gate_" + "c3" * 32,
    "OPERATOR": "gate_" + "d4" * 32,
    "IDENTITY": "-----BEGIN PRIVATE KEY-----\nabc",
}
MAIN_LOOP = ("asyncio", "run")
STARTS = {"create_subprocess_exec", "create_subprocess_shell", "Popen", "run", "execve", "posix_spawn", "check_output"}


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that writes down its environment; the file that it writes."""
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("COMMUNE_TUI_PROFILE", "work")
    monkeypatch.setenv("LANG", "C.UTF-8")
    script = tmp_path / "xdg-open"
    script.write_text(f"#!{sys.executable}\nimport os, pathlib\n"
                      f"pathlib.Path({str(tmp_path / 'part')!r}).write_text(repr(dict(os.environ)))\n"
                      f"os.rename({str(tmp_path / 'part')!r}, {str(tmp_path / 'told')!r})\n")  # fmt: skip
    script.chmod(0o700)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path / "told"


def knows_no_secret(told: Path, **more: str) -> None:
    found = ast.literal_eval(told.read_text())
    assert not SECRETS.keys() & found.keys()
    assert not set(SECRETS.values()) & set(found.values())
    assert (found["LANG"], found["COMMUNE_TUI_PROFILE"]) == ("C.UTF-8", "work")
    assert more.items() <= found.items()


async def test_an_editor_of_the_screen(told: Path) -> None:
    assert (
        await external_editor.wait([str(told.with_name("xdg-open"))], told.with_name("mail.txt"), no_color=True) == ""
    )
    knows_no_secret(told, NO_COLOR="1")


def test_an_editor_of_the_lines(told: Path) -> None:
    assert Terminal().run([str(told.with_name("xdg-open"))], told.with_name("mail.txt")) == ""
    knows_no_secret(told)


def test_an_opener(told: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform == "darwin":
        pytest.skip("the opener has a fixed place there")
    started: list[subprocess.Popen[str]] = []
    popen = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda *a, **k: started.append(popen(*a, **k)))
    assert desktop.open_url("https://example.test") == "Opened in your browser."
    started[0].wait(20)
    knows_no_secret(told)


def test_every_program_is_started_with_an_environment_that_was_made_for_it() -> None:
    starts = 0
    for path in SOURCES.rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            module, _, name = ast.unparse(call.func).rpartition(".")
            if name not in STARTS or module not in {"asyncio", "subprocess", "os"} or (module, name) == MAIN_LOOP:
                continue
            starts += 1
            given = {word.arg: ast.unparse(word.value) for word in call.keywords}
            made = given.get("env", "").startswith(("child.environment(", "environment", "{}", "{'TZ': zone}"))
            begins_anew = (name, path.name) == ("execve", "guest.py")  # it names what it keeps, one by one
            assert made or begins_anew, f"{path.relative_to(SOURCES)}: {ast.unparse(call)}"
    assert starts >= 5
