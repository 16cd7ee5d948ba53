"""The pipes to and from the daemon."""

from __future__ import annotations

import os
import select
import sys
import threading
from io import TextIOWrapper
from typing import Any, NamedTuple, Optional, Union, cast

from .errors import DaemonGone

_PIPE_BYTES = 1 << 20
_BUFFER_BYTES = 1 << 18
_SMALL_BLOCK_BYTES = 1 << 15
_F_SETPIPE_SZ = 1031  # fcntl has the name from Python 3.10 on


class Pipes(NamedTuple):
    """File descriptors that only this package uses."""

    input: int
    output: int


def take_standard_streams() -> Pipes:
    """Keeps the daemon's pipes to this package, and gives the rest of the program others.

    Whatever is printed from here on, by this process or its children, appears on standard error; who reads standard
    input finds it empty.
    """
    sys.stdout.flush()
    pipes = Pipes(os.dup(0), os.dup(1))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    printed: Any = cast(object, sys.stdout)
    if isinstance(printed, TextIOWrapper):
        printed.reconfigure(line_buffering=True)
    _enlarge(pipes.input)
    return pipes


def _enlarge(descriptor: int) -> None:
    """A larger pipe means fewer calls. It is a wish: other systems than Linux, and tight limits, refuse it."""
    if sys.platform != "win32":
        import fcntl

        try:
            fcntl.fcntl(descriptor, _F_SETPIPE_SZ, _PIPE_BYTES)
        except OSError:
            return


class ByteReader:
    """Reads lines and blocks of bytes from a pipe, blocking. For one thread.

    The buffer is used again and again, and grows to the longest line: memory that is fresh at each read would cost as
    much as the reading.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._buffer = bytearray(_BUFFER_BYTES)
        self._start = 0
        self._end = 0

    def line(self) -> bytes:
        """The next line without its end. Raises DaemonGone at the end of the pipe, an unfinished line or not."""
        searched = 0
        while True:
            at = self._buffer.find(b"\n", self._start + searched, self._end)
            if at >= 0:
                line = bytes(memoryview(self._buffer)[self._start : at])
                self._start = at + 1
                return line
            searched = self._end - self._start
            self._fill()

    def block(self, size: int) -> memoryview:
        """The next bytes, read-only. Raises DaemonGone when the pipe ends before."""
        if size < _SMALL_BLOCK_BYTES:
            while self.buffered < size:
                self._fill()
            start = self._start
            self._start = start + size
            return memoryview(bytes(memoryview(self._buffer)[start : self._start]))
        block = memoryview(bytearray(size))
        have = min(self.buffered, size)
        block[:have] = memoryview(self._buffer)[self._start : self._start + have]
        self._start += have
        while have < size:
            count = os.readv(self._descriptor, [block[have:]])
            if count == 0:
                raise DaemonGone("the daemon closed the pipe within a message")
            have += count
        return block.toreadonly()

    @property
    def buffered(self) -> int:
        """How many bytes were read from the pipe and not yet asked for."""
        return self._end - self._start

    def wait(self, seconds: Optional[float]) -> bool:
        """Waits until there is something to read or the pipe ended; False when the time, if any, passed before."""
        if self.buffered or seconds is None:
            return True
        readable, _, _ = select.select([self._descriptor], [], [], max(0.0, seconds))
        return bool(readable)

    def _fill(self) -> None:
        """Reads what there is, at least a byte, behind what is buffered."""
        if self._start == self._end:
            self._start = self._end = 0
        elif self._start and self._end == len(self._buffer):
            self._buffer[: self.buffered] = self._buffer[self._start : self._end]
            self._start, self._end = 0, self.buffered
        if self._end == len(self._buffer):
            self._buffer.extend(bytes(len(self._buffer)))
        count = os.readv(self._descriptor, [memoryview(self._buffer)[self._end :]])
        if count == 0:
            raise DaemonGone("the daemon closed the pipe")
        self._end += count


class Sender:
    """Writes messages to a pipe, each whole. For any thread."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = threading.Lock()

    def send(self, message: Union[bytes, bytearray]) -> None:
        """Blocks while the pipe is full. Raises DaemonGone when nobody reads it any more."""
        with self._lock:
            try:
                sent = os.write(self._descriptor, message)
                while sent < len(message):
                    sent += os.write(self._descriptor, memoryview(message)[sent:])
            except BrokenPipeError as broken:
                raise DaemonGone("the daemon does not read any more") from broken
