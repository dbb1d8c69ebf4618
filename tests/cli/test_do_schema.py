"""``commune-tui do`` on an extraction schema: from a file, field by field, and with the name where something breaks."""

from __future__ import annotations

import json
from pathlib import Path

from commune_tui import paths
from tests.cli.test_administer import acme
from tests.cli.test_do import Run, here
from tests.linear.test_schema import SCHEMA, at_the_server, first
from tests.servers import Server

__all__ = ["acme", "here"]


def test_a_schema_is_set_from_a_file_and_changed_by_words(here: Run, fresh_sandbox: Server, tmp_path: Path) -> None:
    address, path = first(fresh_sandbox), tmp_path / "schema.json"
    assert here("do", "inbox.schema", address)[0] == 2
    path.write_text('{"type": "object",\n  "properties": []}', "utf-8")
    status, out, err = here("do", "inbox.schema", address, "file", str(path))
    assert (status, out) == (2, "") and 'line 2, column 17: "properties" has to be an object' in " ".join(err.split())
    path.write_text(json.dumps(SCHEMA, indent=2), "utf-8")
    assert here("do", "inbox.schema", address, "file", str(path))[:2] == (0, f"{address}\tconfirmed\n")
    assert json.dumps(at_the_server(fresh_sandbox, address)["schema"]) == json.dumps(SCHEMA)
    status, out, err = here("do", "inbox.field", address, "urgency", "enum", "low|high", "How", "soon")
    assert (status, out) == (0, f"{address}\tconfirmed\n") and "New: urgency (one of low, high)." in " ".join(
        err.split()
    )
    status, out, err = here("do", "inbox.field_remove", address, "Amount")
    assert (status, out) == (0, f"{address}\tconfirmed\n") and "Gone: Amount (in no mail here)." in " ".join(
        err.split()
    )
    assert list(at_the_server(fresh_sandbox, address)["schema"]["properties"]) == ["order_id", "address", "urgency"]
    status, out, _ = here("do", "inbox.schema", address, json.dumps(SCHEMA))
    assert (status, out) == (0, f"{address}\tconfirmed\n")


def test_a_template_that_would_break_wants_the_name(here: Run, fresh_sandbox: Server) -> None:
    address, folder = first(fresh_sandbox), paths.templates_folder()
    folder.mkdir(parents=True, exist_ok=True)
    assert here("do", "inbox.field", address, "order_id", "string")[0] == 0
    (folder / "late.txt").write_text("Your order {{ order_id }} is late, {{name}}.", "utf-8")
    status, out, err = here("do", "inbox.field_remove", address, "order_id")
    assert (status, out) == (2, "") and 'template "late" fills in order_id' in " ".join(err.split())
    assert (
        f"--confirm {address}" in " ".join(err.split())
        and at_the_server(fresh_sandbox, address)["schema"]["properties"]
    )
    status, out, _ = here("do", "inbox.field_remove", address, "order_id", "--confirm", address)
    assert (status, out) == (0, f"{address}\tconfirmed\n")
    assert at_the_server(fresh_sandbox, address)["schema"]["properties"] == {}
