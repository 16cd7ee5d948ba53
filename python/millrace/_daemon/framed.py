"""The conversation in frames: one shard in this thread, or each of several in a thread of its own."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Mapping
from typing import NamedTuple, Optional

from . import frames
from .channel import Channel, PipeInbox, QueueInbox
from .errors import DaemonGone, ProtocolError
from .host import ProcessorFactory, Surroundings
from .pipes import ByteReader, Sender
from .plain import line_of


class Offer(NamedTuple):
    """What the daemon offers in the environment of its children."""

    batches_in_flight: int
    shards: int


def offer_of(environment: Mapping[str, str]) -> Optional[Offer]:
    """The offer of frames in a version that is known here; None when there is none."""
    versions = [version.strip() for version in environment.get("MILLRACE_FRAMES", "").split(",")]
    if str(frames.VERSION) not in versions:
        return None
    return Offer(
        _at_least_one(environment.get("MILLRACE_FRAMES_IN_FLIGHT")),
        _at_least_one(environment.get("MILLRACE_SHARDS_PER_CHILD")),
    )


def _at_least_one(text: Optional[str]) -> int:
    return max(1, int(text)) if text is not None and text.strip().isdigit() else 1


class FramedConversation:
    """Takes the offer, or less of it, and serves the daemon until it closes the pipe."""

    def __init__(
        self,
        reader: ByteReader,
        sender: Sender,
        factory: ProcessorFactory,
        surroundings: Surroundings,
        wish: Offer,
    ) -> None:
        self._reader = reader
        self._sender = sender
        self._factory = factory
        self._surroundings = surroundings
        self._wish = wish

    def run(self) -> None:
        """Raises ProtocolError. What a processor raises is told to the daemon."""
        taken = {"action": "frames", "version": frames.VERSION}
        wishes = {"inFlight": self._wish.batches_in_flight, "shards": self._wish.shards}
        self._sender.send(line_of({**taken, **wishes}))
        try:
            if self._wish.shards == 1:
                self._serve_one_by_one()
            else:
                self._serve_many()
        except DaemonGone:
            return

    def _serve_one_by_one(self) -> None:
        inbox = PipeInbox(self._reader)
        while True:
            first = frames.read_frame(self._reader)
            _require_initialize(first)
            channel = Channel(first.channel, inbox, self._sender, self._factory, self._surroundings)
            channel.begin_with(first)
            channel.run()

    def _serve_many(self) -> None:
        inboxes: dict[int, QueueInbox] = {}
        over: set[int] = set()
        try:
            while True:
                frame = frames.read_frame(self._reader)
                inbox = inboxes.get(frame.channel)
                if inbox is None:
                    _require_initialize(frame)
                    inbox = inboxes[frame.channel] = QueueInbox()
                    self._start(frame.channel, inbox, over)
                inbox.put(frame)
                while over:
                    inboxes.pop(over.pop(), None)
        finally:
            for inbox in inboxes.values():
                inbox.put(None)

    def _start(self, number: int, inbox: QueueInbox, over: set[int]) -> None:
        channel = Channel(number, inbox, self._sender, self._factory, self._surroundings)

        def serve() -> None:
            try:
                channel.run()
            except DaemonGone:
                return
            except BaseException:
                # Nobody would notice the end of this thread alone: the shard would stand still.
                import traceback  # rarely needed, and slow to import

                traceback.print_exc()
                sys.stderr.flush()
                os._exit(1)
            over.add(number)

        threading.Thread(target=serve, name=f"millrace-channel-{number}", daemon=True).start()


def _require_initialize(frame: frames.Frame) -> None:
    if frame.type != frames.INITIALIZE:
        name = frames.NAMES.get(frame.type, f"a frame of type {frame.type}")
        raise ProtocolError(f"the daemon sent {name} on channel {frame.channel}, which is not open")
