"""Labelled replies: texts as mail programs write them, with the lines that are earlier mail. Labels before tuning.

``held_out`` replies (whole languages and kinds) are for measuring only: nobody changes a rule because of one.
"""
# ruff: noqa: E501

from __future__ import annotations

from dataclasses import dataclass

HELD_OUT_LANGUAGES = frozenset(("nl", "sv", "cs", "tr", "ko", "da"))


@dataclass(frozen=True, slots=True)
class Reply:
    """``folded`` is the first and last line that are earlier mail, or None when nothing may be folded."""

    name: str
    text: str
    folded: tuple[int, int] | None
    held_out: bool


# language: gmail attribution, apple attribution, thunderbird attribution, From, Sent, To, Subject labels, original, sent from, answer, old text
LANGUAGES: dict[str, tuple[str, str, str, str, str, str, str, str, str, str, str]] = {
    "en": (
        "On Mon, Jan 5, 2026 at 3:04 PM Anna Berg <anna@example.org> wrote:",
        "On 5 Jan 2026, at 15:04, Anna Berg <anna@example.org> wrote:",
        "On 1/5/26 15:04, Anna Berg wrote:",
        "From",
        "Sent",
        "To",
        "Subject",
        "-----Original Message-----",
        "Sent from my iPhone",
        "Thanks, that works for me.",
        "Could you look at the offer?",
    ),
    "de": (
        "Am Mo., 5. Jan. 2026 um 15:04 Uhr schrieb Anna Berg <anna@example.org>:",
        "Am 05.01.2026 um 15:04 schrieb Anna Berg <anna@example.org>:",
        "Am 05.01.26 um 15:04 schrieb Anna Berg:",
        "Von",
        "Gesendet",
        "An",
        "Betreff",
        "-----Ursprüngliche Nachricht-----",
        "Von meinem iPhone gesendet",
        "Danke, das passt gut.",
        "Können Sie das Angebot prüfen?",
    ),
    "fr": (
        "Le lun. 5 janv. 2026 à 15:04, Anna Berg <anna@example.org> a écrit :",
        "Le 5 janv. 2026 à 15:04, Anna Berg <anna@example.org> a écrit :",
        "Le 05/01/2026 à 15:04, Anna Berg a écrit :",
        "De",
        "Envoyé",
        "À",
        "Objet",
        "-----Message d'origine-----",
        "Envoyé de mon iPhone",
        "Merci, cela me convient.",
        "Pouvez-vous regarder le devis ?",
    ),
    "es": (
        "El lun, 5 ene 2026 a las 15:04, Anna Berg (<anna@example.org>) escribió:",
        "El 5 ene 2026, a las 15:04, Anna Berg <anna@example.org> escribió:",
        "El 5/1/26 a las 15:04, Anna Berg escribió:",
        "De",
        "Enviado",
        "Para",
        "Asunto",
        "-----Mensaje original-----",
        "Enviado desde mi iPhone",
        "Gracias, me parece bien.",
        "¿Puedes mirar la oferta?",
    ),
    "it": (
        "Il giorno lun 5 gen 2026 alle ore 15:04 Anna Berg <anna@example.org> ha scritto:",
        "Il giorno 5 gen 2026, alle ore 15:04, Anna Berg <anna@example.org> ha scritto:",
        "Il 05/01/2026 15:04, Anna Berg ha scritto:",
        "Da",
        "Inviato",
        "A",
        "Oggetto",
        "-----Messaggio originale-----",
        "Inviato da iPhone",
        "Grazie, per me va bene.",
        "Puoi guardare il preventivo?",
    ),
    "pt": (
        "Em seg., 5 de jan. de 2026 às 15:04, Anna Berg <anna@example.org> escreveu:",
        "No dia 5 de jan. de 2026, às 15:04, Anna Berg <anna@example.org> escreveu:",
        "Em 05/01/2026 15:04, Anna Berg escreveu:",
        "De",
        "Enviado",
        "Para",
        "Assunto",
        "-----Mensagem original-----",
        "Enviado do meu iPhone",
        "Obrigado, está certo.",
        "Pode ver a proposta?",
    ),
    "nl": (
        "Op ma 5 jan 2026 om 15:04 schreef Anna Berg <anna@example.org>:",
        "Op 5 jan. 2026, om 15:04 heeft Anna Berg <anna@example.org> het volgende geschreven:",
        "Op 05-01-2026 om 15:04 schreef Anna Berg:",
        "Van",
        "Verzonden",
        "Aan",
        "Onderwerp",
        "-----Oorspronkelijk bericht-----",
        "Verstuurd vanaf mijn iPhone",
        "Bedankt, dat is goed.",
        "Kun je naar de offerte kijken?",
    ),
    "pl": (
        "pon., 5 sty 2026 o 15:04 Anna Berg <anna@example.org> napisał(a):",
        "Wiadomość napisana przez Anna Berg <anna@example.org> w dniu 5 sty 2026, o godz. 15:04:",
        "W dniu 5.01.2026 o 15:04, Anna Berg pisze:",
        "Od",
        "Wysłano",
        "Do",
        "Temat",
        "-----Wiadomość oryginalna-----",
        "Wysłane z iPhone'a",
        "Dziękuję, pasuje.",
        "Czy możesz sprawdzić ofertę?",
    ),
    "sv": (
        "Den mån 5 jan. 2026 kl 15:04 skrev Anna Berg <anna@example.org>:",
        "5 jan. 2026 kl. 15:04 skrev Anna Berg <anna@example.org>:",
        "Den 2026-01-05 kl. 15:04, skrev Anna Berg:",
        "Från",
        "Skickat",
        "Till",
        "Ämne",
        "-----Ursprungligt meddelande-----",
        "Skickat från min iPhone",
        "Tack, det blir bra.",
        "Kan du titta på offerten?",
    ),
    "da": (
        "Den man. 5. jan. 2026 kl. 15.04 skrev Anna Berg <anna@example.org>:",
        "Den 5. jan. 2026 kl. 15.04 skrev Anna Berg <anna@example.org>:",
        "Den 05.01.2026 kl. 15.04 skrev Anna Berg:",
        "Fra",
        "Sendt",
        "Til",
        "Emne",
        "-----Oprindelig meddelelse-----",
        "Sendt fra min iPhone",
        "Tak, det passer fint.",
        "Kan du se på tilbuddet?",
    ),
    "cs": (
        "po 5. 1. 2026 v 15:04 odesílatel Anna Berg <anna@example.org> napsal:",
        "5. 1. 2026 v 15:04, Anna Berg <anna@example.org>:",
        "Dne 05. 01. 26 v 15:04 Anna Berg napsal(a):",
        "Od",
        "Odesláno",
        "Komu",
        "Předmět",
        "-----Původní zpráva-----",
        "Odesláno z iPhonu",
        "Děkuji, to vyhovuje.",
        "Můžete se podívat na nabídku?",
    ),
    "ja": (
        "2026年1月5日(月) 15:04 Anna Berg <anna@example.org>:",
        "2026/01/05 15:04、Anna Berg <anna@example.org>のメール:",
        "On 2026/01/05 15:04, Anna Berg wrote:",
        "差出人",
        "送信日時",
        "宛先",
        "件名",
        "-----元のメッセージ-----",
        "iPhoneから送信",
        "ありがとうございます。承知しました。",
        "見積もりを確認していただけますか。",
    ),
    "zh": (
        "Anna Berg <anna@example.org> 于2026年1月5日周一 15:04写道：",
        "在 2026年1月5日,15:04,Anna Berg <anna@example.org> 写道:",
        "在 2026/1/5 15:04, Anna Berg 写道:",
        "发件人",
        "发送时间",
        "收件人",
        "主题",
        "-----原始邮件-----",
        "发自我的iPhone",
        "谢谢，没有问题。",
        "您能看一下报价吗？",
    ),
    "ru": (
        "пн, 5 янв. 2026 г. в 15:04, Anna Berg <anna@example.org>:",
        "5 янв. 2026 г., в 15:04, Anna Berg <anna@example.org> написал(а):",
        "05.01.2026 15:04, Anna Berg пишет:",
        "От",
        "Отправлено",
        "Кому",
        "Тема",
        "-----Исходное сообщение-----",
        "Отправлено с iPhone",
        "Спасибо, подходит.",
        "Посмотрите, пожалуйста, предложение.",
    ),
    "tr": (
        "Anna Berg <anna@example.org>, 5 Oca 2026 Pzt, 15:04 tarihinde şunu yazdı:",
        "Anna Berg <anna@example.org> şunları yazdı (5 Oca 2026 15:04):",
        "5.01.2026 15:04 tarihinde Anna Berg yazdı:",
        "Kimden",
        "Gönderildi",
        "Kime",
        "Konu",
        "-----Özgün İleti-----",
        "iPhone’umdan gönderildi",
        "Teşekkürler, bana uyar.",
        "Teklife bakabilir misiniz?",
    ),
    "ko": (
        "2026년 1월 5일 (월) 오후 3:04, Anna Berg <anna@example.org>님이 작성:",
        "2026. 1. 5. 15:04, Anna Berg <anna@example.org> 작성:",
        "2026-01-05 15:04에 Anna Berg 이(가) 쓴 글:",
        "보낸 사람",
        "보낸 날짜",
        "받는 사람",
        "제목",
        "-----원본 메시지-----",
        "나의 iPhone에서 보냄",
        "감사합니다. 좋습니다.",
        "견적을 확인해 주시겠습니까?",
    ),
}


def _reply(name: str, held_out: bool, above: list[str], history: list[str], below: tuple[str, ...] = ()) -> Reply:
    lines = [*above, *history, *below]
    return Reply(name, "\n".join(lines) + "\n", (len(above), len(above) + len(history) - 1), held_out)


def _quoted(*lines: str) -> list[str]:
    return [f"> {line}" if line else ">" for line in lines]


def _wrapped(text: str) -> list[str]:
    """An attribution broken in two, as Gmail does it at about 78 columns: before the address."""
    head, bracket, tail = text.partition("<")
    return [head.rstrip(), bracket + tail] if bracket and len(text) > 60 else [text]


def positives() -> list[Reply]:
    """Seven kinds of client for each language."""
    found: list[Reply] = []
    for code, row in LANGUAGES.items():
        gmail, apple, bird, sender, sent, to, subject, original, phone, answer, old = row
        out = code in HELD_OUT_LANGUAGES
        body = (old, "", f"{answer} 2026?", "Anna")
        headers = [
            f"{sender}: Anna Berg <anna@example.org>",
            f"{sent}: 5. 1. 2026 15:04",
            f"{to}: Ben Stone <ben@example.net>",
            f"{subject}: RE: 4521",
        ]
        found += [
            _reply(f"{code} gmail", out, [answer, ""], [gmail, "", *_quoted(*body)]),
            _reply(
                f"{code} gmail wrapped, signature",
                out,
                ["Hello Anna,", "", answer, "", "-- ", "Ben Stone", ""],
                [*_wrapped(gmail), "", *_quoted(*body, "", "> older line")],
            ),
            _reply(f"{code} apple mail", out, [answer, "", "Ben", ""], [*_quoted(apple, "", *body)]),
            _reply(f"{code} apple phone", out, [answer, "", phone, ""], [f"> {apple}", "> ", *_quoted(*body)]),
            _reply(f"{code} thunderbird", out, [answer, ""], [bird, *_quoted(*body)]),
            _reply(f"{code} outlook", out, [answer, "", "Ben Stone", "Example Ltd", ""], [*headers, "", *body]),
            _reply(f"{code} outlook with a rule", out, [answer, ""], ["_" * 32, *headers, "", *body]),
            _reply(f"{code} original message", out, [answer, ""], [original, *headers, "", *body]),
            _reply(
                f"{code} bottom posted",
                out,
                [],
                [bird, *_quoted(*body, "a line", "another line", "and one")],
                ("", answer, "Ben"),
            ),
        ]
    return [_bottom(reply) if reply.name.endswith("bottom posted") else reply for reply in found]


def _bottom(reply: Reply) -> Reply:
    """A greeting above the quote, so that something is left to read on both sides."""
    assert reply.folded is not None
    return Reply(reply.name, "Hi Anna,\n\n" + reply.text, (2, reply.folded[1] + 2), reply.held_out)


def negatives() -> list[Reply]:
    """Texts in which nothing may be folded: answers between the lines, forwards, and look-alikes."""
    found: list[Reply] = []

    def none(name: str, *lines: str) -> None:
        found.append(Reply(name, "\n".join(lines) + "\n", None, len(found) % 2 == 1))

    for code, row in LANGUAGES.items():
        bird, answer, old = row[2], row[9], row[10]
        none(
            f"{code} between the lines",
            "Hi Anna,",
            "",
            bird,
            f"> {old}",
            "",
            answer,
            "",
            "> And the second point?",
            "> It is about the date.",
            "",
            answer,
            "",
            "Ben",
        )
    none(
        "between the lines, no greeting",
        "On 1/5/26 15:04, Anna wrote:",
        "> one?",
        "Yes.",
        "> two?",
        "No.",
        "> three?",
        "Maybe.",
    )
    none("one quoted question, answer below", "> Could you look at the offer?", "", "Yes, I will do it today.")
    none(
        "forward, Gmail",
        "See below.",
        "",
        "---------- Forwarded message ---------",
        "From: Anna Berg <anna@example.org>",
        "Date: Mon, Jan 5, 2026 at 3:04 PM",
        "Subject: Offer",
        "To: Ben <ben@example.net>",
        "",
        "The offer is attached.",
    )
    none(
        "forward, Apple",
        "FYI",
        "",
        "Begin forwarded message:",
        "",
        "From: Anna <anna@example.org>",
        "Subject: Offer",
        "Date: 5 January 2026 at 15:04:00 CET",
        "To: Ben <ben@example.net>",
        "",
        "The offer is attached.",
    )
    none(
        "forward, German",
        "zur Info",
        "",
        "-------- Weitergeleitete Nachricht --------",
        "Betreff: Angebot",
        "Datum: Mon, 5 Jan 2026 15:04:00 +0100",
        "Von: Anna <anna@example.org>",
        "An: Ben <ben@example.net>",
        "",
        "Das Angebot liegt bei.",
    )
    none(
        "only history",
        "From: Anna Berg <anna@example.org>",
        "Sent: Monday, January 5, 2026 3:04 PM",
        "To: Ben <ben@example.net>",
        "Subject: Offer",
        "",
        "The offer is attached.",
    )
    none("a sentence about writing", "As Tolstoy wrote:", "All happy families are alike.", "", "Best, Ben")
    none("a sentence with a date", "In 2024 the board decided the following:", "we grow slowly.", "", "Best, Ben")
    none("an agenda with times", "Agenda for 5.1.2026 at 15:04:", "- budget", "- hiring", "", "Ben")
    none(
        "a list of contacts",
        "Please add these people on 2026-01-06 to the list:",
        "anna@example.org",
        "ben@example.net",
    )
    none(
        "a log that starts with a date",
        "The server says:",
        "2026-01-05 15:04:11 ERROR disk full",
        "2026-01-05 15:04:12 INFO stopped",
        "",
        "What now?",
    )
    none("a Python session", "It prints this:", ">>> print(1)", "1", ">>> print(2)", "2", "", "Strange, no?")
    none(
        "a diff",
        "Here is the patch:",
        "",
        "--- a/x.py",
        "+++ b/x.py",
        "@@ -1,2 +1,2 @@",
        "-old",
        "+new",
        "",
        "Please review.",
    )
    none(
        "From at the start of a sentence",
        "From: the desk of Ben",
        "",
        "Dear all, the office is closed.",
        "To: everyone",
        "enjoy the holidays.",
    )
    none("fields of an order", "Name: Anna", "Date: 5.1.2026", "To: Berlin", "Amount: 45", "", "Please confirm.")
    none(
        "a quotation in the middle",
        "The standard says:",
        "",
        "> A mail has a header and a body.",
        "",
        "So we are right.",
    )
    none("a mail with arrows", "Steps:", "File -> Open -> Import", "-> then wait", "", "Done.")
    none("a signature only", "See you on Monday.", "", "-- ", "Ben Stone", "Example Ltd")
    none("an underscore rule", "Part one.", "________________________________", "Part two, which is new as well.")
    none("a short note", "ok")
    none("a colon at the end", "Anna, on 5 January 2026 at 15:04 I sent you this question:", "did you get the key?")
    return found


def everything() -> list[Reply]:
    """All labelled replies."""
    return positives() + negatives()
