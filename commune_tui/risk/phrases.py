# ruff: noqa: E501 - a table of wordings in many languages
"""The wordings that :mod:`.reading` looks for, those that are more than words near one another: written as patterns."""

from __future__ import annotations

from typing import Final

from commune_tui.risk.wordings import Wording

_W: Final = r"(?:[^\s.!?]+\s+)"  # a word on the way
_NEVER: Final = r"\b(?:never|won't|will not|do not|don't|nie(?:mals)?|jamais|nunca)\b"
_OWN_QUESTION: Final = (
    rf"{_NEVER}|\b(?:how|where|can i|could i|may i|do i|should i|i can't|i cannot|i could not|does not|doesn't|asks?(?:ed)? you"
    r"|asking you|they ask)\b"
)
"""Somebody asks about their own, or tells what others ask."""
_RULES: Final = r"(?:instructions?|prompts?|rules?|guidelines?|directions|directives|policies|guardrails|training)"

ORDERS: Final = (
    Wording("orders", 1.0, "ignor disregard forget overrid bypass",
        rf"\b(?:ignore|disregard|forget|override|bypass)\b\s+{_W}{{0,5}}?{_RULES}\b"
        rf"(?!\s+(?:(?:in|on|of|from)\s+(?:the|your|my|this)\s+)?(?:manual|sheet|leaflet|booklet|box|package|packaging|label|guide|website))"),
    Wording("orders", 1.0, "ignore disregard forget override",  # letters that stood apart
        r"\b(?:ignore|disregard|forget|override)(?:all|any|of|your|the|my|these|previous|prior|earlier|above){1,6}"
        r"(?:instructions?|prompts?|rules?|guidelines?|directions)"),
    Wording("orders", 1.0, "ignorier vergiss missacht",
        rf"\b(?:ignorier\w*|vergiss|vergessen sie|missacht\w*)\s+{_W}{{0,4}}?"
        r"(?:anweisung|instruktion|vorgabe|regel|prompt)\w*"),
    Wording("orders", 1.0, "ignor oubli",
        rf"\b(?:ignore[zr]?|oublie[zr]?)\s+(?:toutes?\s+)?(?:les|tes|vos|ces|ses|leurs)\s+{_W}{{0,3}}?(?:instructions|consignes|règles)"),
    Wording("orders", 1.0, "ignor olvid descart dimentic esqueç desconsider",
        rf"\b(?:ignor[ae]\w*|olvid[ae]\w*|descart\w*|dimentica\w*|esqueça\w*|desconsidere\w*)\s+{_W}{{0,4}}?"
        r"(?:instrucciones|instruções|istruzioni|reglas|regras|regole)"),
    Wording("orders", 1.0, "negeer vergeet", rf"\b(?:negeer|vergeet)\s+{_W}{{0,4}}?(?:instructies|regels)"),
    Wording("orders", 1.0, "игнориру забуд ігнору", rf"(?:игнорируй|забудь|ігноруй)\w*\s+{_W}{{0,4}}?"
        r"(?:инструкци|указани|правил|інструкці)\w*"),
    Wording("orders", 1.0, "zignoruj zapomnij pomiń", rf"\b(?:zignoruj|zapomnij|pomiń)\w*\s+{_W}{{0,4}}?"
        r"(?:instrukcj|polece|zasad)\w*"),
    Wording("orders", 1.0, "talimat yönerge", r"(?:talimat|yönerge)\w*\s+(?:\w+\s+){0,2}?(?:yoksay|unut|dikkate alma)\w*"),
    Wording("orders", 1.0, "忽略 无视 無視 忘记 忘記 指示 命令",
        r"(?:忽略|无视|無視|忘记|忘記).{0,12}(?:指令|指示|提示|规则|規則)|(?:指示|命令|プロンプト).{0,6}(?:無視|忘れ)"),
    Wording("orders", 1.0, "무시", r"(?:지시|명령|프롬프트).{0,6}무시"),
    Wording("orders", 1.0, "تجاهل התעלם", r"تجاهل.{0,24}(?:التعليمات|الأوامر)|התעלם.{0,24}הוראות"),
    Wording("orders", 0.9, "system assistant developer im_start inst",
        r"(?m:^[\s#>*\-\[]{0,6}(?:(?:system|developer)(?: (?:prompt|message|override|note|instructions?))?|assistant prompt)\s*[:\]])"
        r"|<\|?(?:im_start|system|endoftext)\|?>|\[/?(?:INST|SYSTEM)\]|\bnew (?:system )?instructions?\s*:"),
    Wording("orders", 0.9, "you act pretend jailbreak generating",
        r"\byou are (?:now|no longer) (?:(?:(?:an?|the|my)\s+)?(?:\w+[\s-]+){0,2}?(?:assistant|agent|\w*bot|model|ai|admin\w*|root|persona"
        r"|operator|dan|unrestricted|unlimited|unfiltered)|bound|restricted)\b|from now on,? you (?:are|will)\b"
        r"|\bgenerating (?:your|the|a|any) (?:next )?(?:answer|reply|response|output)\b"
        r"|\bact as (?:an? |the )?(?:unrestricted|admin\w*|root|dan|system|operator)\b|\bjailbreak"
        r"|\bpretend (?:that )?you (?:are|have)\b|\bdeveloper mode\b"),
    Wording("orders", 0.35, "ai agent assistant bot llm model automat machine",
        r"\b(?:dear|hello|hi|hey|attention|note (?:to|for)|message (?:to|for)|if you are|as)\s+(?:an?|the|any|your)?\s*"
        r"(?:ai\b|llm|(?:large )?language model|chat ?bot|(?:ai |virtual |automated )?(?:assistant|agent|bot|system)\b)"
        r"|\b(?:ai (?:agent|assistant)|assistant|agent|chatbot|(?:automated |automatic )?system|(?:language )?model)s? "
        r"(?:that |which )?(?:reads?|reading|processing|process(?:es)?|answers?|answering|handling|handles?)\b"
        r"|(?m:^\s*(?:assistant|agent|ai|bot)\s*[,:])"),
    Wording("orders", 0.9, "prompt instructions api token credential secret tools",
        r"\b(?:reveal|print|show|repeat|send|share|output|reply with|include|tell me|list|return|disclose)\b[^.!?\n]{0,40}?"
        r"\b(?:system prompt|hidden (?:prompt|instructions|rules)|your (?:full )?(?:prompt|instructions|configuration)"
        r"|access tokens?|environment variables|all (?:api keys|credentials|secrets)|api[- ]keys?[^.!?\n]{0,20}you)"),
    Wording("orders", 0.8, "forward export send bcc copy envoy leit",
        r"\b(?:forward|export|send|bcc|copy)\b[^.!?\n]{0,30}?\b(?:all|every|entire|whole|complete|last \w+|customers?'?)\b"
        r"[^.!?\n]{0,40}?\b(?:e?-?mails?|messages|conversations?|threads?|inbox|mailbox|contacts|database|records"
        r"|customer list)\b[^.!?\n]{0,40}?\b(?:to|them to)\s+\S*@"),
    Wording("orders", 0.8, "envoy clients kunden", r"\benvoyez[- ]moi[^.!?\n]{0,30}\bliste[^.!?\n]{0,20}clients"
        r"|\bkundenliste\b[^.!?\n]{0,40}\b(?:an|schick|send)"),
    Wording("orders", 0.55, "without not never must ohne nicht personne mensch human",
        r"\bwithout (?:asking|telling|informing|involving|waiting for|needing|a)\b[^.!?\n]{0,20}?"
        r"\b(?:humans?|person|operator|owner|supervisor|anyone|anybody|approval)\b"
        r"|\b(?:do not|don't|never|must not|no need to|not (?:have|need) to)\s+(?:ask|tell|inform|notify|alert|mention"
        r"|involve|escalate)\b(?:[^.!?\n]{0,24}?\b(?:humans?|operator|owner|supervisor|user|this|it|anyone|anybody))?"
        r"|\bmensch\w*\s+(?:\w+\s+){0,3}?nicht\s+(?:gefragt|informiert)|\bohne (?:einen )?menschen"
        r"|\bn'en parlez à personne"),
    Wording("orders", 0.6, "approv grant confirm issue process mark upgrade gewähr bestätig",
        r"\b(?:approve|grant|confirm|issue|process|authori[sz]e)s?\b[^.!?\n]{0,40}?\b(?:refunds?|payments?|transfers?|discount"
        r"|invoices?|credit|(?:gold|enterprise|premium) (?:tier|plan|status))\b[^.!?\n]{0,60}?"
        r"\b(?:without|immediately|automatically|in your (?:next )?(?:reply|answer)|at once)\b"
        r"|\b(?:refund|discount)\b[^.!?\n]{0,40}\bin your (?:next )?(?:reply|answer)\b"
        r"|\bwhen you (?:answer|reply|respond)\b[^.!?\n]{0,60}\b(?:add|include|grant|say|write)\b"
        r"|\boverride your (?:usual )?(?:limits?|approval)"
        r"|\byou are authori[sz]ed to (?:bypass|skip|ignore)\b"),
)  # fmt: skip

ASKS: Final = (
    Wording("money", 1.0, "bank account iban remit payment rib konto cuenta compte banque",
        r"\b(?:new|changed?|changing|updated|different|switched)\b[^.!?\n]{0,40}?\b(?:bank(?:ing)? (?:account|details?|data|information)"
        r"|remittance|payment (?:details|instructions|information)|account (?:details|number|below|stated))\b"
        r"|\b(?:new|changed|updated) iban\b|\biban\b[^.!?\n]{0,20}?\bha(?:s|ve) (?:been )?changed"
        r"|\b(?:bank(?:ing)? (?:account|details?|data)|remittance details|payment instructions)\b[^.!?\n]{0,20}?"
        r"\b(?:ha(?:s|ve) (?:been )?changed|changed|is new|are new)"
        r"|\b(?:pay|payments?|transfer|remit|settle|wire)\b[^.!?\n]{0,60}?\b(?:to|into) (?:the|our|this|a) (?:new|following|other) "
        r"(?:bank )?account"),
    Wording("money", 1.0, "bankverbindung kontoverbindung konto iban",
        r"\b(?:neue|geänderte|aktualisierte)\w*\s+(?:bankverbindung|kontoverbindung|iban|bankdaten|kontodaten)\b"
        r"|\b(?:bankverbindung|kontoverbindung|bankdaten|iban)\b[^.!?\n]{0,30}\bgeändert"),
    Wording("money", 1.0, "rib banque bancair virement compte",
        r"\b(?:nouveau|nouvelles?|changement de)\s+(?:\w+\s+)?(?:rib|coordonnées bancaires|banque)\b"
        r"|\bchangé de banque\b"),
    Wording("money", 1.0, "cuenta banco conta iban conto",
        r"\b(?:nueva|cambio de)\s+(?:número de cuenta|datos bancarios|banco)|\bcambiado de banco\b|\bnuovo iban\b"),
    Wording("money", 1.0, "iban banka hesab", r"\byeni iban\b|\biban (?:değişikliği|değişti)|banka hesab\w+ değişti"),
    Wording("money", 1.0, "card voucher steam itunes gutschein guthabenkart",
        r"\b(?:buy|purchase|get|need|pick up|procure|besorg\w*|kauf\w*)\b[^.!?\n]{0,50}?\b(?:gift|steam|apple|itunes|google play"
        r"|amazon|prepaid)[ -]?(?:gift )?(?:cards?|vouchers?|karten|gutscheine)\b"
        r"(?=[\s\S]{0,240}?\b(?:codes?|scratch\w*|photos?|pictures?|confidential|reimburse|pay you back|between us)\b)"),
    Wording("money", 1.0, "password passwort pin code credential phrase username user",
        r"\b(?:reply with|send (?:us|me)|confirm|enter|provide|share|give (?:us|me)|submit|tell (?:us|me)|type in)\b"
        r"[^.!?\n]{0,40}?\b(?:(?:your|the|current|this) (?:\w+ ){0,3}?(?:password|pin|passcode|credentials|user ?name|card number"
        r"|security code|recovery phrase|seed phrase|access token)|(?:six-digit |one-time |login |verification )codes?\b"
        r"|the codes? (?:you|we|that|from|which|below|in (?:reply|your)|by (?:reply|return)|back)\b|password)",
        unless=_OWN_QUESTION),
    Wording("money", 0.8, "verify verif confirm suspend sign password account",
        r"\b(?:verify|confirm|validate|restore|re-?activate)\b[^.!?\n]{0,20}?\byour (?:\w+ )?(?:account|identity|mailbox|password"
        r"|payment details)\b[^.!?\n]{0,90}?\b(?:within|immediately|today|now|or |avoid|suspend\w*|clos\w*|limited|24 hours)"
        r"|\byour (?:account|mailbox|access|inbox)\b[^.!?\n]{0,20}?\b(?:will be|has been|is)\s+(?:suspended|closed|limited"
        r"|locked|deactivated)\b(?=[\s\S]{0,200}?\b(?:verify|confirm|sign in|click|log in|https?:)\b)"
        r"|\bsign in\b[^.!?\n]{0,40}?\bto (?:verify|confirm|keep) your\b"),
    Wording("money", 1.0, "wire transfer überweis virement transferencia bonifico",
        r"\b(?:wire|transfer|überweis\w*|virement|transferencia|bonifico)\b(?=[\s\S]{0,300}?\b(?:confidential|vertraulich"
        r"|strictly|do not speak|niemandem|confidentiel|confidencial|riservat\w*|nobody about|keep (?:this|it) (?:secret"
        r"|between us))\b)[^.!?\n]{0,80}?(?:\d|€|\$|£|\beuro?s?\b)"),
    Wording("money", 0.6, "card",
        r"\b\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}\b(?=[\s\S]{0,80}?\b\d{1,2}/\d{2}\b)"),
    Wording("legal", 1.0, "art gdpr dsgvo rgpd erasure data subject access personal privacy",
        r"\b(?:under|pursuant to|gemäß|nach|en vertu de|según)\s+(?:art(?:icle|ikel|\.)?\s*\d+)[^.!?\n]{0,20}?(?:gdpr|dsgvo|rgpd"
        r"|ds-gvo)?|\bsubject access request\b|\bright (?:to erasure|of access|to be forgotten)\b"
        r"|\b(?:request|demand)\b[^.!?\n]{0,60}?\b(?:copy|erasure|deletion)\b[^.!?\n]{0,20}?\b(?:my|his|her|personal)\b"
        r"[^.!?\n]{0,12}?\bdata\b|\bart(?:icle|\.)\s*(?:15|17)\b"),
    Wording("legal", 1.0, "complain proceeding legal court sue frist",
        r"\b(?:lodge|file|make) a (?:formal )?complaint\b[^.!?\n]{0,30}?\b(?:authority|regulator|ombudsman|commissioner)"
        r"|\b(?:issue|begin|start|commence) (?:\w+ )?(?:proceedings|legal action)\b|\blegal action\b"
        r"|\b(?:take|see) you (?:to|in) court\b|\b(?:will|shall) sue\b"
        r"|\bfristsetzung\b"),
    Wording("legal", 1.0, "διαγραφ δεδομέν", r"διαγραφή\w*\s+(?:\w+\s+){0,4}?δεδομέν\w*"),
    Wording("legal", 0.4, "lawyer solicitor attorney gdpr dsgvo anwalt infring privacy",
        r"\b(?:our|my) (?:lawyers?|solicitors?|attorneys?)\b|\bgdpr\b|\bdsgvo\b|\bdata protection\b|\binfring\w+"
        r"|\b(?:unser|mein)e?n? (?:rechts)?anw[aä]lt\w*"),
)  # fmt: skip
