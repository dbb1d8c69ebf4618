"""What one calls somebody by, from how they sign their mail, where that is sure. Data and one function. Pure."""

from __future__ import annotations

import re
import unicodedata

_TITLE_WORDS = """
mr mrs ms miss mx dr prof professor sir madam madame dame lord lady herr frau fräulein dipling ing mag hr fr
monsieur mme mlle señor señora sr sra srta dott dottssa sig signor signora pan pani dhr mevr mw rev hon capt lt
col gen sgt maj dear hi hello von van de der den zu
"""
_CREDENTIAL_WORDS = """
md phd dds dvm rn esq jr sr ii iii iv cpa mba msc bsc ba ma llm llb jd pe pmp cfa ceo cto cfo coo od do pa np rd
mph
"""
_OTHER_WORDS = """
inc llc ltd limited gmbh ag kg ohg ug mbh co corp corporation company plc sa sas sarl srl spa bv nv oy ab as aps
kft sro pty llp lp group holding holdings team teams support service services sales info information office
admin administrator billing accounts accounting invoice invoices payment payments orders order shop store bank
help helpdesk desk customer customers care contact news newsletter notification notifications noreply reply
marketing hr jobs careers press media hello security alerts alert updates update system systems mailer daemon
postmaster webmaster hostmaster no not donotreply do the of for and via at from department dept division
university college school institute foundation association society council ministry hospital clinic hotel
restaurant agency studio studios solutions software technologies technology labs lab consulting partners
international global online digital club verein stiftung kundenservice kundendienst buchhaltung vertrieb
bestellung rechnung equipo soporte ventas équipe assistance servizio clienti me you all everyone
"""
_TITLES = frozenset(_TITLE_WORDS.split())
_CREDENTIALS = frozenset(_CREDENTIAL_WORDS.split())
_NO_PERSON = frozenset(_OTHER_WORDS.split())


def first_name(name: str, address: str = "") -> str:
    """What one calls somebody by: ``Anna`` of ``Anna Berg`` and of ``Berg, Anna``; empty when that is not sure.

    A single word may be a company: it is a name only where the address has it too.
    """
    if not name or re.search(r"[@\d&/|+_*#()\[\]{}]", name):
        return ""
    last, comma, rest = name.partition(",")
    if comma and all(_letters(word) in _CREDENTIALS for word in rest.split()):
        last, comma, rest = last, "", ""
    words = [word for word in (rest if comma else last).split() if _letters(word) not in _TITLES]
    every = [_letters(word) for word in name.replace(",", " ").split()]
    words = [word for word in words if not (word.endswith(".") and len(word) <= 5) and _letters(word)]
    initials = len(words) < len(every) - sum(word in _TITLES | _CREDENTIALS for word in every) and not comma
    if not words or any(word in _NO_PERSON for word in every):
        return ""
    if len(words) > 1 and words[0].isupper() and len(words[0]) > 3 and not words[-1].isupper():
        words = [word for word in words if not word.isupper()]  # BERG Anna
    elif len(words) == 1 and not comma:
        local = re.split(r"[._+-]", address.partition("@")[0].casefold())
        if initials or len(every) > 1 or words[0].casefold() not in local:
            return ""
    first = words[0].strip(".'’\"-")
    if len(first) < 2 or first.isupper() or _letters(first) in _CREDENTIALS:
        return ""
    return first if all(ch.isalpha() or ch in "-'’" or unicodedata.combining(ch) for ch in first) else ""


def _letters(word: str) -> str:
    return "".join(ch for ch in word.casefold() if ch.isalpha())
