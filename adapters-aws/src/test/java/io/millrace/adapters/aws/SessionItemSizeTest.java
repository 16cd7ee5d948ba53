package io.millrace.adapters.aws;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.WorkerLoad;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.domain.stream.ShardId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A heartbeat costs one write unit, which is what an item of up to 1 KB costs. */
class SessionItemSizeTest {
    private static final int WRITE_UNIT_BYTES = 1024;
    private static final String WORKER = "ip-10-123-145-167.eu-central-1.compute.internal-17";

    @Test
    void theHeaviestLoadOfALargeStreamFitsIntoOneWriteUnit() {
        ImmutableSortedMap.Builder<LeaseKey, Integer> levels = ImmutableSortedMap.naturalOrder();
        for (int shard = 0; shard < WorkerLoad.MOST_LEASES; shard++) {
            // As few neighbours as there can be among ten thousand shards, at all levels.
            levels.put(
                    new LeaseKey(
                            "clickstream-production",
                            ShardId.ofOrdinal(1_000 + 9_000 / WorkerLoad.MOST_LEASES * shard)),
                    1 + shard % WorkerLoad.HIGHEST_LEVEL);
        }
        WorkerSession session = new WorkerSession(
                        new SessionId(WORKER + "@0123456789abcdef"),
                        WORKER,
                        WorkerSession.State.ACTIVE,
                        10_000_000,
                        Duration.ofMillis(1_500),
                        0.123,
                        100_000,
                        ImmutableSortedSet.of("clickstream-production"))
                .withLoad(new WorkerLoad(15.85, 16, levels.build()));

        int bytes = bytes(new EntryItemMapper("clickstream-aggregator").item(session, 100_000_000));
        assertThat(bytes).isBetween(WRITE_UNIT_BYTES / 2, WRITE_UNIT_BYTES);
    }

    /** As DynamoDB counts ("Item sizes and formats" of its documentation). */
    private static int bytes(Map<String, AttributeValue> item) {
        return item.entrySet().stream()
                .mapToInt(attribute -> utf8(attribute.getKey()) + bytes(attribute.getValue()))
                .sum();
    }

    private static int bytes(AttributeValue value) {
        return switch (value.type()) {
            case S -> utf8(value.s());
            // Two digits a byte, one for the sign and the exponent, and one more.
            case N -> value.n().length() / 2 + 2;
            case M -> 3 + bytes(value.m()) + value.m().size();
            case L -> 3 + value.l().stream().mapToInt(each -> 1 + bytes(each)).sum();
            case SS -> value.ss().stream().mapToInt(SessionItemSizeTest::utf8).sum();
            default -> throw new IllegalArgumentException("no size is known of " + value.type());
        };
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
