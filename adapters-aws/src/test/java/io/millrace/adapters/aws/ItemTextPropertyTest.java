package io.millrace.adapters.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.Assignment;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.store.CheckpointText;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Texts inside items read back as what they were made of. */
class ItemTextPropertyTest {
    private static final int ITEM_LIMIT_BYTES = 400 * 1024;

    @Property(tries = 300)
    void checkpointsReadBack(@ForAll("checkpoints") Checkpoint checkpoint) {
        assertThat(CheckpointText.parse(CheckpointText.write(checkpoint))).isEqualTo(checkpoint);
    }

    @Provide
    Arbitrary<Checkpoint> checkpoints() {
        Arbitrary<BigInteger> numbers = Arbitraries.bigIntegers().between(BigInteger.ZERO, BigInteger.TEN.pow(128));
        Arbitrary<Long> subs = Arbitraries.longs().between(0, Long.MAX_VALUE);
        Arbitrary<Checkpoint> positions = Combinators.combine(numbers, subs)
                .as((number, sub) -> Checkpoint.at(new RecordPosition(new SequenceNumber(number), sub)));
        Arbitrary<Checkpoint> times = Combinators.combine(
                        Arbitraries.longs().between(-1_000_000_000_000L, 1_000_000_000_000L),
                        Arbitraries.integers().between(0, 999_999_999))
                .as((second, nano) -> Checkpoint.atTimestamp(Instant.ofEpochSecond(second, nano)));
        return Arbitraries.oneOf(
                positions, times, Arbitraries.of(Checkpoint.TRIM_HORIZON, Checkpoint.LATEST, Checkpoint.SHARD_END));
    }

    @Property(tries = 500)
    void shardNumbersReadBack(@ForAll Set<@net.jqwik.api.constraints.LongRange(min = 0, max = 60) Long> ordinals) {
        TreeSet<Long> sorted = new TreeSet<>(ordinals);
        List<ShardId> read = new ArrayList<>();

        ShardOrdinals.parse(ShardOrdinals.write(sorted), read::add);

        assertThat(read).isEqualTo(sorted.stream().map(ShardId::ofOrdinal).toList());
    }

    @Property(tries = 500)
    void anIdIsWrittenAsANumberOnlyIfTheNumberGivesItBack(@ForAll("shardIds") ShardId id) {
        ShardOrdinals.ordinal(id)
                .ifPresent(ordinal -> assertThat(ShardOrdinals.id(ordinal)).isEqualTo(id));
    }

    @Property(tries = 300)
    void assignmentsReadBack(@ForAll Set<@net.jqwik.api.From("leaseKeys") LeaseKey> leases) {
        Assignment assignment = assignment(ImmutableSortedSet.copyOf(leases));
        ItemWriter item = new ItemWriter();

        AssignmentItem.write(assignment, item);

        assertThat(AssignmentItem.read(new ItemReader(item.toItem()))).isEqualTo(assignment);
    }

    @Provide
    Arbitrary<LeaseKey> leaseKeys() {
        return Combinators.combine(Arbitraries.of("words", "words.2", "größe"), shardIds())
                .as(LeaseKey::new);
    }

    @Provide
    Arbitrary<ShardId> shardIds() {
        Arbitrary<String> near = Arbitraries.strings()
                .withChars("0123456789-١ ")
                .ofMinLength(0)
                .ofMaxLength(20)
                .map(end -> "shardId-" + end);
        Arbitrary<String> other =
                Arbitraries.strings().withCharRange('!', '~').ofMinLength(1).ofMaxLength(30);
        Arbitrary<String> usual = Arbitraries.longs()
                .between(0, 999)
                .map(ordinal -> ShardId.ofOrdinal(ordinal).value());
        return Arbitraries.oneOf(near, other, usual).map(ShardId::new);
    }

    @Example
    void tenThousandScatteredShardsStayFarBelowTheLimitOfAnItem() {
        ImmutableSortedSet.Builder<LeaseKey> leases = ImmutableSortedSet.naturalOrder();
        for (int i = 0; i < 10_000; i++) {
            leases.add(new LeaseKey("words", ShardId.ofOrdinal(900_000_000L + 2L * i)));
        }
        EntryItemMapper mapper = new EntryItemMapper("word-count");

        Map<String, AttributeValue> item = mapper.item(assignment(leases.build()), 1);

        String shards = item.get("leases").m().get("words").s();
        assertThat(shards.length()).isLessThan(ITEM_LIMIT_BYTES / 3);
    }

    @Example
    void runsAreShort() {
        TreeSet<Long> ordinals = new TreeSet<>(List.of(0L, 1L, 2L, 3L, 7L, 9L, 10L));

        assertThat(ShardOrdinals.write(ordinals)).isEqualTo("0-3,7,9-10");
    }

    @Example
    void damagedRunsAreRefusedAndDoNotFillTheMemory() {
        for (String damaged : List.of("3-1", "-4", "x", "1-", "0-999999999999")) {
            assertThatThrownBy(() -> ShardOrdinals.parse(damaged, id -> {}))
                    .as(damaged)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static Assignment assignment(ImmutableSortedSet<LeaseKey> leases) {
        return new Assignment(new SessionId("s-1"), new SessionId("s-2"), 3, leases);
    }
}
