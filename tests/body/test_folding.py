"""What is folded as earlier mail: only words that stand in an earlier mail, or that a program announces as history."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commune_tui.actions.mail_lines import text_lines
from commune_tui.body.earlier import Earlier, Known, Words
from commune_tui.body.lines import Body
from commune_tui.body.normal import normal
from commune_tui.body.quotes import knowing
from commune_tui.body.reading import read
from commune_tui.body.wrap import Wrapped
from commune_tui.linear.speech import worded
from commune_tui.mail.compose.quote import own_lines
from tests.body.judged import HELD_OUT, SEEN, UNSURE, rates, records

WROTE = "On Tue, 6 Jan 2026 at 15:04, Shop <help@shop.example> wrote:"
HEAD = "From: Shop <help@shop.example>\nSent: Tuesday, January 6, 2026 3:04 PM\nTo: Anna\nSubject: Order\n"


def folded(text: str = "", html: str = "", *, stored: Sequence[str] = (), **about: bool) -> Body:
    """A mail as it is folded after these."""
    known = Known(Words([[each] for each in stored]), len(stored)) if stored else None
    return knowing(read(html or None, text or None), Earlier(known, **about))


def shown(body: Body) -> list[str]:
    """The words of the lines that no fold hides."""
    hidden = {index for fold in body.folds for index in range(fold.first, fold.last + 1)}
    return [line.text for index, line in enumerate(body.lines) if line.text.strip() and index not in hidden]


# -- the labelled replies ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "least"), [(SEEN, 0.96), (HELD_OUT, 0.95)], ids=["seen", "held out"])
def test_no_new_word_is_folded_and_nearly_every_old_line_is(path: object, least: float) -> None:
    every = records(SEEN if path is SEEN else HELD_OUT)
    found = rates(every)
    assert found.replies >= 187 and found.wrong == [] and found.lost <= 1
    assert found.folded >= least * found.old
    told = rates(record for record in every if record["id"] not in UNSURE)
    assert told.folded >= 0.96 * told.old


# -- single mails ------------------------------------------------------------------------------------------------------


def test_own_words_in_the_container_of_an_attribution_stay() -> None:
    body = folded(
        html='<div class="moz-cite-prefix">Hi Bob:</div><div class="moz-cite-prefix"><br></div>'
        '<div class="moz-cite-prefix">No, please cancel the order.</div><div class="moz-cite-prefix"><br></div>'
        '<div class="moz-cite-prefix">On 5/7/2026 11:44 AM, Bob wrote:<br></div>'
        '<blockquote type="cite"><p>Shall we ship on Friday?</p></blockquote>'
    )
    assert shown(body) == ["Hi Bob:", "No, please cancel the order."]
    assert "No, please cancel the order." in own_lines(body)
    assert [fold.title for fold in body.folds] == ["2 quoted lines"]


def test_a_journey_is_no_head_of_a_mail() -> None:
    body = folded(
        "Please book a taxi for me\n\nFrom: Zurich\nTo: Vienna\nDate: 3 May 2026\n\nI pay by card. Confirm it today.\n"
    )
    assert body.folds == ()


@pytest.mark.parametrize(
    "html",
    [
        '<div>Yes.</div><div class="gmail_extra"><br><div class="gmail_quote">{wrote}<br><blockquote>Is Friday fine '
        "with you?</blockquote></div>And bring the blue one, please.</div>",
        '<div>Yes.</div><div class="gmail_quote">{wrote}<br><blockquote>Is Friday fine with you?</blockquote>'
        "<div>And bring the blue one, please.</div></div>",
        "<div>Yes.</div><div>{wrote}</div><blockquote>Is Friday fine with you?</blockquote>"
        "<div>And bring the blue one, please.</div><blockquote>One onion, three carrots.</blockquote>",
    ],
)
@pytest.mark.parametrize("stored", [(), ("Hello Anna,\nIs Friday fine with you?\n",)], ids=["none stored", "stored"])
def test_words_beside_the_quotation_stay(html: str, stored: tuple[str, ...]) -> None:
    body = folded(html=html.format(wrote=WROTE.replace("<", "&lt;")), stored=stored)
    assert "And bring the blue one, please." in shown(body)
    assert "And bring the blue one, please." in " ".join(own_lines(body))


def test_a_forwarded_mail_is_what_the_mail_is_about() -> None:
    old = "The lift stands still since Saturday.\nMy mother cannot leave the flat.\n"
    for text in (
        f"Please see to it.\n\n{HEAD}\n{old}",
        f"Please see to it.\n\n{WROTE}\n> " + old.replace("\n", "\n> "),
    ):
        assert folded(text, forward=True).folds == ()
        assert folded(text, stored=[old], forward=True).folds == ()
    for mark in (
        "---------- Forwarded message ---------",
        "Anfang der weitergeleiteten Nachricht:",
        "----- 转发邮件 -----",
    ):
        assert (
            folded(f"Please see to it.\n\n{mark}\n{HEAD}\n{old}\n{WROTE}\n> Which lift?\n> In which house?").folds == ()
        )


def test_mail_that_is_handed_on_below_a_quotation_stays_too() -> None:
    old = "Which lift stands still?\n"
    text = f"Here it is.\n\n{WROTE}\n> {old}\n---------- Forwarded message ---------\n{HEAD}\nThe left one.\n"
    for stored in ([], [old]):
        assert "The left one." in shown(folded(text, stored=stored))


def test_a_first_mail_may_quote_whom_it_likes() -> None:
    quoted = f"{WROTE}\n> Pay today.\n> Or else we come.\n> Really.\n"
    asked = f"In your letter I read:\n\n{quoted}\nIs this from you?\n"
    assert folded(asked).folds
    assert folded(asked, first=True).folds == ()
    assert folded(f"Hello\n\n{HEAD}\nPay today.\n", first=True).folds == ()
    assert shown(folded(f"Is this from you?\n\n{quoted}", first=True)) == ["Is this from you?"]


@pytest.mark.parametrize(
    "answer",
    [
        "Monday.",
        "==> on Monday",
        "Please pay 900 euros to me instead.",
        "We deliver on Friday at 9 for 150 euros.",
        "We deliver on Friday at 9 for 15 dollars.",
        "We do not deliver on Friday at 9 for 15 euros.",
        "We deliver on Friday at 9 for 1,5 euros.",
        "👍",
        "???",
        "Or on Tuesday?",
    ],
)
@pytest.mark.parametrize("lead", ["", "> "])
def test_words_added_to_or_changed_in_the_history_are_shown(answer: str, lead: str) -> None:
    lines = ["Dear Anna,", "We deliver on Friday at 9 for 15 euros.", "Or would Monday suit you?", "The shop"]
    above = WROTE if lead else HEAD
    for at in range(1, 4):
        history = [*lines[:at], answer, *lines[at:]]
        text = f"Thanks!\n\n{above}\n" + "\n\n".join(lead + line for line in history)
        body = folded(text, stored=["\n\n".join(lines)])
        assert shown(body) == ["Thanks!", answer]
        assert answer in " ".join(own_lines(body))


@pytest.mark.parametrize(
    "quoted",
    [
        "> We deliver “the blue\n> one” on Friday\n> at 9, see\n> https://shop.example/a?b=1 …\n",
        '> We   deliver "the blue one" on Friday at 9, see\n> <https://shop.example/a?b=1>\n',
        'AB> We deliver "the blue one" on Friday at 9,\nAB> see https://shop.example/a?b=1\n',
        "> We deliver 'the blue one' on Friday at 9, see https://eu1.safelinks.protection.outlook.com/?url=https%3A%2F%2F"
        "shop.example%2Fa%3Fb%3D1&data=05%7C01\n",
    ],
)
def test_wrapping_blanks_quotation_marks_and_wrapped_links_do_not_count(quoted: str) -> None:
    body = folded(
        "Fine.\n\n" + quoted, stored=['We deliver "the blue one" on Friday at 9, see https://shop.example/a?b=1\n']
    )
    assert shown(body) == ["Fine."]


def test_an_answer_between_quotations_keeps_its_question_in_sight() -> None:
    old = "Which colour do you want? We have blue.\nWhen shall we come?\n"
    text = f"{WROTE}\n> Which colour do you want? We have blue.\n\nRed.\n\n> When shall we come?\n\nNever.\n"
    body = folded(text, stored=[old])
    assert [fold.title for fold in body.folds] == [
        "2 quoted lines: Which colour do you want? We have blue.",
        "1 quoted line: When shall we come?",
    ]
    assert own_lines(body) == [
        "> Which colour do you want? We have blue.", "", "Red.", "", "> When shall we come?", "", "Never.",
    ]  # fmt: skip


def test_the_screen_and_lines_say_the_same_of_a_fold() -> None:
    old = "Which colour do you want? We have blue.\nThe shop\n"
    text = f"Hello\n\n{WROTE}\n> Which colour do you want? We have blue.\n\nRed.\n\n> The shop\n> is closed.\n"
    body = folded(text, stored=[old])
    view = Wrapped(body, 50, frozenset(range(len(body.folds))))
    rows = [row.text for row in view.rows(0, 20) if row.text]
    fold = "▸ 2 quoted lines: Which colour do you want? We ha…"
    assert rows == ["Hello", fold, "Red.", "▸ 1 quoted line: The shop", "│ is closed."]
    assert [worded(line) for line in text_lines(body)] == [
        "  Hello",
        "2 quoted lines; the word quoted reads them.",
        "  quoted, at the end: Which colour do you want? We have blue.",
        "  Red.",
        "1 quoted line; the word quoted reads them.",
        "  quoted, at the end: The shop",
        "  quoted is closed.",
    ]
    assert "  quoted Which colour do you want? We have blue." in text_lines(body, quotes=True)


@pytest.mark.parametrize(
    "sign",
    ["Answers below.", "Meine Antworten stehen unten im Text.", "Réponses en rouge.", "以下に赤字で回答します。"],
)
def test_where_nothing_is_stored_a_promise_of_answers_keeps_the_history_open(sign: str) -> None:
    assert folded(f"{sign}\n\n{HEAD}\nIs Friday fine?\n\nNo.\n").folds == ()


def test_where_nothing_is_stored_colours_and_arrows_keep_the_history_open() -> None:
    head = HEAD.replace("<", "&lt;").replace("\n", "<br>")
    red = f'<p>Hi</p><div>{head}</div><p>Is Friday fine?</p><p style="color:red">No.</p><p>The shop</p>'
    assert folded(html=red).folds == ()
    assert folded(html=red.replace("color:red", "color:#333")).folds
    assert folded(f"Hi\n\n{HEAD}\nIs Friday fine?\n==> No.\nThe shop\n").folds == ()


def test_all_that_there_is_to_read_is_not_folded() -> None:
    assert folded("> Is Friday fine?\n> The shop\n", stored=["Is Friday fine?\nThe shop"]).folds == ()


# -- any mails ---------------------------------------------------------------------------------------------------------

WORD = st.sampled_from(
    ["the", "order", "is", "late", "not", "Friday", "15", "150", "euros", "cancel", "it", "yes", "東", "京"]
)
SENTENCE = st.lists(WORD, min_size=1, max_size=9).map(" ".join)
MAIL = st.lists(SENTENCE, min_size=1, max_size=6)
LEADS = st.sampled_from(["", "> ", ">> ", "AB> ", "  "])
MARK = st.sampled_from([WROTE, HEAD, "-----Original Message-----", "________________________________", ""])
AROUND = st.sampled_from(
    [
        "<div>{}</div>", "<blockquote>{}</blockquote>", '<blockquote type="cite">{}</blockquote>',
        '<div class="gmail_quote">{}</div>', '<div class="yahoo_quoted">{}</div>', '<div class="gmail_extra">{}</div>',
        '<div class="moz-cite-prefix">{}</div>', '<div id="divRplyFwdMsg">{}</div>', "<ul><li>{}</ul>",
        '<p style="color:red">{}</p>',
    ]
)  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(data=st.data(), earlier=st.lists(MAIL, min_size=1, max_size=3), html=st.booleans())
def test_every_folded_line_stands_in_an_earlier_mail(data: st.DataObject, earlier: list[list[str]], html: bool) -> None:
    old = st.sampled_from([line for mail in earlier for line in mail])
    runs = st.sampled_from(earlier).flatmap(lambda mail: st.integers(0, len(mail)).map(lambda at: mail[at:]))
    piece = st.tuples(st.one_of(runs, st.lists(st.one_of(old, SENTENCE), max_size=4)), MARK, LEADS, AROUND)
    pieces = data.draw(st.lists(piece, min_size=1, max_size=6))
    made = []
    for lines, mark, lead, around in pieces:
        if html:
            inside = "<br>".join([*mark.replace("<", "&lt;").split("\n"), *lines])
            made.append(around.format(inside))
        else:
            made.append("\n".join([mark, *(lead + line for line in lines)]))
    whole = "\n".join(made)
    body = folded("" if html else whole, whole if html else "", stored=["\n".join(mail) for mail in earlier])
    known = [f" {normal(' '.join(mail))} " for mail in earlier]
    said = {normal(line) for mark in (WROTE, HEAD, "-----Original Message-----") for line in mark.split("\n")}
    for fold in body.folds:
        for line in body.lines[fold.first : fold.last + 1]:
            words = normal(line.text)
            assert not words or words in said or any(f" {words} " in text for text in known), line.text
    quoted = normal(" ".join(own_lines(body)))
    assert all(normal(line) in quoted for line in shown(body) if line.strip("-_ "))
