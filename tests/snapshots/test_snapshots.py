"""Pictures of the screens as Textual draws them, in both themes and two sizes.

``pytest tests/snapshots --snapshot-update`` makes them anew (look at what ``git diff`` changes, in a browser, before it
is kept). After a failure ``snapshot_report.html`` shows before and after. The words of some pictures are also compared
with the frame that a real terminal drew, where the program's own painter sent differences: both must tell the same.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import NamedTuple

import pytest

from commune_tui import clock
from commune_tui.ui import attention
from commune_tui.ui.terminal import output_filter
from tests.frames import scenes
from tests.snapshots import stage

SMALL, LARGE = scenes.SIZES
PICTURES = Path(__file__).parent / "__snapshots__" / "test_snapshots"
TEXT = re.compile(r'<text class="[^"]*-r\d+" x="([\d.]+)" [^>]*-line-(\d+)\)">([^<]*)</text>')
DRAWN_APART = re.compile("[\u200d\ufe0f\U0001f000-\U0001faff]")
"""What clusters are made of, which the terminal of the frames takes apart and the picture does not."""
CLASHING = "Three hundred people, one dead till"


class Shot(NamedTuple):
    """A picture: its name, the keys that lead to it, words on it, and what it is drawn with."""

    name: str
    keys: tuple[str, ...]
    facts: tuple[str, ...]
    size: tuple[int, int]
    theme: str

    @property
    def id(self) -> str:
        return f"{self.name}-{self.size[0]}x{self.size[1]}-{self.theme}"


def _shots() -> Iterator[Shot]:
    open_first = ("Home", "Enter", "…Eight. Number 3")
    risky = ("g", "r", "Home", "j", "Enter", "…Tries to give orders")
    clash = ("…1 to decide", *["Tab"] * 3, "…[Waiting 6]", f"…{CLASHING[:20]}", "Home", "Enter", "…yours closed")
    searching = ("g", "/", *"refund", "…both")
    events = ("g", "v", "…delivered", "Tab", "…bounced")
    reply = ("Home", "r", "…wrote:")
    draft = (*reply, "H", "i", "Esc", "…Before it leaves")
    kept = (*draft, "p", "…Kept as a draft", "g", "d")
    for name, keys, facts, *variants in (
        ("main", ("Home",), ("Enter open",), (SMALL, "dark"), (LARGE, "light")),
        ("hints", ("g",), ("Journal: who did what",), (SMALL, "light"), (LARGE, "dark")),
        ("palette", ("Ctrl-k", *"assign"), ("Assign…",), (SMALL, "dark"), (LARGE, "light")),
        ("help", ("?",), ("Keys of this screen",), (SMALL, "light"), (LARGE, "dark")),
        ("conversation", open_first, (), (SMALL, "dark"), (LARGE, "light")),
        (
            "what_the_agent_saw",
            (*risky, "v", "a"),
            ("What the agent got", "also gets this"),
            (SMALL, "light"),
            (LARGE, "dark"),
        ),
        ("conflict", clash, ("Eight. Number 3", "1 to decide", "Waiting 6"), (SMALL, "light"), (LARGE, "dark")),
        ("search", searching, ("refund",), (SMALL, "light"), (LARGE, "dark")),
        ("delivery", ("g", "v"), ("delivered",), (SMALL, "dark"), (LARGE, "light")),
        ("events", events, (), (SMALL, "light")),
        ("reply", reply, ("Subject",), (SMALL, "dark"), (LARGE, "light")),
        ("review", draft, ("Size",), (SMALL, "light"), (LARGE, "dark")),
        ("outbox", kept, ("Drafts",), (SMALL, "dark"), (LARGE, "light")),
        ("journal", (*clash, "q", "…Enter open", "g", "l"), ("Journal",), (SMALL, "light"), (LARGE, "dark")),
        ("setup", (), ("paste an API key",), (SMALL, "dark"), (LARGE, "light")),
    ):
        for size, theme in variants:
            yield Shot(name, keys, facts, size, theme)


SHOTS = tuple(_shots())
CLASHED = ("conflict", "journal")


class Stock(NamedTuple):
    """A sandbox and a store that has all of it."""

    environ: dict[str, str]
    store: Path


@pytest.fixture(scope="module", autouse=True)
def still() -> Iterator[None]:
    """The clock stands, agents are counted at once, and texts are measured as in the program."""
    moment = clock.parse_iso(scenes.MOMENT)
    assert moment is not None
    output_filter.install()
    with clock.frozen(moment), pytest.MonkeyPatch.context() as patch:
        patch.setattr(attention, "_REST_S", 0.01)
        yield


@pytest.fixture(scope="module")
def stock(still: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stock]:
    with scenes.world() as environ:
        store = tmp_path_factory.mktemp("stock")
        stage.fill(store, environ)
        yield Stock(environ, store)


@pytest.fixture(scope="module")
def clashed(still: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stock]:
    """A thread was closed here while offline, and set to waiting by somebody else."""
    with scenes.world() as environ:
        store = tmp_path_factory.mktemp("clashed")
        stage.fill(store, environ)
        thread_id = stage.close_offline(store, CLASHING)
        stage.put(environ, f"/v1/threads/{thread_id}/status", {"status": "waiting"})
        yield Stock(environ, store)


@pytest.mark.parametrize("shot", SHOTS, ids=lambda shot: shot.id)
def test_the_screen_looks_as_it_did(
    shot: Shot, request: pytest.FixtureRequest, snap_compare: Callable[..., bool], tmp_path: Path
) -> None:
    play = stage.played(shot.keys, shot.facts)
    if shot.name == "setup":
        assert snap_compare(stage.setup(shot.theme), terminal_size=shot.size, run_before=play)
        return
    found: Stock = request.getfixturevalue("clashed" if shot.name in CLASHED else "stock")
    shutil.copytree(found.store, tmp_path / "store")
    app = stage.program(tmp_path / "store", found.environ, shot.theme)
    assert snap_compare(app, terminal_size=shot.size, run_before=play)


@pytest.mark.parametrize(
    "shot", [shot for shot in SHOTS if shot.name in ("main", "hints", "delivery")], ids=lambda s: s.id
)
def test_a_picture_has_the_words_of_the_frame_that_a_terminal_drew(shot: Shot) -> None:
    picture = (PICTURES / f"test_the_screen_looks_as_it_did[{shot.id}].svg").read_text(encoding="utf-8")
    rows = [""] * shot.size[1]
    for _, row, text in sorted(((float(x), int(y), text) for x, y, text in TEXT.findall(picture)), key=lambda t: t[0]):
        rows[row] += unescape(text)
    [scene] = [scene for scene in scenes.SCENES if scene.name == shot.name]
    frame = scenes.file_of(scene, shot.size).read_text(encoding="utf-8").splitlines()
    drawn = ["".join(DRAWN_APART.sub("", row).split()) for row in rows]
    assert drawn == ["".join(DRAWN_APART.sub("", row).split()) for row in frame] + [""] * (len(drawn) - len(frame))
