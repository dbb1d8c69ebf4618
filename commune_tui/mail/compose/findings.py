"""What the review finds, by names that stay: people read the sentence, scripts go by the name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Weight = Literal["stop", "look", "know"]

STOPS: Final = {
    "may-not-send": "the key in use may not send mail",
    "damaged": "the disk gave the draft back changed",
    "no-inbox": "no inbox to send from",
    "no-recipient": "nobody in To",
    "bad-address": "an address that cannot be one",
    "too-many-recipients": "more recipients than the server takes",
    "no-subject": "no subject",
    "bad-subject": "a subject that is too long, or has more than one line",
    "empty": "no text",
    "too-long": "more text than the server takes",
    "large-file": "a file that is larger than the server takes",
}
"""What keeps a mail from being sent; nobody can accept it."""
LOOKS: Final = {
    "came-meanwhile": "mail came into the conversation that the writer has not seen",
    "gives-orders": "the mail that is answered gives orders to the agent",
    "spam": "the mail that is answered looks like spam",
    "other-inbox": "it leaves from another inbox than the conversation is with",
    "stranger": "a recipient who is not in the conversation",
    "look-alike": "an address that looks like a known one",
    "odd-address": "an address with letters that deceive",
    "suppressed": "an address that the server does not send to",
    "last-failed": "the last mail to an address did not arrive",
    "own-address": "an address of one's own among others",
    "nobody-reads": "an address that nobody reads, such as no-reply",
    "nothing-new": "an answer with nothing above the quoted text",
    "not-filled-in": "a variable of a template that is still one",
    "nothing-attached": "the text speaks of an attachment and there is none",
    "damaged": "the disk gave the draft back changed",
    "server-limit": "the server takes few more mails, or none, for now",
}
"""What is probably not as it is meant: sent only where somebody insists."""
KNOWS: Final = {
    "new-address": "nobody here wrote with this address before",
    "own-only": "it goes to inboxes of one's own only",
    "nothing-new": "a forward without a word of one's own",
    "server-limit": "how many mails the server still takes",
}
"""What is worth knowing, and no reason to wait."""


@dataclass(frozen=True, slots=True)
class Concern:
    """``stop``: cannot be sent so. ``look``: probably not as it is meant. ``know``: worth knowing. Clean sentences.
    ``name`` stands in the table of its weight, whatever the sentence says of the case at hand.
    """

    weight: Weight
    name: str
    sentence: str
