"""Earlier mail below a reply: found on the labelled set, never folding an answer, and in HTML as in plain text."""

# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pytest

from commune_tui.body import html, plain
from tests.body.replies import LANGUAGES, Reply, everything, negatives


@dataclass(slots=True)
class Score:
    """Folds that are exactly right, wrong, and missing; replies rightly left alone."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    alone: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + self.missed)

    def __str__(self) -> str:
        return (
            f"right {self.right}, wrong {self.wrong}, missed {self.missed}, rightly left alone {self.alone}: "
            f"precision {self.precision:.3f}, recall {self.recall:.3f}"
        )


def measure(replies: Iterable[Reply]) -> Score:
    """A fold counts as right only when its first and its last line are those of the label."""
    score = Score()
    for reply in replies:
        folds = plain.parse(reply.text).folds
        found = (folds[0].first, folds[0].last) if folds else None
        if found is not None and found == reply.folded:
            score.right += 1
        elif found is None and reply.folded is None:
            score.alone += 1
        else:
            score.wrong += found is not None
            score.missed += reply.folded is not None
    return score


def test_precision_and_recall_on_the_labelled_replies(capsys: pytest.CaptureFixture[str]) -> None:
    replies = everything()
    seen = measure(reply for reply in replies if not reply.held_out)
    held_out = measure(reply for reply in replies if reply.held_out)
    with capsys.disabled():
        print(f"\nreplies seen while writing the rules: {seen}\nreplies held out: {held_out}")
    assert len({reply.text for reply in replies}) == len(replies) >= 130
    assert len(LANGUAGES) >= 12 and len(negatives()) >= 30
    assert seen.precision >= 0.98 and seen.recall >= 0.98
    assert held_out.precision >= 0.97 and held_out.recall >= 0.95


@pytest.mark.parametrize(
    "history",
    [
        '<div class="gmail_quote"><div dir="ltr" class="gmail_attr">On Mon, Jan 5, 2026 at 3:04 PM A &lt;a@x.example&gt; '
        "wrote:<br></div><blockquote class=gmail_quote>old<br>older</blockquote></div>",
        '<div id="appendonsend"></div><hr><div id="divRplyFwdMsg"><b>From:</b> A<br><b>Sent:</b> Monday<br><b>To:</b> B<br>'
        "<b>Subject:</b> x<br></div><div>old</div>",
        "<div style='border:none;border-top:solid #E1E1E1 1.0pt'><p><b>Von:</b> A<br><b>Gesendet:</b> Montag<br>"
        "<b>An:</b> B<br><b>Betreff:</b> AW: x</p></div><p>old</p>",
        '<blockquote type="cite"><div>On 5 Jan 2026, at 15:04, A &lt;a@x.example&gt; wrote:</div><br><div>old</div>'
        "<div>older</div></blockquote>",
        '<div class="moz-cite-prefix">Le 05/01/2026 à 15:04, A a écrit :</div><blockquote type=cite>old</blockquote>',
    ],
)
def test_html_history_is_folded_from_its_first_line_to_the_end(history: str) -> None:
    body = html.parse(f"<div>My answer.</div><div><br></div>{history}")
    (fold,) = body.folds
    assert [line.text for line in body.lines[: fold.first] if line.text] == ["My answer."]
    assert fold.last == len(body.lines) - 1


def test_html_answers_between_the_quotes_stay_open() -> None:
    body = html.parse(
        '<div>Hi</div><div class="gmail_quote"><div>On 5 Jan 2026 at 3:04 A &lt;a@x.example&gt; wrote:</div>'
        "<blockquote>one?</blockquote><div>Yes.</div><blockquote>two?</blockquote><div>No.</div></div>"
    )
    assert body.folds == ()


def test_signatures_are_named() -> None:
    body = plain.parse("Hello\n\n-- \nBen Stone\nExample Ltd\n")
    assert [line.kind for line in body.lines if line.text] == ["text", "signature", "signature", "signature"]
    for phone in (
        "Sent from my iPhone",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPhone",
        "iPhoneから送信",
        "发自我的iPhone",
    ):
        assert plain.parse(f"Hello\n\n{phone}\n").lines[2].kind == "signature"
