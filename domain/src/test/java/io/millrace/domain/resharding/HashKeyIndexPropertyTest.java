package io.millrace.domain.resharding;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.domain.stream.HashKeyRange;
import java.math.BigInteger;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The index finds what looking at everything would find, in the same order. */
class HashKeyIndexPropertyTest {
    @Property
    void findsWhatLookingAtEverythingWouldFind(
            @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 9_999) Integer> ranges,
            @ForAll @IntRange(min = 0, max = 9_999) int wanted) {
        HashKeyIndex<Integer> index = new HashKeyIndex<>(ranges, HashKeyIndexPropertyTest::range);
        HashKeyRange range = range(wanted);
        assertThat(index.overlapping(range))
                .containsExactlyElementsOf(ranges.stream()
                        .filter(other -> range(other).overlaps(range))
                        .toList());
    }

    /** From 0 to 99, and up to 99 further. */
    private static HashKeyRange range(int number) {
        int start = number / 100;
        return new HashKeyRange(BigInteger.valueOf(start), BigInteger.valueOf(start + number % 100));
    }
}
