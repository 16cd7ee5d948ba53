package io.millrace.domain.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class HashKeyCoveragePropertyTest {
    @Example
    void nothingCoversNothing() {
        assertThat(HashKeyCoverage.holes(ImmutableList.of())).containsExactly(HashKeyRange.WHOLE);
        assertThat(HashKeyCoverage.holes(ImmutableList.of(HashKeyRange.WHOLE))).isEmpty();
    }

    @Example
    void findsHolesAtBothEndsAndBetween() {
        BigInteger last = HashKeyRange.MAXIMUM_KEY;
        assertThat(HashKeyCoverage.holes(ImmutableList.of(
                        HashKeyRange.of("50", "60"), HashKeyRange.of("10", "20"), HashKeyRange.of("21", "30"))))
                .containsExactly(
                        HashKeyRange.of("0", "9"),
                        HashKeyRange.of("31", "49"),
                        new HashKeyRange(BigInteger.valueOf(61), last));
    }

    @Example
    void aRangeInsideAnotherHidesNothing() {
        HashKeyRange space = HashKeyRange.of("0", "99");
        assertThat(HashKeyCoverage.holes(
                        space,
                        ImmutableList.of(
                                HashKeyRange.of("0", "50"), HashKeyRange.of("10", "20"), HashKeyRange.of("60", "99"))))
                .containsExactly(HashKeyRange.of("51", "59"));
        assertThat(HashKeyCoverage.covers(HashKeyRange.of("5", "45"), ImmutableList.of(space)))
                .isTrue();
        assertThat(HashKeyCoverage.covers(space, ImmutableList.of(HashKeyRange.of("100", "200"))))
                .isFalse();
    }

    @Property(tries = 300)
    void aKeyIsInAHoleExactlyWhenNoRangeHasIt(@ForAll("ranges") List<HashKeyRange> covered) {
        HashKeyRange space = HashKeyRange.of("3", "36");
        ImmutableList<HashKeyRange> holes = HashKeyCoverage.holes(space, covered);
        for (int key = 0; key <= 40; key++) {
            BigInteger hashKey = BigInteger.valueOf(key);
            boolean uncovered = space.contains(hashKey) && covered.stream().noneMatch(range -> range.contains(hashKey));
            assertThat(holes.stream().filter(hole -> hole.contains(hashKey)).count())
                    .as("holes with key %s: %s", key, holes)
                    .isEqualTo(uncovered ? 1 : 0);
        }
        assertThat(holes).isSorted();
        for (int i = 1; i < holes.size(); i++) {
            assertThat(holes.get(i).start().subtract(holes.get(i - 1).end()))
                    .as("neighbours are one hole: %s", holes)
                    .isGreaterThan(BigInteger.ONE);
        }
    }

    @Property(tries = 100)
    void holesAndRangesTogetherCoverEverything(@ForAll("ranges") List<HashKeyRange> covered) {
        List<HashKeyRange> all = new ArrayList<>(covered);
        all.addAll(HashKeyCoverage.holes(covered));
        assertThat(HashKeyCoverage.holes(all)).isEmpty();
    }

    @Provide
    Arbitrary<List<HashKeyRange>> ranges() {
        return Arbitraries.integers()
                .between(0, 40)
                .flatMap(start -> Arbitraries.integers()
                        .between(start, 40)
                        .map(end -> new HashKeyRange(BigInteger.valueOf(start), BigInteger.valueOf(end))))
                .list()
                .ofMaxSize(6);
    }
}
