"""The zones that a calendar file names, as the tables of this system: the reading process may open no file.

A name is looked for as it stands, then as one of Windows (Unicode's CLDR pairs them), then by its end, since some
programs put a path of their own before the name.
"""

from __future__ import annotations

import re
from contextlib import suppress
from importlib import resources
from pathlib import Path
from zoneinfo import TZPATH

MOST = 20
_NAMED = re.compile(rb'TZID[=:]"?([^";:\r\n]{1,120})', re.IGNORECASE)
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_+-]{0,30}(?:/[A-Za-z0-9_+-]{1,30}){0,2}")
_TZIF = b"TZif"
_WINDOWS = """
Dateline Standard Time=Etc/GMT+12;UTC-11=Etc/GMT+11;Hawaiian Standard Time=Pacific/Honolulu
Alaskan Standard Time=America/Anchorage;Pacific Standard Time=America/Los_Angeles
Pacific Standard Time (Mexico)=America/Tijuana;US Mountain Standard Time=America/Phoenix
Mountain Standard Time=America/Denver;Mountain Standard Time (Mexico)=America/Mazatlan
Central Standard Time=America/Chicago;Central America Standard Time=America/Guatemala
Central Standard Time (Mexico)=America/Mexico_City;Canada Central Standard Time=America/Regina
Eastern Standard Time=America/New_York;US Eastern Standard Time=America/Indianapolis
SA Pacific Standard Time=America/Bogota;Eastern Standard Time (Mexico)=America/Cancun
Atlantic Standard Time=America/Halifax;Venezuela Standard Time=America/Caracas
SA Western Standard Time=America/La_Paz;Pacific SA Standard Time=America/Santiago
Central Brazilian Standard Time=America/Cuiaba;Paraguay Standard Time=America/Asuncion
Newfoundland Standard Time=America/St_Johns;E. South America Standard Time=America/Sao_Paulo
Argentina Standard Time=America/Buenos_Aires;SA Eastern Standard Time=America/Cayenne
Montevideo Standard Time=America/Montevideo;Greenland Standard Time=America/Godthab
Bahia Standard Time=America/Bahia;UTC-02=Etc/GMT+2;Azores Standard Time=Atlantic/Azores
Cape Verde Standard Time=Atlantic/Cape_Verde;GMT Standard Time=Europe/London
Greenwich Standard Time=Atlantic/Reykjavik;Morocco Standard Time=Africa/Casablanca
W. Europe Standard Time=Europe/Berlin;Central Europe Standard Time=Europe/Budapest
Romance Standard Time=Europe/Paris;Central European Standard Time=Europe/Warsaw
W. Central Africa Standard Time=Africa/Lagos;Namibia Standard Time=Africa/Windhoek
Jordan Standard Time=Asia/Amman;GTB Standard Time=Europe/Bucharest;Middle East Standard Time=Asia/Beirut
Egypt Standard Time=Africa/Cairo;E. Europe Standard Time=Europe/Chisinau;Syria Standard Time=Asia/Damascus
South Africa Standard Time=Africa/Johannesburg;FLE Standard Time=Europe/Kiev
Israel Standard Time=Asia/Jerusalem;Kaliningrad Standard Time=Europe/Kaliningrad;Libya Standard Time=Africa/Tripoli
Turkey Standard Time=Europe/Istanbul;Arabic Standard Time=Asia/Baghdad;Arab Standard Time=Asia/Riyadh
Belarus Standard Time=Europe/Minsk;Russian Standard Time=Europe/Moscow;E. Africa Standard Time=Africa/Nairobi
Iran Standard Time=Asia/Tehran;Arabian Standard Time=Asia/Dubai;Azerbaijan Standard Time=Asia/Baku
Russia Time Zone 3=Europe/Samara;Mauritius Standard Time=Indian/Mauritius;Georgian Standard Time=Asia/Tbilisi
Caucasus Standard Time=Asia/Yerevan;Afghanistan Standard Time=Asia/Kabul;West Asia Standard Time=Asia/Tashkent
Ekaterinburg Standard Time=Asia/Yekaterinburg;Pakistan Standard Time=Asia/Karachi;India Standard Time=Asia/Calcutta
Sri Lanka Standard Time=Asia/Colombo;Nepal Standard Time=Asia/Katmandu;Central Asia Standard Time=Asia/Almaty
Bangladesh Standard Time=Asia/Dhaka;Omsk Standard Time=Asia/Omsk;Myanmar Standard Time=Asia/Rangoon
SE Asia Standard Time=Asia/Bangkok;N. Central Asia Standard Time=Asia/Novosibirsk
North Asia Standard Time=Asia/Krasnoyarsk;China Standard Time=Asia/Shanghai;Singapore Standard Time=Asia/Singapore
W. Australia Standard Time=Australia/Perth;Taipei Standard Time=Asia/Taipei;Ulaanbaatar Standard Time=Asia/Ulaanbaatar
North Asia East Standard Time=Asia/Irkutsk;Tokyo Standard Time=Asia/Tokyo;Korea Standard Time=Asia/Seoul
Yakutsk Standard Time=Asia/Yakutsk;Cen. Australia Standard Time=Australia/Adelaide
AUS Central Standard Time=Australia/Darwin;E. Australia Standard Time=Australia/Brisbane
AUS Eastern Standard Time=Australia/Sydney;West Pacific Standard Time=Pacific/Port_Moresby
Tasmania Standard Time=Australia/Hobart;Vladivostok Standard Time=Asia/Vladivostok
Central Pacific Standard Time=Pacific/Guadalcanal;Magadan Standard Time=Asia/Magadan
New Zealand Standard Time=Pacific/Auckland;Fiji Standard Time=Pacific/Fiji;UTC+12=Etc/GMT-12
Tonga Standard Time=Pacific/Tongatapu;Samoa Standard Time=Pacific/Apia;Line Islands Standard Time=Pacific/Kiritimati
"""


def tables(data: bytes) -> dict[str, bytes]:
    """The tables (TZif, RFC 9636) of the zones named in a file, by the names it uses. Unknown names are left out."""
    names = dict.fromkeys(name.strip().decode("utf-8", "replace") for name in _NAMED.findall(data[:2_000_000]))
    found = {name: _table(name) for name in list(names)[:MOST]}
    return {name: raw for name, raw in found.items() if raw is not None}


def _table(name: str) -> bytes | None:
    windows = dict(pair.split("=") for pair in _WINDOWS.replace("\n", ";").split(";") if pair)
    ends = name.strip("/").split("/")
    tried = (name, windows.get(name, ""), "/".join(ends[-3:]), "/".join(ends[-2:]))
    return next((raw for key in tried if _KEY.fullmatch(key) and (raw := _read(key)) is not None), None)


def _read(key: str) -> bytes | None:
    for folder in TZPATH:
        with suppress(OSError):
            raw = (Path(folder) / key).read_bytes()
            if raw.startswith(_TZIF):
                return raw
    with suppress(OSError, ModuleNotFoundError):  # a system without tables may have the package of them
        *package, last = key.split("/")
        raw = resources.files(".".join(("tzdata", "zoneinfo", *package))).joinpath(last).read_bytes()
        if raw.startswith(_TZIF):
            return raw
    return None
