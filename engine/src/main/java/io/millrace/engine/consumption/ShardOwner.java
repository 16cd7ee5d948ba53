package io.millrace.engine.consumption;

import io.millrace.domain.lease.LeaseKey;

/** What the worker does about a shard's fate. */
public interface ShardOwner {
    /** The lease is free, finished or somebody else's: this worker holds it no longer. */
    void letGo(LeaseKey key);

    /** User code is through with, too; the lease may be taken again. */
    void closed(LeaseKey key);

    /** The processor could not go on: another one is to begin at the last checkpoint, under the same epoch. */
    void beginAnew(ShardBeginning beginning);

    /** A shard was finished and its children were leased: the leader should look at the leases. */
    void leasesChanged();

    void streamGone(String stream);
}
