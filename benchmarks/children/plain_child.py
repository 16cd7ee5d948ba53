#!/usr/bin/env python3
"""A child of the plain protocol that counts, as little else as it can be: it parses each line and answers."""

import json
import sys
import time

from progress import Progress

CHECKPOINT_EVERY_SECONDS = 10


def send(message):
    sys.stdout.write("\n" + json.dumps(message) + "\n")
    sys.stdout.flush()


def checkpoint(lines):
    """Has all that was handed over stored. The answer is the next line, whatever it says."""
    send({"action": "checkpoint", "sequenceNumber": None, "subSequenceNumber": None})
    lines.readline()


def serve(lines):
    progress = Progress()
    checkpoint_at = time.monotonic() + CHECKPOINT_EVERY_SECONDS
    for line in iter(lines.readline, b""):
        message = json.loads(line)
        action = message["action"]
        if action == "processRecords":
            progress.count(len(message["records"]))
            if time.monotonic() >= checkpoint_at:
                checkpoint_at = time.monotonic() + CHECKPOINT_EVERY_SECONDS
                checkpoint(lines)
        elif action == "shardEnded":
            checkpoint(lines)
        send({"action": "status", "responseFor": action})


if __name__ == "__main__":
    serve(sys.stdin.buffer)
