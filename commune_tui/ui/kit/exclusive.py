"""Answers that come later than they were asked for: each is shown only while its question is the newest of its place.

Whatever the screen asks beside itself goes through here or through :mod:`commune_tui.ui.facts`, so that an answer to
an older question never lies over a newer one, and a failure is told and never swallowed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Any, Protocol, TypeVar

T = TypeVar("T")


class Running(Protocol):
    """What is being asked."""

    def cancel(self) -> object: ...


class Exclusive:
    """The questions of one place: of the list, of the counts. A newer question takes the place of an older one.

    ``start`` runs something beside the screen, ``failed`` is told why the newest question got no answer, and ``there``
    says whether the place can show one at all. ``stops``: work of which nobody wants the answer any more is cancelled.
    """

    def __init__(
        self,
        start: Callable[[Callable[[], Awaitable[None]]], Running],
        failed: Callable[[Exception], object],
        there: Callable[[], bool],
        *,
        stops: bool = True,
    ) -> None:
        self._start, self._failed, self._there, self._stops = start, failed, there, stops
        self._number = 0
        self._running: Running | None = None
        self._again: Callable[[], None] | None = None

    def overtake(self) -> None:
        """What was asked here is not wanted any more: something newer is shown already."""
        self._number += 1
        running, self._running, self._again = self._running, None, None
        if running is not None and self._stops:
            running.cancel()

    def ask(self, question: Callable[[], Awaitable[T]], show: Callable[[T], object]) -> None:
        """Ask, and hand the answer to ``show`` if nothing newer was asked here meanwhile."""

        async def parts() -> AsyncIterator[T]:
            yield await question()

        self.each(parts, show)

    def each(self, question: Callable[[], AsyncIterator[T]], show: Callable[[T], object]) -> None:
        """As :meth:`ask`, for a question whose answer comes in parts."""
        self.overtake()
        number = self._number

        async def run() -> None:
            try:
                async for answer in question():
                    if not self._newest(number):
                        return
                    show(answer)
            except Exception as error:
                if self._newest(number):
                    self._failed(error)
            finally:
                self._ended(number)

        self._running = self._start(run)

    def follow(self, question: Callable[[], Awaitable[T]], show: Callable[[T], object]) -> None:
        """As :meth:`ask`, for one question that is asked again at every change and takes long: the newest waits until
        the one on its way is answered, so that changes without a pause keep no answer away."""
        if self._running is None:
            self.ask(question, show)
        else:
            self._again = lambda: self.follow(question, show)

    def _newest(self, number: int) -> bool:
        return number == self._number and self._there()

    def _ended(self, number: int) -> None:
        if number == self._number:
            self._running, again, self._again = None, self._again, None
            if again is not None and self._there():
                again()


class Host(Protocol):
    """A screen or a widget of the program."""

    @property
    def app(self) -> Any: ...

    @property
    def is_attached(self) -> bool: ...

    def run_worker(self, work: Any, *, group: str, exit_on_error: bool) -> Any: ...


def beside(host: Host, place: str, *, stops: bool = True) -> Exclusive:
    """The questions of a place of ``host``; their failures are told at the bottom of the screen."""
    start = partial(host.run_worker, group=place, exit_on_error=False)
    return Exclusive(start, lambda error: host.app.failed(error), lambda: host.is_attached, stops=stops)
