"""What must hold after every run, whatever happened in it."""

from __future__ import annotations

from commune_tui.sending.operation import SEEN, TRIAGE, VANISHED, Operation
from commune_tui.sending.status_after import NOT_SEEN
from tests.simulation.machine import Machine
from tests.simulation.person import Person


def check(machine: Machine, person: Person) -> None:
    """Raise AssertionError naming the first promise that was broken."""
    left = machine.ledger.open()
    assert not left, f"not settled: {left}"
    _mails(machine)
    _drafts(machine, person)
    for operation in machine.ledger.operations.values():
        if operation.kind in TRIAGE:
            _applied_once(machine, operation)
    _conflicts(machine)
    _statuses(machine)
    _order(machine)
    _threads(machine, person)


def _mails(machine: Machine) -> None:
    """No mail doubled, none lost: each confirmed send is one mail, any other none; what was dropped is named."""
    count: dict[str, int] = {}
    dropped: dict[str, int] = {}
    for mail in machine.server.mails:
        if mail.key is not None:
            into = dropped if mail.dropped else count
            into[mail.key] = into.get(mail.key, 0) + 1
    for operation in machine.ledger.operations.values():
        if operation.kind == "send":
            mails = count.pop(operation.key, 0) if operation.key else 0
            lost = dropped.pop(operation.key, 0) if operation.key else 0
            wanted = 1 if operation.state == "confirmed" and operation.code != VANISHED else 0
            if operation.state == "confirmed":
                assert operation.code in (SEEN, VANISHED), f"send {operation.id} is {operation.code or 'forgotten'}"
                assert operation.code == SEEN or lost, f"send {operation.id} is called vanished, and is there"
            assert mails == wanted, f"{operation.state} send {operation.id} made {mails} mails"
            if operation.code == "attachment":
                files = [o for o in machine.ledger.operations.values() if o.step_id == operation.step_id]
                refused = any(o.kind == "upload" and o.state != "confirmed" for o in files)
                assert refused, f"send {operation.id} was given back, although its files had arrived"
    assert not count and not dropped, f"mails that nobody sent: {count} {dropped}"


def _drafts(machine: Machine, person: Person) -> None:
    """Every draft is there: sent if its mail went out, open if not."""
    for draft in person.drafts:
        sends = [o for o in machine.ledger.operations.values() if o.kind == "send" and o.draft_id == draft.id]
        sent = [o for o in sends if o.state == "confirmed"]
        assert len(sent) <= 1, f"draft {draft.id} was sent {len(sent)} times"
        state = machine.ledger.draft_state(draft.id)
        assert state == ("sent" if sent else "open"), f"draft {draft.id} is {state}"


def _applied_once(machine: Machine, operation: Operation) -> None:
    """A write changed the server once, and never over something that the person had not seen."""
    writes = [w for w in machine.server.log if w.who == operation.id]
    changes = [w for w in writes if w.before != {**w.after, "updated_at": w.before["updated_at"]}]
    if operation.kind == "tags":
        for write in changes:
            gained = set(write.after["tags"]) - set(write.before["tags"])
            lost = set(write.before["tags"]) - set(write.after["tags"])
            assert gained <= set(operation.intent["add"]) and lost <= set(operation.intent["remove"]), operation
        return
    decided = sum(e.operation == operation.id and e.what == "resolved" for e in machine.entries)
    assert len(changes) <= 1 + decided, f"{operation.kind} {operation.id} changed the server {len(changes)} times"
    name = "status" if operation.kind == "status" else "assigned_to"
    for write in changes:
        assert write.after[name] == operation.intent[name]
        log = (w for w in machine.server.log if w.thread_id == write.thread_id and w.who == "agent")
        foreign = [w for w in log if w.at <= write.at and w.before[name] != w.after[name]]
        if decided:
            continue
        reads = [at for at in machine.server.reads[operation.id] if write.at - 45 < at <= write.at]
        late = foreign and foreign[-1].at >= min(reads)  # between the look and the write: nobody can help it
        base = operation.before[name] if operation.before else write.before[name]
        assert late or write.before[name] == base, f"{operation.id} wrote over {write.before[name]}, not {base}"
    doubted = any(e.operation == operation.id and e.what == "unknown" for e in machine.entries)
    if operation.state == "confirmed" and operation.effect and not doubted:
        assert writes, f"{operation.id} is confirmed, but the server never had it"


def _conflicts(machine: Machine) -> None:
    """A person is asked only where somebody changed just that or nobody can know, and not because a time moved."""
    operations = machine.ledger.operations
    for entry in machine.entries:
        operation = operations.get(entry.operation or "")
        if entry.what != "conflict" or operation is None or operation.kind not in TRIAGE:
            continue
        name = "status" if operation.kind == "status" else "assigned_to"
        log = (w for w in machine.server.log if w.thread_id == operation.thread_id and w.who != operation.id)
        known = (entry.before or {}).get(name)
        changed = any(write.before[name] != write.after[name] != known for write in log)
        lane = {each.id for each in operations.values() if each.thread_id == operation.thread_id}
        doubted = any(e.operation in lane and e.what in ("unknown", "refused") for e in machine.entries)
        assert changed or doubted, f"{operation.id} asks about {name}, which nobody changed: {entry.note}"


def _behind(machine: Machine) -> dict[str, Operation]:
    """The mail of each status that was made with one."""
    operations = machine.ledger.operations.values()
    mails = {each.step_id: each for each in operations if each.kind == "send"}
    return {each.id: mails[each.step_id] for each in operations if each.kind == "status" and each.step_id in mails}


def _statuses(machine: Machine) -> None:
    """A status behind a mail was set after the server showed that mail and not before, and never without it."""
    seen = {entry.operation: entry.at for entry in machine.entries if entry.what in ("seen", "found")}
    for name, mail in _behind(machine).items():
        status = machine.ledger.operations[name]
        arrived = mail.state == "confirmed" and mail.code == SEEN
        for write in machine.server.log:
            if write.who == name:
                assert arrived, f"{name} was set, and its mail {mail.id} is {mail.state} {mail.code}"
        mine = {entry.what for entry in machine.entries if entry.operation == name}
        tried = mine - {"made", "cancelled", "resolved"}
        assert not tried or mail.id in seen, f"{name} was tried before {mail.id} was seen"
        if status.state == "cancelled" and status.reason == NOT_SEEN:
            assert not arrived, f"{name} was given up, and its mail {mail.id} was seen"


def _order(machine: Machine) -> None:
    """Operations on one thread reached the server in the order in which they were made; a status behind a mail is made
    when that is seen."""
    last: dict[str, int] = {}
    behind = _behind(machine)
    for write in machine.server.log:
        operation = machine.ledger.operations.get(write.who) if write.who not in behind else None
        if (
            operation is not None
            and operation.id not in behind
            and write.before != {**write.after, "updated_at": write.before["updated_at"]}
        ):
            assert last.get(write.thread_id, 0) <= operation.seq, f"{operation.id} overtook another"
            last[write.thread_id] = operation.seq


def _threads(machine: Machine, person: Person) -> None:
    """Where nobody else wrote and nothing was refused, the server has what the person last saw."""
    for thread_id, server in machine.server.threads.items():
        foreign = any(w.thread_id == thread_id and w.who == "agent" for w in machine.server.log)
        refused = any(o.thread_id == thread_id and o.state == "refused" for o in machine.ledger.operations.values())
        stopped = any(e.thread_id == thread_id and e.what == "conflict" for e in machine.entries)
        followed = any(mail.thread_id == thread_id for mail in _behind(machine).values())
        if not foreign and not refused and not stopped and thread_id in person.expected:
            for name in ("tags", "assigned_to") if followed else ("status", "tags", "assigned_to"):
                want = person.expected[thread_id][name]
                assert server[name] == want, f"{thread_id} {name} is {server[name]}, the person saw {want}"
            local = machine.ledger.seen(thread_id)
            assert local is None or local["status"] == server["status"], f"the copy of {thread_id} is stale"
