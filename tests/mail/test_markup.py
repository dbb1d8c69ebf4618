"""The HTML of a mail, judged by what a reader of HTML makes of it: others' characters all stand, ours lose none."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.mail.compose import markup

_WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("[]()*_`#<>!~|\\&;:-+=@/.\u00a0 "), max_size=40
)
_TEMPTING = st.sampled_from(
    ["[https://northwind.example/login](https://evil.example/x)", "# Urgent", "C:\\new\\*.txt", "5*3*2", "<tag>",
     "**b**", "* point", "1. one", "---", "===", "```", "    code", "<https://x.example>", "&amp;", "![p](https://e/p.png)",
     "| a | b |", "[a]: https://x.example", "\\*", "~~x~~", "<!-- x -->", "-- ", "> deep", ">> deeper"]
)  # fmt: skip
_LINES = st.lists(_WORDS | _TEMPTING, min_size=1, max_size=6)


class Reader(HTMLParser):
    """The text of a document, line by line, each with how deep it is quoted; and every element there is."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.tags: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs).get("href") or ""))
        if tag in ("br", "p", "div", "li", "blockquote", "tr", "h1"):
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("p", "div", "li", "blockquote", "tr", "h1"):
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        self.lines[-1] += data


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(markup.html(text))
    reader.close()
    return reader


def words(lines: list[str]) -> list[str]:
    return [flat for line in lines if (flat := "".join(line.split()))]


@given(_LINES)
def test_a_quotation_is_what_was_quoted(lines: list[str]) -> None:
    reader = read("\n".join(f"> {line}" for line in lines))
    assert words(reader.lines) == words([line.lstrip("> ") if line.startswith(">") else line for line in lines])
    assert {tag for tag, _ in reader.tags} <= {"html", "head", "meta", "body", "blockquote", "div", "br"}


@given(_LINES)
def test_a_forwarded_mail_is_what_was_forwarded(lines: list[str]) -> None:
    reader = read("\n".join(["Look.", "", "---------- Forwarded message ----------", *lines]))
    assert words(reader.lines) == words(["Look.", "---------- Forwarded message ----------", *lines])
    assert {tag for tag, _ in reader.tags} <= {"html", "head", "meta", "body", "p", "div", "br"}


@given(st.lists(_TEMPTING, min_size=1, max_size=4), st.sampled_from(["", "Dear Ann,", "**Mine**"]))
def test_no_link_of_a_stranger_is_ours(lines: list[str], mine: str) -> None:
    reader = read(
        "\n".join([mine, "", "On Mon, [a](https://evil.example) <x@y.example> wrote:", *(f"> {x}" for x in lines)])
    )
    assert not [href for _, href in reader.tags if href]


@pytest.mark.parametrize(
    "text",
    ["C:\\new\\*.txt and D:\\old\\*.log", "5*3*2 is 30", "a_b_c", "<tag> & &copy; &amp;", "1 < 2 > 1", "[a]: https://x.example",
     "2 * 3 * 4", "\\_not\\_", "Total\n===", "x\\", "a\\\nb", "https://x.example/a_b*c*d", "snake_case_*"],
)  # fmt: skip
def test_ones_own_words_lose_no_character_that_is_no_markup(text: str) -> None:
    assert words(read(text).lines) == words(text.split("\n"))


def test_ones_own_words_are_still_markdown() -> None:
    document = markup.html("**b** *i* ~~s~~ `c`\n\n# Head\n\n- one\n\n7. seven\n9. nine\n\n[x](https://x.example)")
    for piece in ("<strong>b</strong>", "<em>i</em>", "<s>s</s>", "<code>c</code>", "<h1>Head</h1>", 'value="9"'):
        assert piece in document
    assert '<a href="https://x.example">x</a>' in document


def test_a_line_without_a_mark_ends_the_quotation() -> None:
    document = markup.html("> theirs\n**mine**\n> theirs again\n> [x](https://evil.example)")
    assert "<strong>mine</strong>" in document
    assert document.index("</blockquote>") < document.index("mine") < document.rindex("<blockquote")
    assert "href" not in document
