"""Commands without a screen: data on stdout, sentences on stderr, exit statuses that a script can use."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from commune_tui import __version__
from commune_tui.cli import examine_account
from commune_tui.cli.parser import COMMANDS
from tests.cli.terminals import Home
from tests.servers import Server


def test_version_and_help_name_every_command(home: Home) -> None:
    assert home.run("--version").stdout == f"commune-tui {__version__}\n"
    shown = home.run("--help").stdout
    assert all(name in shown for name in COMMANDS)
    assert "--api-key" not in shown and "exit status" in shown
    assert not home.config.exists()


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_explains_itself(home: Home, name: str) -> None:
    shown = home.run(name, "--help")
    assert shown.returncode == 0 and shown.stdout.startswith(f"usage: commune-tui {name}")


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["nonsense"], 2, "there is no command 'nonsense'"),
        (["peak"], 2, "Did you mean 'peek'?"),
        (["demo", "--thread", "5"], 2, "usage: commune-tui demo"),
        (["--config", "/nowhere/at/all.toml", "peek"], 2, "There is no settings file"),
        (["--profile", "work", "peek"], 2, "keys add work"),
        (["peek"], 3, "there is no key for profile 'default'"),
        (["keys", "remove"], 3, "has no stored key"),
        (["keys", "replace"], 2, "keys add default"),
        (["keys", "add", "../x", "--unchecked"], 3, "cannot be the name of a profile"),
        (["keys"], 3, "There is no key yet"),
    ],
)
def test_what_cannot_be_done_is_a_sentence_and_a_status(home: Home, words: list[str], status: int, said: str) -> None:
    done = home.run(*words)
    assert (done.returncode, done.stdout) == (status, "")
    assert said in done.stderr and "Traceback" not in done.stderr


def test_keys_are_added_listed_replaced_and_removed_and_never_shown(home: Home, office: Server) -> None:
    where = {"COMMUNE_BASE_URL": office.base_url}
    added = home.run("keys", "add", "work", typed=f"{office.key}\n", **where)
    assert added.returncode == 0 and "may: read, write, admin" in added.stdout
    twice = home.run("keys", "add", "work", typed=f"{office.key}\n", **where)
    assert twice.returncode == 2 and "keys replace work" in twice.stderr
    wrong = home.run("keys", "replace", "work", typed="comm_wrong_key_0123\n")
    assert wrong.returncode == 3 and "Nothing was kept" in wrong.stderr
    (row,) = json.loads(home.run("keys", "--json").stdout)
    assert (row["profile"], row["server"]) == ("work", office.base_url)
    assert office.key in Path(row["where"]).read_text()
    removed = home.run("keys", "remove", "work")
    assert removed.returncode == 0 and not Path(row["where"]).exists()
    for done in (added, twice, wrong, removed):
        assert office.key not in done.stdout + done.stderr and "comm_wrong" not in done.stdout + done.stderr


def test_a_key_with_few_scopes_is_told_what_it_lacks(home: Home, office: Server) -> None:
    made = office.post("/v1/agent/api-keys", {"name": "reader", "permissions": ["threads:read", "inboxes:read"]}).body
    where = {"COMMUNE_BASE_URL": office.base_url, "COMMUNE_API_KEY": made["apiKey"]}
    rows = json.loads(home.run("doctor", "--json", **where).stdout)
    rights = next(row for row in rows if row["about"] == "rights")
    assert rights["verdict"] == "note" and "messages:write (to send mail)" in rights["remedy"]
    assert "threads:read (" not in rights["remedy"]


def test_doctor_says_facts_and_remedies(home: Home, office: Server) -> None:
    where = {"COMMUNE_BASE_URL": office.base_url, "COMMUNE_API_KEY": office.key}
    done = home.run("doctor", **where)
    assert done.returncode == 0 and office.key not in done.stdout
    for about in ("program", "letters", "settings", "data", "keyring", "key", "server", "clock", "rights", "store"):
        assert f" {about} " in done.stdout
    config = home.config / "commune-tui" / "config.toml"
    config.write_text('theme = "dark"\n[keys]\n"thread.close" = "j"\n')
    clash = home.run("doctor", **where)
    assert clash.returncode == 1 and "would mean both" in clash.stdout
    assert home.run("keymap", "check").returncode == 2


def test_doctor_finds_a_server_that_is_not_there(home: Home) -> None:
    done = home.run("doctor", COMMUNE_BASE_URL="http://127.0.0.1:9", COMMUNE_API_KEY="comm_none")
    assert done.returncode == 1 and "could not be reached" in done.stdout and "→ check the address" in done.stdout


@pytest.mark.parametrize(
    ("ahead_s", "verdict", "words"),
    [(0.4, "ok", "agrees"), (-29, "ok", "agrees"), (75, "bad", "75 s ahead of"), (-3600, "bad", "3600 s behind")],
)
def test_a_wrong_clock_is_told_with_its_remedy(ahead_s: float, verdict: str, words: str) -> None:
    found = examine_account.clock_finding(ahead_s)
    assert found.verdict == verdict and words in found.fact and bool(found.remedy) == (verdict == "bad")


def test_the_keymap_is_listed_as_set(home: Home) -> None:
    config = home.path / "my.toml"
    config.write_text('[keys]\n"thread.close" = "x x"\n')
    assert home.run("keymap", "--config", str(config)).returncode == 2  # x selects already
    config.write_text('[keys]\n"thread.close" = "E"\n')
    keys = json.loads(home.run("--config", str(config), "keymap", "--json").stdout)
    assert keys["thread.close"] == ["E"] and keys["app.help"][0] == "?"


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_accepted_by_its_shell(home: Home, shell: str) -> None:
    script = home.run("completion", shell).stdout
    assert all(name in script for name in COMMANDS)
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed here")
    file = home.path / f"completion.{shell}"
    file.write_text(script)
    subprocess.run([shell, "-n", str(file)], check=True, env=home.environment(), capture_output=True)


@pytest.mark.parametrize(
    ("line", "offered"),
    [("commune-tui pe", "peek"), ("commune-tui keys rep", "replace"), ("commune-tui --profile work doc", "doctor")],
)
def test_bash_completes_commands_and_their_words(home: Home, line: str, offered: str) -> None:
    file = home.path / "completion.bash"
    file.write_text(home.run("completion", "bash").stdout)
    words = line.split()
    script = f'. {file}; COMP_WORDS=({line}); COMP_CWORD={len(words) - 1}; _commune_tui; echo "${{COMPREPLY[*]}}"'
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [offered]


def test_every_file_is_private_whatever_the_shell_says(home: Home, office: Server) -> None:
    script = f"umask 000; exec {sys.executable} -m commune_tui keys add"
    subprocess.run(
        ["sh", "-c", script],
        input=office.key,
        text=True,
        check=True,
        capture_output=True,
        env=home.environment(COMMUNE_BASE_URL=office.base_url),
    )
    assert home.files() and home.open_to_others() == []


def test_the_key_never_stands_on_the_command_line(home: Home, office: Server) -> None:
    refused = home.run("keys", "add", "--api-key", office.key)
    assert refused.returncode == 2 and office.key not in home.run("--help").stdout


def test_doctor_in_a_pipe_says_so_and_what_to_do(home: Home) -> None:
    rows = {row["about"]: row for row in json.loads(home.run("doctor", "--offline", "--json").stdout)}
    assert rows["terminal"]["verdict"] == "note"
    assert rows["terminal"]["fact"].startswith("not a terminal: ") and "output" in rows["terminal"]["fact"]
    assert rows["terminal"]["remedy"].startswith("run commune-tui doctor in the terminal")
    assert "pipe" not in str(rows["terminal"]) and "size" not in rows
