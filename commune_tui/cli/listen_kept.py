"""``commune-tui listen stored``, ``show``, ``replay`` and ``forget``: what the receiver of webhooks has kept."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from commune_tui.cli.ending import Stop
from commune_tui.cli.tell import tell
from commune_tui.errors import FAILED, NOT_FOUND, OK, USAGE
from commune_tui.listen import telling
from commune_tui.listen.kept import Kept, KeptDeliveries

if TYPE_CHECKING:
    from commune_tui.api.auth import Secret

NOTHING = "No delivery is kept here. commune-tui listen takes them."


def run(arguments: argparse.Namespace, secret_of: Callable[[argparse.Namespace], Secret]) -> int:
    """``secret_of`` is asked only where something is to be signed."""
    kept = KeptDeliveries()
    if arguments.action == "forget":
        gone = kept.forget()
        tell(f"Removed {gone:,} {'delivery' if gone == 1 else 'deliveries'}.")
        return OK
    if arguments.action == "stored":
        return _listed(kept, as_json=arguments.show == "json")
    chosen = _chosen(kept, arguments)
    if arguments.action == "show":
        for each in chosen:
            print(telling.kept_line(each), file=sys.stderr)
            print("\n".join(telling.written(each.body)))
        return OK
    return _replayed(chosen, arguments, secret_of)


def _listed(kept: KeptDeliveries, *, as_json: bool) -> int:
    found = [each for number in kept.numbers() if (each := kept.read(number)) is not None]
    if as_json:
        print(json.dumps([telling.kept_facts(each) for each in found], indent=1))
        return OK
    if not found:
        tell(NOTHING, sys.stderr)
        return OK
    for each in found:
        print(telling.kept_line(each))
    return OK


def _chosen(kept: KeptDeliveries, arguments: argparse.Namespace) -> list[Kept]:
    """The deliveries that were named. Raises Stop when one is not there: nothing was done to any then."""
    there = kept.numbers()
    if not arguments.numbers:
        raise Stop(f"{arguments.action} wants the number of a delivery. commune-tui listen stored lists them.", USAGE)
    wanted = [number for word in arguments.numbers for number in _meant(word, there)]
    found = [kept.read(number) for number in wanted]
    missing = [f"#{number}" for number, each in zip(wanted, found, strict=True) if each is None]
    if missing or not wanted:
        said = f"{', '.join(missing[:5])} {'is' if len(missing) == 1 else 'are'} not kept here" if missing else NOTHING
        raise Stop(f"{said.rstrip('.')}. Nothing was done.", NOT_FOUND)
    return [each for each in found if each is not None]


def _meant(word: str, there: Sequence[int]) -> Sequence[int]:
    if word == "all":
        return there
    first, dash, last = word.removeprefix("#").partition("-")
    numbers = [first, last] if dash else [first]
    if not all(each.isascii() and each.isdecimal() and len(each) < 10 for each in numbers):
        raise Stop(f"{word!r} is no number of a delivery, as 12, 3-7 or all.", USAGE)
    if dash:
        return [number for number in there if int(first) <= number <= int(last)]
    return [int(first)]


def _replayed(
    chosen: Sequence[Kept], arguments: argparse.Namespace, secret_of: Callable[[argparse.Namespace], Secret]
) -> int:
    from commune_tui.listen.forwarding import checked

    if arguments.forward is None:
        raise Stop("replay wants to know where to: --forward http://localhost:3000/hook", USAGE)
    checked(arguments.forward)
    fresh = arguments.stamp == "fresh"
    signing = fresh and any(each.signed for each in chosen)
    secret = secret_of(arguments) if signing else None
    how = "signed anew with the time of now" if fresh else "with the time and signature that they came with"
    tell(f"Sending {len(chosen):,} to {arguments.forward}, {how}; each has the delivery id that it had.", sys.stderr)
    return asyncio.run(_sent(chosen, arguments.forward, secret, fresh=fresh))


async def _sent(chosen: Sequence[Kept], address: str, secret: Secret | None, *, fresh: bool) -> int:
    from commune_tui.listen import replay
    from commune_tui.listen.forwarding import Forwarding

    forwarding, failed = Forwarding(address), 0
    try:
        async for kept, passed in replay.again(chosen, forwarding, secret, fresh=fresh):
            how = passed.error or f"answered {passed.status} in {passed.latency_ms} ms"
            print(f"{telling.kept_line(kept)}: {how}", flush=True)
            failed += not 200 <= passed.status < 300
    finally:
        await forwarding.aclose()
    if failed:
        tell(f"{failed:,} of {len(chosen):,} were not taken.", sys.stderr)
    return FAILED if failed else OK
