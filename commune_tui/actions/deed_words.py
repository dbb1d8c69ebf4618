"""What an act on the account is called in the journal: the thing first, then what becomes of it. Pure."""

from __future__ import annotations

from typing import Any, Final

from commune_tui.mail.administration.deeds import Deed, remembered
from commune_tui.sending.operation import Entry, Json

_PLAIN: Final = {
    "inbox.delete": "inbox {} deleted for good",
    "inbox.test": "webhook of {} tested",
    "domain.add": "domain {} added",
    "domain.verify": "domain {} checked",
    "key.create": "API key {} made",
    "key.rotate": "API key {} given another text",
    "key.revoke": "API key {} revoked",
    "webhook.retry": "{} posted again",
    "data.request": "deletion of {} asked for",
    "data.confirm": "deletion of {} confirmed",
}


def words(made: Entry, now: str) -> str:
    """An act by the line of the journal with which it began, ``inbox refunds@acme.example made``; empty for a line
    that no act began with, or of a kind that is not known. ``now`` stands between the old and the new."""
    deed = remembered(made)
    if deed is None:
        return ""
    if deed.kind in _PLAIN:
        return _PLAIN[deed.kind].format(deed.about)
    told = _WORDS.get(deed.kind)
    return told(deed, deed.before or {}, now) if told is not None else ""


def _created(deed: Deed, before: Json, now: str) -> str:
    hook = _endpoint(deed.wanted.get("webhook"))
    return f"inbox {deed.about} made{f', its webhook set to {hook}' if hook else ''}"


def _called(deed: Deed, before: Json, now: str) -> str:
    thing = deed.about if deed.kind == "organisation.name" else f"inbox {deed.about}"
    return f"{thing} renamed: {before.get('name') or 'nothing'}{now}{deed.wanted.get('name') or 'nothing'}"


def _switched(deed: Deed, before: Json, now: str) -> str:
    return f"inbox {deed.about} switched {'off' if deed.wanted.get('status') == 'inactive' else 'on'}"


def _announced(deed: Deed, before: Json, now: str) -> str:
    hook = _endpoint(deed.wanted.get("webhook"))
    return f"webhook of {deed.about} {f'set to {hook}' if hook else 'removed'}"


def _extracted(deed: Deed, before: Json, now: str) -> str:
    wanted, was = deed.wanted.get("schema"), before.get("schema")
    if not isinstance(wanted, dict):
        return f"extraction schema of {deed.about} removed"
    same = isinstance(was, dict) and was.get("schema") == wanted.get("schema")
    done = f"switched {'on' if wanted.get('enabled') else 'off'}" if same else "set"
    return f"extraction schema of {deed.about} {done}"


def _endpoint(webhook: Any) -> str:
    return str(webhook.get("endpoint") or "") if isinstance(webhook, dict) else ""


_WORDS: Final = {
    "inbox.create": _created, "inbox.name": _called, "organisation.name": _called, "inbox.status": _switched,
    "inbox.webhook": _announced, "inbox.schema": _extracted,
}  # fmt: skip
