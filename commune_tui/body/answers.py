"""The signs that a person answered inside the mail that they quote: a promise above, marks or colours at the answers.

Where no earlier mail is known they are all there is to go by. Data and tests of lines only.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from commune_tui.body.lines import Line, Passage

_PROMISE = re.compile(
    "\\b(?:below|beneath|in-?line|in line|interspersed|between (?:the|your) lines|in between|in (?:red|blue|green|"
    "bold)|"
    "unten|unterhalb|im text|zwischen den zeilen|dazwischen|in (?:rot|blau|grün|farbe)|rot markiert|farbig|"
    "ci-dessous|"
    "ci-après|dans le (?:texte|corps)|en (?:rouge|bleu|gras|couleur)|entre les lignes|abajo|en el texto|"
    "en (?:rojo|azul)|"
    "intercalad\\w*|entre l[ií]neas|sotto|di seguito|nel testo|tra le righe|in (?:rosso|blu)|abaixo|"
    "no (?:meio do )?texto|"
    "(?:a|em|de) (?:vermelho|azul)|entre as linhas|hieronder|onderstaand|in (?:het )?(?:rood|blauw)|tussen de regels|"
    "tussendoor|in de tekst|poniżej|w (?:treści|tekście)|na czerwono|między wierszami|nedan|nedanför|nedenfor|"
    "herunder|"
    "(?:i|med) r[øö]dt?|i teksten|i texten|mellem linjerne|mellan raderna|vastau\\w* .{0,20}alla|"
    "kommen\\w* .{0,20}alla|"
    "seassa|välissä|punaisella|níže|v textu|červeně|mezi řádky|ниже|в тексте|красным|синим|между строк|нижче|"
    "в тексті|"
    "червоним|між рядками|aşağıda\\w*|kırmızı\\w*|satır araların\\w*|dưới|di bawah|alább|pirossal|mai jos|cu roșu|"
    "παρακάτω|κόκκινα)\\b"
    "|以下|下記|赤字|赤い|青字|文中|本文中|インライン|下面|下方|下文|红|紅|如下|文内|아래|빨간|붉은|본문|أدناه|"
    "بالأحمر|"
    "داخل النص|بين السطور|למטה|להלן|באדום|בגוף|בין השורות|={1,3}>|-{1,3}>|\\[[^\\W\\d_]{1,4}\\]",
    re.IGNORECASE,
)
_MARK = re.compile(
    "\\s*(?:[=-]{1,3}>|>>+|\\*{2,}\\s?\\w|#{2,}\\s|@[^\\W\\d]+[:,]|\\[[^\\W\\d_]{1,12}\\]|<[^\\W\\d_]{2,12}>|"
    "(?:answer|my answer|reply|antwort|réponse|respuesta|risposta|resposta|antwoord|odpowiedź|svar|vastaus|"
    "odpověď|ответ|"
    "відповідь|cevap|回答|答|답변|جواب|الرد|תשובה)\\s?[:：])",
    re.IGNORECASE,
)
_MOST_LINES = 12


def promised(lines: Sequence[Line], end: int) -> bool:
    """Does a short text above line ``end`` say that the answers stand below, inside?"""
    above = [line.text for line in lines[:end] if line.text.strip() and line.kind != "preheader"]
    return len(above) <= _MOST_LINES and any(_PROMISE.search(text) for text in above if len(text) < 120)


def marked(lines: Sequence[Line], passage: Passage) -> bool:
    """Do lines of a passage begin as answers are marked: ``==>``, ``[AB]``, ``**``?"""
    return any(_MARK.match(lines[at].text) for at in _words(lines, passage))


def coloured(lines: Sequence[Line], passage: Passage, painted: Collection[int]) -> bool:
    """Have some lines of a passage a colour of their own, and others not?"""
    words = _words(lines, passage)
    return 0 < sum(at in painted for at in words) < len(words)


def _words(lines: Sequence[Line], passage: Passage) -> list[int]:
    return [at for at in range(passage.begin, passage.last + 1) if at not in passage.marks and lines[at].text.strip()]
