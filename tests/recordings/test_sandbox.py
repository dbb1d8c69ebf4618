"""The sandbox in its vendor form answers the recorded requests as the server did: same status, same keys."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from .ground import Ground
from .tape import Recording, recordings

DIFFERENT = {"inbox of another org by id": "a sandbox has one organisation, so nothing in it is another's"}
"""Where the sandbox answers otherwise, each with the reason."""
OPTIONAL = {"attachment_storage_used_bytes": "once a file was kept", "ses_message_id": "once the mail was reported on"}
"""Keys that come and go, each with when."""
FREE = {
    ".preview": "counts what there is, in the nouns of the server's own tables",
    ".deleted_counts": "as the preview",
    ".extracted_data": "what each server's rules find in a mail",
    ".delivery_data": "what became of a mail so far; its keys are compared below",
}
"""Objects whose keys depend on what is in the world."""


@pytest.fixture(scope="module")
def walked() -> Iterator[dict[str, tuple[int, Any]]]:
    """Every recorded request in its order, on a world made ready as the recorded one was; the answers by name."""
    with Ground() as ground:
        yield {each.name: ground.ask(each) for each in recordings()}


@pytest.mark.parametrize("recording", recordings(), ids=lambda each: each.name)
def test_the_same_request_gets_the_same_status_and_shape(
    walked: dict[str, tuple[int, Any]], recording: Recording
) -> None:
    status, answer = walked[recording.name]
    same = status == recording.status
    differences = [] if same else [f"{status} instead of {recording.status}: {answer}"]
    if same and recording.json is not None:
        differences += list(unlike(recording.json, answer, ""))
    assert bool(differences) == (recording.name in DIFFERENT), differences


def test_what_became_of_a_mail_is_told_in_the_words_of_the_recordings(walked: dict[str, tuple[int, Any]]) -> None:
    told = {each.name: each.json for each in recordings()}
    theirs = {key for answer in told.values() for key in found_in(answer)}
    assert {key for _, answer in walked.values() for key in found_in(answer)} <= theirs


def found_in(answer: Any) -> Iterator[str]:
    if isinstance(answer, dict):
        yield from answer.get("delivery_data") or {}
    inside = answer.values() if isinstance(answer, dict) else answer if isinstance(answer, list) else ()
    for each in inside:
        yield from found_in(each)


def unlike(theirs: Any, ours: Any, where: str) -> Iterator[str]:
    """Every place at which two answers do not have the same keys and kinds of value."""
    if theirs is None or ours is None:
        return
    if kind(theirs) != kind(ours):
        yield f"{where}: {kind(ours)} instead of {kind(theirs)}"
    elif isinstance(theirs, dict):
        if where.endswith(tuple(FREE)):
            return
        extra, missing = ours.keys() - theirs.keys(), theirs.keys() - ours.keys()
        yield from (f"{where}: {name} too much" for name in sorted(extra - OPTIONAL.keys()))
        yield from (f"{where}: {name} missing" for name in sorted(missing - OPTIONAL.keys()))
        for name in theirs.keys() & ours.keys():
            yield from unlike(theirs[name], ours[name], f"{where}.{name}")
    elif isinstance(theirs, list) and theirs:
        if not ours:
            yield f"{where}: empty"
        for each in ours:
            yield from min((list(unlike(one, each, f"{where}[]")) for one in theirs), key=len)


def kind(value: Any) -> str:
    return {bool: "flag", int: "number", float: "number", str: "text", dict: "object", list: "list"}[type(value)]
