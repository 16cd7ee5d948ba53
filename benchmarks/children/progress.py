"""What a child that is measured says about itself, in a file that the benchmark reads."""

import json
import os
import time

REPORT_EVERY_SECONDS = 0.2


class Progress:
    """Counts records and reports now and then, in a file of this process in the folder BENCHMARK_REPORTS.

    The file is one JSON object: pid; records, counted so far; at, the time of that count; firstRecordAt, that of the
    first record; both in seconds since 1970. It is replaced as a whole, so it is never seen half written.
    """

    def __init__(self):
        self._path = os.path.join(os.environ["BENCHMARK_REPORTS"], f"{os.getpid()}.json")
        self._records = 0
        self._first_record_at = None
        self._next_report_at = 0.0

    def count(self, records):
        """Adds this many, which have been processed."""
        now = time.time()
        if self._first_record_at is None:
            self._first_record_at = now
        self._records += records
        if now >= self._next_report_at:
            self._next_report_at = now + REPORT_EVERY_SECONDS
            self._report(now)

    def _report(self, now):
        report = {
            "pid": os.getpid(),
            "records": self._records,
            "at": now,
            "firstRecordAt": self._first_record_at,
        }
        with open(self._path + ".new", "w", encoding="ascii") as file:
            json.dump(report, file)
        os.replace(self._path + ".new", self._path)
