package io.millrace.domain.resharding;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import io.millrace.domain.stream.HashKeyCoverage;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.InitialPosition;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardGraph;
import io.millrace.domain.stream.ShardId;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The sync of a stream that has no leases. The shards to begin with must serve every hash key once; if they do not, the
 * listing was incomplete or out of date, and beginning with it would skip records, so nothing is created. KCL holds the
 * same (it lists again, three times, and then fails).
 */
final class FirstSync {
    private FirstSync() {}

    static ShardSync.Plan plan(ShardSync.Input input, ShardGraph listing, ImmutableList<Shard> openAtStart) {
        ImmutableList<Shard> chosen = chosen(input, listing, openAtStart).stream()
                .filter(shard -> !Standings.contradicts(shard, listing))
                .sorted(ShardGraph.CREATION_ORDER)
                .collect(toImmutableList());
        List<String> problems = new ArrayList<>(ShardSync.contradictions(listing));
        ImmutableList<HashKeyRange> holes =
                HashKeyCoverage.holes(chosen.stream().map(Shard::hashKeyRange).collect(toImmutableList()));
        if (!holes.isEmpty()) {
            problems.add("the " + chosen.size() + " shards to begin with at " + input.initialPosition() + " leave "
                    + holes.size() + " hash key range(s) to nobody: the listing is incomplete, so no lease is created"
                    + " until it is complete");
        }
        Optional<String> twice = servedTwice(chosen);
        twice.ifPresent(problems::add);
        if (!holes.isEmpty() || twice.isPresent()) {
            return new ShardSync.Plan(ImmutableList.of(), ImmutableList.copyOf(problems), holes);
        }
        return new ShardSync.Plan(
                chosen.stream().map(shard -> create(input, shard)).collect(toImmutableList()),
                ImmutableList.copyOf(problems),
                holes);
    }

    private static ImmutableList<Shard> chosen(
            ShardSync.Input input, ShardGraph listing, ImmutableList<Shard> openAtStart) {
        if (!openAtStart.isEmpty()) {
            return withOldestForTheRest(listing, withoutDescendants(listing, openAtStart));
        }
        return input.initialPosition() instanceof InitialPosition.Latest ? listing.openShards() : listing.roots();
    }

    /**
     * At the very moment of a reshard the service lists parents and children alike. The parents are begun with; their
     * children follow when they end.
     */
    private static ImmutableList<Shard> withoutDescendants(ShardGraph listing, ImmutableList<Shard> shards) {
        ImmutableSet<ShardId> ids = shards.stream().map(Shard::id).collect(ImmutableSet.toImmutableSet());
        return shards.stream()
                .filter(shard -> listing.ancestorsOf(shard.id()).stream().noneMatch(ids::contains))
                .collect(toImmutableList());
    }

    /**
     * The shards that were open at the initial position, and, where these are past retention already, the oldest ones that
     * are left.
     */
    private static ImmutableList<Shard> withOldestForTheRest(ShardGraph listing, ImmutableList<Shard> openAtStart) {
        TreeMap<BigInteger, BigInteger> endByStart = new TreeMap<>();
        openAtStart.forEach(shard -> endByStart.put(
                shard.hashKeyRange().start(), shard.hashKeyRange().end()));
        ImmutableList.Builder<Shard> chosen = ImmutableList.<Shard>builder().addAll(openAtStart);
        for (Shard root : listing.roots()) {
            Map.@Nullable Entry<BigInteger, BigInteger> below =
                    endByStart.floorEntry(root.hashKeyRange().end());
            if (below == null || below.getValue().compareTo(root.hashKeyRange().start()) < 0) {
                chosen.add(root);
            }
        }
        return chosen.build();
    }

    /** Two shards to begin with that share hash keys: the older one's records come first, so something is not listed. */
    private static Optional<String> servedTwice(ImmutableList<Shard> chosen) {
        List<Shard> byRange = new ArrayList<>(chosen);
        byRange.sort((one, other) -> one.hashKeyRange().compareTo(other.hashKeyRange()));
        for (int i = 1; i < byRange.size(); i++) {
            Shard one = byRange.get(i - 1);
            Shard next = byRange.get(i);
            if (one.hashKeyRange().overlaps(next.hashKeyRange())) {
                List<String> names =
                        new ArrayList<>(List.of(one.id().toString(), next.id().toString()));
                Collections.sort(names);
                return Optional.of("shards " + names.get(0) + " and " + names.get(1)
                        + " serve the same hash keys but the listing does not say which came first, so no lease is"
                        + " created until it is complete");
            }
        }
        return Optional.empty();
    }

    private static ShardSync.LeaseToCreate create(ShardSync.Input input, Shard shard) {
        return new ShardSync.LeaseToCreate(
                ShardSync.newLease(input, shard, true, ShardSync.initialCheckpoint(input)),
                "the stream has no leases yet: begin at " + input.initialPosition());
    }
}
