package io.millrace.benchmarks.dataplane;

import com.google.common.collect.ImmutableList;
import io.millrace.benchmarks.readers.AsyncPollingLoop;
import io.millrace.benchmarks.readers.FanOutLoop;
import io.millrace.benchmarks.readers.MillraceReader;
import io.millrace.benchmarks.readers.PollingLoop;
import io.millrace.benchmarks.run.Workplace;
import java.net.URI;
import java.nio.file.Path;

/**
 * How a reader's process is started: with the same options for the virtual machine, whoever reads.
 *
 * @param target the folder of what was built
 * @param options of the virtual machine; where there are none, {@link #heap} alone
 */
record ReaderCommand(Path target, ImmutableList<String> options, URI kinesis, URI dynamoDb) {
    private static final int SHARDS_OF_SMALL_HEAP = 64;

    /**
     * What each does best with: the loop has an answer of 10 MB for each shard in memory at once, KCL several. With 2 GB
     * KCL collects garbage for most of its time, or ends; with more the others touch more memory, which costs more than it saves.
     */
    static String heap(ReaderRow row) {
        boolean isSmall = row.shape().shards() <= SHARDS_OF_SMALL_HEAP;
        if (row.who().isKcl()) {
            return isSmall ? "-Xmx8g" : "-Xmx16g";
        }
        return isSmall || row.who() == Who.MILLRACE ? "-Xmx2g" : "-Xmx8g";
    }

    /**
     * The command.
     *
     * @param application a name that no reader had before
     */
    ImmutableList<String> of(ReaderRow row, String application) {
        return ImmutableList.<String>builder()
                .add(Workplace.java())
                .addAll(options.isEmpty() ? ImmutableList.of(heap(row)) : options)
                .add("-XX:+ExitOnOutOfMemoryError")
                .add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-Dslf4j.internal.verbosity=ERROR")
                .add("-cp", classPath(row.who()))
                .add(mainClass(row))
                .add(kinesis.toString(), dynamoDb.toString(), row.shape().streamName())
                .add(Integer.toString(row.shape().shards()), application)
                .add(row.mode().id(), row.who() == Who.KCL_DEFAULT ? "default" : "tuned")
                .build();
    }

    private String classPath(Who who) {
        return who.isKcl()
                ? target.resolve("kcl-library/classes") + ":" + target.resolve("kcl-library") + "/*:"
                        + target.resolve("classes")
                : System.getProperty("java.class.path");
    }

    private static String mainClass(ReaderRow row) {
        return switch (row.who()) {
            case LOOP -> (row.mode() == Mode.FAN_OUT ? FanOutLoop.class : PollingLoop.class).getName();
            case LOOP_ASYNC -> AsyncPollingLoop.class.getName();
            case MILLRACE -> MillraceReader.class.getName();
            case KCL, KCL_DEFAULT -> "KclReader";
        };
    }
}
