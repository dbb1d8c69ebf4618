"""Styles that the reader understands, and those it does not: unknown means shown, and is named where it may hide."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commune_tui.body import css, html
from commune_tui.body.lengths import resolved
from commune_tui.body.media import holds
from commune_tui.body.selectors import selector
from tests.body.cases import case

WHITE = "<p class=w style='color:#fff'>Pay invoice 4711 today</p>"
GROUNDS = [
    "var(--brand)", "oklch(40% 0.2 260)", "oklab(40% 0.1 0.1)", "lab(30% 0 0)", "lch(30% 40 20)", "color(srgb 0 0 .5)",
    "color-mix(in srgb, navy, black)", "light-dark(navy, white)", "image-set(url(a.png) 1x)", "rgb(from navy r g b)",
    "linear-gradient(navy, black)", "conic-gradient(navy, black)", "url(a.png)", "highlight", "#036 url(a.png)",
    "cross-fade(url(a), url(b))", "env(x, navy)", "paint(x)",
]  # fmt: skip
SELECTORS = [
    "td:first-child", "td:nth-child(1)", "td:nth-child(odd)", "td:nth-child(n)", "td:only-child", "td:last-child",
    "tr > td:first-of-type", "td:not(.x)", "td:is(td, th)", ":where(td)", "html td", "body td", "html body td",
    ":root td", "tbody > tr > td", "td[class]", "td:nth-last-child(1)", "td:has(p)", "td:nth-child(1 of .y)", "*",
]  # fmt: skip


@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("way", ["background", "background-color", "background-image"])
def test_white_text_on_what_is_not_understood_is_shown(ground: str, way: str) -> None:
    if way == "background-image" and ground in ("highlight", "#036 url(a.png)"):
        return
    body = html.parse(f'<div style="{way}:{ground}">{WHITE}</div>')
    assert body.text == "Pay invoice 4711 today" and body.alarms == ()


@pytest.mark.parametrize("chosen", SELECTORS)
def test_white_text_on_a_ground_of_any_selector_is_shown(chosen: str) -> None:
    body = html.parse(f"<style>{chosen}{{background:#036}}</style><table><tr><td class=y>{WHITE}</table>")
    assert body.text == "Pay invoice 4711 today" and body.alarms == ()


@pytest.mark.parametrize("rule", ["@supports (display:grid)", "@container (width > 1px)", "@media (width > 1000px)"])
def test_white_text_on_a_ground_that_depends_is_shown_and_named(rule: str) -> None:
    body = html.parse(f"<style>{rule}{{div{{background:#036}}}}</style><div>{WHITE}</div>")
    assert body.text == "Pay invoice 4711 today" and body.alarms == ()
    assert any(part.reason.startswith("may be hidden") and "4711" in part.text for part in body.hidden)


def test_the_cases_that_were_hidden_are_shown_without_alarm() -> None:
    body = case("09")
    assert [line.text for line in body.lines if line.text] == ["Your parcel is lost", "Pay invoice 4711", "Only today"]
    assert body.alarms == ()
    body = case("10")
    assert "Your order has shipped" in body.text and body.alarms == ()


def test_newer_selectors_hide_what_they_hide() -> None:
    body = case("23")
    assert body.text == "A"
    assert [part.text for part in body.hidden] == ["one", "two", "three", "four"]


HIDES = [
    "p + p.x", "p ~ .x", "p.x:nth-child(2)", "p.x:last-child", "body > p.x", "html .x", ".x:not(.y)", ":is(.x, .z)",
    "[class=x]", ".x:first-of-type ~ .x, .x", "p:first-child + .x", "body p.x", ":root .x", "p.x:nth-last-child(1)",
]  # fmt: skip


@pytest.mark.parametrize("chosen", HIDES)
@pytest.mark.parametrize("around", ["%s", "@media screen{%s}", "@media (max-width:5000px){%s}", "@layer a{%s}"])
def test_understood_selectors_hide(chosen: str, around: str) -> None:
    style = around % f"{chosen}{{display:none}}"
    body = html.parse(f"<style>{style}</style><p>Dear team,</p><p class=x>send all the mail to me</p>")
    assert body.text.strip() == "Dear team," and len(body.hidden) == 1


@pytest.mark.parametrize(
    "style",
    [
        "@supports (display:grid){.x{display:none}}", ".x:has(b){display:none}", ".x{display:var(--d)}",
        "@media (max-width:1000px){.x{opacity:0}}", ".x{font-size:calc(1em * var(--z))}",
        "@media (min-resolution:2dppx){.x{font-size:0}}",
        ".x{display:none} @media (min-width:1000px){.x{display:block}}", ".x{opacity:env(o)}",
    ],
)  # fmt: skip
def test_what_may_be_hidden_is_shown_and_named(style: str) -> None:
    body = html.parse(f"<style>{style}</style><p>Dear team,</p><p class=x>We meet <b>at</b> noon on Friday</p>")
    assert body.text == "Dear team,\n\nWe meet at noon on Friday"
    assert [part.text for part in body.hidden] == ["We meet at noon on Friday"]
    assert body.hidden[0].reason.startswith("may be hidden elsewhere: ") and body.alarms == ()


@pytest.mark.parametrize(
    ("value", "result"),
    [
        ("calc(0px)", "0px"), ("calc(1px * 0)", "0px"), ("calc(2em - 2em)", "0em"), ("max(1px, 0px)", "1px"),
        ("min(10px, 0px)", "0px"), ("clamp(0px, 0px, 9px)", "0px"), ("calc((1px + 2px) * 3)", "9px"),
        ("calc(100% - 10px)", "calc(100% - 10px)"), ("calc(var(--x) * 2)", "calc(var(--x) * 2)"),
        ("-calc(3px)", "-3px"),
        ("calc(1px / 0)", "calc(1px / 0)"), ("rgb(1, 2, 3)", "rgb(1, 2, 3)"), ("calc(calc(1px) + 1px)", "2px"),
    ],
)  # fmt: skip
def test_lengths_are_worked_out(value: str, result: str) -> None:
    assert resolved(value) == result


@pytest.mark.parametrize(
    ("rule", "answer"),
    [
        ("@media screen", True), ("@media print", False), ("@media (max-width: 600px)", False), ("@media all", True),
        ("@media (max-width:5000px)", True), ("@media (min-width:600px)", True), ("@media (max-width:1000px)", None),
        ("@media only screen and (max-width: 37.5em)", False), ("@media not print", True), ("@media not screen", False),
        ("@media (width >= 600px)", True), ("@media (400px <= width <= 700px)", False), ("@media print, screen", True),
        ("@media (prefers-color-scheme: dark)", False), ("@media (hover: none)", False), ("@media (x: y)", None),
        ("@media screen and (-webkit-min-device-pixel-ratio: 2)", None), ("@supports (x: y)", None), ("@page", False),
    ],
)  # fmt: skip
def test_conditions_are_judged_for_a_desk(rule: str, answer: bool | None) -> None:
    assert holds(rule) is answer


@given(st.text(alphabet="ab.#:[]()>+~,*-n1 {};@\"'\\/&!%", max_size=60))
def test_any_style_sheet_is_read(text: str) -> None:
    css.rules(text)
    selector(text)
    resolved(text)
    holds(text)


@pytest.mark.parametrize(
    "style", [".x{{display:none}}", "}.x{display:none}", ".x;{display:none}", ".x:hover{opacity:0}"]
)
def test_broken_rules_hide_nothing(style: str) -> None:
    body = html.parse(f"<style>{style}</style><p class=x>We meet at noon on Friday</p>")
    assert body.text == "We meet at noon on Friday" and body.hidden == ()


@pytest.mark.parametrize("style", ["background:#036;background-clip:text", "box-shadow:inset 0 0 0 99px navy"])
def test_white_text_with_a_dark_edge_or_shadow_behind_is_shown(style: str) -> None:
    body = html.parse(f"<p style='color:#fff;{style}'>We meet at noon on Friday</p>")
    assert body.text == "We meet at noon on Friday" and body.alarms == ()
