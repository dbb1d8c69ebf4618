"""What :mod:`tests.hostile.speaking` says of the account: organisation, keys, domains, inboxes, webhooks, deletions.

Where it ``takes`` writes it answers each in payloads, keys and secrets too. Ids are sound unless they are ``odd``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import count
from typing import Any

from commune_tui import clock

KEY = "comm_" + "0a1b2c3d" * 8
_START = clock.now() - timedelta(hours=6)
Said = tuple[int, Any]


def at(number: int, minutes: int = 0) -> str:
    """A moment of the last hours, later for a larger number."""
    return clock.iso(_START + timedelta(minutes=3 * number + minutes))


class OfTheAccount:
    """``deletion`` is the word of the server for how a deletion stands; ``ends`` that for how a confirmed one does."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = list(texts)
        self.takes = self.odd = False
        self.deletion, self.ends = "pending", "completed"
        self._turn = count()

    def some(self) -> str:
        """The next payload in turn."""
        return self.texts[next(self._turn) % len(self.texts)]

    def of_the_account(self, method: str, parts: list[str], number: int) -> Said | None:
        """Status and JSON, where it is about the account."""
        number %= len(self.texts)  # the id of a delivery is a payload, with any number in it
        if method != "GET" and self.takes:
            return self._written(parts, number)
        every = range(len(self.texts))
        match parts:
            case ["agent", "org"]:
                names = {"name": self.some(), "slug": self.some(), "tier": self.some(), "status": self.some()}
                return 200, {"id": self._id("org1"), **names}
            case ["agent", "api-keys"]:
                may = ["read", *(["write", "admin"] if self.takes else []), self.some()]
                mine = {"id": "k1", "name": self.some(), "keyPrefix": KEY[:11], "permissions": may}
                return 200, {"data": [{**mine, "status": "active", "createdAt": at(0)}, *map(self._key, every)]}
            case ["me", "limits"]:
                named = dict.fromkeys(self.texts, 7)
                return 200, {"plan": self.some(), "tier": self.some(), "limits": named, "usage": named}
            case ["inboxes"]:
                return 200, {"data": [self._inbox(each) for each in every]}
            case ["domains"]:
                return 200, {"data": [self._domain(each) for each in every]}
            case ["domains", _]:
                return 200, {"data": self._domain(number)}
            case ["domains", _, "inboxes", _]:
                return 200, {"data": self._inbox(number)}
        return self._delivered(parts, number)

    def _delivered(self, parts: list[str], number: int) -> Said | None:
        every = range(len(self.texts))
        match parts:
            case ["webhooks", "deliveries"]:
                return 200, {"deliveries": [self._hook(each) for each in every]}
            case ["webhooks", "deliveries", _]:
                return 200, {"delivery": {**self._hook(number), "attempts": [self._attempt(each) for each in range(3)]}}
            case ["webhooks", "health"]:
                return 200, {"endpoints": [self._health(each) for each in every]}
            case ["dmarc", "summary"]:
                return 200, {"data": {"domain": self.some(), "total_messages": 9, "pass_count": 5}}
            case ["dmarc", "reports"]:
                return 200, {"reports": [self._report(each) for each in every]}
            case ["data", "deletion-request", _]:
                return 200, {"data": self._deletion()}
        return None

    def _written(self, parts: list[str], number: int) -> Said | None:
        """The answer to a write; what it is about is as it was."""
        match parts:
            case ["agent", "api-keys", *_]:
                return 201, {**self._key(number), "apiKey": self.some(), "message": self.some()}
            case ["webhooks", "test"]:
                about = {"error": self.some(), "endpoint": self.some(), "status_code": self.some()}
                return 200, {"delivered": False, **about, "event_type": self.some()}
            case ["webhooks", "deliveries", _, "retry"]:
                return 200, {"ok": True, "message": self.some()}
            case ["domains", _, "verify"]:
                return 200, {"id": self._id(f"domain-{number}"), "status": self.some()}
            case ["data", "deletion-request", *more]:
                self.deletion = self.ends if more else "pending"
                return 200, {**self._deletion(), "confirmation_token": self.some()}
        return None

    def _id(self, sound: str) -> str:
        return f"{sound} {self.texts[0]}" if self.odd else sound

    def _key(self, number: int) -> dict[str, Any]:
        text = self.texts[number % len(self.texts)]
        times = {"createdAt": at(0), "lastUsedAt": at(number), "expiresAt": at(number) if number % 3 else text}
        named = {"id": f"k{number + 2}", "name": text, "keyPrefix": text, "permissions": [text]}
        if self.odd:
            named |= {"id": f"k{number + 2} {text}", **({"name": "", "keyPrefix": ""} if number % 3 == 0 else {})}
        return {**named, "status": ("active", "expired", text)[number % 3], **times}

    def _attempt(self, number: int) -> dict[str, Any]:
        text = self.some()
        return {"attempt": number + 1, "error": text, "status_code": text, "latency_ms": 5, "attempted_at": at(number)}

    def _health(self, number: int) -> dict[str, Any]:
        return {"endpoint": self.texts[number], "total": 4, "delivered": 1, "dead": 2, "avg_latency_ms": 5}

    def _inbox(self, number: int) -> dict[str, Any]:
        text = self.texts[number]
        address = f"box{number}@shop.example" if number % 2 else f"{text}@shop.example"
        names = {"displayName": text, "name": text, "domain_name": text, "status": text, "localPart": text}
        agent = {"id": text, "name": text, "metadata": {text: text}}
        odd = f" {text}" if self.odd else ""
        ids = {"id": f"inbox-{number}{odd}", "domainId": f"domain-{number}{odd}", "createdAt": at(0)}
        if self.odd and number % 3 == 0:
            address = ""
        webhook = {"endpoint": f"https://{text}", "events": [text], "secret": text}
        rule = {"type": text, "description": text, "enum": [text], "format": text}
        schema = {"name": text, "description": text, "schema": {"type": "object", "properties": {text: rule}}}
        about = {"webhook": webhook, "extractionSchema": schema}
        return {**ids, **names, **about, "address": address, "email": address, "agent": agent}

    def _domain(self, number: int) -> dict[str, Any]:
        text = self.texts[number]
        records = [{"record": text, "name": text, "type": text, "value": text, "status": text, "ttl": text}]
        name = "" if self.odd and number % 3 == 0 else text
        about = {"name": name, "domain": name, "status": text, "region": text, "records": records}
        return {"id": f"domain-{number} {text}" if self.odd else f"domain-{number}", **about}

    def _hook(self, number: int) -> dict[str, Any]:
        text = self.texts[number]
        about = {"endpoint": f"https://{text}" if number % 2 else text, "status": text, "last_error": text}
        if self.takes:
            about["status"] = "dead"
        ids = {"delivery_id": text, "inbox_id": f"inbox-{number}", "message_id": f"message-{number}-0"}
        more = {"event_type": text, "payload_hash": text}
        return {**ids, **about, **more, "attempt_count": number, "created_at": at(number), "next_retry_at": text}

    def _report(self, number: int) -> dict[str, Any]:
        text = self.texts[number]
        record = {"source_ip": text, "count": 3, "dkim_result": text, "spf_result": "pass", "header_from": text}
        return {"report_id": text, "org_name": text, "email": text, "begin_at": at(0), "records": [record]}

    def _deletion(self) -> dict[str, Any]:
        counted = dict.fromkeys(self.texts, 3)
        said = {"warning": self.some(), "error": self.some(), "requested_at": at(0), "confirm_by": at(0, 600)}
        about = {"scope": self.some(), "preview": counted, "deleted_counts": counted}
        return {"id": self._id("del_1"), "status": self.deletion, **about, **said}
