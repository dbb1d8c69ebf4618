"""Which command asks each endpoint, made from what knows it: ``python -m tests.endpoints`` writes docs/endpoints.md.

The endpoints stand in contract §4.0, the commands in ``actions/commands.py``, their words in
``linear/words.py``. What is said here is the command of each call, and the test that plays it.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from commune_tui.actions.commands import COMMANDS, EVERYWHERE, PLACES
from commune_tui.linear.words import SCREEN_ONLY, Words

DOCS = Path(__file__).parents[1] / "docs"
PAGE = DOCS / "endpoints.md"
_CALL = re.compile(r"^\| `((?:GET|POST|PUT|PATCH|DELETE) /v1/[^`]+)` \|", re.MULTILINE)
_DOMAIN, _INBOX = "/v1/domains/:domain", "/v1/domains/:domain/inboxes/:inbox"
_STORIES, _NOTHING = "tests/ui/test_account_stories.py::", "tests/flows/test_from_nothing.py::"
_FROM_NOTHING = f"{_NOTHING}test_from_nothing_to_an_answered_mail"
_FORTY = "tests/flows/test_triage.py::test_forty_threads_to_zero"
_UNTAGGED = "tests/actions/test_triage.py::test_a_command_does_what_its_row_says_and_nothing_else"
_BOUNCED = "tests/flows/test_bounce.py::test_a_bounced_customer_is_found_and_explained"
_WITH_FILE = "tests/flows/test_sending.py::test_a_reply_with_an_attachment_arrives"
_SAVED = "tests/ui/test_reader.py::test_an_attachment_is_saved_and_never_over_another"
_DELETED = "tests/ui/test_deletion.py::test_an_inbox_is_counted_typed_and_gone_and_a_certificate_written"
_SCHEMA = "tests/linear/test_schema.py::test_a_schema_is_built_field_by_field_and_taken_apart"
_ORGANISATION = "tests/mail/test_organisation.py::"

START = "first start"
"""In place of a command: what is asked before there is an account."""
COMMAND: dict[str, tuple[str, str]] = {
    "GET /v1/domains": ("go.domains", f"{_STORIES}test_a_domain_until_its_last_record_is_found"),
    "POST /v1/domains": ("domain.add", _FROM_NOTHING),
    f"GET {_DOMAIN}": ("domain.verify", _FROM_NOTHING),
    f"POST {_DOMAIN}/verify": ("domain.watch", f"{_STORIES}test_a_domain_until_its_last_record_is_found"),
    "GET /v1/inboxes": ("go.domains", f"{_STORIES}test_an_inbox_for_a_new_agent"),
    "POST /v1/inboxes": ("inbox.create", "tests/mail/test_left_open.py::"
                         "test_an_inbox_is_not_made_over_one_that_the_copy_does_not_know"),
    f"POST {_DOMAIN}/inboxes": ("inbox.create", f"{_STORIES}test_an_inbox_for_a_new_agent"),
    f"GET {_INBOX}": ("inbox.secret", "tests/ui/test_domains.py::"
                      "test_a_secret_is_shown_on_purpose_and_gone_with_the_cursor"),
    f"PUT {_INBOX}": ("inbox.webhook", f"{_STORIES}test_an_inbox_for_a_new_agent"),
    f"DELETE {_INBOX}": ("inbox.delete", "tests/ui/test_domains.py::"
                         "test_deleting_wants_the_address_and_says_what_goes"),
    f"PUT {_INBOX}/extraction-schema": ("inbox.schema", _SCHEMA),
    f"DELETE {_INBOX}/extraction-schema": ("inbox.schema_remove", _SCHEMA),
    "GET /v1/threads": ("go.all", _FORTY),
    "GET /v1/threads/:thread/messages": ("list.open", _FROM_NOTHING),
    "GET /v1/threads/:thread/metadata": ("go.needs_reply", _FORTY),
    "PUT /v1/threads/:thread/status": ("thread.close", _FORTY),
    "POST /v1/threads/:thread/tags": ("thread.tag", _FORTY),
    "DELETE /v1/threads/:thread/tags": ("thread.untag", _UNTAGGED),
    "PUT /v1/threads/:thread/assign": ("thread.assign", _FORTY),
    "POST /v1/messages/send": ("review.send", _WITH_FILE),
    "GET /v1/messages": ("app.sync", _FROM_NOTHING),
    "GET /v1/search/threads": ("go.search", "tests/flows/test_finding.py::"
                               "test_found_by_words_and_by_meaning_and_refused_in_words"),
    "POST /v1/attachments/upload": ("review.attach", _WITH_FILE),
    "GET /v1/attachments/:attachment": ("reader.files", _SAVED),
    "GET /v1/attachments/:attachment/url": ("reader.open_file", _SAVED),
    "GET /v1/delivery/metrics": ("delivery.period", _BOUNCED),
    "GET /v1/delivery/events": ("delivery.type", _BOUNCED),
    "GET /v1/delivery/suppressions": ("go.delivery", _BOUNCED),
    "GET /v1/webhooks/deliveries": ("go.webhooks", "tests/ui/test_webhooks.py::"
                                    "test_a_delivery_is_seen_and_leads_to_its_mail"),
    "POST /v1/webhooks/deliveries/:delivery/retry": ("webhook.retry", "tests/ui/test_webhook_retries.py::"
                                                     "test_forty_are_posted_again_once_the_endpoint_is_mended"),
    "GET /v1/webhooks/health": ("go.webhooks", "tests/ui/test_webhook_retries.py::"
                                "test_forty_are_posted_again_once_the_endpoint_is_mended"),
    "GET /v1/agent/org": ("go.organisation", f"{_ORGANISATION}test_who_we_are_and_what_the_plan_allows"),
    "PATCH /v1/agent/org": ("organisation.name", f"{_ORGANISATION}test_it_is_renamed_and_taken_back"),
    "GET /v1/agent/api-keys": ("go.apikeys", "tests/ui/test_apikeys.py::"
                               "test_the_list_says_which_is_ours_and_follows_what_changes"),
    "POST /v1/agent/api-keys": ("key.create", _FROM_NOTHING),
    "DELETE /v1/agent/api-keys/:key": ("key.revoke", "tests/ui/test_key_acts.py::"
                                       "test_a_key_is_revoked_by_its_name_and_ours_is_not"),
    "POST /v1/agent/api-keys/:key/rotate": ("key.rotate", f"{_STORIES}"
                                            "test_a_leaked_key_gets_another_text_while_the_program_runs"),
    "POST /v1/auth/agent-register": (START, _FROM_NOTHING),
    "POST /v1/auth/agent-verify": (START, _FROM_NOTHING),
    "POST /v1/data/deletion-request": ("data.delete", _DELETED),
    "POST /v1/data/deletion-request/:request/confirm": ("data.confirm", _DELETED),
    "GET /v1/data/deletion-request/:request": ("data.certificate", _DELETED),
}  # fmt: skip
"""The command that asks it, or has what it answers on the screen; and the test that plays that."""
BY_ANOTHER = {
    f"GET {_DOMAIN}/records": "GET /v1/domains",
    f"GET {_DOMAIN}/inboxes": "GET /v1/inboxes",
}
"""What the program does not ask, because another call brings the same."""
NOT_YET: tuple[str, ...] = ()
"""What nothing asks yet."""


class Line(NamedTuple):
    """A row of the page."""

    call: str
    place: str
    command: str
    key: str
    word: str
    test: str


def published() -> list[str]:
    """The endpoints of the contract, in its order."""
    text = (DOCS / "api" / "contract.md").read_text("utf-8")
    return _CALL.findall(text[text.index("### 4.0 Index") : text.index("### 4.1")])


def lines() -> list[Line]:
    """A row for each. Raises KeyError for one of which nothing is said."""
    by_id = {command.id: command for command in COMMANDS}
    words = Words(set(by_id) - set(SCREEN_ONLY))
    found = []
    for call in published():
        if call in BY_ANOTHER or call in NOT_YET:
            found.append(
                Line(call, "", f"`{BY_ANOTHER[call]}` brings it" if call in BY_ANOTHER else "not yet", "", "", "")
            )
            continue
        name, test = COMMAND[call]
        if name == START:
            found.append(Line(call, START, "", "`r`", "", test))
            continue
        command = by_id[name]
        context = command.contexts[0]
        place = "everywhere" if context == EVERYWHERE else PLACES[context].name
        word = "" if name in SCREEN_ONLY else f"`{words.word(command, 'list' if context == EVERYWHERE else context)}`"
        found.append(Line(call, place, f"`{name}`", f"`{command.keys[0]}`" if command.keys else "", word, test))
    return found


def page() -> str:
    """The whole page."""
    rows = [
        f"| {' | '.join([f'`{each.call}`', *each[1:5], f'`{each.test}`' if each.test else ''])} |" for each in lines()
    ]
    asked = len(rows) - len(BY_ANOTHER) - len(NOT_YET)
    return "\n".join((
        "# Endpoints", "",
        f"By what each of the {len(rows)} published endpoints (contract §4.0) is asked, and the",
        f"test that plays it: {asked} by a command; {len(BY_ANOTHER)} need not be asked, since another call brings the",
        f"same; {len(NOT_YET) or 'none'} is left. `python -m tests.endpoints` writes this page.", "",
        "| call | place | command | key | word in lines | test |", "|---|---|---|---|---|---|", *rows, "",
    ))  # fmt: skip


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
