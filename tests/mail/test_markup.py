"""The HTML of a mail, judged by what a reader of HTML makes of it: others' characters all stand, ours lose none."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.mail.compose import markup, templates

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

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.tags: list[tuple[str, str]] = []
        self.feed(html)
        self.close()

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
    return Reader(markup.html(text))


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


_VALUES = (
    st.sampled_from(
        ["[login](https://evil.example)", "*x*", "**", "*", "_", "`", "```", "# Urgent", "- point", "+", "1. one", "1)",
         "---", "> q", "---------- Forwarded message", "Ann wrote:", "--", "| a | b |", "|---|---|", "<b>x</b>",
         "<https://evil.example>", "[", "](https://evil.example)", "~~", "&amp;", "\\", "\\*", "https://evil.example",
         "a@evil.example", "[a]: https://e.example", "![p](https://e.example/p.png)", "filled0in0n", "filled0in", "=="]
    )
    | st.text(
        st.characters(exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp")) | st.sampled_from("[]()*_`#<>!~|\\ -+1."),
        min_size=1,
    )
    .map(lambda text: " ".join(text.split())[:60])
    .filter(lambda text: any(not each.isalnum() for each in text))
)  # fmt: skip
_TEMPLATES = [
    "Dear {{a}},\n\nabout {{b}}: **done**.", "{{a}}\n{{b}}\n\n{{a}} {{b}}", "{{a}}{{b}}{{a}}",
    "*{{a}}* and _{{b}}_ and `{{a}}`", "- {{a}}\n- {{b}}", "# {{a}}\n\n1. {{b}}", "![{{a}}]({{b}})",
    "[{{a}}](https://shop.example/order/{{b}}?q={{a}})", "[order]({{a}})", "    {{a}}\n\n```\n{{b}}\n```",
    "[x](https://{{a}}/y) and [x](https://shop.example{{b}})", "{{a}}\n\n-- \n{{b}}", "{{a}}\n> theirs",
    "| {{a}} | x |\n|---|---|\n| y | {{b}} |", "Hello\n\n> {{a}}\n> > {{b}}", "x {{a}}\n{{b}} y\n===",
    "{{a}}(https://shop.example)\n[{{b}}", "[{{a}}]\n\n{{b}}", "<{{a}}> <https://shop.example/{{b}}>",
]  # fmt: skip


@given(st.sampled_from(_TEMPLATES), _VALUES, _VALUES, st.booleans())
def test_what_a_variable_filled_in_is_never_markdown(template: str, a: str, b: str, wrapped: bool) -> None:
    filled = templates.fill(template, {"a": a, "b": b})
    words_only = templates.fill(template, {"a": "xaxax", "b": "xbxbx"})
    text = (
        filled.text.replace(a, a.replace(" ", "\n", 1)) if wrapped and not set("|`#") & set(template) else filled.text
    )
    reader, plain = Reader(markup.html(text, filled.values)), read(words_only.text)
    assert not marks(reader) - marks(plain), "a mark-up that the template has not"
    hosts = {href.split("/")[2] for tag, href in reader.tags if tag == "a"}
    assert all(f"x{host}".replace("shop.example", "").isalnum() for host in hosts), "a link that the template has not"
    if "](https://" in template or "<https" in template:
        return  # a value may be a part of the target
    told = "".join("".join(reader.lines).split())
    assert all("".join(value.split()) in told for value in filled.values)
    if marks(reader) == marks(plain):  # a value may be what the template marks something up with
        of_words = "".join("".join(plain.lines).split())
        assert told == of_words.replace("xaxax", "".join(a.split())).replace("xbxbx", "".join(b.split()))


def marks(reader: Reader) -> Counter[str]:
    return Counter(tag for tag, _ in reader.tags if tag not in ("p", "br", "div"))


def test_a_template_may_link_to_its_own_host_with_a_value_in_the_target() -> None:
    filled = templates.fill(
        "[{{n}}](https://shop.example/o/{{n}}) [mail](mailto:{{e}})", {"n": '1/"#2', "e": "a-b@x.example"}
    )
    reader = Reader(markup.html(filled.text, filled.values))
    assert [href for tag, href in reader.tags if tag == "a"] == [
        "https://shop.example/o/1%2F%22%232", "mailto:a-b@x.example",
    ]  # fmt: skip


def test_a_long_text_with_many_values_is_read_in_time_that_grows_with_it() -> None:
    text = "- point\n" * 20_000
    assert markup.html(text, ("-", "*", "[x](https://evil.example)")).count("- point") == 20_000
