"""A host that could be taken for another one is punycode with its doubt; honest hosts of many languages have none."""

from __future__ import annotations

import pytest

from commune_tui.text.host import read_host

HONEST = """
example.org bücher.de faß.de smørrebrød.dk łódź.pl ærø.dk çağrı.com.tr kødbyen.dk þór.is học.vn iași.ro šibenik.hr
mañana.es château.fr české.cz magyarországtűz.hu col·legi.cat 例え.jp 東京タワー.jp テスト123.jp 한국.kr пример.рф
україна.укр
παράδειγμα.ελ דוגמה.ישראל مثال.السعودية नमूना.भारत ไทย.ไทย r3---sn-x.example -a.example EXAMPLE.org. xn--bcher-kva.de
"""

DOUBTED = """
paypal.com∕x.evil.example paypal.com／x.evil.example paypal.com⁄x.evil.example paypal.com⧸x.evil.example
paypal.com⟋x.evil.example paypal.com℀x.evil.example paypal.comノx.evil.example paypal.com丿x.evil.example
paypal.com︖x.evil.example paypal.com⋕x.evil.example ɢoogle.com gооgle.com ᴘaypal.com paypaƚ.com ƀank.com bańķ.com
ɡoogle.com googɩe.com mıcrosoft.com smørrebrød.com łódź.com đomain.com ħsbc.com googḷe.com paypaḻ.com gọogle.com
twitteꞧ.com paypal丨.com bank一online.com аррӏе.com xn--80ak6aa92e.com ѕсоре.com a̸b.com g०ogle.com i❤you.ws xn--ls8h.la
xn--a.com a_b.example a..example ꮪꮯꭺꮓ.com xn--gogle-jye.com
"""


@pytest.mark.parametrize("host", HONEST.split())
def test_an_honest_host_is_shown_as_it_is_written(host: str) -> None:
    read = read_host(host)
    assert read.doubt == ""
    assert read.shown == read.script
    assert read.ascii.isascii()


@pytest.mark.parametrize("host", DOUBTED.split())
def test_a_host_that_can_be_taken_for_another_is_punycode_with_a_doubt(host: str) -> None:
    read = read_host(host)
    assert read.doubt
    assert read.ascii.isascii()
    assert read.shown.startswith(read.ascii)
