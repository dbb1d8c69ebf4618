"""Every operation of the sandbox, noun by noun."""

from __future__ import annotations

from commune_tui.sandbox.operation import Operation
from commune_tui.sandbox.routes import (
    agent,
    attachments,
    beyond,
    claims,
    control,
    deletion,
    delivery,
    domains,
    inboxes,
    limits,
    messages,
    registration,
    search,
    threads,
    webhooks,
)

OPERATIONS: list[Operation] = [
    operation
    for noun in (
        *(domains, inboxes, threads, messages, search, attachments, delivery, webhooks, agent, registration, deletion),
        *(claims, limits, beyond, control),
    )
    for operation in noun.OPERATIONS
]
