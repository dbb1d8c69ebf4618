"""How mail programs quote what they answer: as text and as HTML. Pure; knows only a name, an address, a time, words."""

from __future__ import annotations

from html import escape

from commune_tui.sandbox.records import Mail
from commune_tui.sandbox.story.dates import stamp

_WHEN = "{days[0]:.3}, {at.day} {months[0]:.3} {at.year} at {at:%H:%M}"
_SENT = "{at:%d} {months[0]} {at:%Y %H:%M}"


def _bars(text: str) -> str:
    return "\n".join(f"> {line}" if line else ">" for line in text.splitlines())


def _who(mail: Mail) -> str:
    return f"{mail.sender_name or mail.sender} <{mail.sender}>"


def attribution(client: str, mail: Mail) -> str:
    """The line (or block) that introduces the quote, as ``client`` writes it."""
    at = mail.sent_at
    if client == "outlook":
        return (
            f"________________________________\nFrom: {_who(mail)}\nSent: {stamp(at, _SENT)}\n"
            f"To: {', '.join(mail.to)}\nSubject: {mail.subject}\n"
        )
    if client == "apple" or client == "phone":
        return f"> On {stamp(at, '{at.day} {months[0]:.3} {at.year}, at {at:%H:%M}')}, {_who(mail)} wrote:\n> "
    if client == "thunderbird":
        return f"Am {stamp(at, '{at:%d.%m.%y} um {at:%H:%M}')} schrieb {mail.sender_name or mail.sender}:"
    if client == "yahoo":
        return f"   On {stamp(at, _WHEN)}, {_who(mail)} wrote:  "
    if client == "plain":
        return f"* {mail.sender_name or mail.sender} [{stamp(at, '{at:%Y-%m-%d %H:%M}')}]:"
    return f"On {stamp(at, _WHEN)} {_who(mail)} wrote:\n"


def text(client: str, body: str, answered: Mail) -> str:
    """``body`` with the answered mail quoted below, cut to what keeps a long conversation readable."""
    old = _trim(answered.text)
    quoted = old if client == "outlook" else f" {old}" if client == "yahoo" else _bars(old)
    if client == "plain":
        return f"{attribution(client, answered)}\n{quoted}\n\n{body}"
    return f"{body}\n\n{attribution(client, answered)}\n{quoted}"


def _trim(old: str, lines: int = 60) -> str:
    kept = old.splitlines()
    return old if len(kept) <= lines else "\n".join([*kept[:lines], "[…]"])


def paragraphs(body: str) -> str:
    """Plain text as simple HTML paragraphs."""
    parts = escape(body, quote=False).split("\n\n")
    return "".join(f"<p>{part.replace(chr(10), '<br>')}</p>" for part in parts)


def html(client: str, body: str, answered: Mail | None) -> str:
    """The HTML part that ``client`` would send for ``body``, with its own kind of quote when it answers something."""
    own = f'<div dir="ltr">{paragraphs(body)}</div>'
    if answered is None:
        return own
    old = paragraphs(_trim(answered.text))
    if client == "outlook":
        head = (
            '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0 0 0"><p class="MsoNormal">'
            f"<b>From:</b> {escape(_who(answered))}<br><b>Sent:</b> {stamp(answered.sent_at, _SENT)}<br>"
            f"<b>To:</b> {escape(', '.join(answered.to))}<br>"
            f"<b>Subject:</b> {escape(answered.subject)}</p></div>"
        )
        return f'<div class="WordSection1">{own}{head}{old}</div>'
    line = escape(attribution(client, answered).strip("> \n"))
    if client == "apple":
        return f'{own}<br><div><blockquote type="cite"><div>{line}</div>{old}</blockquote></div>'
    return (
        f'{own}<br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">{line}</div>'
        f'<blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex">'
        f"{old}</blockquote></div>"
    )
