"""What a key in the table of extracted fields asks of the store: nothing to move, little else, however long it is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.budget.test_counts import Counted, statements
from tests.ui.test_fields import table

__all__ = ["statements"]


@pytest.mark.parametrize("threads", [20, 700])
async def test_a_key_in_the_table_asks_the_store_little(statements: Counted, tmp_path: Path, threads: int) -> None:
    async with table(tmp_path, [{"Order": f"M-{i}", "amount": i} for i in range(threads)]) as story:

        async def asked(*keys: str) -> int:
            statements.clear()
            await story.press(*keys)
            return len(statements)

        assert await asked("j", "j", "k", "l", "h") == 0, statements
        assert await asked("s") <= 9, statements
        assert await asked("f") <= 4, statements
        assert await asked("j", "k") == 0, statements
        assert await asked("f", "l") == 0, statements
        assert await asked("G") <= 4, statements
        assert await asked("tab") <= 12, statements
