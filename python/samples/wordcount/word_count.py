#!/usr/bin/env python3
"""Counts the words of a stream, shard by shard: each record is a word."""

from collections import Counter

import millrace


class WordCount(millrace.Processor):
    """Keeps the counts of one shard, since the worker got it, and prints them as they grow."""

    def initialize(self, shard: millrace.Shard) -> None:
        self.shard_id = shard.shard_id
        self.counts: Counter[str] = Counter()

    def process(self, records: millrace.Records, checkpointer: millrace.Checkpointer) -> None:
        self.counts.update(record.text for record in records)
        # Standard output is the daemon's; what is printed appears in its log.
        print(f"{self.shard_id}: {self.summary()}, {records.lag} behind")

    def shard_ended(self, checkpointer: millrace.Checkpointer) -> None:
        print(f"{self.shard_id} has ended: {self.summary()}")

    def summary(self) -> str:
        """The most frequent words and how many there were in all."""
        top = ", ".join(f"{word} {count}" for word, count in self.counts.most_common(5))
        return f"{sum(self.counts.values())} words ({top})"


if __name__ == "__main__":
    millrace.run(WordCount, checkpoint_interval=10.0)
