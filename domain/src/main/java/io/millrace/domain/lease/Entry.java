package io.millrace.domain.lease;

/** One thing an application keeps in its lease store; replaced as a whole, by compare-and-set on its revision. */
public sealed interface Entry permits StreamBinding, Leadership, Lease, WorkerSession, Assignment {
    /** Its name; two entries of an application never share one. */
    EntryKey entryKey();
}
