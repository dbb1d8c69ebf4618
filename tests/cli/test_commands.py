"""Commands without a screen: data on stdout, sentences on stderr, exit statuses that a script can use."""

from __future__ import annotations

import json
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from commune_tui import __version__, clock
from commune_tui.cli import doctor, examine_account, peek
from commune_tui.cli.accounts import Account
from commune_tui.cli.finding import Finding
from commune_tui.cli.parser import COMMANDS
from commune_tui.cli.tell import folded
from tests.cli.terminals import Home, terminal
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
        (["wipe"], 3, "wipe --everything"),
        (["demo", "--threads", "many"], 2, "'many' is no whole number"),
        (["demo", "--threads", "100001"], 2, "100,000 is the most"),
        (["sandbox", "--port", "99999"], 2, "a number from 0 to 65535"),
        (["--profile", "a b", "peek"], 2, "keys add 'a b'"),
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
    full = home.onto_full_disk("keys", "--json")
    assert full.returncode == 1 and "No space left on device" in full.stderr
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


def test_doctor_names_variables_that_are_ignored_until_the_settings_say_so(home: Home) -> None:
    said = {"HTTPS_PROXY": "http://p.example:3128", "all_proxy": "http://q.example:1", "SSL_CERT_FILE": "/no/where.pem"}
    done = home.run("doctor", "--offline", **said)
    for name, setting in (("HTTPS_PROXY", "proxy"), ("all_proxy", "proxy"), ("SSL_CERT_FILE", "ca_file")):
        assert f"{name} is set, and ignored" in done.stdout
        assert f'{setting} = "environment" in {home.config}' in done.stdout
    config = home.config / "commune-tui" / "config.toml"
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text('proxy = "http://r.example:8080"\n')
    chosen = home.run("doctor", "--offline", **said).stdout
    assert "http://r.example:8080, for every server" in chosen and "HTTPS_PROXY is set, and ignored" in chosen
    config.write_text('proxy = "environment"\n')
    obeyed = home.run("doctor", "--offline", **said).stdout
    assert "http://p.example:3128, for every server" in obeyed and "HTTPS_PROXY is set" not in obeyed


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
    listed = home.run("--config", str(config), "keymap").stdout
    assert re.search(r"^Triage \(list, reader\)\n(  .*\n)*  E +thread.close ", listed, re.M)


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
    [
        ("commune-tui pe", "peek"),
        ("commune-tui keys rep", "replace"),
        ("commune-tui --profile work doc", "doctor"),
        ("commune-tui do thread.spa", "thread.spam"),
        ("commune-tui list --lim", "--limit"),
        ("commune-tui send --accept str", "stranger"),
        ("commune-tui sandbox --as ven", "vendor"),
        ("commune-tui send --attach /etc/hostn", "/etc/hostname"),
    ],
)
def test_bash_completes_commands_and_their_words(home: Home, line: str, offered: str) -> None:
    file = home.path / "completion.bash"
    file.write_text(home.run("completion", "bash").stdout)
    words = line.split()
    script = f'. {file}; COMP_WORDS=({line}); COMP_CWORD={len(words) - 1}; _shtab_commune_tui; echo "${{COMPREPLY[*]}}"'
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


@pytest.mark.parametrize("words", [(), ("--api-key",), ("keys", "add"), ("keys", "add", "--api-key"), ("demo",)])
def test_a_key_on_the_command_line_is_refused_and_not_repeated(home: Home, words: tuple[str, ...]) -> None:
    key = "comm_0123456789abcdef"
    refused = home.run(*words, key)
    assert refused.returncode == 2 and "a key stands on the command line" in refused.stderr
    assert "keys add" in refused.stderr and key not in refused.stderr + refused.stdout and home.holding(key) == []


BREAK = """
import sys
from commune_tui.__main__ import main
from commune_tui.cli import peek

def broken(arguments):
    raise RuntimeError("Bearer comm_canary0123456789 was refused.")

peek.run = broken
sys.exit(main(["peek"]))
"""


def test_an_error_nobody_foresaw_is_one_sentence_and_a_line_in_the_log(home: Home) -> None:
    script = home.path / "break.py"
    script.write_text(BREAK)
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, env=home.environment())
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "an error of its own: RuntimeError" in done.stderr and "canary" not in done.stderr
    log = home.state / "commune-tui" / "log" / "commune-tui.log"
    assert str(log) in done.stderr
    assert "broken" in log.read_text() and "canary" not in log.read_text()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGINT])
def test_a_signal_while_a_key_is_typed_leaves_an_echoing_terminal(home: Home, number: signal.Signals) -> None:
    with terminal(home, "keys", "add") as screen:
        before = screen.modes()
        screen.expect("API key for profile default:")
        assert screen.modes() != before
        screen.signal(number)
        assert screen.finish() == 128 + number
        assert screen.modes() == before


def test_a_profile_without_a_key_is_told_of_those_that_have_one(home: Home, office: Server) -> None:
    assert home.run("keys", "add", "work", typed=office.key, COMMUNE_BASE_URL=office.base_url).returncode == 0
    for command in ("peek", "encrypt", "wipe"):
        done = home.run(command)
        assert done.returncode == 3 and "keys of other profiles: work (--profile NAME)" in done.stderr


def test_doctor_asks_the_server_also_without_a_key(home: Home, office: Server) -> None:
    rows = {
        row["about"]: row for row in json.loads(home.run("doctor", "--json", COMMUNE_BASE_URL=office.base_url).stdout)
    }
    assert rows["key"]["verdict"] == "bad"
    assert rows["server"]["verdict"] == "ok" and rows["clock"]["verdict"] == "ok" and "rights" not in rows


def test_doctor_tells_wrong_settings_once(home: Home) -> None:
    config = home.config / "commune-tui" / "config.toml"
    config.parent.mkdir(parents=True, mode=0o700)
    config.write_text("colour = 1\n")
    done = home.run("doctor", "--offline")
    assert done.returncode == 1 and done.stdout.count("there is no setting 'colour'") == 1


def test_doctor_says_which_key_is_to_be_changed(home: Home, office: Server) -> None:
    made = office.post("/v1/agent/api-keys", {"name": "gone"}).body
    where = {"COMMUNE_BASE_URL": office.base_url}
    assert home.run("keys", "add", typed=made["apiKey"], **where).returncode == 0
    assert office.call("DELETE", f"/v1/agent/api-keys/{made['id']}").status == 200
    assert "keys replace default" in home.run("doctor").stdout
    assert "set another COMMUNE_API_KEY" in home.run("doctor", COMMUNE_API_KEY=made["apiKey"], **where).stdout


def test_what_doctor_says_fits_its_terminal() -> None:
    finding = Finding("bad", "key", "a fact of so many words that it takes two lines here", "and a remedy " * 4)
    assert [len(line) <= 60 for line in doctor.lines(finding, 60)] == [True] * 4
    assert len(doctor.lines(finding)) == 2


def test_doctor_in_a_pipe_says_so_and_what_to_do(home: Home) -> None:
    rows = {row["about"]: row for row in json.loads(home.run("doctor", "--offline", "--json").stdout)}
    assert rows["terminal"]["verdict"] == "note"
    assert rows["terminal"]["fact"].startswith("not a terminal: ") and "output" in rows["terminal"]["fact"]
    assert rows["terminal"]["remedy"].startswith("run commune-tui doctor in the terminal")
    assert "pipe" not in str(rows["terminal"]) and "size" not in rows


def test_peek_says_counts_ages_and_what_waits_in_words() -> None:
    counts = {**dict.fromkeys((*peek.COUNTS, "unknown"), 0), "needs_reply": 1200, "risk": 1, "threads": 4000}
    found = {"counts": counts, "newest": [], "read_at": clock.iso(clock.now()), "unsent": 1}
    assert peek.lines(Account("folder", "https://api.example", name="Acme"), found) == [
        "Acme: needs reply 1,200, risk 1",
        "4,000 threads here, read just now. 1 change waits to be sent.",
    ]


def test_a_sentence_is_folded_between_words_in_a_terminal_only() -> None:
    path = "/home/anna/.local/share/commune-tui/accounts/f8c2bb9794b03cfa2a48ad6d"
    lines = folded(f"The local store of profile default is encrypted. Its key is in {path}: keep a copy.", 60)
    assert [len(line) <= 60 or path in line for line in lines] == [True] * 4
    assert folded("one line", 0) == ["one line"]
