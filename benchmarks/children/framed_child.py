#!/usr/bin/env python3
"""A child written with the millrace package that counts; in frames where the daemon offers them."""

import millrace

from progress import Progress


class Counter(millrace.Processor):
    def initialize(self, shard):
        self.progress = Progress()

    def process(self, records, checkpointer):
        # Each record's data is looked at, as the plain child's parser does.
        count = 0
        for record in records:
            if record.data is not None:
                count += 1
        self.progress.count(count)


if __name__ == "__main__":
    millrace.run(Counter, checkpoint_interval=10.0)
