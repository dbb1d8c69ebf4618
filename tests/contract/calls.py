"""A table of calls that an official client makes against the sandbox: which work, which cannot, and why."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Table:
    """One client's calls. ``cannot`` names those that no honest answer can satisfy, with the reason."""

    client: str
    cannot: dict[str, str]
    outcomes: dict[str, str] = field(default_factory=dict)

    def note(self, call: str, problem: str = "") -> None:
        """``problem`` is empty when the call worked."""
        self.outcomes[call] = problem

    def check(self) -> None:
        """Print the table; every call works, and exactly the named ones do not."""
        print(f"\n{self.client}: {sum(not each for each in self.outcomes.values())} of {len(self.outcomes)} calls work")
        for call, problem in self.outcomes.items():
            print(f"  {call:<44} {'works' if not problem else 'cannot: ' + self.cannot.get(call, problem)}")
        failed = {call: problem for call, problem in self.outcomes.items() if problem}
        assert set(failed) == set(self.cannot), failed
