package io.millrace.domain.stream;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a stream's shards truly are: split, merged and trimmed step by step, with every listing it ever had. Each step takes
 * a second; sequence numbers grow with time, as in Kinesis. For tests of whatever reads listings that may be old or
 * incomplete.
 */
public final class LineageModel {
    private static final class TrueShard {
        final Shard born;
        final long bornAt;
        long closedAt = Long.MAX_VALUE;
        boolean trimmed;

        TrueShard(Shard born, long bornAt) {
            this.born = born;
            this.bornAt = bornAt;
        }
    }

    private final Map<ShardId, TrueShard> shards = new TreeMap<>();
    private final List<ShardGraph> listings = new ArrayList<>();
    private long now;

    private LineageModel() {}

    /** A new stream whose shards share the hash key space evenly. */
    public static LineageModel ofShards(int count) {
        LineageModel model = new LineageModel();
        BigInteger width = HashKeyRange.MAXIMUM_KEY.add(BigInteger.ONE).divide(BigInteger.valueOf(count));
        for (int i = 0; i < count; i++) {
            BigInteger start = width.multiply(BigInteger.valueOf(i));
            BigInteger end =
                    i == count - 1 ? HashKeyRange.MAXIMUM_KEY : start.add(width).subtract(BigInteger.ONE);
            model.bear(ImmutableList.of(), new HashKeyRange(start, end));
        }
        model.listings.add(model.list());
        return model;
    }

    /** Splits the open shard of this index, by hash key, in the middle; does nothing to one of a single key. */
    public void split(int index) {
        TrueShard parent = open(index);
        HashKeyRange range = parent.born.hashKeyRange();
        BigInteger middle = range.start().add(range.end()).shiftRight(1);
        if (range.start().equals(range.end())) {
            return;
        }
        now++;
        parent.closedAt = now;
        bear(ImmutableList.of(parent.born.id()), new HashKeyRange(range.start(), middle));
        bear(ImmutableList.of(parent.born.id()), new HashKeyRange(middle.add(BigInteger.ONE), range.end()));
        listings.add(list());
    }

    /** Merges the open shard of this index, by hash key, with its neighbour above; does nothing when there is one shard. */
    public void merge(int index) {
        if (openShards().size() < 2) {
            return;
        }
        int lower = Math.floorMod(index, openShards().size() - 1);
        TrueShard one = open(lower);
        TrueShard other = open(lower + 1);
        now++;
        one.closedAt = now;
        other.closedAt = now;
        bear(
                ImmutableList.of(one.born.id(), other.born.id()),
                new HashKeyRange(
                        one.born.hashKeyRange().start(),
                        other.born.hashKeyRange().end()));
        listings.add(list());
    }

    /** Trims the shard that was closed longest ago; does nothing when none is closed. */
    public Optional<ShardId> trimOldest() {
        Optional<TrueShard> oldest = shards.values().stream()
                .filter(shard -> !shard.trimmed && shard.closedAt != Long.MAX_VALUE)
                .min(Comparator.comparingLong(shard -> shard.closedAt));
        oldest.ifPresent(shard -> {
            shard.trimmed = true;
            now++;
            listings.add(list());
        });
        return oldest.map(shard -> shard.born.id());
    }

    /** The first shard that is still there although one that was closed together with it is trimmed. */
    public boolean isHalfTrimmed() {
        return shards.values().stream()
                .anyMatch(shard -> !shard.trimmed
                        && shards.values().stream()
                                .anyMatch(other -> other.trimmed && other.closedAt == shard.closedAt));
    }

    /** The service's time. */
    public Instant now() {
        return Instant.ofEpochSecond(now);
    }

    /** The listing as it is now. */
    public ShardGraph listing() {
        return listings.get(listings.size() - 1);
    }

    /** One of all listings that the stream ever had, the newest one for 0, the one before it for 1, and so on around. */
    public ShardGraph oldListing(int age) {
        return listings.get(listings.size() - 1 - Math.floorMod(age, listings.size()));
    }

    /** A listing without the shards whose place in it has a set bit in the mask. */
    public static ShardGraph partial(ShardGraph listing, long mask) {
        List<Shard> kept = new ArrayList<>();
        for (int i = 0; i < listing.shards().size(); i++) {
            if ((mask >>> (i % 64) & 1) == 0) {
                kept.add(listing.shards().get(i));
            }
        }
        return ShardGraph.of(kept);
    }

    /**
     * The service's answer to a listing of the shards that were open at this time; of the oldest shards there are when the
     * time is past retention altogether.
     */
    public ImmutableList<Shard> openAt(Instant timestamp) {
        ImmutableList<Shard> open = shards.values().stream()
                .filter(shard -> !shard.trimmed
                        && shard.bornAt <= timestamp.getEpochSecond()
                        && timestamp.getEpochSecond() < shard.closedAt)
                .map(LineageModel::described)
                .collect(toImmutableList());
        return open.isEmpty() ? listing().roots() : open;
    }

    /** All shards there ever were. */
    public ImmutableList<ShardId> allShards() {
        return ImmutableList.copyOf(shards.keySet());
    }

    /** The open shards, by hash key. */
    public ImmutableList<Shard> openShards() {
        return shards.values().stream()
                .filter(shard -> shard.closedAt == Long.MAX_VALUE)
                .map(shard -> shard.born)
                .sorted(Comparator.comparing(Shard::hashKeyRange))
                .collect(toImmutableList());
    }

    public boolean isTrimmed(ShardId shard) {
        return shards.get(shard).trimmed;
    }

    public boolean isOpen(ShardId shard) {
        return shards.get(shard).closedAt == Long.MAX_VALUE;
    }

    /** Whether the shard was closed at this time or before, so that no record of it arrived after. */
    public boolean isClosedAt(ShardId shard, Instant timestamp) {
        return shards.get(shard).closedAt <= timestamp.getEpochSecond();
    }

    public ImmutableList<ShardId> parentsOf(ShardId shard) {
        return shards.get(shard).born.parents();
    }

    /** The children as the answer at the shard's end names them. */
    public ImmutableList<ChildShard> childrenOf(ShardId shard) {
        return shards.values().stream()
                .map(child -> child.born)
                .filter(child -> child.parents().contains(shard))
                .map(child -> new ChildShard(child.id(), child.parents(), child.hashKeyRange()))
                .collect(toImmutableList());
    }

    @Override
    public String toString() {
        return "at " + now + " " + listing();
    }

    private TrueShard open(int index) {
        ImmutableList<Shard> open = openShards();
        return shards.get(open.get(Math.floorMod(index, open.size())).id());
    }

    private void bear(ImmutableList<ShardId> parents, HashKeyRange range) {
        long ordinal = shards.size();
        Shard shard = new Shard(
                ShardId.ofOrdinal(ordinal),
                parents.stream().findFirst(),
                parents.stream().skip(1).findFirst(),
                range,
                SequenceNumber.of(now * 1000 + ordinal),
                Optional.empty());
        shards.put(shard.id(), new TrueShard(shard, now));
    }

    private ShardGraph list() {
        return ShardGraph.of(shards.values().stream()
                .filter(shard -> !shard.trimmed)
                .map(LineageModel::described)
                .collect(toImmutableList()));
    }

    private static Shard described(TrueShard shard) {
        return shard.closedAt == Long.MAX_VALUE
                ? shard.born
                : new Shard(
                        shard.born.id(),
                        shard.born.parent(),
                        shard.born.adjacentParent(),
                        shard.born.hashKeyRange(),
                        shard.born.startingSequenceNumber(),
                        Optional.of(SequenceNumber.of(shard.closedAt * 1000 - 1)));
    }
}
