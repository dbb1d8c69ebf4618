"""The words by which machines give themselves away, in many languages, in small letters. Pure data."""

from __future__ import annotations

from typing import Final

SAYS_AUTOMATIC: Final = (
    "automatic reply", "automated reply", "automatic response", "automated response", "auto-reply", "auto reply",
    "autoreply", "auto-response", "auto response", "autoresponse", "automatische antwort", "automatische rückantwort",
    "automatisches antwortschreiben", "automatische abwesenheitsnotiz", "abwesenheitsnotiz", "réponse automatique",
    "message automatique", "respuesta automática", "contestación automática", "risposta automatica",
    "resposta automática", "resposta automàtica", "automatisch antwoord", "automatische beantwoording", "autosvar",
    "automatiskt svar", "automatisk svar", "automatiskt meddelande", "automaattinen vastaus",
    "automatyczna odpowiedź", "odpowiedź automatyczna", "automatická odpověď", "automatická odpoveď",
    "automatikus válasz", "răspuns automat", "автоматичен отговор", "автоматический ответ", "автоответ",
    "автоматична відповідь", "автовідповідь", "аутоматски одговор", "automatski odgovor", "samodejni odgovor",
    "samodejno sporočilo", "αυτόματη απάντηση", "otomatik yanıt", "otomatik cevap", "自動返信", "自動応答",
    "自动回复", "自動回覆", "自动答复", "자동 회신", "자동 응답", "자동응답", "자동회신", "מענה אוטומטי",
    "תשובה אוטומטית", "رد تلقائي", "الرد التلقائي", "trả lời tự động", "ตอบกลับอัตโนมัติ", "balasan otomatis",
    "jawapan automatik", "स्वचालित उत्तर", "स्वतः उत्तर", "automaatvastus", "automātiskā atbilde",
    "automatinis atsakymas", "sjálfvirkt svar", "automatische beantwortung", "پاسخ خودکار", "erantzun automatikoa",
    "resposta automatica",
)  # fmt: skip
"""How the subject of an automatic answer begins, before a colon or in brackets."""

SAYS_AWAY: Final = (
    "out of office", "out of the office", "out-of-office", "ooo", "on vacation", "vacation", "on leave",
    "annual leave", "on holiday", "away", "away from the office", "absence", "abwesend", "abwesenheit", "im urlaub",
    "urlaub", "nicht im büro", "außer haus", "absent", "absence du bureau", "absent du bureau", "en congés",
    "en congé", "fuera de la oficina", "fuera de oficina", "ausente", "ausencia", "de vacaciones", "fuori sede",
    "fuori ufficio", "assente", "assenza", "in ferie", "fora do escritório", "ausência", "de férias", "afwezig",
    "afwezigheid", "afwezigheidsbericht", "niet aanwezig", "op vakantie", "frånvaro", "frånvarande", "fraværende",
    "fravær", "ikke på kontoret", "på ferie", "på semester", "poissa", "poissaolo", "lomalla", "nieobecność",
    "poza biurem", "urlop", "mimo kancelář", "nepřítomnost", "dovolená", "távollét", "házon kívül", "szabadság",
    "absent de la birou", "в отпуске", "отсутствие", "нет на месте", "у відпустці", "відсутність", "извън офиса",
    "εκτός γραφείου", "απουσία", "ofis dışında", "izinde", "不在", "不在通知", "外出", "休假", "부재중", "부재",
    "מחוץ למשרד", "חופשה", "خارج المكتب", "fora de l'oficina", "odsoten", "odsutan", "puhkusel", "tidak di kantor",
)  # fmt: skip
"""The same, where a person might begin so too."""

SAYS_RETURNED: Final = (
    "undeliverable", "undelivered", "undelivered mail", "mail delivery failed", "mail delivery failure",
    "delivery failure", "delivery failed", "delivery status notification", "delivery has failed", "delivery delayed",
    "delivery delay", "email delivery failure", "message delivery failure", "mail system error", "mail error",
    "returned mail", "returned to sender", "failure notice", "nondeliverable", "non-deliverable",
    "message not delivered", "message delayed", "mail could not be delivered", "warning: could not send",
    "could not send message", "unzustellbar", "nicht zustellbar", "nicht zugestellt", "zustellung fehlgeschlagen",
    "unzustellbare nachricht", "non remis", "non distribuable", "échec de la remise", "échec de remise",
    "échec de la distribution", "message non distribué", "no se puede entregar", "no entregado",
    "no se pudo entregar", "mensaje no entregado", "error de entrega", "impossibile recapitare", "mancato recapito",
    "mancata consegna", "consegna non riuscita", "não é possível entregar", "não entregue", "falha na entrega",
    "onbestelbaar", "niet bestelbaar", "kan inte levereras", "kunde inte levereras", "olevererbart",
    "kan ikke leveres", "kunne ikke leveres", "ikke leveret", "ei voida toimittaa", "toimitus epäonnistui",
    "niedostarczalna", "nie można dostarczyć", "nie dostarczono", "nedoručitelné", "nelze doručit", "nedoručiteľné",
    "kézbesíthetetlen", "nelivrabil", "imposibil de livrat", "недоставленное сообщение", "недоставлено",
    "не доставлено", "не удается доставить", "не вдалося доставити", "недоставлене", "не може да бъде доставено",
    "δεν είναι δυνατή η παράδοση", "αδυναμία παράδοσης", "teslim edilemedi", "teslim edilemeyen", "配信不能",
    "配信できません", "配信エラー", "送信できませんでした", "系统退信", "无法送达", "未送达", "無法傳遞", "退信",
    "배달되지 않음", "배달 실패", "전송 실패", "לא ניתן למסור", "تعذر تسليم", "không thể gửi", "ไม่สามารถส่ง",
    "tidak dapat dikirim", "no lliurat", "ni mogoče dostaviti", "nije isporučeno",
)  # fmt: skip
"""How the subject of mail that came back begins; "returned" where it came back to the machine that sent it."""

SAYS_OPENED: Final = (
    "read", "not read", "gelesen", "nicht gelesen", "ungelesen gelöscht", "lu", "non lu", "leído", "no leído",
    "letto", "non letto", "lida", "lido", "não lida", "não lido", "gelezen", "niet gelezen", "läst", "oläst", "læst",
    "ikke læst", "lest", "ikke lest", "luettu", "przeczytano", "nie przeczytano", "přečteno", "nepřečteno",
    "прочитано", "не прочитано", "okundu", "okunmadı", "開封済み", "开封済み", "已读", "已讀", "未读", "읽음", "נקרא",
    "read receipt", "return receipt", "lesebestätigung", "accusé de lecture", "confirmación de lectura",
    "ricevuta di lettura",
)  # fmt: skip
OPENED: Final = (
    "was read on", "was deleted without being read", "has been read", "return receipt", "this is a receipt for the",
    "wurde am", "ungelesen gelöscht", "ohne gelesen", "a été lu", "a été supprimé sans", "fue leído", "se leyó el",
    "eliminado sin", "è stato letto", "è stata letta", "eliminato senza", "foi lida", "foi lido", "excluída sem",
    "is gelezen", "verwijderd zonder", "lästes", "blev läst", "blev læst", "ble lest", "luettiin",
    "został przeczytan", "byla přečtena", "было прочитано", "прочитано", "okundu", "開封されました", "已被阅读",
    "已被讀取", "阅读于", "읽었습니다",
)  # fmt: skip
"""What a notice that a mail was opened or thrown away says in its subject, and in its text."""

MACHINE: Final = (
    "this is an automated", "this is an automatic", "this is an auto-", "this is a system generated",
    "this is a system-generated", "this message was generated automatically", "this mail was generated automatically",
    "this email was generated automatically", "this e-mail was generated automatically", "automatically generated",
    "was generated automatically", "was created automatically", "sent automatically", "auto-generated",
    "(auto-reply)", "(automatic reply)", "(autoreply)", "do not reply to this",
    "please type your reply above this line", "reply above this line", "our friendly robot", "replies are not read",
    "replies to this address are not", "dies ist eine automatisch", "dies ist eine automatische",
    "diese e-mail wurde automatisch", "automatisch generiert", "diese nachricht wurde automatisch",
    "automatisch erstellt", "automatisch erzeugt", "ceci est un message automatique",
    "ceci est une réponse automatique", "message automatique", "réponse automatique", "courriel automatique",
    "mail automatique", "généré automatiquement", "envoyé automatiquement", "merci de ne pas répondre à ce",
    "este es un mensaje automático", "esta es una respuesta automática", "mensaje automático", "respuesta automática",
    "correo automático", "generado automáticamente", "no responda a este", "questo è un messaggio automatico",
    "messaggio automatico", "risposta automatica", "generata automaticamente", "generato automaticamente",
    "non rispondere a questa", "non rispondere a questo", "esta é uma resposta automática", "mensagem automática",
    "resposta automática", "e-mail automático", "gerada automaticamente", "gerado automaticamente",
    "não responda a este", "não responda a esta", "dit is een automatisch", "automatisch gegenereerd",
    "automatisch bericht", "detta är ett automatiskt", "automatiskt genererat", "automatiskt meddelande",
    "dette er en automatisk", "dette er et automatisk", "automatisk besked", "automatisk melding",
    "automatisk genereret", "automaattinen viesti", "tämä on automaattinen", "automaattisesti lähetetty",
    "wiadomość automatyczna", "wygenerowana automatycznie", "wiadomość została wygenerowana automatycznie",
    "wysłana automatycznie", "automatická zpráva", "automaticky generován", "vygenerován automaticky",
    "automatikus üzenet", "automatikusan generált", "automatikus válasz", "mesaj automat", "generat automat",
    "създадено автоматично", "автоматично съобщение", "создано автоматически", "автоматическое сообщение",
    "автоматическое уведомление", "отправлено автоматически", "сформировано автоматически", "створено автоматично",
    "автоматичне повідомлення", "αυτόματο μήνυμα", "αυτοματοποιημένο", "otomatik bir ileti", "otomatik bir mesaj",
    "otomatik olarak", "otomatik gönder", "自動送信", "自動返信", "自動で送信", "自動的に送信", "自动发送",
    "系统自动", "自動發送", "系統自動", "请勿回复", "請勿回覆", "발신 전용", "발신전용", "자동으로 발송", "자동 발송",
    "자동발송", "הודעה אוטומטית", "מייל אוטומטי", "نشر تلقائي", "رسالة تلقائية", "رسالة آلية", "tin nhắn tự động",
    "thư tự động", "email tự động", "ข้อความอัตโนมัติ", "อีเมลอัตโนมัติ", "pesan otomatis", "email otomatis",
    "स्वचालित संदेश", "missatge automàtic", "automatska poruka", "samodejno sporočilo",
)  # fmt: skip
"""What a machine says of itself in its text."""

AWAY: Final = (
    "out of the office", "out of office", "i am on leave", "i'm on leave", "on annual leave", "on parental leave",
    "on maternity leave", "on paternity leave", "i am on vacation", "i'm on vacation", "on holiday until",
    "limited access to e-mail", "limited access to email", "limited access to my", "no access to e-mail",
    "no access to email", "away from my desk", "upon my return", "on my return", "when i return", "when i get back",
    "no longer work at", "no longer with the company", "no longer works", "mailbox is not monitored",
    "inbox is not monitored", "ooo till", "ooo until", "i am currently away", "i'm currently away", "im urlaub",
    "nicht im büro", "nicht im hause", "außer haus", "wieder erreichbar", "nicht erreichbar", "in elternzeit",
    "in mutterschutz", "meine vertretung", "in dringenden fällen", "e-mail wird nicht gelesen",
    "nicht weitergeleitet", "nach meiner rückkehr", "abwesend", "nicht mehr im unternehmen", "en congés", "en congé",
    "absent du bureau", "absente du bureau", "suis absent", "suis actuellement absent", "à mon retour",
    "en cas d'urgence", "pas accès à ma messagerie", "fuera de la oficina", "estoy de vacaciones",
    "me encuentro de vacaciones", "me encuentro fuera", "a mi regreso", "a mi vuelta", "asuntos urgentes",
    "sono in ferie", "fuori sede", "fuori ufficio", "sono assente", "al mio rientro", "mio ritorno", "per urgenze",
    "ausente do escritório", "fora do escritório", "estou de férias", "encontro-me ausente", "em caso de urgência",
    "meu regresso", "meu retorno", "met vakantie", "op vakantie", "niet op kantoor", "afwezig", "niet aanwezig",
    "bij terugkomst", "met verlof", "på semester", "inte på kontoret", "föräldraledig", "är tillbaka",
    "vid brådskande", "holder ferie", "på ferie", "ikke på kontoret", "ute av kontoret", "tilbage igen den",
    "ved hastesager", "haster", "lomalla", "poissa toimistolta", "kiireellisissä", "jestem na urlopie", "poza biurem",
    "nieobecny", "nieobecna", "w pilnych sprawach", "mimo kancelář", "na dovolené", "v naléhavých případech",
    "mimo kanceláriu", "na dovolenke", "szabadságon vagyok", "házon kívül", "sürgős esetben", "sunt în concediu",
    "în concediu", "pentru urgențe", "în afara biroului", "в отпуск съм", "в отпуск до", "при спешност",
    "нахожусь в отпуске", "я в отпуске", "в отпуске до", "нет на рабочем месте", "по срочным вопросам", "у відпустці",
    "з термінових питань", "θα απουσιάζω", "εκτός γραφείου", "σε άδεια", "izindeyim", "izinde olacağım",
    "ofis dışında", "yıllık izin", "休暇", "不在にして", "不在のため", "休假", "不在办公室", "不在辦公室", "出差",
    "휴가", "부재중", "자리를 비", "בחופשה", "מחוץ למשרד", "בנושאים דחופים", "في إجازة", "خارج المكتب",
    "đang nghỉ phép", "không có mặt tại văn phòng", "ลาพักร้อน", "ไม่อยู่ที่สำนักงาน", "sedang cuti",
    "di luar kantor", "छुट्टी पर", "कार्यालय से बाहर", "fora de l'oficina", "de vacances", "odsoten",
    "na godišnjem odmoru", "puhkusel", "atvaļinājumā", "atostogauju", "í fríi", "در مرخصی",
)  # fmt: skip
"""What is said of somebody who is not there. Persons say so too."""

TAKEN: Final = (
    "we have received your", "we received your", "we got your", "has been received", "your request has been",
    "your ticket", "ticket has been created", "ticket number", "case number", "reference number", "is being reviewed",
    "will get back to you", "will respond within", "will reply within", "will reply as soon as",
    "thank you for contacting", "thanks for contacting", "thank you for your application",
    "your application has been", "prove you are", "to be verified", "in quarantine", "verify your e-mail",
    "verify your email", "is protected by", "ist bei uns eingegangen", "haben ihre nachricht erhalten",
    "haben ihre anfrage erhalten", "schnellstmöglich", "wird bearbeitet", "ticketnummer", "vorgangsnummer",
    "eingangsbestätigung", "avons bien reçu", "accusé de réception", "a bien été reçu", "a bien été reçue",
    "dans les meilleurs délais", "hemos recibido su", "hemos recibido tu", "ha sido recibida", "ha sido recibido",
    "se le ha asignado", "a la brevedad", "abbiamo ricevuto", "è stata ricevuta", "presa in carico",
    "il prima possibile", "recebemos a sua", "recebemos sua", "recebemos o seu", "recebemos seu", "seu protocolo",
    "foi recebida", "hebben uw bericht ontvangen", "hebben uw e-mail ontvangen", "in goede orde ontvangen",
    "hebben je bericht ontvangen", "har mottagit ditt", "har tagit emot", "ärendenummer", "har modtaget din",
    "har mottatt din", "sagsnummer", "saksnummer", "olemme vastaanottaneet", "on vastaanotettu", "otrzymaliśmy",
    "zgłoszenie zostało", "numer zgłoszenia", "přijali jsme", "vaše zpráva byla", "obdrželi jsme", "prijali sme",
    "megkaptuk", "üzenetét fogadtuk", "am primit mesajul", "am primit solicitarea", "получихме",
    "обращение зарегистрировано", "заявка зарегистрирована", "заявка принята", "ваше обращение", "ми отримали",
    "звернення зареєстровано", "λάβαμε το", "έχουμε λάβει", "talebiniz alın", "mesajınız alın", "受け付けました",
    "受付いたしました", "受付完了", "受信いたしました", "已收到您的", "已受理", "已經收到", "접수되었습니다",
    "접수 되었습니다", "קיבלנו את פנייתך", "פנייתך התקבלה", "התקבלה במערכת", "تم استلام", "لقد استلمنا",
    "đã nhận được", "ได้รับข้อความ", "ได้รับเรื่อง", "telah kami terima", "kami telah menerima", "आपका संदेश प्राप्त",
    "hem rebut", "primili smo", "prejeli smo",
)  # fmt: skip
"""What is said when a mail was taken in, or is held at the door. Persons begin so too."""

RETURNED: Final = (
    "could not be delivered", "couldn't be delivered", "wasn't delivered", "was not delivered", "not been delivered",
    "unable to deliver", "wasn't able to deliver", "delivery to the following", "permanent fatal errors",
    "permanent error", "undeliverable", "user unknown", "mailbox unavailable", "mailbox is full", "address not found",
    "recipient address rejected", "nicht zugestellt", "nachrichtenzustellung", "n'a pas pu être",
    "no se pudo entregar", "non è stato possibile recapitare", "não foi entregue", "não pôde ser entregue",
    "niet worden bezorgd", "niet bezorgd", "gick inte att leverera", "kunne ikke leveres", "ei voitu toimittaa",
    "nie można dostarczyć", "nie została dostarczona", "nelze doručit", "nebyla doručena", "nem sikerült kézbesíteni",
    "nu a putut fi livrat", "не может быть доставлено", "не доставлено", "не вдалося доставити",
    "не може да бъде доставен", "δεν παραδόθηκε", "teslim edilemedi", "配信できません", "配信されません",
    "送信できません", "退回", "无法送达", "無法傳遞", "배달되지", "전송할 수 없", "לא נמסרה", "تعذر تسليم",
    "không thể gửi", "ไม่สามารถส่ง", "tidak dapat dikirim",
)  # fmt: skip
"""What the text of mail that came back says."""
