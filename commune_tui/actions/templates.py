"""Templates for every front: which there are, what is wrong with a name, writing, renaming and removing one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from commune_tui.actions.action import Suggestion
from commune_tui.mail.templates import Template, from_settings
from commune_tui.text import one_line
from commune_tui.wording import did_you_mean, do

if TYPE_CHECKING:
    from commune_tui.config import Settings
    from commune_tui.mail.session import Session

Known = Mapping[str, Template]
NONE = f"There is no template yet. {do('templates.new')} writes one."
NONE_TO_USE = f"There is no template yet. {do('go.templates')} is where one is written."
OF_SETTINGS = "in the settings file"
NO_THREAD = "No conversation is meant here, so nothing can be answered: go to one first."
EMPTY = "It says nothing, so nothing was kept."


def known(session: Session, settings: Settings) -> dict[str, Template]:
    """Every template by its name: those of the folder, and those of the settings that it has none of the name of."""
    files = session.templates.read().templates
    named = {each.name.casefold() for each in files}
    rest = (each for each in from_settings(settings.templates) if each.name.casefold() not in named)
    return {each.name: each for each in sorted((*files, *rest), key=lambda each: each.name.casefold())}


def left_out(session: Session) -> str:
    """What of the folder could not be taken, in a sentence or two; empty for nothing."""
    return " ".join(session.templates.read().left_out)


def meant(known: Known, name: str) -> Template | None:
    """The template of a name, in any case."""
    return next((each for each in known.values() if each.name.casefold() == name.strip().casefold()), None)


def no_template(known: Known, name: str) -> str:
    """Why there is no such template, and which there are; empty where there is one."""
    if not known:
        return NONE_TO_USE
    if meant(known, name) is not None:
        return ""
    which = f"There is no template {name.strip()!r}.{did_you_mean(name, known)}" if name.strip() else "Which template?"
    return f"{which} There {'are' if len(known) > 1 else 'is'}: {', '.join(known)}."


def offers(known: Known, line: str) -> Sequence[Suggestion]:
    """Templates that a line can mean, with what each is for."""
    typed = line.strip().casefold()
    return [Suggestion(each.name, each.gist[:60]) for each in _found(known.values(), typed)]


def _found(templates: Iterable[Template], typed: str) -> list[Template]:
    """Those with these words in their name, then those with them in what they are for."""
    names = [each for each in templates if typed in each.name.casefold()]
    return [*names, *(each for each in templates if each not in names and typed in each.gist.casefold())]


def no_name(known: Known, name: str, now: Template | None = None) -> str:
    """Why a template cannot be called so; empty where it can. ``now`` is the one that is renamed."""
    if not one_line(name):
        return "A template needs a name."
    if (other := meant(known, one_line(name))) is not None and (now is None or other.name != now.name):
        return f"There is a template {other.name!r} already."
    return ""


def begun(name: str) -> Template:
    """A template of that name, in which nothing was written yet."""
    return Template(one_line(name), "")


def keep(session: Session, template: Template, text: str, about: str | None = None) -> tuple[Template, str]:
    """Keep a template with another text, and what to say. One of the settings becomes a file. Raises NotKept."""
    about = template.about if about is None else one_line(about)
    done = session.templates.write(replace(template, text=text.strip("\n"), about=about))
    return done, f"Kept: {done.name}, in {one_line(str(done.path))}."


def after_editor(session: Session, template: Template) -> str:
    """What to say of a template whose file was in an editor outside. Raises NotKept."""
    if template.path is None or not template.path.exists():
        return "Its file is gone, so the template is."
    now = next((each for each in session.templates.read().templates if each.path == template.path), template)
    if now.text:
        return f"Kept: {now.name}, in {one_line(str(now.path))}."
    session.templates.remove(now)
    return EMPTY


def rename(session: Session, template: Template, name: str) -> tuple[Template, str]:
    """Call a template otherwise, and what to say. Raises NotKept."""
    done = session.templates.rename(template, one_line(name))
    stays = " The one in the settings stays as it is." if template.path is None else ""
    return done, f"{template.name} is called {done.name} now.{stays}"


def remove(session: Session, template: Template) -> str:
    """Remove a template, and what to say. Raises NotKept."""
    if template.path is None:
        return f"{template.name} stands {OF_SETTINGS}: take it out there."
    session.templates.remove(template)
    return f"Removed: {template.name}."


def variables(values: Mapping[str, str]) -> str:
    """Which variables a conversation fills."""
    return " ".join(f"{{{{{name}}}}}" for name in values) or "{{first_name}} {{name}} {{email}} {{subject}} {{me}}"
