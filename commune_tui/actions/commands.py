"""Every action of the program, once: its name, its words, its keys, and where it applies.

Keys, the palette, the help page, the hint panel, the ``:`` line and the README's table all follow from this list. A
screen offers an action by having a method ``do_<id>`` with the dots as underscores; a test checks that each command
is answered wherever it says it applies. Knows no widget. The file is longer than others because it is one table, which
is read and searched as a whole.
"""

from __future__ import annotations

from typing import NamedTuple

from commune_tui.actions.splits import EVERY, EVERYTHING

EVERYWHERE, LIST, READER, REVIEW, DELIVERY, SEARCH = "everywhere", "list", "reader", "review", "delivery", "search"
OUTBOX, JOURNAL, WEBHOOKS = "outbox", "journal", "webhooks"
CUSTOMER, AGENTS, TEMPLATES, FIELDS = "customer", "agents", "templates", "fields"
APIKEYS = "apikeys"
DOMAINS = "domains"
ORGANISATION = "organisation"
DELETION = "deletion"
APPROVALS, APPROVAL = "approvals", "approval"
ADMINISTRATION = "Administration"
"""The group of the commands that stand in ``actions/operate``."""


class Place(NamedTuple):
    """Where keys and words apply. ``name`` as in a sentence.

    ``opens`` are the label and the keys of the command ``go.…`` that leads there; where nobody answers that command in
    another way, the place has a screen ``ui/<place>/screen.py`` of that name. ``rows``: a cursor moves through it.

    In lines: ``numbers`` are what it has numbers for, when a conversation leads back there; ``threads``: those are of
    threads, and what can be done from the list can be done there. ``log``: it is one list, read out as
    ``actions/<place>.py`` tells it.
    """

    name: str
    opens: tuple[str, str] | None = None
    inherits: tuple[str, ...] = (EVERYWHERE,)
    rows: bool = False
    numbers: str = ""
    threads: bool = False
    log: bool = False


PLACES: dict[str, Place] = {
    LIST: Place("a list", rows=True),
    READER: Place("a conversation"),
    REVIEW: Place("a review", inherits=()),
    OUTBOX: Place(
        "the outbox", ("Drafts, hold and outbox", "g d"), rows=True, numbers="The word outbox reads it again."
    ),
    AGENTS: Place(
        "the board of agents", ("Agents: who needs you", "g b"), rows=True,
        numbers="A number leads to the threads of that agent.",
    ),
    FIELDS: Place(
        "a table of fields", ("The list as a table of extracted fields", "v b"), rows=True, threads=True,
        numbers="The numbers are those of its threads.",
    ),
    DELIVERY: Place(
        "delivery", ("Delivery", "g v"), rows=True, threads=True,
        numbers="The numbers are those of the events, if they were read.",
    ),
    JOURNAL: Place(
        "the journal", ("Journal: who did what", "g l"), rows=True, threads=True, log=True,
        numbers="The numbers are those of its entries.",
    ),
    WEBHOOKS: Place(
        "webhooks", ("Webhooks: what arrived", "g h"), rows=True, threads=True,
        numbers="The numbers are those of the deliveries.",
    ),
    APPROVALS: Place(
        "approvals", ("Approvals: what agents send", "g a"), rows=True,
        numbers="The numbers are those of the mails. The word go approvals reads them again.",
    ),
    APPROVAL: Place("a mail that waits at the gate"),
    APIKEYS: Place(
        "API keys", ("API keys: who may call", "g k"), rows=True,
        numbers="The numbers are those of the keys. The word go apikeys reads them again.",
    ),
    DOMAINS: Place(
        "domains and inboxes", ("Domains and inboxes", "g o"), rows=True,
        numbers="The numbers are those of its rows. The word go domains reads them again.",
    ),
    ORGANISATION: Place("the organisation", ("Organisation: plan, limits, owner", "g O"), rows=True, log=True),
    DELETION: Place(
        "deletion of data", ("Delete data", "#"), rows=True,
        numbers="The number 1 is what was asked for. The word go deletion reads it again.",
    ),
    CUSTOMER: Place("a customer", rows=True, threads=True, numbers="The numbers are those of the conversations."),
    TEMPLATES: Place(
        "templates", ("Templates", "g t"), rows=True,
        numbers="The word go templates reads them again.",
    ),
    SEARCH: Place(
        "search results", ("Search, by words and by meaning", "g /"), rows=True, threads=True,
        numbers="The numbers are those of what was found.",
    ),
}  # fmt: skip
#: What each place has beside its own keys.
INHERITS: dict[str, tuple[str, ...]] = {EVERYWHERE: (), **{name: place.inherits for name, place in PLACES.items()}}


class Command(NamedTuple):
    """One action. ``id`` is what key files and the ``:`` line say; ``keys`` are alternatives, each a sequence."""

    id: str
    label: str
    keys: tuple[str, ...]
    contexts: tuple[str, ...]
    group: str
    help: str = ""
    takes: str = ""  # what the : line may add after it, as shown in its help
    guest: bool = True  # False: taken away from guests, not only hidden


def _all(group: str, contexts: tuple[str, ...], *rows: tuple[str, ...], guest: bool = True) -> list[Command]:
    """Rows of (id, label, keys separated by " / ", help, takes) that share a group and contexts."""
    made = []
    for row in rows:
        id_, label, keys, *rest = row
        help_, takes = [*rest, "", ""][:2]
        made.append(Command(id_, label, tuple(filter(None, keys.split(" / "))), contexts, group, help_, takes, guest))
    return made


_ANY = (EVERYWHERE,)
_BOTH = (LIST, READER)
_ROWS = tuple(name for name, place in PLACES.items() if place.rows)

COMMANDS: tuple[Command, ...] = (
    *_all(
        "Program",
        _ANY,
        ("app.help", "Help for this screen", "? / F1", "every key that works here, searchable"),
        ("app.command_line", "Command line", ":", "type any command by its name; Tab completes"),
        ("app.palette", "Command palette", "Ctrl-k / Ctrl-p", "find any command by its words"),
        ("app.filter", "Filter this list", "/", "is:unanswered assignee:me tag:vip -from:noreply"),
        ("app.back", "Back one level", "Esc / Left", "never leaves the program"),
        ("app.leave", "Back one level, or quit", "q", "quits where there is nothing to go back to"),
        ("app.undo", "Undo", "z", "takes back your last act, any number of times"),
        ("app.redo", "Redo", "Z"),
        ("app.repeat", "Repeat the last command here", "."),
        ("app.compose", "New mail", "c"),
        ("app.sync", "Sync now", "Ctrl-r"),
        ("app.redraw", "Redraw the screen", "Ctrl-l"),
        ("app.cancel", "Cancel what is running", "Ctrl-c", "twice at the root quits"),
        ("app.quit", "Quit", "Ctrl-q"),
        ("app.next_pane", "Next pane", "F6"),
        ("app.theme", "Light or dark", "v m"),
        ("app.ascii", "Plain or other signs", "v u", "ASCII, for fonts and terminals without others"),
        ("app.mouse", "Mouse on or off", "v o", "off: the terminal selects text by itself"),
    ),
    *_all(
        "Program",
        _ANY,
        ("app.claim", "Have the agent claimed by its owner…", "", "an agent without an owner sends nothing", "ADDRESS"),
        guest=False,
    ),
    *_all("Program", _ANY, ("app.suspend", "Suspend to the shell", "Ctrl-z"), guest=False),
    *_all(
        "Go to",
        _ANY,
        *(
            (split.command, split.does or split.label, f"g {split.letter}")
            for split in sorted(EVERY, key=lambda split: split is not EVERYTHING)
        ),
        *((f"go.{name}", *place.opens) for name, place in PLACES.items() if place.opens),
    ),
    *_all(
        "Copy",
        (LIST, READER, SEARCH, DOMAINS),
        ("copy.text", "Copy the text of this item", "y y"),
        ("copy.id", "Copy its id", "y i"),
        ("copy.address", "Copy the address", "y a"),
        ("copy.file", "Write what was copied to a file", "y f", "for a terminal that took nothing"),
        guest=False,
    ),
    *_all(
        "Move",
        _ROWS,
        ("list.down", "Next", "j / Down"),
        ("list.up", "Previous", "k / Up"),
        ("list.top", "Top", "g g / Home"),
        ("list.bottom", "Bottom", "G / End"),
        ("list.half_down", "Half a page down", "Ctrl-d"),
        ("list.half_up", "Half a page up", "Ctrl-u"),
        ("list.page_down", "Page down", "PgDn / Ctrl-f"),
        ("list.page_up", "Page up", "PgUp / Ctrl-b"),
        ("list.open", "Open", "Enter / o / Right"),
        ("list.next_tab", "Next split or tab", "Tab"),
        ("list.previous_tab", "Previous split or tab", "Shift-Tab"),
    ),
    *_all(
        "Move",
        (LIST,),
        ("list.sidebar", "Go to the inboxes", "h"),
        ("list.reader", "Go to the message", "l"),
        *((f"view.{n}", f"View {n}", str(n)) for n in range(1, 10)),
    ),
    *_all(
        "Look",
        (LIST,),
        ("view.save", "Save this filter as a view…", "v =", "", "NAME"),
        ("view.delete", "Forget a saved view…", "", "", "NAME"),
    ),
    *_all(
        "Select",
        (LIST,),
        ("select.toggle", "Select", "x"),
        ("select.toggle_down", "Select and move down", "Space"),
        ("select.range", "Select a range", "V", "from the last selected row to this one"),
        ("select.all", "Select all shown", "* a"),
        ("select.none", "Select none", "* n"),
        ("select.invert", "Invert the selection", "* i"),
        ("select.query", "Select all that match", "* q", "also those not on the screen; says how many"),
    ),
    *_all(
        "Triage",
        _BOTH,
        ("thread.close", "Close and move on", "e"),
        ("thread.wait", "Waiting, and move on", "w"),
        ("thread.status_open", "Status: open", "s o"),
        ("thread.status_needs_reply", "Status: needs reply", "s n"),
        ("thread.status_waiting", "Status: waiting", "s w"),
        ("thread.status_closed", "Status: closed", "s c"),
        ("thread.assign", "Assign…", "a", "people and agents seen so far", "NAME"),
    ),
    *_all("Triage", (LIST, READER, APPROVALS, APPROVAL), ("thread.take", "Take it: assign to me", "i")),
    *_all(
        "Triage",
        _BOTH,
        ("thread.unassign", "Unassign", "I"),
        ("thread.tag", "Add a tag…", "t", "", "TAG…"),
        ("thread.untag", "Remove a tag…", "T", "", "TAG…"),
        ("thread.snooze", "Snooze…", "b / H", "on this machine only", "1h, 3h, tomorrow, monday, 2w"),
        ("thread.unsnooze", "Un-snooze", "B"),
        ("thread.unread", "Unread or read", "u", "on this machine only"),
        ("thread.note", "Internal note…", "m", "never leaves this machine", "WORDS"),
        ("thread.spam", "Tag spam and close", "!"),
        ("thread.reply", "Reply", "r"),
        ("thread.reply_all", "Reply to all", "R"),
        ("thread.forward", "Forward", "f"),
        ("thread.template", "Reply with a template…", "F", "its variables are filled in from the thread", "NAME"),
    ),
    *_all(
        "Look",
        _BOTH,
        ("thread.customer", "Who this is: the customer", "v p", "all their conversations, bounces, notes"),
        ("thread.deliveries", "Did the agent get it? Its webhook deliveries", "v k"),
    ),
    *_all(
        "Look",
        (LIST, FIELDS),
        ("list.sort", "Sort order…", "v s", "", "newest, oldest, waiting, sender, subject"),
    ),
    *_all(
        "File",
        (LIST, FIELDS),
        ("list.export", "Write these threads to a file…", "v e", "CSV or JSON, with their extracted fields", "PATH"),
        guest=False,
    ),
    *_all(
        "Look",
        (LIST,),
        ("list.columns", "Columns…", "v c", "kept; none named: what fits", "sender tags inbox status assignee age"),
        ("list.density", "One line or two", "v d"),
        ("list.group", "Group by day", "v g"),
        (
            "list.delete",
            "Nothing is deleted by one key",
            "d",
            "a closed thread is out of the way; the API has no delete for threads",
        ),
    ),
    *_all(
        "Look",
        _BOTH,
        ("list.layout", "Panes: beside, below, or the list alone", "v l", "kept", "side, below, off"),
    ),
    *_all(
        "Read",
        (READER,),
        ("reader.down", "Scroll down", "j / Down"),
        ("reader.up", "Scroll up", "k / Up"),
        ("reader.page_down", "Page down, then the next message", "Space / PgDn"),
        ("reader.page_up", "Page up", "- / PgUp"),
        ("reader.half_down", "Half a page down", "Ctrl-d"),
        ("reader.half_up", "Half a page up", "Ctrl-u"),
        ("reader.top", "Top", "g g / Home"),
        ("reader.bottom", "Newest message", "G / End"),
        ("reader.next_message", "Next message", "J"),
        ("reader.previous_message", "Previous message", "K"),
        ("reader.next_thread", "Next thread", "]"),
        ("reader.previous_thread", "Previous thread", "["),
        ("reader.fold", "Fold or unfold this message", "o / Enter"),
        ("reader.unfold_all", "Unfold all", "O"),
        ("reader.list", "Back to the list", "h"),
        ("reader.headers", "Headers", "v h"),
        ("reader.raw", "Raw source", "v r"),
        ("reader.json", "JSON", "v j"),
        ("reader.text", "Text or HTML", "v t"),
        ("reader.quotes", "Quoted text", "v q"),
        ("reader.extracted", "Extracted fields", "v x"),
        ("reader.delivery", "Delivery of this message", "v d"),
        ("reader.history", "History: what was done, by whom", "v y", "between the mails; of this machine's acts"),
        ("reader.agent", "What the agent saw", "v a"),
        ("reader.hidden", "Hidden text and characters", "v i"),
        ("reader.files", "Attachments", "v f", "saved where you say"),
        ("reader.links", "Links, with their real targets", "L"),
        ("reader.whole", "All of a long mail", "v w"),
        ("reader.other_half", "The other part of a split conversation", "g p"),
        ("reader.keep_mine", "Conflict: keep yours", "s m"),
        ("reader.keep_theirs", "Conflict: keep theirs", "s t"),
        ("reader.open_file", "Open an attachment…", "v F", "an invitation or a mail here; programs never"),
    ),
    *_all(
        "Find",
        (LIST, READER, SEARCH),
        ("find.next", "Next match", "n"),
        ("find.previous", "Previous match", "N"),
    ),
    *_all(
        "Review",
        (REVIEW,),
        ("review.send", "Send, into the hold", "y", "the conversation of an answer is waiting once it is seen"),
        ("review.send_close", "Send, and close the conversation", "Y", "once the answer is seen at the server"),
        ("review.later", "Send later…", "w", "while the program runs then", "3h, tomorrow, monday, 14:30"),
        ("review.to", "Edit To", "t"),
        ("review.cc", "Edit Cc", "c"),
        ("review.bcc", "Edit Bcc", "b"),
        ("review.subject", "Edit the subject", "s"),
        ("review.body", "Edit the text", "e"),
        ("review.inbox", "Choose the sending inbox", "f"),
        ("review.detach", "Detach", "d"),
        ("review.template", "Insert a template…", "i", "its variables are filled in from the thread", "NAME"),
        ("review.markdown", "HTML beside the text, or not", "m", "made of the text, read as Markdown"),
        ("review.keep", "Keep as draft", "p"),
        ("review.leave", "Leave: keep editing, keep the draft, or discard", "q / Esc"),
        ("review.help", "Help for this screen", "?"),
    ),
    *_all(
        "Review",
        (REVIEW,),
        ("review.conversation", "The conversation, or back to the mail", "v / F6", "it scrolls beside the mail"),
    ),
    *_all(
        "Review",
        (REVIEW, APPROVAL),
        ("review.down", "Scroll down", "j / Down"),
        ("review.up", "Scroll up", "k / Up"),
        ("review.page_down", "Page down", "Space / PgDn"),
        ("review.page_up", "Page up", "- / PgUp"),
    ),
    *_all("Review", (REVIEW,), ("review.attach", "Attach a file…", "a", "", "PATH"), guest=False),
    *_all(
        "Outbox",
        (OUTBOX,),
        ("outbox.take_back", "Take a mail back", "b", "out of the hold: it is a draft again"),
        ("outbox.send_now", "Send now", "S", "without waiting for the hold"),
        ("outbox.mine", "Keep mine", "M", "in a conflict: your version goes out"),
        ("outbox.theirs", "Keep the others'", "O", "in a conflict: a mail becomes a draft again"),
        ("outbox.was_sent", "It was sent", "W", "of a mail in doubt, when you know"),
        ("outbox.not_sent", "It was not sent", "N", "of a mail in doubt: it is a draft again"),
        ("outbox.discard", "Throw a draft away", "D", "opened again within a day, it is back"),
    ),
    *_all(
        "Templates",
        (TEMPLATES,),
        ("templates.new", "New template…", "n", "", "NAME"),
        ("templates.write", "Write this template", "e", "in your editor, or here"),
        ("templates.rename", "Rename this template…", "R", "", "NAME"),
        ("templates.remove", "Remove this template…", "D", "asks first"),
        ("templates.use", "Reply with this template", "r", "to the conversation that it is shown with"),
    ),
    *_all(
        ADMINISTRATION,
        (DOMAINS,),
        ("inbox.create", "New inbox…", "n", "on a domain here, or on one that the server picks", "ADDRESS NAME URL"),
        ("inbox.name", "Name of this inbox…", "R", "what its mail is from", "NAME"),
        ("inbox.webhook", "Webhook of this inbox…", "w", "where its agent hears of mail", "URL EVENTS"),
        ("inbox.webhook_off", "Webhook off", "s w"),
        ("inbox.test", "Test the webhook", "t", "a signed test event; says status, time and answer"),
        ("inbox.secret", "Show the secret of the webhook", "v s", "until the cursor moves; it is kept nowhere"),
        ("inbox.off", "Switch this inbox off", "s f"),
        ("inbox.on", "Switch this inbox on", "s o"),
        ("inbox.schema", "Extraction schema of this inbox…", "e", "in your editor, or here", "file PATH, anew"),
        ("inbox.field", "A field of its schema…", "f", "new, or in place of what it is", "NAME TYPE DESCRIPTION"),
        ("inbox.field_remove", "Remove a field of its schema…", "F", "asks first where something uses it", "NAME"),
        ("inbox.schema_off", "Take no fields out of its mail", "s x", "its extraction schema is kept"),
        ("inbox.schema_on", "Take fields out of its mail again", "s X"),
        ("inbox.schema_remove", "Remove its extraction schema", "s D"),
        ("domain.add", "Add a domain…", "A", "says first what it will need", "NAME REGION"),
        ("domain.verify", "Have the records checked", "V"),
        ("domain.watch", "Watch until it is verified", "W", "asks again and again; once more: no longer"),
        ("domain.dmarc", "DMARC: who sends in its name", "v a", "pass rate, days and sources of 30 days"),
        ("domain.records", "Copy all records…", "Y", "", "zone, table, json"),
        ("inbox.delete", "Delete this inbox…", "D", "its address is typed first; nothing takes it back"),
    ),
    *_all(
        ADMINISTRATION,
        (APPROVALS, APPROVAL),
        ("approval.approve", "Approve: it leaves after the hold", "A", "only what was looked at"),
        ("approval.reject", "Reject this mail…", "X", "its agent is told the reason", "REASON"),
        ("approval.edit", "Rewrite this mail…", "E", "in your editor, or here; it waits on, as you wrote it", "TEXT"),
        ("approval.take_back", "Take an approval back", "b", "out of its hold"),
        ("approval.pause", "Pause this agent…", "P", "nothing of it leaves until it is resumed", "REASON"),
        ("approval.resume", "Resume this agent", "s r", "what was approved leaves"),
        ("approval.pause_all", "Pause every agent…", "s P", "nothing leaves until they are resumed", "REASON"),
        ("approval.resume_all", "Resume every agent", "s R"),
    ),
    *_all(
        "Look",
        (APPROVAL,),
        ("approval.diff", "What was changed of it, or the whole mail", "D"),
        ("approval.conversation", "The conversation, or back to the mail", "v c", "it scrolls beside the mail"),
    ),
    *_all(
        ADMINISTRATION,
        (APIKEYS,),
        ("key.create", "New key…", "n", "what it may do, and how long it lives", "NAME, PRESET or SCOPES, LIFE"),
        ("key.guest", "Guest key, for a short time…", "t", "reads only, for an hour; counted down", "NAME, LIFE"),
        ("key.rotate", "Give this key another text…", "R", "the old one is dead at once; shown once"),
        guest=False,
    ),
    *_all(
        ADMINISTRATION,
        (APIKEYS,),
        ("key.revoke", "Revoke this key…", "D", "its name is typed first; nothing takes it back"),
        ("key.replace", "Replace the key in use…", "r", "made, kept, used once; then the old one is revoked"),
    ),
    *_all(
        "Look",
        (APIKEYS,),
        ("apikeys.copy", "Copy the new key", "y y", "while it is shown"),
        ("apikeys.write", "Write the new key into a file…", "w", "readable by you alone", "PATH"),
        ("apikeys.hide", "Hide the new key", "x", "nobody can show it again"),
        guest=False,
    ),
    *_all(
        ADMINISTRATION,
        (DELETION,),
        ("data.delete", "Delete data…", "n", "the server counts first; nothing goes yet", "WHAT"),
        ("data.confirm", "Confirm the deletion…", "D", "what goes is typed first; nothing takes it back"),
        ("data.drop", "Let it expire", "x", "destroys its token: nothing is deleted"),
    ),
    *_all(
        ADMINISTRATION,
        (DELETION,),
        ("data.certificate", "Write the certificate…", "w", "what went, when, what was left; a new file", "PATH"),
        ("customer.erase", "Erase one customer here…", "E", "all that this copy has of them", "ADDRESS file PATH"),
        guest=False,
    ),
    *_all(
        ADMINISTRATION,
        (WEBHOOKS,),
        ("webhook.retry", "Post this delivery again", "r"),
        ("webhook.retry_all", "Post many again…", "R", "says first how many, where to and how old", "FILTER"),
    ),
    *_all(
        ADMINISTRATION,
        (ORGANISATION,),
        ("organisation.name", "Name of the organisation…", "R", "what its owner sees; the slug stays", "NAME"),
    ),
    *_all(
        "Look",
        (WEBHOOKS,),
        ("webhooks.filter", "Filter deliveries…", "f", "by status, inbox, endpoint, age", "FILTER"),
        ("webhooks.mail", "To the mail that it was about", "t"),
    ),
    *_all(
        "Fields",
        (FIELDS,),
        ("fields.left", "The column to the left", "h"),
        ("fields.right", "The column to the right", "l"),
        ("fields.sort", "Sort by this column", "s", "again: the other way round, then no more", "FIELD"),
        ("fields.values", "The values of this column, with counts", "f", "Enter there filters by one", "FIELD"),
        ("fields.inbox", "One inbox, or all…", "i", "", "ADDRESS"),
    ),
    *_all(
        "Journal", (JOURNAL,), ("journal.unfold", "Unfold or fold an act", "Space", "each step of it, with its time")
    ),
    *_all(
        "Journal",
        (JOURNAL,),
        ("journal.export", "Write the journal to a file…", "x", "as JSON lines", "PATH"),
        guest=False,
    ),
    *_all(
        "Delivery",
        (DELIVERY,),
        ("delivery.period", "24 hours, 7 days, 30 days", "p"),
        ("delivery.scope", "One inbox, a domain, or all…", "i"),
        ("delivery.type", "Filter by kind of event…", "t"),
    ),
)

BY_ID: dict[str, Command] = {command.id: command for command in COMMANDS}


def method_name(command_id: str) -> str:
    """The method that answers a command: ``thread.close`` → ``do_thread_close``."""
    return "do_" + command_id.replace(".", "_")


def rank(command: Command) -> int:
    """What is done to what one sees comes first, then how to see it, then what works everywhere."""
    order = ("Triage", "Review", "Outbox", "Templates", "Fields", ADMINISTRATION, "Read", "Look", "Move")
    return order.index(command.group) if command.group in order else len(order) + (EVERYWHERE in command.contexts)


def applies(command: Command, context: str) -> bool:
    """Whether a command works in ``context``, by itself or by what the context inherits."""
    return any(place in command.contexts for place in (context, *INHERITS[context]))
