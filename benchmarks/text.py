"""How many short fields a second pass the door, by kind of text, beside the bare minimum (``str.isprintable``).

``python -m benchmarks.text``. One core; the best of five rounds.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from commune_tui.text import cells, clean, cut, one_line, pad

FIELDS = {
    "ASCII": ["Re: your invoice 2024-113 is overdue, please answer", "Anna Smith", "Weekly report", "ok"],
    "European": ["Größe und Qualität: naïve café — “quoted”", "Řehoř Štěpánek", "Ответ: счёт за май", "Ναι, βεβαίως"],
    "CJK": ["東京の会議について 明日の予定", "회의 일정 변경 안내", "关于发票的问题", "再見"],
    "emoji": ["👍 thanks", "🎉 We did it! 🎉", "Order ✓ shipped 📦", "🔥"],
    "joined emoji": ["👍🏽 thanks ❤️ family 👩‍👩‍👧‍👦", "🇩🇪 vs 🇫🇷 1️⃣", "👩🏽‍🚀 launch", "🏳️‍🌈"],
    "marks": ["हिन्दी में विषय", "ที่นี่ น้ำ ผู้ใหญ่", "שָׁלוֹם עֲלֵיכֶם", "می‌خواهم بدانم"],
    "hostile": ["a\x1b]0;t\x07b", "p\u200bay\u200bpal", "exe\u202egpj", "it\x92s \x80 5"],
}


def mixture() -> list[str]:
    """An inbox: mostly ASCII, some of everything, little that is hostile."""
    return FIELDS["ASCII"] * 10 + [text for kind, texts in FIELDS.items() if kind != "ASCII" for text in texts]


def rate(work: Callable[[str], object], texts: list[str], rounds: int = 5, fields: int = 20_000) -> float:
    """Fields a second, the best round."""
    best = 0.0
    for _ in range(rounds):
        started = time.perf_counter()
        for _ in range(fields // len(texts)):
            for text in texts:
                work(text)
        best = max(best, fields // len(texts) * len(texts) / (time.perf_counter() - started))
    return best


def main() -> None:
    """Print the table."""
    work: dict[str, Callable[[str], object]] = {
        "one_line": one_line,
        "clean": clean,
        "cells": cells,
        "cut 20": lambda text: cut(text, 20),
        "pad 30": lambda text: pad(text, 30),
        "(isprintable)": str.isprintable,
    }
    print(f"{'fields per second':18}" + "".join(f"{name:>15}" for name in work))
    for kind, texts in {**FIELDS, "mixture": mixture()}.items():
        print(f"{kind:18}" + "".join(f"{rate(call, texts):>15,.0f}" for call in work.values()))


if __name__ == "__main__":
    main()
