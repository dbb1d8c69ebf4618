"""Why a signature does not fit, in words for whoever writes the other side (contract §5.1, §5.2; discrepancies §58).

Looks for the usual mistakes one after the other. It only explains: what fits by one of them is refused all the same.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Iterator, Mapping

from commune_tui import clock
from commune_tui.api.auth import Secret
from commune_tui.api.errors import WebhookRefused
from commune_tui.api.webhooks import TOLERANCE_S, compute_signature

SIGNATURE, STAMP = "x-commune-signature", "x-commune-timestamp"
MOST_LOOKED_AT = 200_000
"""Bodies beyond this are not written anew to find out how they were written before."""
NO_MATCH = (
    "It is signed with another secret, its body was changed on the way, or it is forged. Compare the secret with the "
    "one of this inbox: it is used whole, with whsec_ in front, and without a line break behind it."
)
_HEX = re.compile(r"[0-9a-f]{64}", re.IGNORECASE)


def explained(headers: Mapping[str, str], body: bytes, secret: Secret, refused: WebhookRefused) -> str:
    """What is probably wrong, and what to do about it: one or two sentences."""
    stamp, given = headers.get(STAMP, ""), headers.get(SIGNATURE, "")
    if refused.reason == "replay":
        return "The same signed request came before. A retry of the API is signed anew, so this is a copy of one."
    if refused.reason not in ("timestamp", "stale", "signature"):
        return refused.sentence
    if not given:
        return _without_signature(stamp)
    if refused.reason == "timestamp":
        return _about_stamp(stamp, given, body, secret)
    if refused.reason == "stale":
        return _about_age(stamp, given, body, secret)
    return _about_signature(stamp, given, body, secret)


def _without_signature(stamp: str) -> str:
    if stamp:
        return (
            f"It has a timestamp and no {SIGNATURE}: this inbox's webhook has no secret. Some servers make none for a "
            "webhook that was set by the API; --unsigned takes such deliveries, from anybody."
        )
    return f"It has neither {SIGNATURE} nor {STAMP}: it does not come from the API, or a proxy took them out."


def _about_stamp(stamp: str, given: str, body: bytes, secret: Secret) -> str:
    if not stamp:
        plain = _hex(given)
        if plain and hmac.compare_digest(plain, _over_body(body, secret)):
            return (
                f"There is no {STAMP}, and the signature is over the body alone: an older form of the API, which "
                "cannot be told from a copy of it. It is not taken."
            )
        return f"There is no {STAMP}: a proxy may have taken it out. Without it nobody knows how old this is."
    if re.fullmatch(r"[0-9]{10}", stamp):
        fits = _fits(given, body, secret, stamp)
        rest = "the signature fits it" if fits else "the signature does not fit either"
        return (
            f"{STAMP} is in seconds ({stamp}) in place of milliseconds ({stamp}000); {rest}. Sign and send unix "
            "milliseconds: a verifier that reads seconds as milliseconds sees January 1970."
        )
    return f"{STAMP} is no unix time in milliseconds: thirteen digits."


def _about_age(stamp: str, given: str, body: bytes, secret: Secret) -> str:
    late_s = (clock.now_ms() - int(stamp)) / 1000
    how = f"{clock.span(abs(late_s))} {'ago' if late_s > 0 else 'from now'} by the clock of this machine"
    fits = _fits(given, body, secret, stamp)
    if not fits:
        return f"It is stamped {how}, and its signature does not fit. {NO_MATCH}"
    return (
        f"It was signed {how}, and {clock.span(TOLERANCE_S)} are allowed either way; its signature fits. It was kept "
        "back or is a copy, or one of the two clocks is wrong."
    )


def _about_signature(stamp: str, given: str, body: bytes, secret: Secret) -> str:
    plain = _hex(given)
    if plain is None:
        return f"{SIGNATURE} is not v1= and 64 hexadecimal digits."
    if not re.fullmatch(r"v1=[0-9a-f]{64}", given):
        fits = "It fits otherwise." if _fits(f"v1={plain}", body, secret, stamp) else "It does not fit either."
        return f"{SIGNATURE} is not written as v1= and 64 lower-case hexadecimal digits. {fits}"
    for said, stamp_tried, body_tried, secret_tried in _mistakes(stamp, body, secret):
        if _fits(given, body_tried, secret_tried, stamp_tried):
            return said
    if hmac.compare_digest(plain, _over_body(body, secret)):
        return "It is signed over the body alone. What is signed is the timestamp, a full stop and the raw body."
    return NO_MATCH


def _mistakes(stamp: str, body: bytes, secret: Secret) -> Iterator[tuple[str, str, bytes, Secret]]:
    """Each usual mistake: its sentence, and the timestamp, body and secret with which it would fit."""
    said = "It is signed with the time in seconds, while its header says milliseconds. Sign what the header says."
    yield said, stamp[:-3], body, secret
    for how, other in _secrets(secret.reveal()):
        yield (
            f"It is signed with the secret {how}. The secret is used whole, as the text that it is.",
            stamp,
            body,
            other,
        )
    if len(body) <= MOST_LOOKED_AT:
        for how, before in _written_otherwise(body):
            said = (
                f"The body was written anew on its way: it was signed {how}. Sign and check the bytes as they travel, "
                "before anything reads them as JSON."
            )
            yield said, stamp, before, secret


def _secrets(secret: str) -> Iterator[tuple[str, Secret]]:
    bare = secret.removeprefix("whsec_")
    if bare != secret:
        yield "without its whsec_", Secret(bare)
    else:
        yield "with whsec_ in front", Secret(f"whsec_{secret}")
    yield "and a line break behind it", Secret(f"{secret}\n")
    try:
        yield "decoded from base64", Secret(base64.b64decode(bare, validate=True).decode())
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return


def _written_otherwise(body: bytes) -> Iterator[tuple[str, bytes]]:
    """The same value as other programs write it; nothing when it is no JSON."""
    if body != body.strip():
        yield "without the blanks around it", body.strip()
    yield "with a line break at its end", body + b"\n"
    try:
        value = json.loads(body)
        for names, order in (("", False), (" and sorted names", True)):
            for how, separators, indent in (
                ("without blanks", (",", ":"), None),
                ("with blanks after commas and colons", (", ", ": "), None),
                ("indented by two", None, 2),
            ):
                for letters, escaped in (("", False), (" and letters as \\u escapes", True)):
                    text = json.dumps(
                        value, separators=separators, indent=indent, sort_keys=order, ensure_ascii=escaped
                    )
                    yield f"as JSON {how}{names}{letters}", text.encode("utf-8", "replace")
    except (ValueError, RecursionError):
        return


def _fits(given: str, body: bytes, secret: Secret, stamp: str) -> bool:
    made = compute_signature(body, secret, stamp)
    return hmac.compare_digest(given.encode("utf-8", "replace"), made.encode())


def _over_body(body: bytes, secret: Secret) -> str:
    return hmac.new(secret.reveal().encode("utf-8", "surrogatepass"), body, hashlib.sha256).hexdigest()


def _hex(given: str) -> str | None:
    """The digits of a signature, however they are written."""
    found = _HEX.search(given)
    return found[0].lower() if found else None
