"""The conversation with the daemon: pipes, the two protocols, and the calls of a processor that come of them."""
