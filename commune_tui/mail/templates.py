"""The person's templates: a folder of text files, each with a front matter. Read anew whenever they are asked for.

A file begins with lines of ``key: value`` between two lines of ``---``: ``name`` is what the template is called,
``about`` says when to use it. Other keys are kept as they are. Without a front matter the file's name is the name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from commune_tui import paths
from commune_tui.erase import erase
from commune_tui.errors import Explained
from commune_tui.text import clean, one_line

MOST_BYTES = 100_000
MOST_FILES = 500
_MARK = "---"
_MOST_FIELDS = 40
_KINDS = (".txt", ".md")
_FIELD = re.compile(r"([A-Za-z_][\w-]{0,40}):\s*(.*)")
_NO_LETTER = re.compile(r"[\W_]+")


class NotKept(Explained):
    """A template could not be written; the message says why."""


@dataclass(frozen=True, slots=True)
class Template:
    """``path`` is its file, ``None`` for one of the settings or one that was not written yet. ``more`` are lines of the
    front matter that mean nothing here."""

    name: str
    text: str = field(repr=False)
    about: str = ""
    path: Path | None = None
    more: tuple[str, ...] = ()

    @property
    def gist(self) -> str:
        """A line that says what it is for: what its writer said, else how it begins."""
        return self.about or one_line(" ".join(self.text[:400].split()))


class Found(NamedTuple):
    """What a folder holds, by name, and a sentence for each file that could not be taken."""

    templates: tuple[Template, ...] = ()
    left_out: tuple[str, ...] = ()


class Templates:
    """``folder`` need not exist; it is made with the first template."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self) -> Found:
        """Every template, by name. Names are told apart in small letters: of two that are the same, the later one has
        its file's name behind it."""
        found: dict[str, Template] = {}
        left_out = []
        files = sorted(self._files())
        if len(files) > MOST_FILES:
            left_out.append(f"{len(files) - MOST_FILES} files are left out: {MOST_FILES} templates are the most.")
        for path in files[:MOST_FILES]:
            try:
                read = _read(path)
            except OSError as error:
                left_out.append(f"{one_line(path.name)} cannot be read ({error.strerror}).")
                continue
            if read is None:
                left_out.append(f"{one_line(path.name)} is left out: it is longer than {MOST_BYTES // 1000} KB.")
                continue
            if read.name.casefold() in found:
                read = replace(read, name=f"{read.name} ({one_line(path.stem)})")
            found[read.name.casefold()] = read
        return Found(tuple(found[name] for name in sorted(found)), tuple(left_out))

    def _files(self) -> list[Path]:
        try:
            return [path for path in self.folder.iterdir() if path.suffix in _KINDS and path.is_file()]
        except OSError:
            return []

    def write(self, template: Template) -> Template:
        """Write a template to its file, or to a new one named after it. Raises NotKept."""
        path = template.path or self._fresh(template.name)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            paths.write_private(path, file_text(template).encode("utf-8", "replace"))
        except OSError as error:
            raise NotKept(f"The template could not be written to {one_line(str(path))} ({error.strerror}).") from None
        return replace(template, path=path)

    def rename(self, template: Template, name: str) -> Template:
        """Give it another name, as it stands in its file by now; a file that is named after the template is renamed
        too. Raises NotKept."""
        path = template.path
        if path is not None:
            with suppress(OSError):
                now = _read(path)
                template = replace(template, text=now.text, about=now.about, more=now.more) if now else template
        follows = path is not None and re.fullmatch(rf"{re.escape(_stem(template.name))}(-\d+)?", path.stem)
        done = self.write(replace(template, name=name, path=None if follows else path))
        if path is not None and done.path != path:
            with suppress(OSError):
                erase(path)
        return done

    def remove(self, template: Template) -> None:
        """Remove its file. Raises NotKept."""
        try:
            if template.path is not None:
                erase(template.path)
        except OSError as error:
            raise NotKept(f"The template could not be removed ({error.strerror}).") from None

    def _fresh(self, name: str) -> Path:
        stem = _stem(name)
        names = (stem, *(f"{stem}-{number}" for number in range(2, MOST_FILES + 2)))
        return next(path for each in names if not (path := self.folder / f"{each}{_KINDS[0]}").exists())


def _stem(name: str) -> str:
    return _NO_LETTER.sub("-", name.casefold()).strip("-")[:60] or "template"


def _read(path: Path) -> Template | None:
    """The template in a file; ``None`` for one that is too long. Raises OSError."""
    with path.open("rb") as file:
        raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        return None
    return parsed(path.stem, raw.decode("utf-8", "replace"), path)


def parsed(stem: str, raw: str, path: Path | None = None) -> Template:
    """A template from the text of a file."""
    lines = clean(raw.removeprefix("\ufeff"), MOST_BYTES).split("\n")
    head, text = _divided(lines)
    fields = {found[1].lower(): _value(found[2]) for line in head if (found := _FIELD.fullmatch(line.strip()))}
    more = tuple(line for line in head if not re.match(r"\s*(name|about)\s*:", line, re.IGNORECASE))
    name = one_line(fields.get("name", "")) or one_line(stem)
    return Template(name, "\n".join(text).strip("\n"), one_line(fields.get("about", "")), path, more)


def _divided(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines of the front matter, and those below it."""
    if lines[0].rstrip() == _MARK:
        for at, line in enumerate(lines[1 : _MOST_FIELDS + 2], 1):
            if line.rstrip() == _MARK:
                return lines[1:at], lines[at + 1 :]
    return [], lines


def _value(said: str) -> str:
    """A value as YAML would read it: quotation marks around it are none of it."""
    said = said.strip()
    if said[:1] == '"' == said[-1:]:
        with suppress(ValueError):
            return str(json.loads(said))
    return said[1:-1].replace("''", "'") if len(said) > 1 and said[0] == "'" == said[-1] else said


def file_text(template: Template) -> str:
    """What its file says; :func:`parsed` reads it back."""
    fields = {"name": template.name, "about": template.about}
    head = [f"{key}: {_written(value)}" for key, value in fields.items() if value]
    return "\n".join([_MARK, *head, *template.more, _MARK, "", template.text.strip("\n"), ""])


def _written(value: str) -> str:
    """In quotation marks where YAML would read something else."""
    plain = re.fullmatch(r"[^\W\d][\w ,.()+&/?=-]*", value) and value.lower() not in ("yes", "no", "on", "off", "true")
    return value if plain else json.dumps(value, ensure_ascii=False)


def from_settings(texts: Mapping[str, str]) -> tuple[Template, ...]:
    """The templates of the settings file, which has a name and a text of each."""
    return tuple(Template(one_line(name) or "template", clean(text, MOST_BYTES)) for name, text in texts.items())
