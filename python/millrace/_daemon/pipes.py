"""The pipes to and from the daemon."""

from __future__ import annotations

import os
import select
import sys
import threading
from dataclasses import dataclass
from io import TextIOWrapper
from typing import Any, Optional, Union, cast

from .errors import DaemonGone

_PIPE_BYTES = 1 << 20
_READ_BYTES = 1 << 18
_F_SETPIPE_SZ = 1031  # fcntl has the name from Python 3.10 on


@dataclass(frozen=True)
class Pipes:
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
    """Reads lines and blocks of bytes from a pipe, blocking. For one thread."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._chunk = b""
        self._at = 0

    def line(self) -> bytes:
        """The next line without its end. Raises DaemonGone at the end of the pipe, an unfinished line or not."""
        parts: list[bytes] = []
        while True:
            end = self._chunk.find(b"\n", self._at)
            if end >= 0:
                parts.append(self._chunk[self._at : end])
                self._at = end + 1
                return b"".join(parts)
            parts.append(self._chunk[self._at :])
            self._fill()

    def block(self, size: int) -> memoryview:
        """The next bytes. Raises DaemonGone when the pipe ends before."""
        start = self._at
        if len(self._chunk) - start >= size:
            self._at = start + size
            return memoryview(self._chunk)[start : start + size]
        block = memoryview(bytearray(size))
        have = len(self._chunk) - start
        block[:have] = self._chunk[start:]
        self._at = len(self._chunk)
        while have < size:
            if size - have >= _READ_BYTES:
                count = os.readv(self._descriptor, [block[have:]])
                if count == 0:
                    raise DaemonGone("the daemon closed the pipe within a message")
                have += count
            else:
                self._fill()
                count = min(len(self._chunk), size - have)
                block[have : have + count] = self._chunk[:count]
                self._at = count
                have += count
        return block.toreadonly()

    @property
    def buffered(self) -> int:
        """How many bytes were read from the pipe and not yet asked for."""
        return len(self._chunk) - self._at

    def wait(self, seconds: Optional[float]) -> bool:
        """Waits until there is something to read or the pipe ended; False when the time, if any, passed before."""
        if self.buffered or seconds is None:
            return True
        readable, _, _ = select.select([self._descriptor], [], [], max(0.0, seconds))
        return bool(readable)

    def _fill(self) -> None:
        self._chunk = os.read(self._descriptor, _READ_BYTES)
        self._at = 0
        if not self._chunk:
            raise DaemonGone("the daemon closed the pipe")


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
