package io.millrace.domain.resharding;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.HashKeyRange;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/**
 * Finds what serves a hash key of a range without looking at all there is: a stream has thousands of shards, and a sync
 * asks for each of them. Immutable.
 */
final class HashKeyIndex<T> {
    private record Item<T>(T value, HashKeyRange range, int place) {}

    /** By the first key. */
    private final List<Item<T>> items;
    /** The largest last key of each item and all before it. */
    private final List<BigInteger> largestEnds;

    HashKeyIndex(Collection<T> values, Function<T, HashKeyRange> rangeOf) {
        items = new ArrayList<>(values.size());
        for (T value : values) {
            items.add(new Item<>(value, rangeOf.apply(value), items.size()));
        }
        items.sort(Comparator.comparing(item -> item.range().start()));
        largestEnds = new ArrayList<>(items.size());
        BigInteger largest = BigInteger.ZERO;
        for (Item<T> item : items) {
            largest = largest.max(item.range().end());
            largestEnds.add(largest);
        }
    }

    /** Those that have a hash key of this range, in the order in which they were given. */
    ImmutableList<T> overlapping(HashKeyRange range) {
        List<Item<T>> found = new ArrayList<>();
        for (int i = countBeginningUpTo(range.end()) - 1; i >= 0; i--) {
            if (largestEnds.get(i).compareTo(range.start()) < 0) {
                break;
            }
            if (items.get(i).range().overlaps(range)) {
                found.add(items.get(i));
            }
        }
        found.sort(Comparator.comparingInt(Item::place));
        return found.stream().map(Item::value).collect(toImmutableList());
    }

    private int countBeginningUpTo(BigInteger key) {
        int low = 0;
        int high = items.size();
        while (low < high) {
            int middle = low + high >>> 1;
            if (items.get(middle).range().start().compareTo(key) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
