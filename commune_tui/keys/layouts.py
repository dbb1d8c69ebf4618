"""Which sign stands on which key, in the layouts of keyboards that write no Latin letters, and Dvorak. Data only.

Taken from the tables of X's keyboards (xkb-data), which a test holds them against. A blank is a key without a sign of
its own. Arabic is written with escapes, because its marks and its direction make the rows unreadable.
"""

from __future__ import annotations

from typing import Final

LATIN: Final = (
    "`1234567890-=" "qwertyuiop[]\\" "asdfghjkl;'" "zxcvbnm,./"
    "~!@#$%^&*()_+" "QWERTYUIOP{}|" "ASDFGHJKL:\"" "ZXCVBNM<>?"
)  # fmt: skip
"""The keys by what stands on them in the United States, the plain ones and then with Shift; all below go with it."""
LAYOUTS: Final = {
    "russian": (
        "ё1234567890-=" "йцукенгшщзхъ\\" "фывапролджэ" "ячсмитьбю."
        "Ё!\"№;%:?*()_+" "ЙЦУКЕНГШЩЗХЪ/" "ФЫВАПРОЛДЖЭ" "ЯЧСМИТЬБЮ,"
    ),
    "ukrainian": (
        "'1234567890-=" "йцукенгшщзхїґ" "фівапролджє" "ячсмитьбю."
        "ʼ!\"№;%:?*()_+" "ЙЦУКЕНГШЩЗХЇҐ" "ФІВАПРОЛДЖЄ" "ЯЧСМИТЬБЮ,"
    ),
    "belarusian": (
        "ё1234567890-=" "йцукенгшўзх'\\" "фывапролджэ" "ячсмітьбю."
        "Ё!\"№;%:?*()_+" "ЙЦУКЕНГШЎЗХ'/" "ФЫВАПРОЛДЖЭ" "ЯЧСМІТЬБЮ,"
    ),
    "bulgarian": (
        "(1234567890-." ",уеишщксдзц;„" "ьяаожгтнвмч" "юйъэфхпрлб"
        ")!?+\"%=:/–№$€" "ыУЕИШЩКСДЗЦ§“" "ѝЯАОЖГТНВМЧ" "ЮЙЪЭФХПРЛБ"
    ),
    "serbian": (
        "`1234567890'+" "љњертзуиопшђж" "асдфгхјклчћ" "жџцвбнм,.-"
        "~!\"#$%&/()=?*" "ЉЊЕРТЗУИОПШЂЖ" "АСДФГХЈКЛЧЋ" "ЖЏЦВБНМ;:_"
    ),
    "greek": (
        "`1234567890-=" ";ςερτυθιοπ[]\\" "ασδφγηξκλ '" "ζχψωβνμ,./"
        "~!@#$%^&*()_+" ":ΣΕΡΤΥΘΙΟΠ{}|" "ΑΣΔΦΓΗΞΚΛ \"" "ΖΧΨΩΒΝΜ<>?"
    ),
    "hebrew": (
        ";1234567890-=" "/'קראטוןםפ][\\" "שדגכעיחלךף," "זסבהנמצתץ."
        "~!@#$%^&*)(_+" "QWERTYUIOP}{|" "ASDFGHJKL:\"" "ZXCVBNM><?"
    ),
    "arabic": (
        "\u06301234567890-=" "\u0636\u0635\u062b\u0642\u0641\u063a\u0639\u0647\u062e\u062d\u062c\u062f\\"
        "\u0634\u0633\u064a\u0628\u0644\u0627\u062a\u0646\u0645\u0643\u0637"
        "\u0626\u0621\u0624\u0631\ufefb\u0649\u0629\u0648\u0632\u0638"
        "\u0651!@#$%^&*)(_+" "\u064e\u064b\u064f\u064c\ufef9\u0625`\xf7\xd7\u061b<>\u2026"
        "\u0650\u064d][\ufef7\u0623\u0640\u060c/:\"" "~\u0652}{\ufef5\u0622',.\u061f"
    ),
    "dvorak": (
        "`1234567890[]" "',.pyfgcrl/=\\" "aoeuidhtns-" ";qjkxbmwvz"
        "~!@#$%^&*(){}" "\"<>PYFGCRL?+|" "AOEUIDHTNS_" ":QJKXBMWVZ"
    ),
}  # fmt: skip
