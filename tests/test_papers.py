"""What code, tests and papers cite is there: sections, rows and rules of papers, files, names in files, tests, links.

A paper is cited by its name and ``§``: ``contract §4.2``, ``discrepancies §29``, ``security §T15``. A section is a
heading that begins so, a row is a line of a table that begins so. In papers, ``file.py`` and ``file.py::Name.method``
are cited in backticks, from the root or from ``commune_tui``.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.recordings.tape import recordings

ROOT = Path(__file__).parent.parent
PAPERS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
CITED = re.compile(r"(?:(RFC \d+|[A-Za-z_]+),?\s+)?§(?=[0-9A-Z])([\w.]*\w)")
JOINING = {"and", "or", "to"}


def cited(text: str) -> Iterator[tuple[str, str]]:
    """The papers and places that a text cites. A place without a paper belongs to the one named before it."""
    for paragraph in re.split(r"\n\s*\n", text):
        paper = ""
        for word, place in CITED.findall(paragraph):
            paper = word.lower() if word and word not in JOINING else paper
            yield paper, place


@cache
def places(paper: str) -> set[str]:
    """The sections and rows of a paper; none when there is no such paper."""
    found = [path for path in PAPERS if path.stem == paper]
    text = found[0].read_text(encoding="utf-8") if found else ""
    return set(re.findall(r"^(?:#+|\|) (T?\d[\d.]*?)\.?(?= )", text, re.M))


def sources() -> Iterator[Path]:
    """Everything of ours that may cite: papers, code and tests."""
    yield from PAPERS
    for folder in ("commune_tui", "tests", "benchmarks", "screenshots"):
        yield from (ROOT / folder).rglob("*.py")


def test_every_citation_of_a_paper_leads_to_its_place() -> None:
    texts = {path: path.read_text(encoding="utf-8") for path in sources() if path != Path(__file__)}
    found = [(path, paper, place) for path, text in texts.items() if "§" in text for paper, place in cited(text)]
    ours = [(path, paper, place) for path, paper, place in found if not paper.startswith("rfc ")]
    assert [
        f"{path.relative_to(ROOT)}: {paper} §{place}" for path, paper, place in ours if place not in places(paper)
    ] == []
    assert len(ours) > 150


def test_every_paper_that_code_names_is_there() -> None:
    named = {
        (path.name, paper) for path in sources() for paper in re.findall(r"docs/[\w/-]+\.md", path.read_text("utf-8"))
    }
    assert [each for each in sorted(named) if not (ROOT / each[1]).is_file()] == []
    assert named


def test_every_file_and_name_that_a_paper_cites_is_there() -> None:
    lost, count = [], 0
    for paper in PAPERS:
        text = re.sub(r"^```.*?^```", "", paper.read_text(encoding="utf-8"), flags=re.M | re.S)
        for file, name in re.findall(r"`([\w./-]+\.(?:py|toml|tcss|jsonl|md))(?:::([\w.]+))?`", text):
            count += 1
            path = next((at / file for at in (ROOT, ROOT / "commune_tui", paper.parent) if (at / file).is_file()), None)
            if path is None or (name and name not in defined(path)):
                lost.append(f"{paper.name}: {file} {name}")
    assert lost == []
    assert count > 100


@cache
def defined(path: Path) -> set[str]:
    """Functions, classes, constants and methods of a file; a method as ``Class.method``."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {name for node in tree.body for name in named(node)}
    for owner in tree.body:
        if isinstance(owner, ast.ClassDef):
            names |= {f"{owner.name}.{name}" for node in owner.body for name in named(node)}
    return names


def named(node: ast.stmt) -> list[str]:
    """What a statement gives a name to."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [target.id for target in targets if isinstance(target, ast.Name)]


def test_every_folder_that_a_paper_cites_is_there() -> None:
    cited = {
        (paper.name, folder)
        for paper in PAPERS
        for folder in re.findall(r"`((?:commune_tui|tests|docs)/[\w/]+)`", paper.read_text(encoding="utf-8"))
    }
    assert [each for each in sorted(cited) if not (ROOT / each[1]).is_dir()] == []
    assert cited


def test_the_import_rules_and_the_recordings_that_papers_name_are_there() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        rules = [rule["name"] for rule in tomllib.load(file)["tool"]["importlinter"]["contracts"]]
    told = (
        (ROOT / "docs" / "architecture.md")
        .read_text(encoding="utf-8")
        .split("## Who may import whom")[1]
        .split("\n## ")[0]
    )
    assert re.findall(r"^- (.+)$", told, re.M) == rules
    rows = re.findall(
        r"^\| \d+ \|.*\| ([^|]*) \|$", (ROOT / "docs" / "api" / "vendor.md").read_text(encoding="utf-8"), re.M
    )
    named = {name for row in rows for name in re.findall(r"`([^`]+)`", row)}
    assert named and named <= {recording.name for recording in recordings()}


def test_every_link_of_a_paper_leads_somewhere() -> None:
    lost = []
    for paper in PAPERS:
        for target, anchor in re.findall(
            r"\]\((?!https?:)([^)#\s]*)(?:#([^)]*))?\)", paper.read_text(encoding="utf-8")
        ):
            to = paper.parent / target if target else paper
            if not to.exists() or (anchor and anchor not in anchors(to)):
                lost.append(f"{paper.name}: {target}#{anchor}")
    assert lost == []


def anchors(paper: Path) -> set[str]:
    """The headings of a paper, as links name them."""
    headings = re.findall(r"^#+ (.+)$", paper.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
