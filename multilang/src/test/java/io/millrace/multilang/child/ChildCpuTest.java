package io.millrace.multilang.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.multilang.protocol.Generation;
import io.millrace.ports.processing.RecordProcessor;
import io.millrace.ports.processing.ShardContext;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What real children compute is told to the engine as load of their shards. */
class ChildCpuTest {
    private static final Duration MOST = Duration.ofSeconds(5);

    @Test
    void whatAChildComputesIsItsShards() throws Exception {
        try (Harness harness = Harness.of("computes", "0.3")) {
            RecordProcessor processor = harness.initialized();
            harness.readCpu();
            assertThat(harness.computed).as("the start of the interpreter").isEmpty();

            harness.process(processor, 1, 3);
            await().untilAsserted(() -> {
                harness.readCpu();
                assertThat(harness.computed(harness.shard)).isBetween(Duration.ofMillis(280), MOST);
            });
        }
    }

    @Test
    void itIsReadEveryTenSeconds() throws Exception {
        try (Harness harness = Harness.of("computes", "0.3")) {
            RecordProcessor processor = harness.initialized();
            harness.readCpu();
            harness.process(processor, 1, 3);
            harness.nanoTime.addAndGet(Duration.ofMillis(9_999).toNanos());
            harness.processors.look(Duration.ofMinutes(1));
            assertThat(harness.computed).isEmpty();

            harness.nanoTime.addAndGet(Duration.ofMillis(1).toNanos());
            harness.processors.look(Duration.ofMinutes(1));
            assertThat(harness.computed).containsOnlyKeys(harness.shard.shardId());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatAChildHasStartedAndWaitedForIsItsShardsToo() throws Exception {
        try (Harness harness = Harness.of("computes-elsewhere", "10000000")) {
            RecordProcessor processor = harness.initialized();
            harness.readCpu();
            harness.process(processor, 1, 3);
            await().untilAsserted(() -> {
                harness.readCpu();
                assertThat(harness.computed(harness.shard)).isGreaterThan(Duration.ofMillis(50));
            });
        }
    }

    @Test
    void aChildThatFollowsAnotherBeginsAtNothing() throws Exception {
        try (Harness harness = Harness.of("computes", "0.3")) {
            harness.initialized().leaseLost();
            await().until(harness::allGone);
            harness.readCpu();
            RecordProcessor anew = harness.initialized();
            harness.process(anew, 1, 3);
            harness.readCpu();
            assertThat(harness.computed).isEmpty();

            harness.process(anew, 4, 6);
            await().untilAsserted(() -> {
                harness.readCpu();
                assertThat(harness.computed(harness.shard)).isGreaterThanOrEqualTo(Duration.ofMillis(280));
            });
        }
    }

    @Test
    void shardsOfOneChildShareByWhatTheyWereHanded() throws Exception {
        ChildSettings settings = new ChildSettings(
                "application",
                Harness.script("framed.py", "computes"),
                Generation.KCL_2,
                Optional.of(Duration.ofSeconds(20)),
                Duration.ofSeconds(20),
                Duration.ofSeconds(10),
                1,
                3,
                false);
        try (Harness harness = new Harness(settings)) {
            ShardContext idle = Samples.shard(2);
            ShardContext light = Samples.shard(3);
            RecordProcessor heavy = harness.initialized();
            harness.initialized(idle);
            RecordProcessor other = harness.initialized(light);
            assertThat(harness.pids.stream().distinct()).hasSize(1);
            harness.readCpu();

            harness.process(heavy, 1, 30);
            harness.process(other, 31, 40);
            harness.readCpu();

            assertThat(harness.computed).containsOnlyKeys(harness.shard.shardId(), light.shardId());
            double ratio = harness.computed(harness.shard).toNanos()
                    / (double) harness.computed(light).toNanos();
            assertThat(ratio).as("30 records to 10").isBetween(2.9, 3.1);
        }
    }
}
