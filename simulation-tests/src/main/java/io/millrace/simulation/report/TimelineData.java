package io.millrace.simulation.report;

import java.util.List;

/**
 * What the page draws, in the names that its script uses. Times are virtual milliseconds from the beginning; a time of -1
 * says that it has not come. Things are referred to by their places in the lists.
 *
 * @param endMillis when the run ended
 * @param faultsEndMillis when everything stopped going wrong
 * @param workers their names, one lane for each
 * @param ownerships each as shard, life, epoch, from, to, when its owner was gone, and the texts that say why it began and
 *     ended
 * @param texts that ownerships refer to; the first is empty
 * @param stepMillis how long each step of {@code lag} is
 * @param dropped how many things there were no room for
 */
record TimelineData(
        long endMillis,
        long faultsEndMillis,
        List<String> workers,
        List<Life> lives,
        List<ShardLine> shards,
        List<long[]> ownerships,
        List<String> texts,
        List<Mark> marks,
        List<Span> spans,
        long stepMillis,
        List<Step> lag,
        long dropped) {
    /** One life of a worker. */
    record Life(int worker, String name, long from, long to) {}

    /** A shard, from when it could be written to. */
    record ShardLine(String id, List<Integer> parents, long from, long closed, long ended) {}

    /** A moment at which something happened; the worker is -1 when it happened to nobody in particular. */
    record Mark(long at, int worker, String kind, String text) {}

    /** A time for which something was the case. */
    record Span(long from, long to, int worker, String kind, String text) {}

    /**
     * What was handed over in a while.
     *
     * @param worst the longest that a record had waited, in milliseconds
     * @param shard whose it was; -1 when nothing was handed over
     * @param records how many
     * @param again how many of them not for the first time
     */
    record Step(long worst, int shard, long records, long again) {}
}
