"""A program of the person's own that is started when something happens, with the facts as JSON on its standard input.

It knows what every other started program may know, has no terminal, and is ended when it takes too long.
"""

from __future__ import annotations

import asyncio
import json
import os
import shlex
import signal
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from commune_tui import child

LONGEST_S: Final = 30.0


async def run(name: str, command: str, facts: Mapping[str, object], longest_s: float = LONGEST_S) -> str:
    """Start the words of ``command``, without a shell, and wait for their end; what went wrong, or nothing."""
    try:
        process = await asyncio.create_subprocess_exec(
            *shlex.split(command),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
            env=child.environment(),
            start_new_session=True,
        )
    except (OSError, ValueError, TypeError) as error:
        reason = getattr(error, "strerror", None) or "its words cannot be read"
        return f"The hook {name} could not be started: {reason}."
    try:
        async with asyncio.timeout(longest_s):
            await process.communicate(json.dumps(facts, ensure_ascii=False).encode("utf-8", "replace"))
    except TimeoutError:
        return f"The hook {name} took longer than {longest_s:.0f} s and was ended."
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
    return f"The hook {name} ended with status {process.returncode}." if process.returncode else ""
