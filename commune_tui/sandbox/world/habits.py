"""What a server makes of mail beyond what it promises: the differences between two servers, each with a name."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Habits:
    """All off: a server that keeps to the published documents.

    drops_silently    recipients that cannot be reached are left out without a word; with none left the mail vanishes
    renames_sent      a message is listed under another id than its send answered
    bare_replies      a reply into a conversation that a customer began leaves without the headers of a reply
    catches_all       mail to an unknown address of a domain is kept, in no inbox
    raw_ids           inbound messages and their files are named by what the mail says, blanks and signs included
    replaces_inboxes  making an inbox that exists gives it a new id; its conversations stay under the old one
    restless_triage   half a minute after every mail the triage state of its conversation gets a new time
    shares_addresses  an inbox may take the address of another one
    leaves_status     nothing but a request ever sets a status: no conversation comes to need a reply by itself
    """

    drops_silently: bool = False
    renames_sent: bool = False
    bare_replies: bool = False
    catches_all: bool = False
    raw_ids: bool = False
    replaces_inboxes: bool = False
    restless_triage: bool = False
    shares_addresses: bool = False
    leaves_status: bool = False


KEPT_PROMISES = Habits()
