"""Small mails that were shown wrongly once, read as a server would hand them over."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from commune_tui.body.lines import Body
from commune_tui.body.reading import read

FOLDER = Path(__file__).parents[1] / "cases"


def case(number: str) -> Body:
    """The body of the case whose file begins with this number."""
    (path,) = FOLDER.glob(f"{number}_*.eml")
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    content = mail.get_content()
    return read(content, None) if mail.get_content_type() == "text/html" else read(None, content)
