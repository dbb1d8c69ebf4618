"""The sandbox against its own OpenAPI document: made-up requests, with made-up and with real ids, never break it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis import checks
from schemathesis.specs.openapi import checks as openapi_checks

from commune_tui.sandbox.routes import OPERATIONS
from tests.sandbox.worlds import DESK, app_over, mail, small_world

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

WORLD = small_world()
APP, KEY = app_over(WORLD)
schema: Any = schemathesis.openapi.from_asgi("/openapi.json", APP).exclude(path_regex="/v1/events/stream")
CHECKS = [
    checks.not_a_server_error,
    openapi_checks.status_code_conformance,
    openapi_checks.content_type_conformance,
    openapi_checks.response_schema_conformance,
    openapi_checks.unsupported_method,
    openapi_checks.missing_required_header,
]
NAMED = r"(domain|inbox|thread|deletion|delivery|key|attachment)_id|/send|/(messages|threads|metrics|events)$"
QUIET = settings(max_examples=5, suppress_health_check=list(HealthCheck), deadline=None)

CONTRACT = Path(__file__).parent.parent.parent / "docs" / "api" / "contract.md"


def real_ids() -> dict[str, str]:
    """Ids of things that are there now; what an earlier request deleted is made again."""
    domain = WORLD.domains.named("northwind.example")
    assert domain is not None
    inbox = WORLD.inboxes.create(domain, DESK.partition("@")[0])
    received = WORLD.receive(mail(1))[0]
    deletion = WORLD.deletions.active() or WORLD.deletions.request("messages", None, 0)[0]
    file = WORLD.database.value("SELECT id FROM attachments LIMIT 1")
    spare = WORLD.database.value("SELECT id FROM api_keys WHERE name = 'spare' AND status = 'active'")
    return {
        "domain_id": domain["id"],
        "inbox_id": inbox,
        "thread_id": received.thread_id,
        "deletion_id": deletion["id"],
        "delivery_id": WORLD.webhooks.create(inbox, received.message_id, "http://127.0.0.1:9/", "{}"),
        "key_id": spare or WORLD.keys.create("spare", ["read"])[1]["id"],
        **({"attachment_id": file} if file else {}),
    }


def check(case: Any) -> None:
    """Send one request with a good key and hold the answer against the document."""
    response = case.call(headers={"Authorization": f"Bearer {KEY}"})
    case.validate_response(response, checks=CHECKS)


@schema.parametrize()  # type: ignore[untyped-decorator]
@QUIET
def test_made_up_requests(case: Any) -> None:
    check(case)


@schema.include(path_regex=NAMED).parametrize()  # type: ignore[untyped-decorator]
@QUIET
def test_made_up_requests_about_real_things(case: Any) -> None:
    ids = real_ids()
    for values in (case.path_parameters, case.query, case.body):
        if isinstance(values, dict):
            values.update({name: ids[name] for name in values if name in ids and isinstance(values[name], str)})
    if case.path == "/v1/messages/send" and isinstance(case.body, dict):
        case.body["inboxId"] = ids["inbox_id"]
    check(case)


def test_every_published_endpoint_is_served_under_its_scope() -> None:
    """The table of contract §4.0 is the list."""
    served = {f"{o.method} {shape(o.path)}": "public" if o.public else o.scope or "none" for o in OPERATIONS}
    rows = re.findall(r"^\| `([A-Z]+) (\S+)` \| (\S+) \|", CONTRACT.read_text(encoding="utf-8"), re.M)
    published = {f"{method} {shape(re.sub(':[a-z]+', '{}', path))}": scope for method, path, scope in rows}
    assert len(published) == 44
    assert published.items() <= served.items()
    assert len({(o.method, o.path) for o in OPERATIONS}) == len(OPERATIONS)


def shape(path: str) -> str:
    """A path without its version and the names of its parameters."""
    words = ["{}" if word.startswith("{") else word for word in path.split("/") if word]
    return "/".join(words[1:] if words[0] == "v1" else words)
