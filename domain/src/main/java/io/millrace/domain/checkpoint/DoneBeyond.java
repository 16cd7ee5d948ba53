package io.millrace.domain.checkpoint;

import com.google.common.primitives.ImmutableIntArray;
import io.millrace.domain.stream.RecordPosition;
import java.util.Objects;

/**
 * Which records beyond a checkpoint are done, where records of a shard are not processed one after the other. Counted from
 * the first record that is not done, the anchor, in the order of the shard: a record has the same number whenever the shard
 * is read from the checkpoint on, as long as the anchor is still there.
 *
 * <pre>
 *  checkpoint | anchor                      | not known
 *    done     |  0 open  1 done  2 done  3 open  4 done |
 * </pre>
 *
 * @param anchor the position of record 0, which follows the checkpoint and is not done
 * @param open the numbers of the records that are not done, ascending, the first of them 0
 * @param count of how many records this tells, the anchor included; more than the last of {@code open}. Those from this
 *     number on are not done
 */
public record DoneBeyond(RecordPosition anchor, ImmutableIntArray open, int count) {
    /** The longest text that is stored: an item of DynamoDB may have 400 KB, and each KB costs. */
    public static final int LONGEST_TEXT = 32 << 10;

    public DoneBeyond {
        Objects.requireNonNull(anchor, "anchor");
        Objects.requireNonNull(open, "open");
        if (open.isEmpty() || open.get(0) != 0 || count <= open.get(open.length() - 1)) {
            throw new IllegalArgumentException("the anchor is open and is counted, so is every open record");
        }
        for (int index = 1; index < open.length(); index++) {
            if (open.get(index) <= open.get(index - 1)) {
                throw new IllegalArgumentException("open records ascend");
            }
        }
    }
}
