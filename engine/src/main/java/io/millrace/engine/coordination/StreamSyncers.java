package io.millrace.engine.coordination;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.Versioned;
import java.util.SortedMap;
import java.util.TreeMap;

/** The shard syncers of the streams that this worker works on, while it leads. On the loop only. */
final class StreamSyncers {
    private final WorkerContext context;
    private final StoreClient store;
    private final SortedMap<LeaseKey, Versioned<Lease>> leases;
    private final ShardSyncer.Owner owner;
    private final TreeMap<String, ShardSyncer> byStream = new TreeMap<>();

    /** @param leases the leader's picture of the leases of all streams; kept up to date with what the syncers write */
    StreamSyncers(
            WorkerContext context,
            StoreClient store,
            SortedMap<LeaseKey, Versioned<Lease>> leases,
            ShardSyncer.Owner owner) {
        this.context = context;
        this.store = store;
        this.leases = leases;
        this.owner = owner;
    }

    /** Begins to look after a stream. */
    ShardSyncer add(ServedStream stream) {
        ShardSyncer syncer = new ShardSyncer(context, store, stream, LeaseKey.ofStream(leases, stream.name()), owner);
        byStream.put(stream.name(), syncer);
        syncer.start();
        return syncer;
    }

    void remove(String stream) {
        ShardSyncer syncer = byStream.remove(stream);
        if (syncer != null) {
            syncer.stop();
        }
    }

    void stop() {
        byStream.values().forEach(ShardSyncer::stop);
    }

    /** Whether each stream's shards were listed, or cannot be for now. */
    boolean isReady() {
        return byStream.values().stream().allMatch(ShardSyncer::isReady);
    }

    /** The leases were listed afresh. */
    void leasesListed(ImmutableSet<EntryKey> corruptEntries) {
        ImmutableList.copyOf(byStream.values()).forEach(syncer -> syncer.leasesListed(corruptEntries));
    }

    StreamSight sight(String stream) {
        ShardSyncer syncer = byStream.get(stream);
        return syncer == null
                ? StreamSight.NONE
                : new StreamSight(syncer.listing(), syncer.confirmedGone(), syncer::probe);
    }
}
