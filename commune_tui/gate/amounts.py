"""The most money that a text names, for a rule that lets small amounts pass. Pure.

Whoever asks wants to be sure that nothing larger is there: where an amount cannot be read, the most is not known.
"""

from __future__ import annotations

import re
import unicodedata
from html import unescape
from typing import Final

from commune_tui.risk.figures import number as read_number

_SIGN: Final = "$¢£¤¥֏؋৲৳૱௹฿៛₠-⃀﷼"
_CODES: Final = (
    "AED|AFN|ALL|AMD|ANG|AOA|ARS|AUD|AWG|AZN|BAM|BBD|BDT|BGN|BHD|BIF|BMD|BND|BOB|BRL|BSD|BTN|BWP|BYN|BZD|CAD|CDF|"
    "CHF|CLF|CLP|CNH|CNY|COP|CRC|CUP|CVE|CZK|DJF|DKK|DOP|DZD|EGP|ERN|ETB|EUR|FJD|FKP|GBP|GEL|GHS|GIP|GMD|GNF|GTQ|"
    "GYD|HKD|HNL|HTG|HUF|IDR|ILS|INR|IQD|IRR|ISK|JMD|JOD|JPY|KES|KGS|KHR|KMF|KPW|KRW|KWD|KYD|KZT|LAK|LBP|LKR|LRD|"
    "LSL|LYD|MAD|MDL|MGA|MKD|MMK|MNT|MOP|MRU|MUR|MVR|MWK|MXN|MYR|MZN|NAD|NGN|NIO|NOK|NPR|NZD|OMR|PAB|PEN|PGK|PHP|"
    "PKR|PLN|PYG|QAR|RON|RSD|RUB|RWF|SAR|SBD|SCR|SDG|SEK|SGD|SHP|SLE|SOS|SRD|SSP|STN|SVC|SYP|SZL|THB|TJS|TMT|TND|"
    "TOP|TRY|TTD|TWD|TZS|UAH|UGX|USD|UYU|UZS|VED|VES|VND|VUV|WST|XAF|XCD|XOF|XPF|YER|ZAR|ZMW|ZWG"
)
"""ISO 4217."""
_NAMES: Final = (
    "euros?|pounds?|euroa|evro|dollars?|dólares|dolari|francs?|franken|franchi|yen|yuan|renminbi|rupees?|rupii|kron(?:a|or|er|en|e)|"
    "korun[ay]?|złot(?:y|e|ych)|zlot(?:y|e|ych)|pesos?|reais|rubles?|roubles?|рубл(?:ь|я|ей)|forints?|dirhams?|shekels?|"
    "ringgit|rupiah|hryvnia|гривен|zł|kč|₽"
)
_SHORT: Final = "pfund|tl|lira|lire|rand|lei|leu|leva|лв|cents?|kr|rs|fr|sfr|ft|rm|rp|dm|руб|грн|r"
"""Names that are other words as well: they name money only beside a number."""
_SURE: Final = re.compile(rf"[{_SIGN}]|\b(?:{_NAMES})\b", re.IGNORECASE)
"""What names money also where no number stands beside it."""
_NUMBER: Final = r"\d(?:[\d.,'’ \u00a0\u2009\u202f]*\d)?"
_TIMES: Final = {
    1e2: "hundred hundert cent", 1e3: "k t thousand tausend tsd tusen duizend mille mila mil tys",
    1e5: "lakh lakhs lac lacs", 1e6: "m mn mio mln million millions millionen millioner miljon miljoner miljoen millón "
    "millones milhão milhões milione milioni milion mln", 1e7: "crore crores cr",
    1e9: "bn mrd mld billion billions milliarde milliarden miljard miljarder miliardi miliard",
}  # fmt: skip
_FACTORS: Final = {word: times for times, words in _TIMES.items() for word in words.split()}
_MORE: Final = rf"(?:\s?(?P<times{{0}}>(?i:{'|'.join(sorted(_FACTORS, key=len, reverse=True))}))(?:\b|(?=kr))\.?)?"
_TO: Final = r"\s*(?:-|–|—|to|or|and|bis|und|oder|à|ou|y|o|a|tot|till|do)\s*"
_CURRENCY: Final = rf"[{_SIGN}]|(?i:{_NAMES}|{_SHORT})|{_CODES}"
_MONEY: Final = re.compile(
    rf"(?:[{_SIGN}]|\b(?:{_CURRENCY}))[\s.:]{{0,3}}(?P<after>{_NUMBER}){_MORE.format(1)}"
    rf"|(?P<before>{_NUMBER}(?:{_TO}{_NUMBER})*){_MORE.format(2)}(?:[.,][-–—])?[\s.-]{{0,2}}"
    rf"(?:[{_SIGN}]|(?:{_CURRENCY})\b)"
)
_WITHOUT_ROOM: Final = frozenset({"Cf", "Mn", "Me"})
_TAG: Final = re.compile(r"<[^>]*>")


def most(text: str, html: str = "") -> float | None:
    """The largest amount, whatever its currency; 0 where no money is named, ``None`` where one cannot be read."""
    found = [_most(each) for each in (text, *_readings(html))]
    known = [each for each in found if each is not None]
    return max(known) if len(known) == len(found) else None


def _readings(html: str) -> tuple[str, ...]:
    """Markup as text, with what stands between two tags together and apart."""
    return (unescape(_TAG.sub("", html)), unescape(_TAG.sub(" ", html))) if html else ()


def _most(text: str) -> float | None:
    plain = "".join(_plain(each) for each in unicodedata.normalize("NFKC", text))
    amounts: list[float] = []
    covered = 0
    for found in _MONEY.finditer(plain):
        covered += len(_SURE.findall(found[0]))
        times = _FACTORS.get((found["times1"] or found["times2"] or "").lower(), 1.0)
        for number in re.findall(_NUMBER, found["after"] or found["before"]):
            if (amount := read_number(number)) is None:
                return None
            amounts.append(amount * times)
    if len(_SURE.findall(plain)) > covered:
        return None
    return max(amounts, default=0.0)


def _plain(mark: str) -> str:
    """A digit of any script as ours; what takes no room, and would part a number that is read as one, as nothing."""
    if unicodedata.category(mark) in _WITHOUT_ROOM:
        return ""
    return str(unicodedata.decimal(mark)) if mark.isdecimal() else mark
