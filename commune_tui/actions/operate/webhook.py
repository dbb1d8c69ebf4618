"""Having webhook deliveries posted again: one, or all that fit a filter, one after another."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING
from weakref import WeakSet

from commune_tui import clock
from commune_tui.actions import webhook_filter, webhooks
from commune_tui.actions.action import Argument, Ids, Suggestion
from commune_tui.actions.administration import Act, Came, Danger, Target, perform
from commune_tui.actions.speech import ago, listed, number
from commune_tui.mail.administration.deeds import Deed
from commune_tui.store.rows import line

if TYPE_CHECKING:
    from commune_tui.mail.session import Session
    from commune_tui.store.webhooks import WebhookRow

WRITE = "messages:write"
PACE_S = 0.25
"""Between two retries: an endpoint that was just mended is not to be buried at once."""
MOST_IN_TROUBLE = 3
"""After so many that the server did not take, one after another, the rest is left alone."""
REPEATS = "Each carries the delivery id that it had: the receiver must cope with repeats."
_MAY = ("dead", "retrying")
_running: WeakSet[Session] = WeakSet()
"""The accounts in which many are being posted again."""


def _find(session: Session, word: str) -> str:
    """By its id, or the beginning of it where only one begins so."""
    ids = [row.id for row in webhooks.deliveries(session).rows]
    near = [each for each in ids if word and line(each).startswith(word)]
    return word if word in ids else near[0] if len(near) == 1 else ""


def _names(session: Session) -> Sequence[str]:
    return [line(row.id) for row in webhooks.deliveries(session).rows if row.status in _MAY]


DELIVERY = Target("DELIVERY", "a delivery", _find, _names)


def _row(session: Session, delivery_id: str) -> WebhookRow | None:
    return next((row for row in webhooks.deliveries(session).rows if row.id == delivery_id), None)


# -- one ---------------------------------------------------------------------------------------------------------------


def _not_again(session: Session, delivery_id: str, words: str) -> str:
    row = _row(session, delivery_id)
    if row is None:
        return "This delivery is not listed any more."
    if row.status == "delivered":
        return "It was delivered: there is nothing to try again."
    return "It was not tried yet, and will be by itself." if row.status == "pending" else ""


async def _retry(session: Session, delivery_id: str, words: str) -> Came:
    row = _row(session, delivery_id)
    to = webhooks.host(row) if row is not None else "its endpoint"
    return await _post(session, delivery_id, f"It is posted to {to} again. {REPEATS}")


async def _post(session: Session, delivery_id: str, done: str) -> Came:
    """Raises Explained."""
    came = await perform(session, _deed(delivery_id), done)
    if came.happened:
        webhooks.posted(session, delivery_id)
    return came


def _deed(delivery_id: str) -> Deed:
    about, target = f"delivery {line(delivery_id)}", {"delivery_id": delivery_id}
    return Deed("webhook.retry", about, target, {"status": "retrying"}, replaces=True)


# -- all that fit ------------------------------------------------------------------------------------------------------


def _meant(session: Session, words: str) -> list[WebhookRow]:
    """Those that fit and can be tried again, the oldest first, as they would have come."""
    return [row for row in reversed(webhooks.shown(session, words)) if row.status in _MAY]


def _which(session: Session, ids: Ids) -> str:
    return f"Which? status:failed means all that can be tried again. {webhook_filter.HOW}"


def _suggest(session: Session, ids: Ids, words: str) -> Sequence[Suggestion]:
    """How many a filter means, while it is typed; failed ones of each endpoint, before anything is."""
    if words.strip():
        count = number(len(_meant(session, words)), "delivery", "deliveries")
        return [Suggestion(words, webhook_filter.wrong(words) or f"{count} again")]
    counts = Counter(row.endpoint for row in _meant(session, ""))
    return [
        Suggestion(f"status:failed endpoint:{endpoint}", f"{count} again")
        for endpoint, count in counts.most_common(8)
        if endpoint and " " not in endpoint
    ]


def _none(session: Session, target: str, words: str) -> str:
    if session in _running:
        return "Deliveries are being posted again just now: what came of it is told at the end."
    if wrong := webhook_filter.wrong(words):
        return wrong
    if words.strip() and not _meant(session, words):
        return f"No delivery that fits {words.strip()!r} can be tried again: none is dead or retrying."
    return ""


def _dry(session: Session, target: str, words: str) -> Danger | None:
    """What would be done, before anything is: how many, where to, how old, how long it takes."""
    found = _meant(session, words)
    if not found:
        return None
    now, count = clock.now(), number(len(found), "delivery", "deliveries")
    places = Counter(webhooks.host(row) for row in found)
    to = listed([f"{host} ({each})" for host, each in places.most_common(4)])
    others = f" and {len(places) - 4} other endpoints" if len(places) > 4 else ""
    ages = sorted(row.created_at for row in found if row.created_at is not None)
    span = f" The oldest was made {ago(ages[0], now)}, the newest {ago(ages[-1], now)}." if ages else ""
    older = " The server has older ones, which are not among them." if webhooks.deliveries(session).more else ""
    takes = clock.span(len(found) * PACE_S)
    return Danger(
        f"retry {len(found)}",
        (
            f"{count} would be posted again, to {to}{others}.{span}{older}",
            f"{REPEATS} They go one after another, the oldest first, in {takes} or more. Nothing takes it back.",
        ),
        [row.id for row in found],
    )


async def _retry_all(session: Session, target: str, words: str) -> Came:
    return await _retry_these(session, target, words, [row.id for row in _meant(session, words)])


async def _retry_these(session: Session, target: str, words: str, ids: Sequence[str]) -> Came:
    """One after another, those of them that still fit; ends early where the server takes none of them any more."""
    told, done, trouble, last = frozenset(ids), 0, 0, ""
    found = [row for row in _meant(session, words) if row.id in told]
    _running.add(session)
    try:
        for at, row in enumerate(found):
            if at:
                await asyncio.sleep(PACE_S)
            came = await _one_of_many(session, row.id)
            if came.happened:
                done, trouble = done + 1, 0
                continue
            trouble, last = trouble + 1, came.sentence
            if trouble >= MOST_IN_TROUBLE:
                break
    finally:
        _running.discard(session)
    return _sum(found, done, trouble, last)


async def _one_of_many(session: Session, delivery_id: str) -> Came:
    from commune_tui.errors import Explained

    try:
        return await _post(session, delivery_id, "")
    except Explained as error:
        return Came("unsent", error.sentence)


def _sum(found: Sequence[WebhookRow], done: int, trouble: int, last: str) -> Came:
    whole = number(len(found), "delivery", "deliveries")
    if done == len(found):
        return Came("confirmed", f"{whole} are posted again. {REPEATS}" if done != 1 else f"{whole} is posted again.")
    ended = " The rest was left alone." if trouble >= MOST_IN_TROUBLE else ""
    return Came("refused" if not done else "other", f"{done:,} of {whole} are posted again.{ended} {last}".rstrip())


ACTIONS: dict[str, Act] = {
    "webhook.retry": Act(_retry, WRITE, DELIVERY, None, _not_again),
    "webhook.retry_all": Act(
        _retry_all, WRITE, None, Argument("try again", _which, _suggest, take_first=False, enter="show what it means"),
        _none, _dry, warned=_retry_these,
    ),
}  # fmt: skip
"""What each command does to a delivery, by its id."""
