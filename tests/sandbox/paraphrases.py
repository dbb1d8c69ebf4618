"""Labelled queries for search by meaning: what a person might type who remembers a matter, not its words.

Relevant are all threads of the named topic in the demo organisation. No query shares a content word (no stem) with
a relevant thread; ``test_vectors`` checks it. The queries were written, and the halves fixed, before the thesaurus of
:mod:`commune_tui.sandbox.vectors` existed. DEVELOPMENT may be looked at when the thesaurus is improved; HELD_OUT may
only be measured. Topics do not occur in both halves.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Query:
    """A query, and the topic whose threads it should find."""

    text: str
    topic: str


DEVELOPMENT = (
    Query("package vanished, shipment tracker", "parcel_missing"),
    Query("forgotten credentials, unable to log on", "login_lockout"),
    Query("inaccurate stockroom amounts, products oversold", "stock_sync"),
    Query("latency, lagging application", "slow_app"),
    Query("download turnover for bookkeeping, Excel", "export_howto"),
    Query("glowing feedback from a happy client", "praise"),
    Query("reimbursement overdue", "refund_late"),
    Query("transaction rejected by issuer", "card_declined"),
    Query("buyer reverses transaction, fraud claim", "chargeback"),
    Query("complaint about higher fees", "price_rise"),
    Query("debtor in arrears, collections", "dunning"),
    Query("tariff estimate for a retailer with many stores", "pricing_quote"),
    Query("replace incumbent vendor, transfer records", "competitor_switch"),
    Query("distributor wants margin", "reseller"),
    Query("extending the subscription", "renewal"),
    Query("reschedule conversation with a jobseeker", "interview_move"),
    Query("unsuccessful jobseeker, explain rejection", "rejection_feedback"),
    Query("headhunter spam offering programmers", "agency_pitch"),
    Query("immigration documents for a foreign employee", "relocation"),
    Query("corrupted snapshot, disaster recovery", "backup_failed"),
    Query("server storage filling up", "disk_alert"),
    Query("credentials for a newcomer, onboarding", "access_request"),
    Query("standby duty, rota", "oncall_swap"),
    Query("what information is kept concerning an individual, privacy law", "gdpr_access"),
    Query("privacy addendum, GDPR vendor paperwork", "dpa"),
    Query("indemnity wording, terminate arrangement", "contract_clause"),
    Query("indemnification coverage for property harm", "insurance"),
    Query("joint venture proposal, API connection", "partnership"),
    Query("charity request, gift for fundraiser", "donation"),
)

HELD_OUT = (
    Query("goods smashed in transit, replacement", "damaged_item"),
    Query("sticker machine malfunction, paper stuck", "printer_jam"),
    Query("incorrect merchandise shipped", "wrong_item"),
    Query("suggestion for new functionality", "feature_request"),
    Query("quit membership, unsubscribe", "cancel_account"),
    Query("overbilled, deducted repeatedly", "double_charge"),
    Query("amend statement for the fiscal authority", "vat_invoice"),
    Query("money transfer delayed, proceeds not received", "payout_delay"),
    Query("reduce subscription tier", "plan_downgrade"),
    Query("coupon rejected", "discount_code"),
    Query("product presentation wanted", "demo_request"),
    Query("compliance audit form, cybersecurity", "security_questionnaire"),
    Query("longer evaluation period", "pilot_extension"),
    Query("cold prospecting mail", "outreach"),
    Query("resume submission, job seeker", "application"),
    Query("compensation negotiation, wages", "offer_talk"),
    Query("background screening of past staff", "reference_check"),
    Query("trainee, apprenticeship for a teenager", "internship"),
    Query("SSL encryption lapsing", "cert_expiry"),
    Query("scheduled downtime by provider", "vendor_maintenance"),
    Query("shipment from manufacturer postponed, components shortage", "supplier_delay"),
    Query("deliverability trouble, messages filtered", "dns_change"),
    Query("secrecy contract", "nda"),
    Query("wipe personal information, GDPR", "gdpr_erasure"),
    Query("brand imitation, intellectual property", "trademark"),
    Query("law enforcement subpoena", "authority_request"),
    Query("reporter article, media inquiry", "press_request"),
    Query("keynote lecture at event", "speaking"),
    Query("forgotten belongings, evacuation", "lost_property"),
)
