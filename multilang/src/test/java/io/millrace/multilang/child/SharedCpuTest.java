package io.millrace.multilang.child;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.ports.processing.ShardControl;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which shards share the CPU time of a child. */
class SharedCpuTest {
    private Duration next = Duration.ofSeconds(6);
    private final ChildCpu cpu = new ChildCpu(() -> next);
    private final Told first = new Told();
    private final Told second = new Told();

    private static final class Told implements ShardControl {
        private final List<Duration> told = new ArrayList<>();
        private final ShardShare share = new ShardShare(this);

        @Override
        public void restart(Throwable cause) {
            throw new AssertionError(cause);
        }

        @Override
        public void computed(Duration cpu) {
            told.add(cpu);
        }

        void handed(long records) {
            share.handed(Samples.batch(
                            Samples.shard(1),
                            new StoredCheckpoints(Samples.shard(1).checkpoint()),
                            1,
                            records,
                            10)
                    .records());
        }
    }

    @Test
    void eachTimeCountsWhatWasHandedSinceTheLast() {
        cpu.join(first.share);
        cpu.join(second.share);
        first.handed(5);
        cpu.read();
        second.handed(7);
        cpu.read();
        cpu.read();
        assertThat(first.told).containsExactly(Duration.ofSeconds(6), Duration.ofSeconds(3));
        assertThat(second.told).containsExactly(Duration.ofSeconds(6), Duration.ofSeconds(3));
    }

    @Test
    void aShardThatHasLeftTakesItsPartAlongOnce() {
        cpu.join(first.share);
        cpu.join(second.share);
        first.handed(4);
        second.handed(4);
        first.share.leave();
        cpu.read();
        cpu.read();
        assertThat(first.told).containsExactly(Duration.ofSeconds(3));
        assertThat(second.told).containsExactly(Duration.ofSeconds(3), Duration.ofSeconds(6));
    }

    @Test
    void aShardThatLeftWithoutRecordsHasNoPart() {
        cpu.join(first.share);
        cpu.join(second.share);
        first.share.leave();
        cpu.read();
        assertThat(first.told).isEmpty();
        assertThat(second.told).containsExactly(Duration.ofSeconds(6));
    }

    @Test
    void nothingIsToldOfNothing() {
        cpu.read();
        cpu.join(first.share);
        next = Duration.ZERO;
        first.handed(1);
        cpu.read();
        assertThat(first.told).isEmpty();
    }
}
