"""The endpoints from which the copy is made, one file each: what to ask, when, and how the answer becomes rows.

Those that stand here are asked; among requests of the same urgency those of the first come first.
"""

from typing import Final

from commune_tui.mail.sync.endpoint import Endpoint
from commune_tui.mail.sync.resources import (
    attachments,
    delivery,
    domain_threads,
    domains,
    inbox_threads,
    inboxes,
    messages,
    thread_messages,
    triage,
)

ENDPOINTS: Final[tuple[Endpoint, ...]] = (
    inboxes.ENDPOINT,
    domains.ENDPOINT,
    thread_messages.ENDPOINT,
    triage.ENDPOINT,
    delivery.ENDPOINT,
    domain_threads.ENDPOINT,
    messages.ENDPOINT,
    inbox_threads.ENDPOINT,
    attachments.ENDPOINT,
)
