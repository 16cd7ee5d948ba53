#!/usr/bin/env python3
"""The same for those who know the three methods of the first Python client: they do their checkpoints themselves."""

from __future__ import annotations

import base64
from collections import Counter

import millrace

BATCHES_BETWEEN_CHECKPOINTS = 10


class RecordProcessor:
    """Keeps the counts of one shard, and checkpoints after every tenth batch."""

    def initialize(self, shard_id: str) -> None:
        self.shard_id = shard_id
        self.counts: Counter[str] = Counter()
        self.batches = 0

    def process_records(self, records: millrace.Records, checkpointer: millrace.Checkpointer) -> None:
        for record in records:
            self.counts[base64.b64decode(record.get("data")).decode("utf-8")] += 1
        self.batches += 1
        if self.batches % BATCHES_BETWEEN_CHECKPOINTS == 0:
            self.checkpoint(checkpointer, records[-1].get("sequenceNumber"), records[-1].get("subSequenceNumber"))

    def checkpoint(self, checkpointer: millrace.Checkpointer, sequence_number: str, sub_sequence_number: int) -> None:
        """Tries once; what is not stored now is covered by the next checkpoint."""
        try:
            checkpointer.checkpoint(sequence_number, sub_sequence_number)
        except millrace.CheckpointError as error:
            if error.value != "ThrottlingException":
                raise
            print(f"{self.shard_id}: {error}; the next checkpoint follows later")

    def shutdown(self, checkpointer: millrace.Checkpointer, reason: str) -> None:
        print(f"{self.shard_id}, {reason}: {dict(self.counts)}")
        if reason == "TERMINATE":
            checkpointer.checkpoint()


if __name__ == "__main__":
    millrace.run(RecordProcessor)
