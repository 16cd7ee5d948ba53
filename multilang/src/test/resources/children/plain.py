"""A child for tests, speaking the plain protocol; what it does wrong is its first argument."""

import json
import os
import signal
import subprocess
import sys
import threading
import time

BEHAVIOUR = sys.argv[1]
ARGUMENT = sys.argv[2] if len(sys.argv) > 2 else ""
MEBIBYTE = 1 << 20


def write(text):
    sys.stdout.write(text)
    sys.stdout.flush()


def say(**message):
    write("\n" + json.dumps(message) + "\n")


def done(action):
    say(action="status", responseFor=action)


def read():
    line = sys.stdin.readline()
    return json.loads(line) if line else None


def complain(text):
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def checkpoint(number=None):
    say(action="checkpoint", sequenceNumber=number)
    answer = read()
    assert answer["action"] == "checkpoint", answer
    return answer["error"]


def wait_for_ever():
    while True:
        signal.pause()


def grandchild():
    """Leaves a process behind that holds none of our pipes; the file named by the argument gets its id."""
    started = subprocess.Popen(
        ["sleep", "600"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    with open(ARGUMENT, "w", encoding="ascii") as file:
        file.write(str(started.pid))


def compute(seconds):
    until = time.process_time() + seconds
    while time.process_time() < until:
        pass


def before():
    """What happens before the first message is read."""
    if BEHAVIOUR == "exits-at-once":
        complain("no luck today")
        sys.exit(3)
    if BEHAVIOUR == "garbage":
        sys.stdout.buffer.write(bytes(range(256)) * 64 + b"\n")
        sys.stdout.flush()
    if BEHAVIOUR == "half-a-line":
        write('{"action":"status","respon')
        sys.exit(0)
    if BEHAVIOUR == "endless-line":
        for _ in range(100):
            write("x" * MEBIBYTE)
    if BEHAVIOUR == "ignores-sigterm":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        complain("deaf")
        wait_for_ever()
    if BEHAVIOUR in ("grandchild", "grandchild-then-dies"):
        grandchild()
    if BEHAVIOUR == "closes-stdin":
        read()
        os.close(0)
        done("initialize")
        complain("I do not listen")
        wait_for_ever()
    if BEHAVIOUR == "closes-stdout":
        read()
        os.close(1)
        complain("I do not speak")
        wait_for_ever()
    if BEHAVIOUR == "never-answers":
        wait_for_ever()
    if BEHAVIOUR == "never-reads":
        done("initialize")
        wait_for_ever()
    if BEHAVIOUR == "early-checkpoints":
        done("initialize")
        for number in range(300):
            say(action="checkpoint", sequenceNumber=str(number + 1))
    if BEHAVIOUR == "null":
        write("null\n")


def batch(records):
    last = records[-1]["sequenceNumber"]
    if BEHAVIOUR == "wrong-action":
        done("shardEnded")
    elif BEHAVIOUR == "dies-in-batch":
        complain("cannot go on")
        os.kill(os.getpid(), signal.SIGKILL)
    elif BEHAVIOUR == "hangs-in-batch":
        wait_for_ever()
    elif BEHAVIOUR == "flood":
        for _ in range(100):
            sys.stderr.write(("e" * 99 + "\n") * (MEBIBYTE // 100))
        sys.stderr.flush()
        done("processRecords")
    elif BEHAVIOUR == "flood-without-newline":
        for _ in range(100):
            sys.stderr.write("e" * MEBIBYTE)
        sys.stderr.flush()
        done("processRecords")
    elif BEHAVIOUR == "junk":
        for number in range(5000):
            write(f"message {number} of some library\n")
        done("processRecords")
    elif BEHAVIOUR == "acknowledges-twice":
        done("processRecords")
        done("processRecords")
    elif BEHAVIOUR == "computes":
        compute(float(ARGUMENT))
        done("processRecords")
    elif BEHAVIOUR == "computes-elsewhere":
        subprocess.run([sys.executable, "-c", "for _ in range(%s): pass" % ARGUMENT], stdin=subprocess.DEVNULL)
        done("processRecords")
    elif BEHAVIOUR == "checkpoints":
        complain(f"{len(records)} records, {checkpoint(last)}, {checkpoint()}, {checkpoint('1')}")
        done("processRecords")
    else:
        done("processRecords")
    if BEHAVIOUR in ("dies-between", "grandchild-then-dies"):
        complain("tired of waiting")
        sys.exit(4)
    if BEHAVIOUR == "checkpoints-later":
        say(action="checkpoint", sequenceNumber=last)


def main():
    before()
    if BEHAVIOUR == "writes-before-reading":
        for number in range(20000):
            write(f"line {number} before anything is read {'.' * 60}\n")
    if BEHAVIOUR == "lingers":
        threading.Thread(target=wait_for_ever_somewhere, daemon=False).start()
    while True:
        message = read()
        if message is None:
            complain("end of input")
            return
        action = message["action"]
        if action == "checkpoint":
            continue
        if action == "processRecords":
            if BEHAVIOUR == "writes-before-reading":
                complain(f"{len(message['records'])} records")
            batch(message["records"])
            continue
        if action == "initialize" and BEHAVIOUR in ("early-checkpoints",):
            continue
        if action == "initialize" and BEHAVIOUR == "acknowledges-initialize-twice":
            done(action)
        if action in ("shardEnded", "shutdownRequested") and BEHAVIOUR != "forgets-the-end":
            complain(f"{action}: {checkpoint()}")
        done(action)


def wait_for_ever_somewhere():
    threading.Event().wait()


main()
