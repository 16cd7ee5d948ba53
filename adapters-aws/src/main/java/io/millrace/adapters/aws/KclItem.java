package io.millrace.adapters.aws;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.Ownership;
import io.millrace.domain.lease.PendingCheckpoint;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.Versioned;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.InitialPosition;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.store.DoneBeyondText;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Reads an item of KCL's lease table. KCL knows no epochs: Millrace keeps its own beside the owner it wrote, and an owner
 * that somebody else has written since counts as one epoch more. The revision is KCL's counter and one, because counters
 * begin at 0.
 */
final class KclItem {
    private final String stream;
    private final InitialPosition initial;

    /**
     * @param stream whose shards the leases are for; KCL does not write it down
     * @param initial where the application begins, by the settings of all its workers
     */
    KclItem(String stream, InitialPosition initial) {
        this.stream = stream;
        this.initial = initial;
    }

    /** Whether an item is a lease: KCL 3.5 keeps other things in the table too, under an entity type of their own. */
    static boolean isLease(Map<String, AttributeValue> item) {
        Optional<String> type =
                Optional.ofNullable(item.get(KclAttributes.ENTITY_TYPE)).map(AttributeValue::s);
        return type.map(KclAttributes.ENTITY_LEASE::equals)
                .orElseGet(() -> item.containsKey(KclAttributes.COUNTER) || item.containsKey(KclAttributes.CHECKPOINT));
    }

    /** The counter that stands for a revision. */
    static long counter(long revision) {
        return revision - 1;
    }

    static ShardId shard(Map<String, AttributeValue> item) {
        AttributeValue key = item.get(KclAttributes.KEY);
        return new ShardId(key == null || key.s() == null ? "(no key)" : key.s());
    }

    LeaseKey key(Map<String, AttributeValue> item) {
        return new LeaseKey(stream, shard(item));
    }

    /** @throws CorruptItemException when it is not what KCL and Millrace write, naming the attribute */
    Versioned<Lease> read(Map<String, AttributeValue> item) {
        ItemReader reader = new ItemReader(item);
        reader.optionalText(KclAttributes.STREAM).ifPresent(name -> {
            throw new CorruptItemException("attribute 'streamName' is '" + name
                    + "': the application has several streams," + " and Millrace shares KCL's table for one only");
        });
        long counter = reader.number(KclAttributes.COUNTER);
        if (counter < 0) {
            throw new CorruptItemException("attribute 'leaseCounter' is " + counter + "; it begins at 0");
        }
        Checkpoint checkpoint =
                position(reader, KclAttributes.CHECKPOINT, KclAttributes.CHECKPOINT_SUB, KclAttributes.OUR_TIMESTAMP);
        Lease lease = new Lease(
                key(item),
                range(reader),
                parents(reader, item),
                lineageStart(reader, item, checkpoint),
                ownership(reader, item, checkpoint),
                checkpoint,
                arrival(reader),
                pending(reader, item),
                reader.optionalText(KclAttributes.OUR_DONE_BEYOND)
                        .map(text -> ItemReader.parsed(KclAttributes.OUR_DONE_BEYOND, text, DoneBeyondText::parse)));
        return new Versioned<>(lease, counter + 1);
    }

    private Checkpoint position(ItemReader reader, String name, String subName, String timestampName) {
        long sub = reader.optionalNumber(subName).orElse(0L);
        KclPosition position = new KclPosition(reader.text(name), sub, reader.optionalInstant(timestampName));
        return ItemReader.checked("'" + name + "' ('" + position.text() + "')", () -> position.toCheckpoint(initial));
    }

    /** Leases of KCL before 2.3 have none until its auditor adds it; that of all keys hides no other. */
    private static HashKeyRange range(ItemReader reader) {
        if (reader.optionalText(KclAttributes.RANGE_START).isEmpty()) {
            return HashKeyRange.WHOLE;
        }
        BigInteger start = reader.wholeNumberText(KclAttributes.RANGE_START);
        BigInteger end = reader.wholeNumberText(KclAttributes.RANGE_END);
        return ItemReader.checked("'startingHashKey' and 'endingHashKey'", () -> new HashKeyRange(start, end));
    }

    private static ImmutableList<ShardId> parents(ItemReader reader, Map<String, AttributeValue> item) {
        AttributeValue set = item.get(KclAttributes.PARENTS);
        ImmutableList<String> ordered = reader.texts(KclAttributes.OUR_PARENTS);
        if (!ordered.isEmpty() || set == null || !set.hasSs()) {
            return shards(ordered);
        }
        return shards(new TreeSet<>(set.ss()));
    }

    private static ImmutableList<ShardId> shards(Iterable<String> names) {
        ImmutableList.Builder<ShardId> shards = ImmutableList.builder();
        for (String name : names) {
            shards.add(ItemReader.parsed(KclAttributes.PARENTS, name, ShardId::new));
        }
        return shards.build();
    }

    /**
     * KCL makes a lease at LATEST or AT_TIMESTAMP only where reading begins by the initial position; children it makes at
     * TRIM_HORIZON whatever the initial position is.
     */
    private static boolean lineageStart(ItemReader reader, Map<String, AttributeValue> item, Checkpoint checkpoint) {
        return item.containsKey(KclAttributes.OUR_LINEAGE_START)
                ? reader.flag(KclAttributes.OUR_LINEAGE_START)
                : checkpoint instanceof Checkpoint.Latest || checkpoint instanceof Checkpoint.AtTimestamp;
    }

    private static Ownership ownership(ItemReader reader, Map<String, AttributeValue> item, Checkpoint checkpoint) {
        Optional<String> owner = owner(reader);
        Optional<String> ours = reader.optionalText(KclAttributes.OUR_OWNER);
        long epoch = epoch(reader, item, checkpoint);
        if (owner.isEmpty()) {
            return ItemReader.checked("'millraceEpoch'", () -> new Ownership(Optional.empty(), epoch));
        }
        if (owner.equals(ours)) {
            Optional<SessionId> session = owner.map(SessionId::new);
            return ItemReader.checked("'millraceOwner' and 'millraceEpoch'", () -> new Ownership(session, epoch));
        }
        return new Ownership(owner.map(SessionId::foreign), Math.min(epoch, Long.MAX_VALUE - 1) + 1);
    }

    /** In a graceful hand-off it is the owner before who reads, renews and checkpoints. */
    private static Optional<String> owner(ItemReader reader) {
        return reader.optionalText(KclAttributes.CHECKPOINT_OWNER)
                .or(() -> reader.optionalText(KclAttributes.OWNER))
                .filter(name -> !name.isBlank());
    }

    /** A lease that only KCL has written to has begun when it has been anywhere. */
    private static long epoch(ItemReader reader, Map<String, AttributeValue> item, Checkpoint checkpoint) {
        if (item.containsKey(KclAttributes.OUR_EPOCH)) {
            return reader.number(KclAttributes.OUR_EPOCH);
        }
        boolean owned = owner(reader).isPresent();
        return !owned && !checkpoint.isSentinel() ? 1 : 0;
    }

    /** Only what was written for the very checkpoint that stands there: KCL moves it and leaves this as it was. */
    private static Optional<Instant> arrival(ItemReader reader) {
        String stamp = arrivalStamp(
                reader.text(KclAttributes.CHECKPOINT),
                reader.optionalNumber(KclAttributes.CHECKPOINT_SUB).orElse(0L));
        return reader.optionalText(KclAttributes.OUR_ARRIVAL)
                .filter(text -> text.startsWith(stamp))
                .map(text ->
                        ItemReader.parsed(KclAttributes.OUR_ARRIVAL, text.substring(stamp.length()), Instant::parse));
    }

    static String arrivalStamp(String checkpoint, long sub) {
        return checkpoint + "/" + sub + " ";
    }

    private Optional<PendingCheckpoint> pending(ItemReader reader, Map<String, AttributeValue> item) {
        if (!item.containsKey(KclAttributes.PENDING)) {
            return Optional.empty();
        }
        Checkpoint prepared =
                position(reader, KclAttributes.PENDING, KclAttributes.PENDING_SUB, KclAttributes.OUR_PENDING_TIMESTAMP);
        Optional<String> state = Optional.ofNullable(item.get(KclAttributes.PENDING_STATE))
                .map(AttributeValue::b)
                .map(bytes -> bytes.asString(StandardCharsets.UTF_8));
        return Optional.of(new PendingCheckpoint(prepared, state));
    }
}
