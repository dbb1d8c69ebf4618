"""Subjects of answers: one ``Re:`` or ``Fwd:``, whatever languages the mail has been through. Pure."""

from __future__ import annotations

import re

MOST = 500

# What mail programs put before a subject when they answer. Two letters at least, or it would eat words.
_REPLY = (
    "re|aw|antw|antwort|sv|vs|vá|odp|ynt|rif|res|bls|vast|atb|hrv|răsp|rsp|"
    "回复|回覆|答复|答覆|返信|답장|ответ|отв|απ|תגובה|رد"
)
_FORWARD = "fwd?|fw|wg|tr|rv|enc|doorst|vb|vl|pd|továbbítás|转发|轉寄|転送|전달|пересл|πρθ|הועבר|إعادة توجيه|iletme|ilt"
_MARK = r"\s*(?:\[\d{1,4}\]|\(\d{1,4}\)|\^\d{1,4})?\s*[:：]"
_ANY_ONCE = re.compile(rf"\s*(?:{_REPLY}|{_FORWARD}|(?-i:[RI])(?=: [^\W\d_])){_MARK}\s*", re.IGNORECASE)
_LIST = re.compile(r"\s*\[[^\[\]]{1,40}\]\s*")
# "re:Invent" and "TR: 4 units" are words that only look like marks.
_NO_MARK = re.compile(r"\s*(?:re:[A-Za-z]|(?i:tr|rv|enc|vs|vb|pd|vl|sv|vd|res|rif|i|r|fs|ref)\s?:\s*\d)")

_ANSWERED = re.compile(rf"\s*(?:(?:{_REPLY}|svar|r|ref|rép)\.?){_MARK}", re.IGNORECASE)
_EITHER = re.compile(rf"\s*vs{_MARK}\s*\S", re.IGNORECASE)
_NORSE = re.compile(r"^[\s>*]*(?:fra|sendt)[\s*]*:", re.IGNORECASE | re.MULTILINE)
_LOOKED = 100_000
_HANDED_ON = re.compile(rf"\s*(?:{_FORWARD}|i|videre|fs){_MARK}\s*\S", re.IGNORECASE)


def is_answer(subject: str) -> bool:
    """Does the first mark say that the mail answers another, or hands it on?"""
    subject = _unlisted(subject)
    return (bool(_ANSWERED.match(subject)) and not _NO_MARK.match(subject)) or is_forward(subject)


def is_forward(subject: str, text: str = "") -> bool:
    """Does the first mark say that another mail is handed on? ``VS:`` does in Norway and Denmark, by the heads in the
    ``text``; a Finn answers with it."""
    subject = _unlisted(subject)
    handed_on = _HANDED_ON.match(subject) or (_EITHER.match(subject) and _NORSE.search(text[:_LOOKED]))
    return bool(handed_on) and not _NO_MARK.match(subject)


def _unlisted(subject: str) -> str:
    """The subject behind the name that a mailing list puts before it."""
    listed = _LIST.match(subject)
    return subject[listed.end() :] if listed else subject


def bare(subject: str) -> str:
    """The subject without what answers and forwards have put before it, on one line.

    A subject that consists of nothing else keeps its last mark, since no subject is worse.
    """
    subject = " ".join(subject.split())
    listed = _LIST.match(subject)
    if listed and is_answer(subject):
        return f"{listed[0].strip()} {bare(subject[listed.end() :])}"
    while (found := _ANY_ONCE.match(subject)) and found.end() < len(subject) and not _NO_MARK.match(subject):
        subject = subject[found.end() :]
    return subject


def reply(subject: str) -> str:
    """The subject of an answer: ``Re:`` once. Empty stays empty, so that the review asks for one."""
    return f"Re: {bare(subject)}"[:MOST].rstrip() if subject.strip() else ""


def forward(subject: str) -> str:
    """The subject of a forwarded mail: ``Fwd:`` once."""
    return f"Fwd: {bare(subject)}"[:MOST].rstrip() if subject.strip() else ""
