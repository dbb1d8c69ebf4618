"""Which copies of the program live is known to all others, however one of them ends."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

from commune_tui.mail.outbox.presence import Presence

CHILD = """
import sys, time
from pathlib import Path
from commune_tui.mail.outbox.presence import Presence
presence = Presence(Path(sys.argv[1]))
print(presence.name, flush=True)
sys.stdin.read()
"""


def test_a_killed_process_is_gone_and_a_living_one_is_not(tmp_path: Path) -> None:
    here = Presence(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", CHILD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        name = child.stdout.readline().strip()
        assert not here.gone(name) and here.others() == {name}
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert here.gone(name), "the lock went with the process"
    assert here.others() == {name}, "its file is still there"
    here.forget(name)
    assert here.gone(name) and here.others() == set()
    assert not here.gone(here.name)
    here.close()


def test_a_clean_end_leaves_nothing_behind(tmp_path: Path) -> None:
    one, other = Presence(tmp_path), Presence(tmp_path)
    one.close()
    assert other.gone(one.name) and other.others() == set()
    other.close()
    assert list(tmp_path.iterdir()) == []
