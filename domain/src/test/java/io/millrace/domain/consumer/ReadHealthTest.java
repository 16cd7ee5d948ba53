package io.millrace.domain.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.stream.ShardId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReadHealthTest {
    private static final LeaseKey ONE = new LeaseKey("orders", new ShardId("shardId-000000000001"));
    private static final LeaseKey TWO = new LeaseKey("orders", new ShardId("shardId-000000000002"));

    private final ReadHealth health = new ReadHealth(Duration.ofSeconds(10));

    @Test
    void nobodyIsToldOfAFailureThatTheNextReadMakesUpFor() {
        assertThat(health.failed(ONE, at(0))).isEmpty();
        assertThat(health.failed(ONE, at(9))).isEmpty();
        assertThat(health.succeeded(ONE, at(9.5))).isEmpty();
        assertThat(health.failed(ONE, at(12))).isEmpty();
    }

    @Test
    void readsThatFailForLongAreToldOnce() {
        assertThat(health.failed(ONE, at(1))).isEmpty();
        assertThat(health.failed(ONE, at(11))).contains(Duration.ofSeconds(10));
        assertThat(health.failed(ONE, at(30))).isEmpty();
    }

    @Test
    void allShardsShareOneWord() {
        health.failed(ONE, at(0));
        health.failed(TWO, at(5));
        assertThat(health.failed(ONE, at(12))).contains(Duration.ofSeconds(12));
        assertThat(health.failed(TWO, at(20))).isEmpty();
        assertThat(health.succeeded(ONE, at(21))).isEmpty();
        assertThat(health.succeeded(TWO, at(22))).contains(Duration.ofSeconds(22));
        assertThat(health.succeeded(TWO, at(23))).isEmpty();
    }

    @Test
    void aSecondOutageIsToldAgain() {
        health.failed(ONE, at(0));
        health.failed(ONE, at(10));
        health.succeeded(ONE, at(11));
        health.failed(ONE, at(20));
        assertThat(health.failed(ONE, at(31))).contains(Duration.ofSeconds(11));
    }

    @Test
    void aShardThatIsGivenUpTakesItsTroubleWithIt() {
        health.failed(ONE, at(0));
        health.failed(ONE, at(10));
        health.stopped(ONE);
        assertThat(health.succeeded(TWO, at(11))).isEmpty();
        health.failed(TWO, at(12));
        assertThat(health.failed(TWO, at(22))).contains(Duration.ofSeconds(10));
    }

    private static long at(double seconds) {
        return (long) (seconds * 1e9);
    }
}
