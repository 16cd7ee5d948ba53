"""What ends a conversation before its time."""


class DaemonGone(BaseException):
    """The daemon closed its end of a pipe, or is dead. Not an Exception, so that no user code takes it for its own."""


class ProtocolError(Exception):
    """The daemon said something that the protocol does not allow here. It ends the process."""
