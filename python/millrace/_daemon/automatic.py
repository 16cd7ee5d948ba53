"""Checkpoints that a processor does not ask for itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Optional

from ..checkpoints import CheckpointError, Link
from ..records import Position

_ATTEMPTS = 5
_FIRST_PAUSE_SECONDS = 0.1


class AutomaticCheckpoints:
    """Stores what was processed, at most every so often, and once more at the end.

    An error does not fail the processor, except at the end of the shard: the next attempt stores more than the failed
    one would have. The first of a row of errors is logged, and the success that ends the row.

    :param interval: seconds; None means that all calls do nothing
    :param clock: seconds that only grow
    :param pause: waits so many seconds
    """

    def __init__(
        self,
        link: Link,
        interval: Optional[float],
        clock: Callable[[], float],
        pause: Callable[[float], None],
        log: Callable[[str], None],
    ) -> None:
        self._link = link
        self._interval = interval
        self._clock = clock
        self._pause = pause
        self._log = log
        self._unsaved: Optional[Position] = None
        self._last = clock()
        self._failing = False

    def processed(self, position: Position) -> None:
        """All up to the position is processed."""
        if self._interval is not None:
            self._unsaved = position

    def stored(self, position: Optional[Position]) -> None:
        """The processor itself had the position stored; None is everything handed over."""
        self._last = self._clock()
        if position is None or position == self._unsaved:
            self._unsaved = None

    def lease_lost(self) -> None:
        """Nothing can be stored any more."""
        self._interval = None
        self._unsaved = None

    def seconds_until_due(self) -> Optional[float]:
        """When to call `store_if_due`, 0 or less for at once; None when there is nothing to store."""
        if self._unsaved is None or self._interval is None:
            return None
        return self._last + self._interval - self._clock()

    def store_if_due(self) -> None:
        """Stores what was processed, if the interval has passed since the last time."""
        due = self.seconds_until_due()
        if due is None or due > 0:
            return
        try:
            self._link.checkpoint(self._unsaved)
        except CheckpointError as error:
            self._last = self._clock()
            self._failed(error)
        else:
            self._succeeded()

    def store_last(self) -> None:
        """Stores all that was processed before the shard is given away; what cannot be stored is handed over again."""
        if self._interval is None:
            return
        try:
            self._insist()
        except CheckpointError as error:
            self._failed(error)

    def store_end(self) -> None:
        """Stores that the shard has ended. Raises CheckpointError when that fails for long."""
        if self._interval is not None:
            self._insist()

    def _insist(self) -> None:
        pause = _FIRST_PAUSE_SECONDS
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                self._link.checkpoint(None)
                self._succeeded()
                return
            except CheckpointError as error:
                if attempt == _ATTEMPTS or not error.is_retryable:
                    raise
            self._pause(pause)
            pause *= 2

    def _succeeded(self) -> None:
        self._last = self._clock()
        self._unsaved = None
        if self._failing:
            self._failing = False
            self._log("automatic checkpoints are stored again")

    def _failed(self, error: CheckpointError) -> None:
        if error.is_lease_lost:
            self.lease_lost()
            self._log(f"no more checkpoints, the lease is lost ({error})")
        elif not self._failing:
            self._failing = True
            self._log(f"an automatic checkpoint was not stored ({error}); later ones will cover what it was for")
