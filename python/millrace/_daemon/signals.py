"""Signals that are meant for the daemon and reach its children too.

A terminal's Ctrl-C and many a supervisor signal a whole process group. A child that died of it could not be told
`shutdownRequested`, and its last checkpoint would be lost. So while the daemon lives it alone decides when a child ends.
"""

from __future__ import annotations

import os
import select
import signal
import threading
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType
from typing import Optional


@contextmanager
def left_to_the_daemon(input_pipe: int) -> Generator[None, None, None]:
    """Within, SIGINT does nothing, and SIGTERM ends the process only once the daemon closed its end of the pipe.

    Both are handled rather than ignored, since programs that this one starts would inherit an ignored signal.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def terminate(number: int, _frame: Optional[FrameType]) -> None:
        if _is_hung_up(input_pipe):
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)

    before_interrupt = signal.signal(signal.SIGINT, _nothing)
    before_terminate = signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before_interrupt)
        signal.signal(signal.SIGTERM, before_terminate)


def _nothing(_number: int, _frame: Optional[FrameType]) -> None:
    pass


def _is_hung_up(descriptor: int) -> bool:
    poll = select.poll()
    poll.register(descriptor, 0)
    return bool(poll.poll(0))
