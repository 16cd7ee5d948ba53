package io.millrace.domain.lease;

/** The kinds of entry that an application keeps in its lease store. */
public enum EntryKind {
    /** {@link StreamBinding}: which stream the leases were made for. */
    STREAM_BINDING,
    /** {@link Leadership}: who plans for the fleet. */
    LEADERSHIP,
    /** {@link Lease}: one a shard. */
    LEASE,
    /** {@link WorkerSession}: one a living worker. */
    SESSION,
    /** {@link Assignment}: one a living worker, written by the leader. */
    ASSIGNMENT
}
