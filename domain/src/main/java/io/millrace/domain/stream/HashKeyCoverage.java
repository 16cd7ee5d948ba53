package io.millrace.domain.stream;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import java.math.BigInteger;

/** Whether hash key ranges leave part of the hash key space, or of a range, to nobody. */
public final class HashKeyCoverage {
    private HashKeyCoverage() {}

    /**
     * What none of the ranges covers.
     *
     * @param covered in any order; they may overlap
     * @return the uncovered parts of the whole hash key space, in order, as few and as long as possible
     */
    public static ImmutableList<HashKeyRange> holes(Iterable<HashKeyRange> covered) {
        return holes(HashKeyRange.WHOLE, covered);
    }

    /** What none of the ranges covers of {@code space}, as in {@link #holes(Iterable)}. */
    public static ImmutableList<HashKeyRange> holes(HashKeyRange space, Iterable<HashKeyRange> covered) {
        ImmutableList.Builder<HashKeyRange> holes = ImmutableList.builder();
        BigInteger next = space.start();
        for (HashKeyRange range : ImmutableSortedSet.copyOf(covered)) {
            if (range.start().compareTo(space.end()) > 0) {
                break;
            }
            if (range.start().compareTo(next) > 0) {
                holes.add(new HashKeyRange(next, range.start().subtract(BigInteger.ONE)));
            }
            next = next.max(range.end().add(BigInteger.ONE));
        }
        if (next.compareTo(space.end()) <= 0) {
            holes.add(new HashKeyRange(next, space.end()));
        }
        return holes.build();
    }

    /** Whether the ranges together leave nothing of {@code space} uncovered. */
    public static boolean covers(HashKeyRange space, Iterable<HashKeyRange> covered) {
        return holes(space, covered).isEmpty();
    }
}
