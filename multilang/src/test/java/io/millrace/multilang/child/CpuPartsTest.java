package io.millrace.multilang.child;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** How the CPU time of a child is divided among its shards. */
class CpuPartsTest {
    private static ImmutableList<Duration> divided(Duration whole, long... handed) {
        return CpuParts.of(whole, ImmutableLongArray.copyOf(handed));
    }

    @Test
    void inProportionToWhatEachWasHanded() {
        assertThat(divided(Duration.ofSeconds(4), 300, 0, 100))
                .containsExactly(Duration.ofSeconds(3), Duration.ZERO, Duration.ofSeconds(1));
    }

    @Test
    void equallyWhenNoneWasHandedAnything() {
        assertThat(divided(Duration.ofSeconds(4), 0, 0)).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(2));
    }

    @Test
    void allToTheOnlyOne() {
        assertThat(divided(Duration.ofSeconds(4), 0)).containsExactly(Duration.ofSeconds(4));
        assertThat(divided(Duration.ofSeconds(4), 9)).containsExactly(Duration.ofSeconds(4));
    }

    @Test
    void toNobodyWhenThereIsNone() {
        assertThat(divided(Duration.ofSeconds(4))).isEmpty();
    }

    @Test
    void nothingIsAddedOrLostByRounding() {
        Random random = new Random(1);
        for (int round = 0; round < 1_000; round++) {
            Duration whole = Duration.ofNanos(random.nextInt(2_000_000_000));
            long[] handed = random.longs(1 + random.nextInt(50), 0, 1L << 40).toArray();
            ImmutableList<Duration> parts = divided(whole, handed);
            assertThat(parts).hasSize(handed.length).noneMatch(Duration::isNegative);
            assertThat(parts.stream().reduce(Duration.ZERO, Duration::plus)).isEqualTo(whole);
        }
    }
}
