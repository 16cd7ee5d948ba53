package io.millrace.multilang.child;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** The CPU time of one child, and the shards that it is used for. Safe for use by several threads. */
final class ChildCpu {
    private final Supplier<Duration> more;
    private final CopyOnWriteArrayList<ShardShare> shares = new CopyOnWriteArrayList<>();

    /** @param more what the child has used since it was asked last; asked by one thread at a time */
    ChildCpu(Supplier<Duration> more) {
        this.more = more;
    }

    /** The child serves one more shard, until that leaves. */
    void join(ShardShare share) {
        shares.add(share);
    }

    /**
     * Reads what the child has used, and tells its shards their parts. One that has left since the last time gets the part of
     * what it was handed until then: others did not use it.
     */
    synchronized void read() {
        Duration used = more.get();
        List<ShardShare> sharing = new ArrayList<>();
        ImmutableLongArray.Builder handed = ImmutableLongArray.builder();
        for (ShardShare share : shares) {
            boolean hasLeft = share.hasLeft();
            long bytes = share.takeHanded();
            if (hasLeft) {
                shares.remove(share);
            }
            if (!hasLeft || bytes > 0) {
                sharing.add(share);
                handed.add(bytes);
            }
        }
        ImmutableList<Duration> parts = CpuParts.of(used, handed.build());
        for (int i = 0; i < parts.size(); i++) {
            sharing.get(i).computed(parts.get(i));
        }
    }
}
