"""Attachments of a mail: saved where the person says, or opened by the desktop. Imported when somebody wants one.

Nothing is opened that could act: only kinds that are looked at, and never a file whose name deceives.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from commune_tui.actions.action import Suggestion
from commune_tui.actions.looking import NO_ATTACHMENT, UNNAMED
from commune_tui.mail.files import NotSaved, Progress, downloads, read_inside
from commune_tui.text import one_line
from commune_tui.text.filename import read_name
from commune_tui.text.size import size
from commune_tui.ui.kit.question import Question
from commune_tui.ui.thread import desktop
from commune_tui.wording import do

if TYPE_CHECKING:
    from commune_tui.mail.conversation import Mail
    from commune_tui.store.rows import AttachmentRow
    from commune_tui.ui.screen import CommuneScreen

_LOOKED_AT = """
pdf txt md log csv tsv json ics vcf docx xlsx pptx jpg jpeg png gif webp bmp tif tiff heic avif
mp3 m4a wav ogg opus flac mp4 m4v mov webm mkv avi
"""
"""Endings of files that are looked at or listened to. HTML, SVG and EPUB run scripts, old Office files and OpenDocument
hold macros, archives anything."""
_TOLD_EVERY = 5
"""Percent between two words about the progress."""


def ask_save(screen: CommuneScreen, mail: Mail | None) -> None:
    """Ask which attachment, unless there is one only, and where to."""
    if screen.program.guest and mail is not None and mail.message.attachments:
        screen.tell("Guests cannot save files.")
        return
    _which(screen, mail, "save which file", lambda file: _ask_folder(screen, file, str(downloads())))


def ask_open(screen: CommuneScreen, mail: Mail | None, read: Callable[[AttachmentRow], None]) -> None:
    """Ask which attachment; ``read`` shows an invitation or a mail here, anything else goes to the desktop at Enter."""

    def then(file: AttachmentRow) -> None:
        if read_inside(file.name or "", file.mime_type):
            read(file)
        else:
            _ask_opening(screen, file)

    _which(screen, mail, "open which file", then)


def _which(screen: CommuneScreen, mail: Mail | None, label: str, then: Callable[[AttachmentRow], None]) -> None:
    every = mail.message.attachments if mail is not None else ()
    files = tuple(file for file in every if not file.held)
    if not files:
        held = "The server holds back what is attached: a virus scan objected to it."
        screen.tell(held if every else NO_ATTACHMENT)
    elif len(files) == 1:
        then(files[0])
    else:
        numbered = {f"{number} {_shown(file)}": file for number, file in enumerate(files, 1)}

        def suggest(line: str) -> list[Suggestion]:
            return [
                Suggestion(name, _about(file), warning=", ".join(read_name(file.name).doubts))
                for name, file in numbered.items()
                if line.strip().lower() in name.lower()
            ]

        def check(line: str) -> str | None:
            return None if line in numbered else "Choose one of the attachments above."

        screen.ask(Question(label, lambda line: then(numbered[line]), suggest=suggest, check=check, take_first=True))


def _shown(file: AttachmentRow) -> str:
    """Its name, as it is read here."""
    return read_name(file.name).name if file.name else UNNAMED


def _about(file: AttachmentRow) -> str:
    return "  ".join(filter(None, (file.mime_type, size(file.size) if file.size is not None else "size not known")))


# -- saving ------------------------------------------------------------------------------------------------------------


def _ask_folder(screen: CommuneScreen, file: AttachmentRow, folder: str, objection: str = "") -> None:
    def then(line: str) -> None:
        _fetch(screen, file, line, lambda path: f"Saved as {one_line(str(path))}")

    screen.ask(Question(f"save {one_line(file.name, 24) or 'the file'} to", then, folder, enter="save"), objection)


def _fetch(screen: CommuneScreen, file: AttachmentRow, folder: str, told: Callable[[Path], str]) -> None:
    """Fetch a file into a folder and say what became of it; where the folder will not do, it is asked for again."""
    place, name = Path(folder).expanduser(), one_line(file.name, 40) or "the file"

    async def work() -> str | None:
        try:
            path, doubt = await screen.program.session.files.save(file.id, file.name, place, _progress(screen, name))
        except NotSaved as refusal:
            if screen.asks or screen.program.screen is not screen:  # the person went on: their question stays
                return str(refusal)
            _ask_folder(screen, file, folder, one_line(str(refusal)))
            return None
        finally:
            screen.clear_told()  # how far it was is no news any more
        return " ".join(filter(None, (told(path), doubt)))

    screen.tell(f"Saving {name}")
    screen.program.attempt(work())


def _progress(screen: CommuneScreen, name: str) -> Progress:
    """Says how far it is, each time in the place of what was said before."""
    told = -1

    def progress(done: int, total: int | None) -> None:
        nonlocal told
        step = 100 * done // total // _TOLD_EVERY if total else done // 1_000_000
        if step == told or (total and done >= total):
            return
        told = step
        screen.clear_told()
        screen.tell(f"Saving {name}: {f'{100 * done // total} %' if total else size(done)}")

    return progress


# -- opening -----------------------------------------------------------------------------------------------------------


def _ask_opening(screen: CommuneScreen, file: AttachmentRow) -> None:
    known = read_name(file.name)
    if not file.name:
        screen.tell(f"Its name is not known yet, so it is not opened. {do('reader.files')} saves it.")
    elif known.doubts:
        screen.tell(f"This is not opened: {', '.join(known.doubts)}. {do('reader.files')} saves it.")
    elif known.name.rpartition(".")[2].lower() not in _LOOKED_AT.split():
        screen.tell(f"Only pictures, documents, sound and film are opened. {do('reader.files')} saves it.")
    elif why := desktop.unavailable(guest=screen.program.guest):
        screen.tell(f"{why} {do('reader.files')} saves it.")
    else:
        folder = str(downloads())
        rows = [Suggestion("", _about(file), known.name), Suggestion("", "it is saved there first", one_line(folder))]

        def opened(path: Path) -> str:
            return f"Saved as {one_line(str(path))} {desktop.open_file(path)}"

        screen.ask(
            Question(
                "this file", lambda _: _fetch(screen, file, folder, opened), suggest=lambda _: rows,
                enter="opens it", check=lambda line: "Enter opens it, Esc leaves it." if line else None,
            )
        )  # fmt: skip
