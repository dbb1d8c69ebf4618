"""What lies between a client and the server: it delays, drops, loses answers, refuses. Bounded, as real networks are.

The bounds matter: a request lands, is worked on and shows in lists within ``Policy.doubt_s`` of being given up.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

from commune_tui.sending.effects import Failure
from tests.simulation.server import Server
from tests.simulation.timeline import Timeline

DEADLINE_S = 30.0
LONGEST_WAY_S = 18.0

Answer = Callable[[Any], None]


class Network:
    """``rough`` is the share of requests that something happens to; 0 switches all faults off."""

    def __init__(self, timeline: Timeline, random: Random, server: Server, rough: float) -> None:
        self._timeline = timeline
        self._random = random
        self._server = server
        self.rough = rough
        self.requests = 0

    def request(
        self, work: Callable[[Answer], None], answer: Answer, *, write: bool = True, send: bool = False
    ) -> None:
        """Carry one request: ``work`` runs at the server and is given the way back; ``answer`` runs here, once.

        A send is never doubled on the way: two copies that arrive together make two mails in this server, and no
        client can do anything about that.
        """
        self.requests += 1
        after, random = self._timeline.after, self._random.random
        if random() >= self.rough:
            way = 0.02 + random() * 0.1
            self._carry(work, answer, way, way)
            return
        fault = random()
        if fault < 0.15:
            after(0.05, lambda: answer(Failure("unsent", "no route")))
        elif fault < 0.25:
            after(random() * DEADLINE_S, lambda: answer(Failure("unknown", "dropped on the way")))
        elif fault < 0.55:  # done, but the answer is lost: at once, or when the deadline passes
            after(random() * LONGEST_WAY_S, lambda: work(lambda _: None))
            after(random() * DEADLINE_S, lambda: answer(Failure("unknown", "answer lost")))
        elif fault < 0.7:
            self._carry(work, answer, random() * LONGEST_WAY_S, random() * LONGEST_WAY_S)
        elif fault < 0.8:
            after(0.1, lambda: answer(Failure("later", "429", "rate", random() * 20)))
        elif fault < 0.88:
            after(0.1, lambda: answer(Failure("unknown", "502")))
        elif fault < 0.94:
            after(0.1, lambda: answer(Failure("paused", "401")))
        elif fault < 0.97 and write:
            after(0.1, lambda: answer(Failure("refused", "400")))
        else:  # an intermediary sends it twice
            self._carry(work, answer, 0.05, 0.05)
            if write and not send:
                after(0.05, lambda: work(lambda _: None))

    def carry_busily(
        self, work: Callable[[Answer], None], answer: Answer, *, write: bool = True, send: bool = False
    ) -> None:
        """In place of :meth:`request`: nothing is lost, and a server that is busy puts off every other write."""
        if self.rough and write and self._random.random() < 0.4:
            self._timeline.after(0.1, lambda: answer(Failure("later", "429", "rate", self._random.random() * 20)))
        else:
            self._carry(work, answer, 0.05, 0.05)

    def _carry(self, work: Callable[[Answer], None], answer: Answer, there_s: float, back_s: float) -> None:
        after = self._timeline.after
        answered = [False]

        def once(result: Any) -> None:
            if not answered[0]:
                answered[0] = True
                answer(result)

        after(there_s, lambda: work(lambda result: after(back_s, lambda: once(result))))
        if there_s + back_s + 3 > DEADLINE_S:  # the server may work on it for 3 s
            after(DEADLINE_S, lambda: once(Failure("unknown", "deadline")))
