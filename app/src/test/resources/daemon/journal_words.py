"""Writes all that happens to the file `journal`: MILLIS PID SHARD EVENT TEXT. A checkpoint is stored after each batch."""

import os
import time

import millrace


class JournalWords(millrace.Processor):
    def initialize(self, shard: millrace.Shard) -> None:
        self.shard_id = shard.shard_id
        self.journal("initialize", [shard.checkpoint.sequence_number if shard.checkpoint else ""])

    def process(self, records: millrace.Records, checkpointer: millrace.Checkpointer) -> None:
        self.journal("record", [record.text for record in records])

    def shutdown_requested(self, checkpointer: millrace.Checkpointer) -> None:
        self.journal("shutdownRequested", [""])

    def lease_lost(self) -> None:
        self.journal("leaseLost", [""])

    def journal(self, event: str, texts: list) -> None:
        """One write a call, so that the lines of several processes do not mix."""
        start = f"{int(time.time() * 1000)} {os.getpid()} {self.shard_id} {event}"
        lines = "".join(f"{start} {text}\n" for text in texts).encode("utf-8")
        file = os.open("journal", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        try:
            os.write(file, lines)
        finally:
            os.close(file)


if __name__ == "__main__":
    millrace.run(JournalWords, checkpoint_interval=0)
