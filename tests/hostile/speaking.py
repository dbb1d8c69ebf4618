"""A server of the API on a loopback port whose every text is a payload: names, reasons, answers, refusals.

Each payload has an inbox, a domain, an agent, two mails, delivery events, a suppression, a webhook delivery and a file.
Ids, times and most statuses are sound, so that the program shows the rest. Whatever would change something is counted.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from commune_tui import clock
from tests.hostile.payloads import Payload
from tests.hostile.speaking_account import OfTheAccount, at


class Speaker(OfTheAccount):
    """What the server says. ``mood``: ``well``, ``refusing`` (every answer is an error with a payload's words),
    ``locked`` (it knows no key). ``shifted``: conversations are assigned to the next payload's name instead."""

    def __init__(self, payloads: Sequence[Payload]) -> None:
        super().__init__([payload.text for payload in payloads])
        self.mood, self.shifted = "well", 0
        self.writes: list[str] = []
        self.asked = 0

    def answer(self, method: str, path: str, query: dict[str, str]) -> tuple[int, Any]:
        """Status and JSON for a request."""
        self.asked += 1
        if method != "GET":
            self.writes.append(f"{method} {path}")
        if self.mood == "locked":
            return self._refusal(401)
        if self.mood == "refusing":
            return self._refusal(503 if "threads/" in path else (403, 429, 500, 422, 503)[self.asked % 5])
        parts = path.strip("/").split("/")[1:]
        number = _number(query.get("inbox_id") or query.get("message_id") or path)
        if (said := self.of_the_account(method, parts, number)) is not None:
            return said
        match parts:
            case ["threads"]:
                return 200, {"data": [self._thread(number)], "has_more": False, "next_cursor": None}
            case ["threads", _, "metadata" | "status" | "assign" | "tags"]:
                return 200, {"data": self._triage(number)}
            case ["messages"] | ["threads", _, "messages"]:
                return 200, {"data": [each for each in self._mails(number) if _within(each["created_at"], query)]}
            case ["delivery", "events"]:
                return 200, {"data": self._events(number), "has_more": False}
            case ["delivery", "suppressions"]:
                return 200, {"data": [self._suppression(number)], "has_more": False}
            case ["delivery", "metrics"]:
                return 200, {"data": {"sent": 5, "delivered": 3, "bounced": 1, "complained": 1, "period": "7d"}}
            case ["attachments", _]:
                return 200, {"data": self._file(number)}
            case ["search", "threads"] if self.asked % 2:
                return 200, {"data": [self._hit(number)], "search_type": "vector"}
        return self._refusal(404 if parts[:1] == ["events"] else 500)

    def _refusal(self, status: int) -> tuple[int, Any]:
        text = self.some()
        return status, {"error": text, "message": text, "code": text, "details": [{"message": text, "field": text}]}

    def _triage(self, number: int) -> dict[str, Any]:
        text = self.texts[number]
        other = self.texts[(number + self.shifted) % len(self.texts)]
        status = text if number % 5 == 4 else "needs_reply"
        return {"thread_id": f"thread-{number}", "tags": [text, "vip"], "status": status, "assigned_to": other}

    def _thread(self, number: int) -> dict[str, Any]:
        text, times = self.texts[number], {"first_message_at": at(number), "last_message_at": at(number, 1)}
        about = {"subject": text, "snippet": text, "message_count": 2, "last_direction": "outbound"}
        ids = {"id": f"thread-{number}", "inbox_id": f"inbox-{number}", "domain_id": f"domain-{number}"}
        return {**ids, **times, **about, **self._triage(number), "has_attachments": True}

    def _mails(self, number: int) -> list[dict[str, Any]]:
        text = self.texts[number]
        html = f"<p>{text}</p><a href='http://x.example/{number}'>{text}</a><div style='display:none'>{text}</div>"
        judged = {"checked": True, "risk_level": "critical", "score": 1.0, "reasons": [text], "categories": [text]}
        about = {
            "subject": text, "inbox_id": f"inbox-{number}", "inbox_address": text, "message_id": f"<{text}@x>",
            "extracted_data": {text: text, "list": [text]}, "headers": {text: text, "Subject": text},
            "prompt_injection_checked": True, "prompt_injection_risk": "critical", "prompt_injection_score": 1.0,
            "prompt_injection_signals": text, "spam_reasons": [text], "prompt_injection": judged,
            "attachment_ids": [f"file-{number}"], "has_attachments": True,
        }  # fmt: skip
        mail = {
            "thread_id": f"thread-{number}", "subject": text, "channel": "email", "metadata": about,
            "content": f"{text}\n{text} and more\n> {text}", "content_html": html, "attachments": [f"file-{number}"],
        }  # fmt: skip
        people = [
            {"role": "sender", "identity": f"customer{number}@shop.example", "name": text},
            {"role": "to", "identity": f"{text}@shop.example", "name": text},
            {"role": "cc", "identity": "cc@shop.example", "name": text},
        ]
        theirs = {"direction": "inbound", "from": f"{text} <customer{number}@shop.example>", "participants": people}
        sent = [{**person, "role": "to" if person["role"] == "sender" else "sender"} for person in people[:2]]
        failed = {"delivery_status": "bounced", "delivery_data": {"bounce_reason": text, "bounce_type": text}}
        ours = {"direction": "outbound", "from": f"{text} <box@shop.example>", "participants": sent}
        return [
            {**mail, **theirs, "message_id": f"message-{number}-0", "created_at": at(number)},
            {**mail, **ours, "message_id": f"message-{number}-1", "created_at": at(number, 1),
             "metadata": {**about, **failed}},
        ]  # fmt: skip

    def _events(self, number: int) -> list[dict[str, Any]]:
        text, ids = self.texts[number], {"message_id": f"message-{number}-1", "inbox_id": f"inbox-{number}"}
        return [
            {**ids, "event_id": f"event-{number}-{place}", "event_type": kind, "recipient": f"{text}@x.example",
             "timestamp": at(number, 2 + place), "detail": text, "event_data": {"detail": text, "reason": text}}
            for place, kind in enumerate(("sent", "bounced", text))
        ]  # fmt: skip

    def _suppression(self, number: int) -> dict[str, Any]:
        text = self.texts[number]
        about = {"email": f"{text}@x.example", "reason": text, "type": text, "source": text}
        return {**about, "id": f"sup-{number}", "inbox_id": f"inbox-{number}", "created_at": at(number)}

    def _file(self, number: int) -> dict[str, Any]:
        text = self.texts[number]
        about = {"filename": text, "mime_type": text, "size": 12, "source": text, "storage_type": text}
        return {**about, "attachment_id": f"file-{number}", "message_id": f"message-{number}-0"}

    def _hit(self, number: int) -> dict[str, Any]:
        """A conversation that is not in the copy, so that the server's own words are shown."""
        return {**self._thread(number), "thread_id": f"else-{number}", "id": f"else-{number}", "score": 0.9}


def _number(about: str) -> int:
    digits = "".join(letter if letter.isdigit() else " " for letter in about.partition("/v1/")[2] or about).split()
    return int(digits[0]) if digits else 0


def _within(at: str, query: dict[str, str]) -> bool:
    moment = clock.parse_iso(at)
    after, before = (clock.parse_iso(query.get(name, "")) for name in ("after", "before"))
    return (after is None or moment > after) and (before is None or moment < before) if moment else False


@contextmanager
def speaking(payloads: Sequence[Payload]) -> Iterator[tuple[Speaker, str]]:
    """The server while it runs, and its address."""
    speaker = Speaker(payloads)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            self.rfile.read(length)
            parsed = urlsplit(self.path)
            query = {name: values[-1] for name, values in parse_qs(parsed.query).items()}
            status, body = speaker.answer(self.command, parsed.path, query)
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = answer

        def log_message(self, format: str, *args: Any) -> None:
            """Says nothing."""

    class Listening(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that goes away in the middle is no news."""

    with Listening(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield speaker, f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()
