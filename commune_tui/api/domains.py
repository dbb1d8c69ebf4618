"""``client.domains``: mail domains and their DNS records (contract §4.1)."""

from __future__ import annotations

from .address import path
from .models import DnsRecord, Domain, DomainVerification
from .noun import Noun
from .page import Listing


class Domains(Noun):
    """Scopes ``domains:read`` and ``domains:write``."""

    def list(self) -> Listing[Domain]:
        """All domains of the organisation."""
        return self._list(Domain, path("domains"), {}, lambda domain: domain.id, "domains")

    async def create(self, name: str, *, region: str | None = None) -> Domain:
        """Add a domain, ``not_started``. ``region``: ``us-east-1`` (the server's default), ``eu-west-1``, or other."""
        body = {"name": name} if region is None else {"name": name, "region": region}
        return await self._one(Domain, "POST", path("domains"), body=body, under=("domain",))

    async def get(self, domain_id: str) -> Domain:
        return await self._one(Domain, "GET", path("domains", domain_id), under=("domain",))

    async def verify(self, domain_id: str) -> DomainVerification:
        """Have the DNS records checked. A missing ``status`` means unknown: read the domain again."""
        return await self._one(DomainVerification, "POST", path("domains", domain_id, "verify"))

    def records(self, domain_id: str) -> Listing[DnsRecord]:
        """The DNS records that the domain's owner has to make."""
        return self._list(DnsRecord, path("domains", domain_id, "records"), {}, lambda _: None, "records")
