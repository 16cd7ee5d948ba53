package io.millrace.app.demo;

import com.google.common.collect.ImmutableList;
import java.time.Duration;

/**
 * How large and how long a demonstration is.
 *
 * @param seconds about how long it takes, 10 to 600
 * @param workers how many it begins with, 2 to 8: one of them is killed
 * @param shards how many the stream begins with, 2 to 24: two of them are merged
 */
public record DemoSettings(int seconds, int workers, int shards) {
    public static final int LEAST_SECONDS = 10;
    public static final int MOST_SECONDS = 600;
    public static final int LEAST_WORKERS = 2;
    public static final int MOST_WORKERS = 8;
    public static final int LEAST_SHARDS = 2;
    public static final int MOST_SHARDS = 24;

    private static final Duration SHORTEST_FAILOVER = Duration.ofSeconds(2);
    private static final Duration LONGEST_FAILOVER = Duration.ofSeconds(3);

    /** What is wrong with these settings, each naming option, value and remedy; empty when nothing is. */
    public ImmutableList<String> problems() {
        ImmutableList.Builder<String> problems = ImmutableList.builder();
        within(problems, "--seconds", seconds, LEAST_SECONDS, MOST_SECONDS);
        within(problems, "--workers", workers, LEAST_WORKERS, MOST_WORKERS);
        within(problems, "--shards", shards, LEAST_SHARDS, MOST_SHARDS);
        return problems.build();
    }

    private static void within(ImmutableList.Builder<String> problems, String option, int value, int least, int most) {
        if (value < least || value > most) {
            problems.add(option + "=" + value + ": give " + least + " to " + most);
        }
    }

    /** How long a worker has to be silent before others take its shards: 3 s, less in a short demonstration. */
    public Duration failoverTime() {
        Duration tenth = Duration.ofSeconds(seconds).dividedBy(10);
        if (tenth.compareTo(SHORTEST_FAILOVER) < 0) {
            return SHORTEST_FAILOVER;
        }
        return tenth.compareTo(LONGEST_FAILOVER) > 0 ? LONGEST_FAILOVER : tenth;
    }

    /** How often each shard's progress is stored; what is processed since then is processed twice after a crash. */
    public Duration checkpointInterval() {
        return Duration.ofSeconds(1);
    }

    /** How many words are put in a second. */
    public int wordsPerSecond() {
        return 40 * shards;
    }
}
