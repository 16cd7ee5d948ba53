"""A record processor of the MultiLangDaemon's protocol that writes each record to a journal and checkpoints each batch."""
import base64
import json
import os
import sys


def send(message):
    sys.stdout.write(json.dumps(message, separators=(",", ":")) + "\n")
    sys.stdout.flush()


def checkpoint():
    """Asks for a checkpoint of all that was given so far; that it is refused when the lease is lost is no matter here."""
    send({"action": "checkpoint", "sequenceNumber": None})
    sys.stdin.readline()


shard = ""
journal = os.open(sys.argv[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
while True:
    line = sys.stdin.readline()
    if not line:
        break
    message = json.loads(line)
    action = message["action"]
    if action == "initialize":
        shard = message["shardId"]
    elif action == "processRecords":
        lines = [
            "%s %s %s\n" % (shard, record["sequenceNumber"], base64.b64decode(record["data"]).decode())
            for record in message["records"]
        ]
        os.write(journal, "".join(lines).encode())
        checkpoint()
    elif action in ("shardEnded", "shutdownRequested"):
        checkpoint()
    send({"action": "status", "responseFor": action})
