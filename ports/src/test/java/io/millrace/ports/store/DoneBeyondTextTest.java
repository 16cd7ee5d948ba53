package io.millrace.ports.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import io.millrace.domain.checkpoint.DoneBeyond;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import java.util.BitSet;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DoneBeyondTextTest {
    private static final RecordPosition ANCHOR = new RecordPosition(SequenceNumber.of(4_959), 3);

    /** Of {@code count} records each is open with that probability. */
    private static DoneBeyond sample(long seed, int count, double open) {
        Random random = new Random(seed);
        ImmutableIntArray.Builder numbers = ImmutableIntArray.builder().add(0);
        for (int number = 1; number < count; number++) {
            if (random.nextDouble() < open) {
                numbers.add(number);
            }
        }
        return new DoneBeyond(ANCHOR, numbers.build(), count);
    }

    @Test
    void fewGapsAreWrittenAsStepsAndManyAsBits() {
        assertThat(DoneBeyondText.write(new DoneBeyond(ANCHOR, ImmutableIntArray.of(0, 3), 1_000_000)))
                .isEqualTo("4959/3:s:wIQ9Aw");
        assertThat(DoneBeyondText.write(new DoneBeyond(ANCHOR, ImmutableIntArray.of(0, 2, 4, 6, 8, 10, 12, 14), 16)))
                .startsWith("4959/3:");
        assertThat(DoneBeyondText.write(sample(1, 100_000, 0.5)))
                .startsWith("4959/3:b:")
                .hasSizeLessThan(17_000);
    }

    @Property(tries = 300)
    void whatIsWrittenIsRead(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 20_000) int count,
            @ForAll @DoubleRange(max = 1) double open) {
        DoneBeyond beyond = sample(seed, count, open);
        assertThat(DoneBeyondText.parse(DoneBeyondText.write(beyond))).isEqualTo(beyond);
    }

    @Property(tries = 30)
    void whatIsTooLongIsCutAndNeverCallsDoneWhatIsNot(
            @ForAll long seed, @ForAll @DoubleRange(min = 0.02, max = 0.98) double open) {
        DoneBeyond beyond = sample(seed, 2_000_000, open);

        String text = DoneBeyondText.write(beyond);
        DoneBeyond read = DoneBeyondText.parse(text);

        assertThat(text.length()).isBetween(DoneBeyond.LONGEST_TEXT / 2, DoneBeyond.LONGEST_TEXT);
        assertThat(read.count()).isLessThan(beyond.count()).isGreaterThan(20_000);
        BitSet openBefore = new BitSet();
        beyond.open().forEach(openBefore::set);
        BitSet openAfter = new BitSet();
        read.open().forEach(openAfter::set);
        openBefore.clear(read.count(), beyond.count());
        assertThat(openAfter).isEqualTo(openBefore);
    }

    @Test
    void whatIsNoSuchTextIsRefused() {
        for (String text : ImmutableList.of(
                "", "1:s", "x:s:Ag", "1:q:Ag", "1:s:", "1:s:@@", "1:s:AA", "1:b:CA", "1:s:AgAA", "1:s:gICAgIAQ")) {
            assertThatThrownBy(() -> DoneBeyondText.parse(text)).as(text).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
