package io.millrace.benchmarks.readers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the records of this process. For each line of the standard input it prints a line {@code tally} with what was counted
 * until then: records, shards that have had records, and when the first record came in milliseconds since 1970, 0 if none has. When the
 * standard input ends, so does the process.
 *
 * <p>Depends on nothing but the JDK: the reader with the Kinesis Client Library has it on a class path of its own.
 */
public final class Tally {
    /** With what its lines begin, so that others on the standard output are none of them. */
    public static final String PREFIX = "tally ";

    private final ConcurrentMap<String, Shard> shards = new ConcurrentHashMap<>();
    private final AtomicLong firstMillis = new AtomicLong();

    /** What was counted of one shard. Fed by one thread at a time. */
    public final class Shard {
        private final AtomicLong records = new AtomicLong();
        private long seen;

        /** Looks at a record, as whoever processes it would, at least. */
        public void look(ByteBuffer data, String partitionKey, String sequenceNumber) {
            seen += data.get(data.position()) + data.remaining() + partitionKey.length() + sequenceNumber.length();
        }

        /** Counts records that were looked at. */
        public void add(long count) {
            // Never true; lets no compiler leave out the look.
            if (seen == Long.MIN_VALUE) {
                System.err.println("seen");
            }
            if (count > 0) {
                records.lazySet(records.get() + count);
                if (firstMillis.get() == 0) {
                    firstMillis.compareAndSet(0, System.currentTimeMillis());
                }
            }
        }
    }

    /** The counter of a shard, the same whenever it is asked for. */
    public Shard shard(String shardId) {
        return shards.computeIfAbsent(shardId, id -> new Shard());
    }

    /** Answers the lines of the standard input from now on, in a thread of its own. */
    public void answerStandardInput() {
        Thread thread = new Thread(this::answer, "tally");
        thread.setDaemon(true);
        thread.start();
    }

    private void answer() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            while (lines.readLine() != null) {
                System.out.println(line());
                System.out.flush();
            }
        } catch (IOException ended) {
            System.err.println("the standard input broke off: " + ended.getMessage());
        }
        Runtime.getRuntime().halt(0);
    }

    String line() {
        long records = 0;
        long begun = 0;
        for (Shard shard : shards.values()) {
            long counted = shard.records.get();
            records += counted;
            begun += counted > 0 ? 1 : 0;
        }
        return PREFIX + records + " " + begun + " " + firstMillis.get();
    }
}
