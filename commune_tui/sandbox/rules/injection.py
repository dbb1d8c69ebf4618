"""Does this mail try to give orders to the agent that reads it? Plain marks, a score, a risk. Pure; knows no world.

Orders count double where the eye cannot see them: hidden HTML, comments, tag characters, text behind zero-width
characters.
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from commune_tui.sandbox.markup import Words, read_html
from commune_tui.sandbox.records import Mail

RISKS = (("critical", 0.9), ("high", 0.7), ("medium", 0.45), ("low", 0.2), ("none", 0.0))
DETECTED_AT = 0.45

_ORDERS: tuple[tuple[str, float, re.Pattern[str]], ...] = tuple(
    (signal, points, re.compile(pattern, re.IGNORECASE))
    for signal, points, pattern in (
        (
            "asks to ignore instructions",
            0.6,
            r"(?:ignore|disregard|forget|override)\W+(?:\w+\W+){0,3}?(?:previous|prior|above|earlier|all|your|system)\W+"
            r"(?:\w+\W+){0,3}?(?:instructions?|prompts?|rules?|guidelines?|directions)"
            # German, French, Spanish, Portuguese, Italian, Dutch
            r"|(?:ignorier|vergiss|missachte)\w*\W+(?:\w+\W+){0,4}?(?:anweisung|instruktion|vorgabe|regel)\w*"
            r"|(?:ignore[zr]?|oublie[zr]?)\W+(?:\w+\W+){0,4}?(?:instructions|consignes)"
            r"|(?:ignora|olvida|descarta)\w*\W+(?:\w+\W+){0,4}?(?:instrucciones|instruções|istruzioni|reglas)"
            r"|(?:ignore|esqueça|desconsidere)\W+(?:\w+\W+){0,4}?(?:instruções|regras)"
            r"|(?:dimentica|negeer|vergeet)\W+(?:\w+\W+){0,4}?(?:istruzioni|instructies)"
            # Russian, Ukrainian, Polish, Turkish
            r"|(?:игнорируй|забудь|проигнорируй|ігноруй)\w*\W+(?:\w+\W+){0,4}?(?:инструкци|указани|інструкці)\w*"
            r"|(?:zignoruj|zapomnij)\W+(?:\w+\W+){0,4}?(?:instrukcj|polece)\w*"
            r"|önceki\W+(?:\w+\W+){0,3}?(?:talimat|yönerge)\w*\W+(?:\w+\W+){0,2}?(?:yoksay|unut)"
            # Chinese, Japanese, Korean, Arabic, Hebrew, Hindi
            r"|(?:忽略|无视|無視|忘记|忘記).{0,12}(?:指令|指示|提示|说明|說明)"
            r"|(?:以前|前|上記|これまで).{0,8}(?:指示|命令|プロンプト).{0,6}(?:無視|忘れ)"
            r"|(?:이전|위|앞).{0,8}(?:지시|명령|프롬프트).{0,6}(?:무시|잊)"
            r"|تجاهل.{0,24}(?:التعليمات|الأوامر)|התעלם.{0,24}(?:הוראות|ההוראות)"
            r"|(?:पिछले|पहले).{0,20}निर्देश.{0,16}(?:अनदेखा|भूल)",
        ),
        (
            "claims to be the system",
            0.45,
            r"<\|?(?:im_start|system|endoftext)\|?>|\[/?(?:INST|SYSTEM)\]|(?:^|\n)[ #]{0,5}(?:system|assistant|"
            r"developer) ?(?:prompt|message|override)? ?:|new (?:system )?instructions?\s*:|"
            r"begin (?:system|admin) (?:prompt|override)",
        ),
        (
            "gives the reader another role",
            0.4,
            r"you are (?:now|no longer) (?:an?|the|bound)|act as (?:an? )?(?:unrestricted|admin|root|dan\b)|"
            r"developer mode|jailbreak|pretend (?:that )?you (?:are|have)",
        ),
        (
            "speaks to a machine",
            0.3,
            r"(?:dear|hello|hi|attention|note to|message to|if you are)\W+(?:an?|the|any)?\W*(?:ai\b|llm|"
            r"language model|chatbot|(?:ai )?(?:assistant|agent|bot)\b)|\bai (?:agent|assistant)s? "
            r"(?:reading|processing)",
        ),
        (
            "asks for secrets",
            0.45,
            r"(?:reveal|print|show|repeat|send|share|output|forward|include|tell me)\W+(?:\w+\W+){0,5}?(?:"
            r"system prompt|api[- ]?keys?|credentials|passwords?|access tokens?|secrets?\b|environment variables|"
            r"your instructions)",
        ),
        (
            "asks to send mail elsewhere",
            0.45,
            r"(?:forward|send|bcc|copy|export)\W+(?:\w+\W+){0,6}?(?:all|every|entire|last \d+|customer|previous)\W+"
            r"(?:\w+\W+){0,5}?(?:e?-?mails?|messages|conversations?|threads?|inbox|data(?:base)?|records|list)\W+"
            r"(?:\w+\W+){0,4}?to\b",
        ),
        (
            "orders an action without a human",
            0.4,
            r"(?:without|do not|don't|never)\W+(?:\w+\W+){0,3}?(?:ask(?:ing)?|tell(?:ing)?|inform(?:ing)?|"
            r"notify(?:ing)?|alert(?:ing)?|mention(?:ing)?)\W+(?:\w+\W+){0,3}?(?:human|user|operator|owner|supervisor|anyone|this)",
        ),
        (
            "orders a payment or refund",
            0.3,
            r"(?:approve|issue|process|grant)\W+(?:\w+\W+){0,4}?(?:refund|payment|transfer|discount)\W+(?:\w+\W+){0,6}?"
            r"(?:immediately|automatically|now|without)",
        ),
    )
)
_LONG_GAP = re.compile(r"\W{9,}")
_BASE64 = re.compile(r"[A-Za-z0-9+/]{40,4000}={0,2}")
_ZERO_WIDTH = {0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD, 0x180E}
_LOOKED_AT = 60_000


@dataclass(frozen=True, slots=True)
class InjectionVerdict:
    """``score`` is 0…1; ``risk`` is ``none``, ``low``, ``medium``, ``high`` or ``critical``; detected from medium."""

    score: float
    signals: tuple[str, ...]

    @property
    def risk(self) -> str:
        """The name of the score."""
        return next(name for name, least in RISKS if self.score >= least)

    @property
    def detected(self) -> bool:
        """Whether a person should look before an agent acts."""
        return self.score >= DETECTED_AT

    def metadata(self) -> dict[str, Any]:
        """The ``prompt_injection_*`` fields of ``metadata``; ``signals`` is one text (contract §4.4)."""
        return {
            "prompt_injection_checked": True,
            "prompt_injection_detected": self.detected,
            "prompt_injection_risk": self.risk,
            "prompt_injection_score": self.score,
            "prompt_injection_signals": "; ".join(self.signals),
        }


def judge(mail: Mail, words: Words | None = None) -> InjectionVerdict:
    """Judge an inbound mail; ``words`` are its HTML as already read."""
    if words is None:
        words = read_html(mail.html) if mail.html else Words("", "")
    plain, unseen = reveal(f"{mail.subject}\n{mail.text[:_LOOKED_AT]}\n{words.visible[:_LOOKED_AT]}")
    hidden = f"{words.hidden[:_LOOKED_AT]} {unseen}"
    files = " ".join(file.name[:300] for file in mail.files)
    open_marks = _orders(f"{plain}\n{files}\n{_decoded(plain)}")
    hidden_marks = _orders(hidden)
    marks = dict(open_marks)
    for signal, points in hidden_marks.items():
        marks.pop(signal, None)
        marks[f"{signal}, in text hidden from view"] = min(0.95, points * 2)
    if len(unseen) >= 8 and not hidden_marks:
        marks["words written in invisible characters"] = 0.5
    return InjectionVerdict(_combine(marks.values()), tuple(marks))


def _orders(text: str) -> dict[str, float]:
    text = _LONG_GAP.sub(lambda gap: gap[0][:8], text)  # the patterns' time grows with the square of a gap
    return {signal: points for signal, points, pattern in _ORDERS if pattern.search(text)}


def _combine(points: Any) -> float:
    """Several marks together: each takes its share of what is still missing to 1."""
    missing = 1.0
    for share in points:
        missing *= 1 - share
    return round(1 - missing, 2)


def reveal(text: str) -> tuple[str, str]:
    """Text as it reads once invisible characters are gone and look-alike forms are plain, and what they spelled.

    Tag characters (U+E0020…E007E) spell ASCII that no font draws.
    """
    unseen = "".join(chr(ord(c) - 0xE0000) for c in text if 0xE0020 <= ord(c) <= 0xE007E)
    seen = "".join(c for c in text if ord(c) not in _ZERO_WIDTH and not 0xE0000 <= ord(c) <= 0xE007F)
    return unicodedata.normalize("NFKC", seen), unseen


def _decoded(text: str) -> str:
    """What base64 runs in the text say, as far as it is ASCII."""
    found = []
    for run in _BASE64.findall(text)[:20]:
        body = run.rstrip("=")
        try:
            found.append(base64.b64decode(body + "=" * (-len(body) % 4), validate=True).decode("ascii"))
        except (binascii.Error, UnicodeDecodeError):
            continue
    return "\n".join(found)


DESCRIPTION = """\
Prompt injection: marks for asking to ignore instructions (in seventeen languages), claiming to be the system, giving
another role, speaking to a machine, asking for secrets, for mail to be sent elsewhere, for payments, for silence
towards people. A mark counts double in text that the eye cannot see: hidden HTML, comments, tag characters.
Risk: low from 0.2, medium from 0.45 (detected), high from 0.7, critical from 0.9."""
