"""Domains and their DNS records (contract §4.1)."""

from __future__ import annotations

from typing import Annotated

from .fields import Count, Id, Moment, Text
from .wire import Wire, many, names


class DnsRecord(Wire):
    """One DNS entry that the domain's owner has to make. ``ttl`` is text, usually ``Auto``."""

    record: Text = None
    name: Text = None
    type: Text = None
    value: Text = None
    priority: Count = None
    status: Text = None
    ttl: Text = None


class DomainInbox(Wire):
    """An inbox as listed inside its domain."""

    also = names({"id": ("inbox_id", "inboxId")})

    id: Id
    local_part: Text = None
    address: Text = None


class Domain(Wire):
    """``status``: ``not_started pending verified failed temporary_failure``, or another word."""

    also = names({"id": ("domain_id", "domainId"), "name": ("domain", "domain_name")})

    id: Id
    name: Text = None
    status: Text = None
    region: Text = None
    records: Annotated[tuple[DnsRecord, ...], many(DnsRecord)] = ()
    inboxes: Annotated[tuple[DomainInbox, ...], many(DomainInbox)] = ()
    created_at: Moment = None


class DomainVerification(Wire):
    """The answer to ``verify``. Some servers leave ``status`` out: then read the domain again (discrepancies §19)."""

    also = names({"id": ("domain_id", "domainId")})

    id: Text = None
    status: Text = None
