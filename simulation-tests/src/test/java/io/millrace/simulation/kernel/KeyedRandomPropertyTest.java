package io.millrace.simulation.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class KeyedRandomPropertyTest {
    @Property
    void theNthDrawDependsOnItsKeyAlone(@ForAll long seed, @ForAll @IntRange(max = 50) int n) {
        KeyedRandom alone = new KeyedRandom(seed, "w1");
        KeyedRandom disturbed = new KeyedRandom(seed, "w1");
        KeyedRandom other = new KeyedRandom(seed, "w2");
        for (int i = 0; i < n; i++) {
            alone.nextLong("latency");
            disturbed.nextLong("jitter");
            disturbed.nextLong("latency");
            other.nextLong("latency");
        }
        long draw = alone.nextLong("latency");
        assertThat(draw).isEqualTo(disturbed.nextLong("latency"));
        assertThat(draw).isEqualTo(KeyedRandom.draw(seed, "w1", "latency", n));
        assertThat(draw).isNotEqualTo(other.nextLong("latency"));
    }

    @Property
    void doublesLieInTheirRange(@ForAll long seed) {
        KeyedRandom random = new KeyedRandom(seed, "w1");
        for (int i = 0; i < 100; i++) {
            assertThat(random.nextDouble("any")).isGreaterThanOrEqualTo(0).isLessThan(1);
            assertThat(random.nextLong("bounded", 7)).isBetween(0L, 6L);
        }
    }

    @Example
    void drawsAreEvenlySpreadAndSeedsGiveUnrelatedStreams() {
        int[] buckets = new int[10];
        double sum = 0;
        for (int seed = 0; seed < 100; seed++) {
            KeyedRandom random = new KeyedRandom(seed, "w1");
            for (int i = 0; i < 1_000; i++) {
                double draw = random.nextDouble("any");
                buckets[(int) (draw * 10)]++;
                sum += draw;
            }
        }
        assertThat(sum / 100_000).isBetween(0.495, 0.505);
        assertThat(Arrays.stream(buckets).boxed())
                .allSatisfy(count -> assertThat(count).isBetween(9_600, 10_400));
    }
}
