"""An invitation and a mail that came as files are read inside, over SSH too; on the screen and in lines."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.flows.account import flat, receive
from tests.linear.talk import talking
from tests.servers import Server, sandbox_process
from tests.terminal import account, furnish

FILES = Path(__file__).parents[1] / "body" / "attached"
FRAMES = FILES / "frames"
SCENES = {
    "google": ("invitations/g02_update_weekly.ics", "text/calendar", "Invitation, changed: Weekly stand-up"),
    "outlook": ("invitations/o27_windows_zone_alone.ics", "text/calendar", "Invitation: West coast call"),
    "apple": ("invitations/a10_daily_over_dst.ics", "text/calendar", "daily, 5 times"),
    "zimbra": ("invitations/z14_zimbra_tz.ics", "application/ics", "Invitation: "),
    "mail_in_mail": ("mails/n02_two.eml", "message/rfc822", "The roof will cost 4,100."),
    "invitation_in_mail": ("mails/n06_invitation_inside.eml", "application/octet-stream", "Invitation: Budget talk"),
}


def send(server: Server, names: list[str]) -> None:
    """A mail with these files, in a thread of its own."""
    files = []
    for name in names:
        path, kind, _ = SCENES[name]
        content = base64.b64encode((FILES / path).read_bytes()).decode()
        files.append({"name": Path(path).name, "mime_type": kind, "content": content})
    receive(server, ["Please come"], files=files)


def frame(lines: list[str]) -> str:
    """The rows from what is shown of the file to the end of the mail."""
    start = next(place for place, line in enumerate(lines) if "Shown: a file" in line)
    rows = [line.rstrip() for line in lines[start:]]
    while rows and ("│" not in rows[-1] or not rows[-1].strip(" │")):
        rows.pop()
    return "\n".join(rows) + "\n"


def _says(words: str, text: str) -> bool:
    return words in flat(text)


def played(server: Server, home: Path) -> Iterator[tuple[str, str]]:
    """Each file opened by keys in the real program, over SSH as far as it can tell: (name, frame)."""
    send(server, list(SCENES))
    with account(server, furnish(home), size=(100, 40), environ={"SSH_TTY": "/dev/pts/9"}) as screen:
        screen.until("All 1")
        screen.press("g", "i", then="Please come")
        screen.press("Enter", then="This is about Please come.")
        screen.until(lambda text: all(Path(path).name in text for path, _, _ in SCENES.values()))
        for name, (path, _, words) in SCENES.items():
            screen.press("v", "F", then="open which file")
            screen.type(Path(path).name)
            screen.press("Enter", then=partial(_says, words))
            yield name, frame(screen.lines)
            screen.press("v", "F", then="This is about Please come.")


def test_each_file_is_read_in_the_place_of_its_mail(fresh_sandbox: Server, tmp_path: Path) -> None:
    for name, shown in played(fresh_sandbox, tmp_path):
        assert shown == (FRAMES / f"{name}.txt").read_text(encoding="utf-8"), name


async def test_in_lines(fresh_sandbox: Server, tmp_path: Path) -> None:
    send(fresh_sandbox, ["google", "mail_in_mail"])
    async with talking(fresh_sandbox, tmp_path) as talk:
        await talk.say("all", "open 1")
        assert "The words attached 1 read it." in await talk.say("files")
        heard = await talk.say("attached 1")
        assert "Invitation, changed: Weekly stand-up (new time)" in heard and "weekly on Monday, 10 times" in heard
        assert "The roof will cost 4,100." in await talk.say("attached 2")
        assert "This mail has 2 files." in await talk.say("attached 3")


def main() -> None:
    """Record the frames: ``python -m tests.flows.test_attached``. Look at them before they are kept."""
    with sandbox_process() as server, TemporaryDirectory() as home:
        for name, shown in played(server, Path(home)):
            (FRAMES / f"{name}.txt").write_text(shown, encoding="utf-8")


if __name__ == "__main__":
    main()
