package io.millrace.app;

import io.millrace.adapters.aws.KinesisRecordWriter;
import io.millrace.app.put.AggregatingWriter;
import io.millrace.app.put.Producer;
import io.millrace.app.put.PutSettings;
import io.millrace.app.put.RecordLines;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Puts words or lines into a stream. */
@Command(
        name = "put",
        description = "Puts words or the lines of a file into a stream, each as a record. Records that the service does"
                + " not take are put again. Prints at the end how many there are in which shard.")
final class PutCommand extends BaseCommand {
    private static final Duration CREATION_PATIENCE = Duration.ofMinutes(3);
    private static final long WORDS_PER_SECOND = 100;

    /** What to put. */
    static final class What {
        @Option(
                names = "--words",
                required = true,
                description = "Put random words, " + WORDS_PER_SECOND + " a second unless --rate is given, until"
                        + " --count or an interruption.")
        private boolean words;

        @Option(
                names = "--file",
                required = true,
                paramLabel = "FILE",
                description = "Put the lines of this UTF-8 file; - is standard input.")
        private @Nullable Path file;
    }

    @Option(names = "--stream", required = true, paramLabel = "STREAM", description = "The stream's name or ARN.")
    private String stream = "";

    @ArgGroup(multiplicity = "1")
    private What what = new What();

    @Option(
            names = "--create",
            description = "Create the stream if there is none, with provisioned capacity; wait until it is active.")
    private boolean create;

    @Option(
            names = "--shards",
            defaultValue = "1",
            paramLabel = "N",
            description = "Shards of a stream that is created (default: ${DEFAULT-VALUE}).")
    private int shards;

    @Option(names = "--count", paramLabel = "N", description = "Put at most so many records (default: no limit).")
    private @Nullable Long count;

    @Option(names = "--rate", paramLabel = "N", description = "Put at most so many records a second.")
    private @Nullable Long rate;

    @Option(
            names = "--partition-key",
            defaultValue = "{number}",
            paramLabel = "KEY",
            description = "The partition key; {number} in it stands for the record's number, {text} for its text"
                    + " (default: ${DEFAULT-VALUE}).")
    private String partitionKey = "";

    @Option(
            names = "--aggregate",
            paramLabel = "N",
            description = "Pack up to N records of a shard into one, as the Kinesis Producer Library does.")
    private @Nullable Integer aggregate;

    @Mixin
    private AwsOptions aws = new AwsOptions();

    @Mixin
    private KinesisOptions kinesis = new KinesisOptions();

    @Override
    public Integer call() throws Exception {
        require(shards >= 1, "--shards=" + shards + ": give at least 1");
        require(count == null || count >= 1, "--count=" + count + ": give at least 1");
        require(rate == null || rate >= 1, "--rate=" + rate + ": give at least 1");
        require(aggregate == null || aggregate >= 1, "--aggregate=" + aggregate + ": give at least 1");
        OptionalLong pace = rate != null
                ? OptionalLong.of(rate)
                : what.words ? OptionalLong.of(WORDS_PER_SECOND) : OptionalLong.empty();
        PutSettings settings =
                new PutSettings(partitionKey, count == null ? OptionalLong.empty() : OptionalLong.of(count), pace);
        try (KinesisRecordWriter writer =
                        check(() -> KinesisRecordWriter.open(stream, aws.settings(kinesis.endpoint())));
                RecordLines lines = RecordLines.of(Optional.ofNullable(what.file))) {
            if (create && writer.createIfMissing(shards, CREATION_PATIENCE)) {
                spec().commandLine()
                        .getErr()
                        .println("created the stream " + stream + " with " + shards
                                + (shards == 1 ? " shard" : " shards"));
            }
            Integer mostPacked = aggregate;
            Producer producer = new Producer(
                    mostPacked == null
                            ? writer::put
                            : new AggregatingWriter(writer::put, writer::openShards, mostPacked),
                    settings,
                    spec().commandLine().getErr());
            if (!producer.putAll(lines)) {
                return ExitCode.FAILED;
            }
            spec().commandLine().getOut().println(producer.summary(stream));
            return ExitCode.OK;
        }
    }
}
