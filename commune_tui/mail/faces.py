"""The other faces of a mail, each as a Body: headers, raw source, JSON, hidden text, and what the agent was given.

Pure. What comes from the mail is escaped or revealed here, so that a control character shows as its name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from commune_tui import clock
from commune_tui.body.compare import Difference
from commune_tui.body.lines import Body, HiddenPart, Line, Span
from commune_tui.mail.conversation import Said
from commune_tui.store.rows import MessageRow
from commune_tui.text import clean, cut, one_line, reveal
from commune_tui.wording import do

_FEW = 10
_USUAL = 400
_FOLDED = re.compile(r"\r?\n[ \t]+")
"""Where a header is folded: it goes on in the next line (RFC 5322 §2.2.3)."""
_ONCE = ("references", "in-reply-to")
"""Headers that a mail has once, with several ids in it, which the server may pass on as a list."""
MOST = 400_000
"""Characters of source that a raw view shows."""


def headers(message: MessageRow, source: Any) -> Body:
    """What stands around the text: people, ids, and every header that the server passed on."""
    rows = [
        ("From", f"{message.sender_name} <{message.sender}>" if message.sender_name else message.sender),
        *(
            (person.role.capitalize(), f"{person.name} <{person.address}>" if person.name else person.address)
            for person in message.people
            if person.role != "sender"
        ),
        ("Subject", message.subject),
        ("Date", clock.iso(message.created_at) if message.created_at else ""),
        ("Message-ID", message.smtp_id),
        ("In-Reply-To", message.in_reply_to),
        ("References", " ".join(message.references)),
        *_passed_on(source),
        ("id", message.id),
        ("thread", message.thread_id),
        ("direction", message.direction),
        ("delivery", message.delivery_status),
        ("spam check", _checked(message.spam_checked, message.spam_score)),
        ("injection check", _checked(message.injection_checked, message.injection_score)),
    ]
    return Body(lines=tuple(_header(name, value) for name, value in rows if value), source="text")


def _header(name: str, value: str) -> Line:
    """One header is one line, whose further rows hang below its first."""
    return Line("text", (Span(f"{name}: ", "dim"), Span(value)), hang=2)


def _checked(checked: bool, score: float | None) -> str:
    return "not checked" if not checked else "checked" if score is None else f"checked, score {score:.2f}"


def _passed_on(source: Any) -> list[tuple[str, str]]:
    found = []
    about = source.get("metadata") if isinstance(source, dict) else None
    for place in (source, about):
        given = place.get("headers") if isinstance(place, dict) else None
        if isinstance(given, dict):
            for name, value in given.items():
                listed = value if isinstance(value, list) else [value]
                if str(name).lower() in _ONCE:
                    listed = [" ".join(map(str, listed))]
                for each in listed:
                    unfolded = _FOLDED.sub(" ", str(each)[:8_000])
                    found.append((one_line(str(name)), one_line(reveal(unfolded))))
    return found


def raw(message: MessageRow) -> Body:
    """Text and HTML as they came, with every invisible or control character as its name."""
    lines = _exact("The text part, as it came", message.content)
    if message.content_html:
        lines += [Line("text"), *_exact("The HTML part, as it came", message.content_html)]
    return Body(lines=tuple(lines), source="text")


def as_json(source: Any) -> Body:
    """The message as the server sent it."""
    if source is None:
        return Body(lines=(Line("text", (Span("The server's own words were not kept for this mail.", "dim"),)),))
    return Body(lines=tuple(_code(json.dumps(source, indent=2, ensure_ascii=False))), source="text")


def _exact(title: str, text: str) -> list[Line]:
    if not text:
        return [Line("heading", (Span(f"{title}: there is none"),))]
    return [Line("heading", (Span(f"{title}, {len(text):,} characters"),)), *_code(text)]


def _code(text: str) -> list[Line]:
    shown = clean(reveal(text[:MOST]), None)
    lines = [Line("code", (Span(row, "code"),) if row else ()) for row in shown.split("\n")]
    if len(text) > MOST:
        lines.append(Line("text", (Span(f"Only the first {MOST:,} characters are shown.", "mark"),)))
    return lines


def hidden(message: MessageRow, bodies: Iterable[Body]) -> Body:
    """What the mail carries and a person would not see: each part with its reason, then its invisible characters."""
    parts: dict[tuple[str, str], HiddenPart] = {}
    trackers = 0
    for body in bodies:
        trackers = max(trackers, body.trackers)
        for part in body.hidden:
            parts.setdefault((part.reason, part.text), part)
    loud = [part for part in parts.values() if not part.quiet]
    quiet = [part for part in parts.values() if part.quiet]
    lines = [Line("heading", (Span("Hidden from a person"),))]
    for part in loud:
        lines += [Line("item", (Span(part.reason, "strong"),), marker="! "), *_words(part.text)]
    if not loud:
        lines.append(Line("text", (Span("Nothing suspicious: only what honest mail has too."),)))
    if quiet:
        lines += [Line("text"), Line("heading", (Span(f"Usual in honest mail: {len(quiet)}"),))]
        for part in quiet:
            lines += [Line("item", (Span(part.reason, "dim"),), marker="- "), *_words(cut(part.text, _USUAL))]
    if trackers:
        word = "picture" if trackers == 1 else "pictures"
        told = f"{trackers} invisible {word} would tell the sender that the mail was opened. Never fetched."
        lines += [Line("text"), Line("text", (Span(told),))]
    lines += _revealed(message)
    return Body(lines=tuple(lines), source="text")


def _words(text: str) -> list[Line]:
    shown = clean(reveal(text), None)
    return [Line("text", (Span(row, "hidden"),), indent=4) for row in shown.split("\n") if row.strip()]


def _revealed(message: MessageRow) -> list[Line]:
    """The lines of the text part that have invisible characters, with each as its name."""
    found = []
    for row in message.content[:MOST].split("\n"):
        shown = reveal(row.rstrip("\r"))
        if shown != row.rstrip("\r").expandtabs(8):
            found.append(Line("text", (Span(one_line(shown, 20_000), "hidden"),), indent=4))
    if not found:
        return [Line("text"), Line("text", (Span("The text part has no invisible characters.", "dim"),))]
    return [Line("text"), Line("heading", (Span("Lines with invisible characters, each shown by its name"),)), *found]


_BEYOND = Line(
    "text", (Span(f"Only the beginning is here: {do('reader.raw')} shows the text as the agent got it.", "mark"),)
)


def agent_side(difference: Difference, person: Body) -> Body:
    """What the agent was given; words that no person sees stand in ``{+ +}``. Above all stands what it gets besides."""
    lines = (*_also(difference, person), *signed(difference.agent, "{+", "+}"))
    return Body(lines=(*lines, *((_BEYOND,) if difference.partial else ())), source="text")


def also(person: Body) -> str:
    """The sentence before the unseen parts of a difference: where an agent gets them from."""
    if person.source == "html":
        return "An agent that reads the HTML also gets this:"
    return "An agent also gets this, which no person sees:"


def _also(difference: Difference, person: Body) -> list[Line]:
    """The unseen parts. All of these lines are of the kind "hidden": their words are in no copy and no quotation."""
    if not difference.unseen:
        return []
    lines = [Line("hidden", (Span(also(person), "heading"),))]
    for part in difference.unseen:
        words = one_line(reveal(part.text), 4 * MOST)
        lines.append(Line("hidden", (Span(f"hidden ({part.reason}): {words}", "only"),), marker="! "))
    return [*lines, Line("hidden")]


def person_side(difference: Difference, links: Body) -> Body:
    """What a person sees; words that the agent was not given stand in ``[- -]``."""
    return Body(lines=signed(difference.person, "[-", "-]"), links=links.links, source="html")


def signed(lines: Iterable[Line], before: str, after: str) -> tuple[Line, ...]:
    """The lines with signs around the words that only one side has, for eyes that see no colour."""
    made = []
    for line in lines:
        if not any(span.style == "only" for span in line.spans):
            made.append(line)
            continue
        spans = tuple(
            replace(span, text=f"{before}{span.text}{after}") if span.style == "only" else span for span in line.spans
        )
        made.append(replace(line, spans=spans, cells=(), table=None))
    return tuple(made)


def invisible(body: Body) -> str:
    """How many characters nobody sees stand among the words, in a sentence; empty for few, and for those with which
    newsletters fill up their preview."""
    if body.invisible < _FEW or body.preheader:
        return ""
    return f"{body.invisible:,} invisible characters stand among the words."


def verdict(difference: Difference, has_html: bool, unseen: str = "") -> Said:
    """What the two sides come to, in a sentence. ``unseen`` is what :func:`invisible` says of the mail."""
    said = _verdict(difference, has_html, unseen)
    if not difference.partial:
        return said
    return Said(f"{said.text} Only the beginning was compared.", "plain" if said.role == "good" else said.role)


def _verdict(difference: Difference, has_html: bool, unseen: str) -> Said:
    alike = not (difference.received or difference.only_agent or difference.only_person or difference.unseen)
    if unseen and alike:
        return Said(f"The agent and a person get the same words. For the agent, {unseen}", "warn")
    if not has_html and difference.unseen:
        return Said("There is no HTML, but the text carries something that no person sees.", "warn")
    if not has_html:
        return Said("There is no HTML: the agent and a person get the same text.")
    if difference.received:
        number = len(difference.received)
        parts = "a hidden part" if number == 1 else f"{number} hidden parts"
        return Said(f"The agent was given {parts} of this mail that no person sees, marked {{+so+}}.", "bad")
    if difference.only_agent:
        number = len(difference.only_agent)
        passages = "a passage" if number == 1 else f"{number} passages"
        return Said(f"The agent was given {passages} that a person does not see, marked {{+so+}}.", "bad")
    if difference.unseen:
        return Said("An agent that reads the HTML gets words that no person sees.", "warn")
    if difference.only_person:
        return Said("A person sees words that the agent was not given, marked [-so-].")
    return Said("The agent and a person get the same words.", "good")


def stacked(one: Body, other: Body, titles: tuple[str, str]) -> Body:
    """Two bodies below each other, for a narrow screen."""
    return Body(
        lines=(
            Line("heading", (Span(titles[0]),)),
            *one.lines,
            Line("text"),
            Line("rule"),
            Line("heading", (Span(titles[1]),)),
            *other.lines,
        ),
        links=other.links,
        source=other.source,
    )
