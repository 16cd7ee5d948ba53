"""Recorded conversations between a daemon and a client, and a player that holds any client against them.

``python -m millrace.conformance -- COMMAND`` starts the command once for each conversation, says the daemon's part, and
requires the client's. The format, and what the client has to do, stand in the README beside the conversations.
"""
