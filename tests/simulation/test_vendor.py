"""Whatever the vendor's server does to ids, dates, triage and lists: once it is quiet, the copy equals the server."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from commune_tui import clock
from commune_tui.mail.sync.fetcher import CHECK_AGAIN, Fetcher
from commune_tui.mail.sync.passes import Passes
from commune_tui.mail.sync.resources import domain_threads
from commune_tui.store import due, inboxes
from tests.simulation.vendor import VendorRun

Break = Callable[[pytest.MonkeyPatch], None]


async def played(seed: int) -> Counter[str]:
    """How often the server did what only this one does."""
    with tempfile.TemporaryDirectory() as folder:
        run = VendorRun(seed, Path(folder))
        try:
            await run.play(30)
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error
        finally:
            run.database.close()
        return run.world.happened


@pytest.mark.parametrize("seed", [0, 1, 3, 6, 7, 11, 18, 33, 40, 47, 49, 1209, 1356, 1417, *range(60, 65)])
async def test_the_copy_becomes_the_vendors(seed: int) -> None:
    """Among them those that found something: no right to list mail, strays below the first page, a pass given up, a
    second mail into a conversation that was just read, an inbox replaced twice, mail that came during a pass."""
    await played(seed)


def a_replaced_id_is_another_inbox(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(inboxes, "moved", lambda conn, records, ids: {})


def an_id_is_followed_once(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(inboxes, "to_listed", lambda moved, listed: None)


def only_the_newest_dates_are_new(patch: pytest.MonkeyPatch) -> None:
    for look in ("differing", "edges_differ", "counts_differ"):
        patch.setattr(due, look, lambda conn, listed: [])


def what_is_in_no_inbox_is_left_out(patch: pytest.MonkeyPatch) -> None:
    real, stray = domain_threads._record, domain_threads._is_stray
    patch.setattr(domain_threads, "_record", lambda known, item: None if stray(known, item) else real(known, item))


def every_cursor_is_followed(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Passes, "moves", lambda self, where, cursor, items, **more: True)


def what_was_just_read_is_not_asked_again(patch: pytest.MonkeyPatch) -> None:
    async def unchecked(self: Fetcher, ids: list[str]) -> list[str]:
        at = self.known.checked
        return [each for each in ids if each not in at or abs(clock.now() - at[each][0]) >= CHECK_AGAIN]

    patch.setattr(Fetcher, "unchecked", unchecked)


@pytest.mark.parametrize(
    ("broken", "first"),  # a seed a little before the one that notices it today
    [
        (a_replaced_id_is_another_inbox, 0),
        (an_id_is_followed_once, 1200),
        (only_the_newest_dates_are_new, 0),
        (what_is_in_no_inbox_is_left_out, 0),
        (every_cursor_is_followed, 0),
        (what_was_just_read_is_not_asked_again, 0),
    ],
)
async def test_the_model_notices(broken: Break, first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    broken(monkeypatch)
    with pytest.raises(AssertionError, match=r"seed \d+: (not|after)"):
        for seed in range(first, first + 30):
            await played(seed)


@pytest.mark.campaign
@pytest.mark.timeout(0)
async def test_the_copy_becomes_the_vendors_for_many_seeds() -> None:
    happened: Counter[str] = Counter()
    for seed in range(1_000, 21_000):
        happened += await played(seed)
    print(dict(happened))
