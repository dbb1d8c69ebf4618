"""What the words of a link claim: the hosts and mail addresses that they name. Judges no target.

A host counts where the words write it as an address (``https://…``, ``www.…``, ``host/path``), or where it is all that
they say. "Learn ASP.NET" and "the end.Next" name none.
"""

from __future__ import annotations

import re
import unicodedata

from commune_tui.text.clean import one_line

_WRITTEN = re.compile(r"(?<![\w@])(?:https?:[/\\]{1,3}|ftp://)(?:[^\s/@]*@)?(?P<host>[\w.\-]+)", re.IGNORECASE)
_WWW = re.compile(r"(?<![\w.@/\-])(?P<host>www\d?\.(?:[\w\-]{1,63}\.)+[^\W\d_]{2,24})(?![\w@])", re.IGNORECASE)
_PATH = re.compile(r"(?<![\w.@/\-])(?P<host>(?:[\w\-]{1,63}\.)+[^\W\d_]{2,24})(?::\d{1,5})?/(?=[\w?#%~])")
_BARE = re.compile(r"(?:[\w\-]{1,63}\.)+[^\W\d_]{2,24}(?::\d{1,5})?")
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~\-]{1,64}@(?:[\w\-]{1,63}\.)+[^\W_][\w\-]{1,62}")
_SUFFIX = re.compile(r"(\.[a-z]{2,24})-[^.]*$", re.IGNORECASE)
_AROUND = re.compile(r"^[\W_]+|[\W_]+$")
_LONGEST = 4_000
_FILES = """
html htm pdf png jpg jpeg gif svg webp txt md py js ts css json xml csv zip gz tar doc docx xls xlsx ppt pptx exe
sh bat yml yaml toml ini cfg log eml ics vcf rb go java cpp php jsx tsx vue mp3 mp4 mov
"""
_PRODUCTS = "asp.net vb.net ado.net ml.net paint.net json.net node.js vue.js next.js socket.io"
_COMMON = """
com org net edu gov mil int info biz name pro io co me tv app dev ai cloud online site shop store blog news bank email
tech xyz club live world agency example test local
"""
_SHARED = """
github.io gitlab.io pages.dev workers.dev web.app firebaseapp.com herokuapp.com vercel.app netlify.app
azurewebsites.net cloudfront.net amazonaws.com blogspot.com wordpress.com tumblr.com wixsite.com weebly.com
myshopify.com appspot.com onrender.com fly.dev ngrok.io ngrok.app ngrok-free.app r2.dev glitch.me surge.sh repl.co
replit.app zendesk.com freshdesk.com sharepoint.com typeform.com webflow.io notion.site
"""
"""Domains under which strangers live side by side."""


def claimed(text: str) -> list[str]:
    """The hosts that the words of a link name, in order; at most the first 300 characters count."""
    words = unicodedata.normalize("NFKC", one_line(text[:600]))[:300].replace("。", ".")
    found = [_without_suffix(match["host"]) for match in _WRITTEN.finditer(words)]
    found += [match["host"] for match in _WWW.finditer(words)]
    alone = _AROUND.sub("", words)
    one_word = " " not in alone and not words.strip().startswith("@")
    found += [match["host"] for match in _PATH.finditer(words) if _is_host(match["host"], alone=one_word)]
    if one_word and _BARE.fullmatch(alone) and _is_host(alone.partition(":")[0], alone=True):
        found.append(alone.partition(":")[0])
    return [host for host in found if "." in host.strip(".") or host.strip(".").lower() == "localhost"]


def addresses(text: str) -> list[str]:
    """The mail addresses that a text names, in small letters."""
    words = unicodedata.normalize("NFKC", one_line(text, _LONGEST))
    found = (match[0].lower() for match in _ADDRESS.finditer(words[:_LONGEST]))
    return [address.removeprefix("mailto:").strip("'*`").rstrip(".-") for address in found]


def same_owner(one: str, other: str) -> bool:
    """Do two hosts belong together: the same, one below the other, or both below one registered name?"""
    one, other = one.lower().strip(".").removeprefix("www."), other.lower().strip(".").removeprefix("www.")
    if one == other or one[-1:].isdigit() or other[-1:].isdigit() or "]" in one + other:
        return one == other
    if _registered(one) in _SHARED.split() or _registered(other) in _SHARED.split():
        return one.endswith("." + other) or other.endswith("." + one)
    return _registered(one) == _registered(other)


def _without_suffix(host: str) -> str:
    """A host as it was meant: without the ending that a language hangs onto it (``example.com-ot``)."""
    return _SUFFIX.sub(r"\1", host.strip(".-_"))


def _is_host(name: str, *, alone: bool) -> bool:
    """Is a bare name with dots a host, and no file, product or missing blank behind a full stop?"""
    ending = name.rpartition(".")[2]
    if ending.lower() in _FILES.split() or name.lower() in _PRODUCTS.split():
        return False
    known = ending.lower() in _COMMON.split() or (len(ending) == 2 and ending.isascii())
    if not known and max(map(len, name.split(".")[:-1])) == 1:
        return False  # "e.g.this"
    if ending.islower() or not ending.isascii() or name.isupper():
        return known or alone
    return alone and known


def _registered(name: str) -> str:
    labels = name.split(".")
    second = len(labels) > 2 and len(labels[-1]) == 2
    if second and labels[-2] in ("co", "com", "org", "net", "ac", "gov", "or", "ne", "edu", "go", "gob", "nom"):
        return ".".join(labels[-3:])
    return ".".join(labels[-2:])
