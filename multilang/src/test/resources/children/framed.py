"""A child for tests, speaking frames; what it does is its first argument."""

import json
import os
import struct
import sys
import time

BEHAVIOUR = sys.argv[1]
IN_FLIGHT = int(os.environ["MILLRACE_FRAMES_IN_FLIGHT"])
SHARDS = int(os.environ["MILLRACE_SHARDS_PER_CHILD"])
assert os.environ["MILLRACE_FRAMES"] == "1"
INPUT, OUTPUT = sys.stdin.buffer, sys.stdout.buffer
INITIALIZE, RECORDS, LEASE_LOST, SHARD_ENDED, SHUTDOWN_REQUESTED, RESULT = range(1, 7)
BATCH_DONE, ACKNOWLEDGED, CHECKPOINT, FAILED = range(16, 20)


def complain(text):
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def exactly(count):
    data = INPUT.read(count)
    if len(data) < count:
        complain("end of input")
        sys.exit(0)
    return data


def read():
    length, kind, channel = struct.unpack(">IBI", exactly(9))
    return kind, channel, exactly(length - 5)


def send(kind, channel, payload=b""):
    OUTPUT.write(struct.pack(">IBI", len(payload) + 5, kind, channel) + payload)
    OUTPUT.flush()


def send_json(kind, channel, **values):
    send(kind, channel, json.dumps(values).encode())


def columns(payload):
    batch, attempt, generation, behind, count = struct.unpack_from(">QIIqI", payload)
    at = 28
    parts = []
    for code in "IqIHB":
        parts.append(struct.unpack_from(f">{count}{code}", payload, at))
        at += count * struct.calcsize(">" + code)
    lengths, arrivals, subs, key_lengths, number_lengths = parts

    def texts(sizes):
        nonlocal at
        for size in sizes:
            yield bytes(payload[at : at + size])
            at += size

    numbers = [text.decode("ascii") for text in texts(number_lengths)]
    keys = [text.decode("utf-8") for text in texts(key_lengths)]
    data = list(texts(lengths))
    assert at == len(payload), (at, len(payload))
    return batch, attempt, generation, behind, numbers, keys, data, arrivals, subs


requests = {}
discard = {}


def checkpoint(channel, number, sub=0):
    requests[channel] = requests.get(channel, 0) + 1
    send_json(CHECKPOINT, channel, request=requests[channel], sequenceNumber=number, subSequenceNumber=sub)


def records(channel, payload):
    batch, attempt, generation, behind, numbers, keys, data, arrivals, subs = columns(payload)
    if generation <= discard.get(channel, 0):
        return
    if BEHAVIOUR == "fails" and "2" in numbers and attempt == 1:
        discard[channel] = generation
        send_json(FAILED, channel, batch=batch, action=None, error="ValueError: bad", traceback="Traceback: line 7")
        return
    if BEHAVIOUR == "dies" and "2" in numbers:
        complain("the end")
        os._exit(5)
    if BEHAVIOUR == "hoards" and batch < IN_FLIGHT:
        return
    if BEHAVIOUR == "malformed":
        OUTPUT.write(b"\xff\xff\xff\xff")
        OUTPUT.flush()
        return
    if BEHAVIOUR == "checkpoints":
        checkpoint(channel, "999999")
        for number in numbers:
            checkpoint(channel, number)
        checkpoint(channel, None)
    if BEHAVIOUR == "computes":
        until = time.process_time() + 0.2
        while time.process_time() < until:
            pass
    complain(f"channel {channel} batch {batch} attempt {attempt} generation {generation} {numbers[0]}-{numbers[-1]}"
             f" {keys[0]} {len(data[-1])} bytes, {behind} behind, {arrivals[0]}, {subs[0]}")
    send(BATCH_DONE, channel, struct.pack(">Q", batch))


def main():
    json.loads(INPUT.readline())
    taken = json.dumps({"action": "frames", "version": 1, "inFlight": IN_FLIGHT, "shards": SHARDS})
    OUTPUT.write(taken.encode() + b"\n")
    OUTPUT.flush()
    if BEHAVIOUR == "silent":
        while True:
            read()
    while True:
        kind, channel, payload = read()
        if kind == RECORDS:
            records(channel, payload)
        elif kind == RESULT:
            result = json.loads(payload)
            complain(f"result {result['request']} {result['error']}")
            if BEHAVIOUR == "fails-between" and result["error"] is None:
                send_json(FAILED, channel, batch=1, action=None, error="KeyError: x", traceback="Traceback: line 9")
        else:
            complain(f"channel {channel} told {kind} {payload.decode()}")
            if kind in (SHARD_ENDED, SHUTDOWN_REQUESTED) and BEHAVIOUR != "forgets":
                checkpoint(channel, None)
            send(ACKNOWLEDGED, channel, bytes([kind]))
            if kind == INITIALIZE and BEHAVIOUR == "fails-between":
                checkpoint(channel, "TRIM_HORIZON")


main()
