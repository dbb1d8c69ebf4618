"""The words by which mail programs announce earlier mail, in many languages. Data and tests of single lines only."""

from __future__ import annotations

import re

WROTE = (
    "wrote|writes|schrieb|schreibt|a écrit|écrivait|escribió|escribio|ha scritto|scrive|escreveu|schreef|"
    "napisał\\(a\\)|napisał|napisała|pisze|skrev|skriver|kirjoitti|napsal\\(a\\)|napsal|napsala|napísal|"
    "写道|寫道|写了|書きました|のメール|написал\\(а\\)|написал|написала|пишет|пише|написав|yazdı|작성|썼다|ezt írta|"
    "a scris|đã viết|menulis|כתב|כתבה|كتب|έγραψε|napsal\\(-a\\)|je napisao|je napisal|está escrito"
)
_VERB = re.compile(f"(?:{WROTE})", re.IGNORECASE)
_VERB_END = re.compile(f"(?:{WROTE})\\s?[:：]$", re.IGNORECASE)
_DATE = re.compile("(?:19|20)\\d\\d(?!\\d)|\\d{1,2}[./-]\\s?\\d{1,2}[./-]\\s?\\d{2}")
_TIME = re.compile("\\d{1,2}[:.h]\\d\\d|\\d{1,2} ?(?:[ap]\\.?m|uhr|時|点)", re.IGNORECASE)
_ADDRESS = re.compile("[^\\s<>()\\[\\]]{1,64}@[^\\s<>()\\[\\],;:]{1,120}")
_START = re.compile(
    "(?:on|am|le|el|il|em|op|w dniu|dnia|den|på|dne|dňa|în|vào|"
    "pada|στις|ב|في|於|于|在|v |wiadomość|quoting|zitat von)\\b|\\W?\\d|"
    "\\w{1,4}\\.?,? \\d|[^@\\n]{1,80}[<(][^\\s<>]{1,80}@",
    re.IGNORECASE,
)

ORIGINAL = re.compile(
    "[-_=\\s>*]*(?:original message|original appointment|reply message|ursprüngliche nachricht|originalnachricht|"
    "message d.origine|message original|mensaje original|messaggio originale|mensagem original|"
    "oorspronkelijk bericht|oorspronkelijke bericht|wiadomość oryginalna|oryginalna wiadomość|"
    "ursprungligt meddelande|originalmeddelande|oprindelig meddelelse|opprinnelig melding|alkuperäinen viesti|"
    "původní zpráva|pôvodná správa|元のメッセージ|original meddelelse|原始邮件|原始郵件|邮件原件|исходное сообщение|"
    "пересылаемое исходное сообщение|вихідне повідомлення|orijinal mesaj|özgün ileti|원본 메시지|원본 메일|"
    "eredeti üzenet|mesaj original|mesajul original|"
    "الرسالة الأصلية|הודעה מקורית|αρχικό μήνυμα|tin nhắn gốc|pesan asli)"
    "[-_=\\s<*:]*$",
    re.IGNORECASE,
)
_ORIGINAL_RULE = re.compile("\\s*[-_=]{2,}")

FORWARDED = re.compile(
    "[-_=\\s>*]*(?:begin forwarded message|forwarded message|weitergeleitete nachricht|anfang der weitergeleiteten "
    "(?:nachricht|e-mail)|message transféré|début du message (?:réexpédié|transféré)|mensaje reenviado|inicio del "
    "mensaje reenviado|messaggio inoltrato|inizio messaggio inoltrato|mensagem encaminhada|doorgestuurd bericht|"
    "begin doorgestuurd bericht|przekazana wiadomość|wiadomość przekazana|vidarebefordrat (?:meddelande|brev)|"
    "videresendt (?:meddelelse|melding)|välitetty viesti|přeposlaná zpráva|転送メッセージ|転送されたメッセージ|"
    "转发的?邮件|轉寄郵件|пересланное сообщение|пересылаемое сообщение|iletilen mesaj|전달된 메시지)[-_=\\s<*:：]*$",
    re.IGNORECASE,
)

_ROLES: dict[str, str] = {}
for _role, _words in {
    "from": "from|von|de|da|van|od|från|fra|lähettäjä|差出人|发件人|寄件者|寄件人|发送者|от|від|"
    "kimden|gönderen|보낸 사람|보낸사람|feladó|"
    "من|מאת|expéditeur|remitente|mittente|afzender|nadawca|avsändare|odesílatel|送信者|от кого|de la|από|từ|dari",
    "sent": "sent|date|gesendet|datum|envoyé|envoyé le|date d’envoi|"
    "enviado|enviado el|fecha|inviato|data|enviada em|enviado em|"
    "enviada|verzonden|wysłano|wysłane|skickat|sendt|dato|lähetetty|"
    "päivämäärä|odesláno|送信日時|日時|日付|发送时间|发送日期|时间|"
    "日期|寄件日期|傳送日期|отправлено|дата|дата відправлення|надіслано|tarih|"
    "gönderilme tarihi|gönderildi|보낸 날짜|날짜|elküldve|"
    "dátum|تاريخ|التاريخ|תאריך|נשלח|trimis|στάλθηκε|ngày|tanggal|gesendet am",
    "to": "to|an|à|a|para|aan|do|till|til|vastaanottaja|宛先|收件人|收件者|кому|kime|"
    "alıcı|받는 사람|받는사람|címzett|إلى|אל|către|"
    "destinataire|destinatario|komu|προς|đến|kepada|para:|pour",
    "subject": "subject|betreff|objet|asunto|oggetto|assunto|onderwerp|temat|ämne|"
    "emne|aihe|předmět|件名|主题|主題|标题|тема|"
    "konu|제목|tárgy|الموضوع|נושא|subiect|θέμα|chủ đề|subjek|predmet",
    "cc": "cc|kopie|copie|kopia|копия|抄送|副本|참조|dw|udw|bilgi",
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
    """Is this (one to four lines, joined) "On …, … wrote:" in some language? Needs a date, and a verb or an address."""
    text = text.strip().strip("*_\u200e\u200f")
    if not text.endswith((":", "：")) or not 8 < len(text) < 400 or not _DATE.search(text):
        return False
    if not _START.match(text):
        return False
    verb = bool(_VERB.search(text))
    if verb and (_TIME.search(text) or _ADDRESS.search(text)):
        return True
    return bool(verb and _VERB_END.search(text)) or bool(_ADDRESS.search(text) and _TIME.search(text))


def verb_ends(text: str) -> bool:
    """Does a short line end in "wrote:"? Only a marker when quoted lines follow."""
    text = text.strip()
    return len(text) < 160 and bool(_VERB_END.search(text))


def original(text: str) -> bool:
    """Is this a "-----Original Message-----" line?"""
    return len(text) < 120 and bool(_ORIGINAL_RULE.match(text)) and bool(ORIGINAL.match(text))


def forwarded(text: str) -> bool:
    """Does a forwarded mail begin here?"""
    return len(text) < 120 and bool(FORWARDED.match(text))


def role(text: str) -> str:
    """Which header a line looks like: from, sent, to, subject, cc, or nothing."""
    head, colon, _ = text[:40].replace("：", ":").partition(":")
    if not colon:
        return ""
    return _ROLES.get(head.strip(" *_\t\xa0").casefold(), "")
