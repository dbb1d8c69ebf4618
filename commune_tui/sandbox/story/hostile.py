"""Mail whose subject, sender or file name would break a careless program: markup, escapes, bidi, width, length.

Every entry is a mail that a customer might plausibly have sent through something broken, so that it belongs in a
working day. Knows no thread but its own.
"""

# ruff: noqa: E501 - a table: one mail a line

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from commune_tui.sandbox.records import File, SeedThread
from commune_tui.sandbox.story import files
from commune_tui.sandbox.story.company import INBOXES, OPERATOR
from commune_tui.sandbox.story.letters import Letters
from commune_tui.sandbox.story.people import Person

_ZALGO = "".join(letter + "\u0301\u0330\u0353\u0315\u035c\u0341" * 3 for letter in "printer haunted")
_LONG = "Re: Fwd: the matter of the till that we discussed at length and that has since grown longer " * 6


@dataclass(frozen=True, slots=True)
class Rude:
    """One rude mail: where, its subject and words, how old in minutes, its status, the sender's name, a file."""

    key: str
    inbox: str
    subject: str
    text: str
    minutes: int
    status: str = "open"
    name: str = "Ewan Carrow"
    file: File | None = None
    html: str | None = None


RUDE = (
    Rude("rude_close_tag", "support", "[/]", "My template system sent you a lone closing tag. The question was: do you ship to Orkney?", 75),
    Rude("rude_click", "support", "[@click=app.quit]x[/]", "Our newsletter tool writes its links like this and nobody knows how to stop it.", 130),
    Rude("rude_red", "sales", "[bold red on white]SALE[/bold red on white] [link=https://evil.example]click[/link]", "We paste our price tags into subjects. Is this bad?", 340, "waiting"),
    Rude("rude_escape", "ops", "Terminal says \x1b[31mred\x1b[0m \x1b[2Jand then nothing", "I copied the line from my terminal. It cleared the screen of three colleagues.", 95, "needs_reply"),
    Rude("rude_osc", "ops", "\x1b]0;owned\x07\x1b]52;c;cm0gLXJmIH4=\x07 weekly report", "The report tool sets window titles. Also in mails, it turns out.", 210),
    Rude("rude_c1", "ops", "Queue \x9b5mblinks\x9c on the old console", "Eight-bit controls, straight from 1983. The console is older than I am.", 1500, "closed"),
    Rude("rude_rlo", "billing", "Invoice \u202efdp.exe\u202c for March", "The invoice is attached, the name looks odd on some screens.", 60, "needs_reply", "Accounts", files.note("invoice\u202efdp.exe", "not a program\n")),
    Rude("rude_isolate", "billing", "Total \u2066\u202e00.001€\u2069 or the other way round?", "Depending on the reader I owe you a hundred or a thousandth. I prefer the latter.", 900),
    Rude("rude_long", "legal", _LONG[:500], "The subject is the summary. Please see above.", 420, "waiting"),
    Rude("rude_empty", "hello", "", "I forgot the subject, and my glasses, and have therefore written only this.", 33),
    Rude("rude_spaces", "hello", "   \t \u00a0 \u3000 ", "The subject is a picture of my weekend.", 2600, "closed"),
    Rude("rude_zalgo", "support", _ZALGO, "Since the update the labels look like my subject. The children love it.", 260),
    Rude("rude_wide", "support", "ＦＵＬＬＷＩＤＴＨ　ｌａｂｅｌｓ　㍿　ｷﾞｬｸ　ﷺ　𒐫", "How many characters fit on a 40 mm label? My script believes twenty, the printer disagrees.", 610, "needs_reply"),
    Rude("rude_newline", "hiring", "Application\r\nBcc: everyone@marrowby.example\r\nX-Hired: yes", "I was told to put everything important into the subject.", 180, "needs_reply"),
    Rude("rude_json", "sales", '{"subject": null, "price": NaN} \\u0000 %s {0} ${HOME}', "Our CRM sends its templates unfilled. You are the fourth to mention it.", 1900, "waiting"),
    Rude("rude_name", "support", "Wrong name on my receipts", "Your printer prints my name with all its commands. I changed it legally in 2011 and regret nothing.", 150, "needs_reply", "Robert\x1b[5m'); DROP TABLE tills;--[blink]"),
    Rude("rude_path", "legal", "Scan of the signed page", "The scanner chose the file name, not I.", 3100, "closed", "Tariq Hollis", files.pdf("../../.ssh/authorized_keys.pdf", "Signed page")),
    Rude("rude_tracking", "hello", "A tiny picture for you", "There is a picture in this mail, one pixel wide. It would like to know when you look at it.", 820, "open", "Pixel & Sons", None,
         '<p>There is a picture in this mail.</p><img src="https://track.pixel-and-sons.example/o.gif?u=8841" width="1" height="1"><script>document.title="read"</script><form action="https://pixel-and-sons.example"><input name="password"></form>'),
)  # fmt: skip


def play(rng: Random, now: datetime) -> list[tuple[str, SeedThread]]:
    """Key and thread of every rude mail."""
    threads = []
    for rude in RUDE:
        host = f"{rude.key.replace('_', '-')}.example"
        person = Person(rude.name, f"{'post' if rude.name.isascii() else 'mail'}@{host}", "", "", "plain", "", "")
        letters = Letters(rng, INBOXES[rude.inbox], person, rude.subject)
        at = now - timedelta(minutes=rude.minutes)
        enclosed = (rude.file,) if rude.file else ()
        if rude.status in ("waiting", "closed"):
            letters.receive(rude.text, at - timedelta(minutes=25), files=enclosed, html=rude.html)
            letters.send("Thank you, it arrived here in one piece, more or less. I am looking into it.", at)
        else:
            letters.receive(rude.text, at, files=enclosed, html=rude.html)
        owner = None if rude.status == "open" else OPERATOR if rng.random() < 0.3 else INBOXES[rude.inbox].agent
        threads.append((rude.key, letters.thread(rude.status, (), owner)))
    return threads
