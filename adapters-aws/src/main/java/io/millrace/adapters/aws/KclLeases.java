package io.millrace.adapters.aws;

import com.google.common.collect.ImmutableSortedSet;

/**
 * What a lease table of the Kinesis Client Library holds, counted.
 *
 * @param total all leases that were read
 * @param finished those whose shard is processed to its end (SHARD_END)
 * @param positioned those with a sequence number as their checkpoint
 * @param waiting those that have not checkpointed yet: TRIM_HORIZON, LATEST, AT_TIMESTAMP
 * @param owners the workers that owned a lease last
 * @param complete whether these are all; the count ends early in a very large table
 */
public record KclLeases(
        int total, int finished, int positioned, int waiting, ImmutableSortedSet<String> owners, boolean complete) {
    private static final int OWNERS_NAMED = 5;

    /** Such as {@code 4 leases (1 at its end, 2 at a sequence number, 1 not begun), last owned by a, b}. */
    public String describe() {
        String count = (complete ? "" : "more than ") + total + (total == 1 ? " lease" : " leases");
        return total == 0
                ? count
                : count + " (" + finished + " at the end of the shard, " + positioned + " at a sequence number, "
                        + waiting + " without progress), " + lastOwners();
    }

    private String lastOwners() {
        if (owners.isEmpty()) {
            return "owned by nobody";
        }
        String named = String.join(", ", owners.asList().subList(0, Math.min(OWNERS_NAMED, owners.size())));
        int more = owners.size() - OWNERS_NAMED;
        return "last owned by " + named + (more > 0 ? " and " + more + " more" : "");
    }
}
