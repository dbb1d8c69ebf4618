"""Whether a text speaks of something attached, in many languages. Data and one test. Pure."""

from __future__ import annotations

import re

_WORDS = (
    # word beginnings, after a word boundary
    r"\b(?:attach(?:ed|ment|ments|ing)|(?:see|find) (?:the )?attach\w*|enclos(?:ed|ure)|"
    r"anbei|angehängt|beigefügt|im anhang|anhängend|als anlage|in der anlage|beiliegend|"
    r"ci-joints?|pi[èe]ces? jointes?|en pi[èe]ce jointe|"
    r"adjunt[oa]s?|en adjunto|adjuntamos|"
    r"(?:in )?allegat[oaie]|in allegato|"
    r"(?:em|no|na) anexo|anexad[oa]s?|segue anexo|anexo\b|"
    r"bijlagen?|bijgevoegd|bijgesloten|"
    r"w załączeniu|w załączniku|załącznik\w*|załączam|"
    r"bifogad[et]?|bifogar|bilag(?:a|t|or)?|vedhæftet|vedhæfter|vedlagt|vedlegg\w*|"
    r"liittee(?:nä|ssä|t)|oheisena|"
    r"v příloze|přiloženém|přikládám|v prílohe|prikladám|"
    r"csatolva|csatolt\w*|mellékelten|mellékelve|mellékelt|"
    r"ataşat\w*|atașat\w*|anexat\w*|"
    r"ekte\b|ekteki|ekli dosya|ekledim|iliştirilmiş|"
    r"во вложении|в приложении|прикрепл\w+|прилагаю|прилагается|вложен\w*|у вкладенні|додаю файл|долучен\w*|"
    r"επισυνάπτ\w*|συνημμέν\w*|"
    r"đính kèm|terlampir|melampirkan|dilampirkan)"
)
_SCRIPTS = r"添付|附件|附上|隨信附|随信附|첨부|מצורף|מצורפת|מצורפים|בקובץ המצורף|مرفق|المرفق|أرفقت|แนบ|संलग्न"
_FOUND = re.compile(f"{_WORDS}|{_SCRIPTS}", re.IGNORECASE)


def attachment(text: str) -> str:
    """The words in ``text`` that promise an attachment, as they stand there; empty when none does."""
    found = _FOUND.search(text[:200_000])
    return found[0] if found else ""
