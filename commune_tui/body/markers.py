"""The words by which mail programs announce earlier and forwarded mail, in many languages. Data and tests of lines."""

from __future__ import annotations

import re

WROTE = (
    "wrote|writes|schrieb|schreibt|a écrit|écrivait|escribió|escribio|ha scritto|scrive|escreveu|schreef|"
    "het volgende geschreven|napisał\\(a\\)|napisała|napisał|pisze|skrev|skriver|kirjoitti|napsal\\(-?a\\)|napsala|"
    "napsal|napísal\\(-?a\\)|napísal|写道|寫道|写了|書きました|のメール|написал\\(а\\)|написала|написал|"
    "писал\\(а\\)|писал|писав|писала|寫到|写到|"
    "пишет|пише|написав|yazdı|작성|쓴 글|썼다|ezt írta|a scris|đã viết|menulis|כתבה|כתב/ה|כתב|كتب|"
    "تمت كتابة ما يلي بواسطة|"
    "έγραψε|je napisao|je napisal|está escrito"
)
_VERB = re.compile(f"(?:{WROTE})", re.IGNORECASE)
_VERB_END = re.compile(f"(?:{WROTE})\\s?[:：]?$", re.IGNORECASE)
_DATE = re.compile("(?:19|20)\\d\\d(?!\\d)|\\d{1,2}[./-]\\s?\\d{1,2}[./-]\\s?\\d{2}")
_TIME = re.compile("\\d{1,2}[:.h]\\d\\d|\\d{1,2} ?(?:[ap]\\.?m|uhr|時|点)", re.IGNORECASE)
_ADDRESS = re.compile('[^\\s<>()\\[\\]"]{1,64}@[^\\s<>()\\[\\],;:]{1,120}')
_NAMED = "[^@\\n:!?]{1,80}[<(]"
_START = re.compile(
    "(?:(?:on|am|le|el|il|em|en|op|w dniu|dnia|den|på|dne|dňa|în|vào|"
    "pada|στις|no dia|wiadomość napisana przez)\\b|[בв]|في|於|于|在|"
    f"\\W?\\d|\\w{{1,4}}\\.?,? \\d|[^\\W\\d]{{3,16}}, (?:[^\\W\\d]{{3,12}} )?\\d|{_NAMED}[^\\s<>]{{1,80}}@)",
    re.IGNORECASE,
)
_QUOTING = re.compile(
    "(?:zitat von|quoting|cytowanie|citando|citazione di|citeren|citerar|cita de|citat (?:fr[åa]n?|af)|citace od|"
    "cituji|"
    "citation de|lainaus|цитирование|цитата|цитування|alıntı|idézet|引用)\\b",
    re.IGNORECASE,
)
_NAME_FIRST = re.compile(
    f"[^@\\n:!?]{{1,60}} (?:{WROTE})[\\s(]{{1,2}}(?:(?:on|am|le|il|el|den|op|em|dne) )?[\\d\\s./:,-]{{6,16}}"
    "(?:(?:at|um|à|alle|kl\\.?|klo|kello|om|o|v|u)\\s[\\d:.]{4,8})?(?:\\s?[ap]\\.?m\\.?)?\\)?[:：]?$",
    re.IGNORECASE,
)
_SENTENCE = re.compile("[,;!?。、](?:\\s|$)|\\.\\s+\\S")
_MESSAGE_OF = re.compile(
    "message (?:du|of|vom|del) \\d{1,2}[./-]\\d{1,2}[./-]\\d{2,4},? (?:\\w{1,3} )?\\d{1,2}:\\d\\d$", re.I
)
_NUMBER = re.compile("\\d+")
_WORD = re.compile("[^\\W\\d_]+")
_MOST_WORDS = 14
"""Words of an attribution besides addresses: "On Friday, … at … AM GMT+1, Acme Customer Support Team wrote" has 12."""

ORIGINAL = re.compile(
    "[-_=‐–—\\s>*]*(?:original|original message|original appointment|reply message|ursprüngliche nachricht|"
    "originalnachricht|original-nachricht|"
    "ursprüngliche mail|mail original|message initial|"
    "message d.origine|message original|mensaje original|messaggio originale|mensagem original|"
    "oorspronkelijk bericht|oorspronkelijke bericht|wiadomość oryginalna|oryginalna wiadomość|"
    "ursprungligt meddelande|originalmeddelande|oprindelig meddelelse|opprinnelig melding|alkuperäinen viesti|"
    "původní zpráva|pôvodná správa|původní e-mail|pôvodný e-mail|eredeti levél|originele bericht|元のメッセージ|"
    "original meddelelse|原始邮件|原始郵件|邮件原件|исходное сообщение|"
    "пересылаемое исходное сообщение|вихідне повідомлення|orijinal mesaj|özgün ileti|원본 메시지|원본 메일|"
    "eredeti üzenet|mesaj original|mesajul original|"
    "الرسالة الأصلية|הודעה מקורית|αρχικό μήνυμα|tin nhắn gốc|pesan asli)"
    "[-_=‐–—\\s<*:]*$",
    re.IGNORECASE,
)
_ORIGINAL_RULE = re.compile("\\s*[-_=‐–—]{2,}")

_FORWARD_STEMS = (
    "forward|weitergeleit|transf[ée]r|réexpédi|reenvi|inoltr|encaminh|doorgest|doorsturen|przekaz|przesłan|"
    "vidarebeford|"
    "videresend|välite|edelleenläh|přepos|prepos|preposl|転送|转发|轉寄|轉發|пересл|пересыл|переадрес|ilet(?:il|"
    "me)|전달|"
    "továbbít|redirec|chuyển tiếp|diterusk|προωθ|הועבר|מועבר|توجيه|تحويل|프워드"
)
FORWARDED = re.compile(
    f"[\\s>*]*(?:[-_=—]{{3,}}[^\\n]{{0,60}}(?:{_FORWARD_STEMS})[^\\n]{{0,80}}[-_=—]{{3,}}|"
    "(?:begin|start|anfang|début|inicio|início|inizio|початок|начало|eredeti)?[^\\n:.!?]{0,30}"
    f"(?:{_FORWARD_STEMS})[^\\n:.!?]{{0,40}}[:：])[\\s*]*$",
    re.IGNORECASE,
)

_ROLES: dict[str, str] = {}
for _role, _words in {
    "from": "from|von|de|da|van|od|från|fra|lähettäjä|差出人|发件人|寄件者|寄件人|发送者|от|від|"
    "kimden|gönderen|보낸 사람|보낸사람|feladó|"
    "من|מאת|expéditeur|remitente|mittente|afzender|nadawca|avsändare|odesílatel|送信者|от кого|de la|από|từ|dari|"
    "absender|"
    "remetente|afsender|avsender|від кого|보낸이|寄件人|发信人",
    "sent": "sent|date|gesendet|datum|envoyé|envoyé le|date d’envoi|"
    "enviado|enviado el|fecha|inviato|data|enviada em|enviado em|"
    "enviada|verzonden|wysłano|wysłane|skickat|sendt|dato|lähetetty|"
    "päivämäärä|odesláno|送信日時|日時|日付|发送时间|发送日期|时间|"
    "日期|寄件日期|傳送日期|отправлено|дата|дата відправлення|надіслано|tarih|"
    "gönderilme tarihi|gönderildi|보낸 날짜|날짜|elküldve|"
    "dátum|تاريخ|التاريخ|תאריך|נשלח|תאריך שליחה|تم الإرسال|تاريخ الإرسال|päiväys|보낸 시간|trimis|στάλθηκε|ngày|"
    "tanggal|gesendet am",
    "to": "to|an|à|a|para|aan|do|till|til|vastaanottaja|宛先|收件人|收件者|кому|kime|"
    "alıcı|받는 사람|받는사람|címzett|إلى|אל|către|"
    "destinataire|destinatario|destinatário|empfänger|adresat|ontvanger|mottaker|modtager|mottagare|příjemce|komu|"
    "받는이|προς|đến|kepada|para:|pour",
    "subject": "subject|ogg|betreff|objet|asunto|oggetto|assunto|onderwerp|temat|ämne|"
    "emne|aihe|předmět|件名|主题|主題|标题|тема|"
    "konu|제목|tárgy|الموضوع|נושא|subiect|θέμα|chủ đề|subjek|predmet",
    "cc": "cc|bcc|kopie|copie|copie à|kopi|kopia|kopio|копия|копія|抄送|副本|참조|dw|udw|bilgi|عف|نسخة|העתק|"
    "reply-to|importance|attachments|wichtigkeit|anlagen",
}.items():
    for _word in _words.split("|"):
        _ROLES.setdefault(_word, _role)

SENT_FROM = re.compile(
    "(?:sent (?:from|via|using) (?:my |the )?\\w|get outlook for|"
    "von meine[mr] .{1,40} gesendet|gesendet (?:von|mit|über) |"
    "diese nachricht wurde von mein|envoyé de(?:puis)? mon|"
    "envoyé à partir de|télécharger outlook|enviado (?:desde|do|de|a partir d)|"
    "obtener outlook|obter o outlook|inviato da|scarica outlook|"
    "verzonden vanaf|verstuurd vanaf|wysłane? z |skickat från|"
    "sendt fra|lähetetty |odesláno z |iphoneから送信|androidから送信|"
    ".{0,20}から送信$|发自我的|發自我的|从我的.{1,20}发送|"
    "отправлено (?:с|из) |надіслано з |iphone.?ımdan gönderildi|나의 iphone에서 보냄|trimis de pe|nhận outlook|"
    "yahoo mail (?:for|auf|pour|para)|von .{1,30} mobil gesendet)",
    re.IGNORECASE,
)


def attribution(text: str) -> bool:
    """Is this (one to four lines, joined) "On …, … wrote:" in some language? Needs a date, and a verb or an address;
    or a name and an address before a verb. Says more than who wrote when: then it is somebody's own sentence."""
    text = _core(text)
    ends = text.endswith((":", "："))
    if not 8 < len(text) < 300 or not (ends or _VERB_END.search(text)) or not _only_who_and_when(text):
        return False
    address = _ADDRESS.search(text)
    if not _DATE.search(text):
        return bool(ends and address and (_QUOTING.match(text) or (_VERB_END.search(text) and _START.match(text))))
    if _NAME_FIRST.match(text):
        return True
    if not _START.match(text):
        return False
    verb = _VERB.search(text)
    if verb and (_TIME.search(text) or address):
        return True
    return bool(verb and _VERB_END.search(text)) or bool(ends and address and _TIME.search(text))


def _core(text: str) -> str:
    """Without what mail programs set around an attribution: stars, dashes, marks of direction."""
    return re.sub("[\u200e\u200f]", "", text).strip("*_ \t\xa0").strip("-–—").strip("*_ \t\xa0>")


def _only_who_and_when(text: str) -> bool:
    """No more words than a name and a date have, and no number that is not part of a date or a time."""
    rest = _ADDRESS.sub(" ", text)
    if len(_WORD.findall(rest)) > _MOST_WORDS:
        return False
    rest = re.sub("(?:GMT|UTC)?[+-]\\d\\d:?(?:\\d\\d)?", " ", rest)
    return all(
        int(found[0]) <= 59 or 1990 <= int(found[0]) <= 2100 for found in _NUMBER.finditer(rest) if len(found[0]) < 9
    )


def verb_ends(text: str) -> bool:
    """Does a short line end in "wrote:"? Only a marker when quoted lines follow."""
    text = _core(text)
    return len(text) < 160 and text.endswith((":", "：")) and bool(_VERB_END.search(text))


def sent_from(text: str) -> bool:
    """Is this the line of a phone or a program, and not a sentence that begins like one?"""
    text = text.strip()
    return len(text) < 80 and bool(SENT_FROM.match(text)) and not _SENTENCE.search(text)


def verb_last(text: str) -> bool:
    """Is the last word "wrote", with or without a colon?"""
    return bool(_VERB_END.search(_core(text)))


def colon(text: str) -> bool:
    """Does a line end as an attribution usually does: with a colon, or with the dashes that it began with?"""
    return text.rstrip("*_ \u200e\u200f").endswith((":", "：", "----"))


def original(text: str) -> bool:
    """Is this a "-----Original Message-----" line?"""
    return len(text) < 120 and bool(_ORIGINAL_RULE.match(text)) and bool(ORIGINAL.match(text))


def forwarded(text: str) -> bool:
    """Does a forwarded mail begin here?"""
    return len(text) < 160 and bool(FORWARDED.match(text))


def role(text: str, *, bare: bool = False) -> str:
    """Which header a line looks like: from, sent, to, subject, cc, or nothing. ``bare``: also without a colon."""
    head, colon, _ = text[:40].replace("：", ":").partition(":")
    found = _role_of(head) if colon else ""
    return found or (_role_of(text[:40].partition(" ")[0]) if bare else "")


def _role_of(head: str) -> str:
    return _ROLES.get(head.strip(" *_\t\xa0\u200e\u200f").casefold(), "")


def message_of(text: str) -> bool:
    """Does a line above a head say of when the message below is?"""
    return bool(_MESSAGE_OF.match(text.strip()))


def announces(text: str) -> bool:
    """Could this be an attribution in a language that is not known here? It has a date and a colon, and few words."""
    text = _core(text)
    return bool(text.endswith((":", "：")) and _DATE.search(text) and _only_who_and_when(text))


def complete(text: str) -> bool:
    """Does an attribution say all that programs say: who, with the address, and when, with the time?"""
    return bool(_ADDRESS.search(text) and _TIME.search(text) and _DATE.search(text))


def address(text: str) -> bool:
    """Does a mail address stand here?"""
    return bool(_ADDRESS.search(text))


def moment(text: str) -> bool:
    """Do a day and a time of day stand here?"""
    return bool(_TIME.search(text)) and bool(_NUMBER.search(_TIME.sub(" ", text, count=1)))
