"""``commune-tui`` whose sandbox writes down what it did: ``python -m tests.kill.recorded FILE sandbox WORDS…``.

Each request that changed something is a line of JSON: when it was done (unix milliseconds), its method and path, what
was asked, the id of what was made, and a deletion's token. What the program believes is compared with this, and not
with a guess.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from commune_tui import clock
from commune_tui.__main__ import main
from commune_tui.sandbox import app
from commune_tui.sandbox.operation import Identity, Operation

FILE = "recorded"


class Recorded(app.Application):
    """An application that remembers."""

    file: Path

    def _admit(self, request: Request, operation: Operation, body: bytes) -> Identity:
        request.scope[FILE] = body
        return super()._admit(request, operation, body)

    async def _respond(self, request: Request) -> Response:
        response = await super()._respond(request)
        path = request.url.path
        if request.method != "GET" and path.startswith("/v1/") and response.status_code < 300:
            asked = json.loads(request.scope[FILE] or b"{}")
            answer = json.loads(bytes(response.body))
            made = answer.get("data", answer).get("id", "")
            line = {"at": clock.now_ms(), "method": request.method, "path": path, "asked": asked, "made": made}
            if token := answer.get("confirmation_token"):
                line["token"] = token
            with self.file.open("a", encoding="utf-8") as file:
                file.write(json.dumps(line) + "\n")
        return response


def read(file: Path) -> list[dict[str, Any]]:
    """What was done, in its order."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()] if file.exists() else []


if __name__ == "__main__":
    Recorded.file = Path(sys.argv[1])
    app.Application = Recorded  # type: ignore[misc]
    sys.exit(main(sys.argv[2:]))
