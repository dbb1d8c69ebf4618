"""Texts that are no mail: through an editor byte for byte, kept until they are used, taken back after a kill."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from commune_tui.mail.editor_files import EditorFiles
from commune_tui.mail.outbox.presence import Presence
from commune_tui.mail.session import Session
from commune_tui.mail.texts import Texts
from commune_tui.store.database import Database
from commune_tui.store.written import Written
from tests.budget.app import nobody


def texts(db: Database, folder: Path) -> tuple[Texts, Presence]:
    presence = Presence(folder)
    return Texts(db, EditorFiles(folder / "editing", presence.name, presence.gone)), presence


@given(st.lists(st.tuples(st.text(), st.binary(max_size=50)), min_size=1, max_size=5))
@example([("a\ud800\x00", b"\xff\xfe{\x00"), ("", b"\xef\xbb\xbf{}\r\n")])
def test_what_an_editor_wrote_is_what_it_gets_the_next_time(rounds: list[tuple[str, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        db = Database(Path(name))
        mine, presence = texts(db, Path(name))
        for about, raw in rounds:
            written = mine.kept(about) or Written(about, "before", {"a": [1, None]})
            path = mine.begin(written, "schema.json")
            assert path.stat().st_mode & 0o077 == 0 and path.parent.stat().st_mode & 0o077 == 0
            path.write_bytes(raw)
            done = mine.finish(written)
            assert not path.parent.exists() and (done.base, done.editor_path) == ({"a": [1, None]}, None)
            if raw.strip():
                again = mine.begin(done, "schema.json")
                assert again.read_bytes() == raw.decode("utf-8", "surrogateescape").rstrip().encode(
                    "utf-8", "surrogateescape"
                )
                mine.finish(done)
        presence.close()
        db.close()


async def test_a_text_is_taken_back_after_a_kill_and_its_file_goes(tmp_path: Path) -> None:
    session = Session(tmp_path, nobody)
    written = Written("schema in1", "{}", base={"enabled": True})
    path = session.texts.begin(written, "schema.json")
    path.write_text('{"half')
    other = Session(tmp_path, nobody)
    await other.recover_texts()
    kept = other.texts.kept("schema in1")
    assert path.exists() and kept is not None and other.texts.of_others(kept), "the first program lives"
    session._presence.close()
    await other.recover_texts()
    assert not path.parent.exists()
    assert other.texts.kept("schema in1") == written._replace(text='{"half')
    other.texts.drop("schema in1")
    assert other.texts.kept("schema in1") is None
    await other.stop()
    await session.stop()


async def test_a_text_that_was_dropped_leaves_no_file_after_a_kill(tmp_path: Path) -> None:
    session = Session(tmp_path, nobody)
    path = session.texts.begin(Written("schema in1", "{}"), "schema.json")
    session.texts.drop("schema in1")
    other = Session(tmp_path, nobody)
    session._presence.close()
    await other.recover_texts()
    assert not path.parent.exists()
    await other.stop()
    await session.stop()
