package io.millrace.engine.coordination;

import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.Versioned;
import io.millrace.domain.stream.ShardGraph;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.store.ReadAnswer;
import java.util.ArrayDeque;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Finds out whether a shard that seems to have no lease had one that was deleted because its descendants are under way. A
 * listing of leases cannot tell: its pages may be of different moments, so that it lacks the parent's lease, which is gone,
 * and the child's, which was not yet there. Reading single entries can.
 */
final class PassedShards {
    private PassedShards() {}

    /** What the reads have shown. */
    sealed interface Finding {
        /** No descendant of the shard was begun. */
        record NotPassed() implements Finding {}

        /** The shard is done with, because this descendant of it was begun, or a lineage begins with it. */
        record Passed(Versioned<Lease> descendant) implements Finding {}

        /** The store did not answer. */
        record Unknown() implements Finding {}
    }

    /** Asks the store, entry by entry; of a shard without descendants it knows at once. */
    static void find(StoreClient store, LeaseKey shard, ShardGraph listing, Consumer<Finding> then) {
        TreeSet<ShardId> descendants = new TreeSet<>();
        ArrayDeque<ShardId> open = new ArrayDeque<>(listing.childrenOf(shard.shard()));
        while (!open.isEmpty()) {
            ShardId next = open.remove();
            if (descendants.add(next)) {
                open.addAll(listing.childrenOf(next));
            }
        }
        read(store, shard.stream(), new ArrayDeque<>(descendants), then);
    }

    private static void read(
            StoreClient store, String stream, ArrayDeque<ShardId> descendants, Consumer<Finding> then) {
        if (descendants.isEmpty()) {
            then.accept(new Finding.NotPassed());
            return;
        }
        store.read(EntryKey.of(new LeaseKey(stream, descendants.remove())), answer -> {
            if (answer instanceof ReadAnswer.Found found && found.found().entry() instanceof Lease lease) {
                if (lease.hasBegun() || lease.lineageStart()) {
                    then.accept(new Finding.Passed(
                            new Versioned<>(lease, found.found().revision())));
                    return;
                }
            } else if (!(answer instanceof ReadAnswer.Absent)) {
                then.accept(new Finding.Unknown());
                return;
            }
            read(store, stream, descendants, then);
        });
    }
}
