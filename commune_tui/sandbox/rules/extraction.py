"""Fill an extraction schema from a mail by plain rules: what a language model does on the real service.

A property is found by its name and its declared type. What is not found is left out; nothing is invented, and every
value has the type (and is one of the ``enum``) that the schema declares. Pure; knows no world.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from commune_tui.sandbox.records import Mail
from commune_tui.sandbox.rules.values import amounts, first_date

_LOOKED_AT = 20_000
_ID = r"(?=[A-Za-z0-9-]{0,20}\d)[A-Za-z0-9][A-Za-z0-9-]{1,30}"
_REFERENCE = re.compile(rf"#\s?({_ID})")
_NUMBER = re.compile(r"(?<![\w.,-])-?\d{1,12}(?:[.,]\d{1,4})?(?![\w])")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_URL = re.compile(r"https?://[^\s<>\"')\]]{1,500}")
_PHONE = re.compile(r"(?<![\w-])\+?\d[\d ()/.-]{6,18}\d(?![\w-])")
_SIGNED = re.compile(
    r"(?:regards|best|thanks|cheers|sincerely|wishes|grüße|grüßen|cordialement|saludos)"
    r"[ \t]{0,3}[,!.]?[ \t]{0,3}\n\s{0,9}"
    r"([^\W\d_][\w'’-]*(?: [^\W\d_][\w'’-]*){0,3})[ \t]{0,3}(?:\n|$)",
    re.IGNORECASE,
)
_NO = re.compile(r"\b(?:not|no|never|without|isn't|don't|doesn't|haven't|nicht|kein\w*|pas|sin)\b", re.IGNORECASE)
_STEMS = {
    "urgent": ("urgent", "asap", "immediately", "right away", "emergency", "dringend"),
    "high": ("urgent", "asap", "immediately", "critical", "as soon as"),
    "critical": ("outage", "down", "emergency", "critical"),
    "low": ("no rush", "whenever", "not urgent", "low priority"),
    "refund": ("refund", "money back", "reimburse", "rückerstattung", "remboursement", "reembolso"),
    "shipping": ("shipping", "delivery", "package", "parcel", "tracking", "not received", "arrived", "courier"),
    "billing": ("invoice", "billing", "charge", "payment", "charged", "subscription"),
    "technical": ("error", "bug", "crash", "broken", "fails", "not working", "doesn't work", "timeout"),
    "cancel": ("cancel", "terminate", "unsubscribe", "stop my"),
    "complaint": ("disappointed", "unacceptable", "angry", "terrible", "complain"),
    "positive": ("thank", "great", "love", "happy", "excellent", "perfect"),
    "negative": ("disappointed", "angry", "terrible", "unacceptable", "broken", "frustrat", "wrong"),
    "question": ("?", "how do", "could you", "can you"),
}


def extract(schema: dict[str, Any], mail: Mail) -> dict[str, Any]:
    """The properties of a JSON Schema (``type: object``) as they stand in this mail; missing ones are left out."""
    properties = schema.get("properties")
    if not isinstance(properties, dict):
        return {}
    source = _Source(mail)
    found: dict[str, Any] = {}
    for name, rule in properties.items():
        if isinstance(name, str) and isinstance(rule, dict) and len(found) < 100:
            value = _property(name, rule, source, depth=0)
            if value is not None:
                found[name] = value
    return found


class _Source:
    """The words that all rules look at: the subject, then the text without what it quotes."""

    def __init__(self, mail: Mail) -> None:
        own = "\n".join(line for line in mail.text[:_LOOKED_AT].splitlines() if not line.startswith(">"))
        self.mail = mail
        self.text = f"{mail.subject}\n{own}"
        self.low = self.text.lower()


def _property(name: str, rule: dict[str, Any], source: _Source, depth: int) -> Any:
    kinds = rule.get("type")
    kind = next((k for k in kinds if k != "null"), None) if isinstance(kinds, list) else kinds
    value: Any = None
    if isinstance(rule.get("enum"), list):
        value = _one_of(rule["enum"], source)
    elif kind == "object" and depth < 4 and isinstance(rule.get("properties"), dict):
        inner = rule["properties"].items()
        parts = {k: _property(k, r, source, depth + 1) for k, r in inner if isinstance(k, str) and isinstance(r, dict)}
        value = {k: part for k, part in parts.items() if part is not None} or None
    elif kind == "array" and depth < 4:
        value = _several(name, rule, source, depth)
    elif kind == "boolean":
        value = _truth(name, source)
    elif kind in ("integer", "number"):
        value = _quantity(name, source, whole=kind == "integer")
    elif kind in ("string", None):
        value = _text(name, rule, source)
    return value if _fits(value, kind) else None


def _fits(value: Any, kind: Any) -> bool:
    wanted: dict[str, Any] = {"string": str, "integer": int, "number": int | float, "boolean": bool}
    if not isinstance(kind, str) or kind not in wanted or value is None:
        return True
    return isinstance(value, wanted[kind]) and (kind == "boolean" or not isinstance(value, bool))


def _words(name: str) -> list[str]:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_\W]+", " ", name).lower().split()


def _one_of(choices: list[Any], source: _Source) -> Any:
    best: tuple[int, Any] = (0, None)
    for choice in choices:
        if not isinstance(choice, str) or not choice.strip():
            continue
        plain = " ".join(_words(choice)) or choice.lower()
        hints = {plain, *(w for word in plain.split() for w in (word, *_STEMS.get(word, ())) if len(w) > 3 or w == "?")}
        count = sum(source.low.count(hint) for hint in hints)
        if count > best[0]:
            best = (count, choice)
    if best[1] is None:
        rest = ("other", "none", "general", "unknown", "normal", "medium", "neutral")
        return next((choice for choice in choices if isinstance(choice, str) and choice.lower() in rest), None)
    return best[1]


def _several(name: str, rule: dict[str, Any], source: _Source, depth: int) -> list[Any] | None:
    item = rule.get("items")
    item = item if isinstance(item, dict) else {"type": "string"}
    if isinstance(item.get("enum"), list):
        chosen = [c for c in item["enum"] if isinstance(c, str) and c and c.lower() in source.low]
        return chosen or None
    words = _words(name)
    if item.get("type", "string") == "string" and {"id", "ids", "orders", "invoices", "numbers"} & set(words):
        return list(dict.fromkeys(_REFERENCE.findall(source.text)))[:20] or None
    one = _property(name.removesuffix("s"), item, source, depth + 1)
    return None if one is None else [one]


def _truth(name: str, source: _Source) -> bool | None:
    words = [w for w in _words(name) if w not in ("is", "has", "wants", "needs", "requires", "was", "customer")]
    for word in words:
        for hint in (word, *_STEMS.get(word, ())):
            at = source.low.find(hint)
            if at >= 0 and len(hint) > 2:
                return _NO.search(source.low[max(0, at - 24) : at]) is None
    return False if words else None


def _quantity(name: str, source: _Source, *, whole: bool) -> int | float | None:
    words = _words(name)
    value: float | None = None
    if {"amount", "price", "total", "cost", "refund", "value", "budget", "salary", "fee", "balance", "due"} & set(
        words
    ):
        value = next((found for found, _ in amounts(source.text)), None)
    if value is None:
        named = (
            re.search(rf"\b{_label(words)}\w*\W{{1,6}}(-?\d{{1,12}}(?:\.\d{{1,4}})?)", source.low) if words else None
        )
        before = re.search(rf"(?<![\w.-])(\d{{1,9}}) {re.escape(words[-1])}", source.low) if words else None
        match = named or before
        value = float(match[1]) if match else None
    if value is None and {"quantity", "count", "seats", "number"} & set(words):
        number = _NUMBER.search(source.text)
        value = float(number[0].replace(",", ".")) if number else None
    if value is None:
        return None
    return int(value) if whole or value.is_integer() else value


def _text(name: str, rule: dict[str, Any], source: _Source) -> str | None:
    words = _words(name)
    known = set(words)
    if rule.get("format") in ("date", "date-time") or known & {"date", "deadline", "day", "due", "when"}:
        return first_date(source.text, with_time=rule.get("format") == "date-time")
    for marks, find in _FINDERS:
        if known & marks:
            return find(source, words)
    match = re.search(rf"^\W{{0,4}}{_label(words)}\s{{0,3}}[:=]\s{{0,3}}(.{{1,200}})$", source.text, re.I | re.M)
    return match[1].strip() or None if match and words else None


def _identifier(source: _Source, words: list[str]) -> str | None:
    label = r"[\s_-]{0,2}".join(map(re.escape, (w for w in words if w not in ("id", "number", "no", "code", "ref"))))
    near = (
        re.search(rf"{label}(?:\s?(?:number|no\.?|id|nr\.?|code))?\W{{1,4}}({_ID})", source.text, re.I)
        if label
        else None
    )
    match = near or _REFERENCE.search(source.text)
    return match[1] if match else None


def _name(source: _Source, words: list[str]) -> str | None:
    if set(words) & {"company", "organisation", "organization"}:
        match = re.search(r"\b(?:at|from|company:)\s([A-Z][\w&.-]+(?: [A-Z][\w&.-]+){0,3})", source.text)
        return match[1] if match else None
    signed = _SIGNED.search(source.text[-2000:])
    return source.mail.sender_name or (signed[1] if signed else None)


def _first(pattern: re.Pattern[str]) -> Callable[[_Source, list[str]], str | None]:
    def find(source: _Source, words: list[str]) -> str | None:
        match = pattern.search(source.text)
        return match[0].strip() if match else None

    return find


def _sender(source: _Source, words: list[str]) -> str | None:
    match = _EMAIL.search(source.text)
    return match[0] if match else source.mail.sender or None


def _currency(source: _Source, words: list[str]) -> str | None:
    return next((code for _, code in amounts(source.text)), None)


def _summary(source: _Source, words: list[str]) -> str | None:
    return source.mail.subject.strip() or " ".join(source.text.split())[:120] or None


def _label(words: list[str]) -> str:
    return r"[\s_-]{1,2}".join(map(re.escape, words))


_FINDERS: tuple[tuple[set[str], Callable[[_Source, list[str]], str | None]], ...] = (
    ({"email", "mail"}, _sender),
    ({"url", "link", "website"}, _first(_URL)),
    ({"phone", "telephone", "mobile"}, _first(_PHONE)),
    ({"currency"}, _currency),
    ({"name", "customer", "contact", "candidate", "applicant", "sender", "company"}, _name),
    ({"summary", "subject", "topic", "title"}, _summary),
    ({"id", "number", "no", "reference", "ref", "order", "invoice", "ticket", "case", "code", "tracking"}, _identifier),
)

DESCRIPTION = """\
Extraction: a property of the inbox's schema is found by its name and type: ids after "order", "invoice" … or a #,
enum values by their words and synonyms, booleans by whether their word stands there and is not denied, amounts with
a currency, dates (as ISO), e-mail, link, phone, names from the sender or the closing line. Nothing else is filled."""
