package io.millrace.ports.contract;

import static io.millrace.ports.contract.Answers.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamIdentity;
import io.millrace.ports.source.DescribeAnswer;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a stream says of itself. */
public interface RecordSourceDescribing extends RecordSourceHarness {
    @Test
    @DisplayName("A stream says who it is: name, ARN, and creation time in whole seconds, the same each time")
    default void saysWhoItIs() throws Exception {
        Instant before = now().minusSeconds(2);
        StreamFixture stream = stream(2);

        StreamIdentity identity = describe(stream).identity();

        assertEquals(stream.source().streamName(), identity.name());
        assertFalse(identity.arn().isBlank(), "the ARN is blank");
        Instant created = identity.creationTime();
        assertEquals(created.truncatedTo(ChronoUnit.SECONDS), created);
        assertTrue(
                created.isAfter(before) && created.isBefore(now().plusSeconds(2)),
                () -> created + " is not when the stream was created, after " + before);
        assertEquals(identity, describe(stream).identity());
    }

    @Test
    @DisplayName("A stream says how long it keeps records")
    default void saysItsRetention() throws Exception {
        assertEquals(retention(), describe(stream(1)).retention());
    }

    @Test
    @DisplayName("A stream says how many of its shards are open")
    default void countsOpenShards() throws Exception {
        StreamFixture stream = stream(3);
        assertEquals(3, describe(stream).openShards());

        List<ShardId> shards = Reading.ids(Reading.shards(stream.source(), Reading.ALL));
        stream.merge(shards.get(1), shards.get(2));
        assertEquals(2, describe(stream).openShards());

        BigInteger middleOfTheFirstThird = HashKeyRange.MAXIMUM_KEY.divide(BigInteger.valueOf(6));
        stream.split(shards.get(0), middleOfTheFirstThird);
        assertEquals(3, describe(stream).openShards());
    }

    @Test
    @DisplayName("A stream says what time it is, to the second or finer, and is never ahead")
    default void saysTheTime() throws Exception {
        StreamFixture stream = stream(1);
        Instant before = now();
        Instant serviceTime = describe(stream).serviceTime();
        Instant after = now();

        assertFalse(serviceTime.isAfter(after), () -> serviceTime + " is ahead of " + after);
        Duration behind = Duration.between(serviceTime, before);
        assertTrue(behind.compareTo(Duration.ofSeconds(2)) <= 0, () -> serviceTime + " is " + behind + " behind");
    }

    private static DescribeAnswer.Described describe(StreamFixture stream) {
        return answer(DescribeAnswer.Described.class, stream.source().describe());
    }
}
