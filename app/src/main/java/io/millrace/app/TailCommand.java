package io.millrace.app;

import com.google.common.base.Strings;
import io.millrace.adapters.aws.KinesisRecordSource;
import io.millrace.adapters.inmemory.InMemoryLeaseTable;
import io.millrace.app.tail.Printer;
import io.millrace.app.tail.RecordFormat;
import io.millrace.domain.checkpoint.CheckpointPolicy;
import io.millrace.domain.consumer.FanOutSettings;
import io.millrace.domain.stream.InitialPosition;
import io.millrace.engine.KinesisConsumer;
import io.millrace.engine.KinesisConsumerBuilder;
import io.millrace.engine.StartRefusedException;
import io.millrace.multilang.leases.LeaseStores;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.telemetry.WorkerEvent;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints the records of a stream. */
@Command(
        name = "tail",
        description = {
            "Prints the records of a stream, all shards, following splits and merges: shard, arrival, partition key and"
                    + " text, separated by tabs.",
            "With --application it is one worker of a fleet: the shards are shared with the other workers of that"
                    + " application, progress is kept in a lease store, and a restart goes on where the last one ended."
                    + " SIGTERM and SIGINT stop it in order."
        })
final class TailCommand extends BaseCommand {
    /** Nobody else is there whom a slower pace would spare. */
    private static final Duration ALONE_INTERVAL = Duration.ofMillis(100);

    private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(5);
    private static final String ALONE = "tail";

    @Option(names = "--stream", required = true, paramLabel = "STREAM", description = "The stream's name or ARN.")
    private String stream = "";

    @Option(
            names = "--from",
            defaultValue = "latest",
            paramLabel = "POSITION",
            converter = PositionConverter.class,
            description = "Where to begin: latest, trim-horizon, or a time such as 2026-01-31T12:00:00Z"
                    + " (default: ${DEFAULT-VALUE}). An application that has begun goes on where it was.")
    private InitialPosition from = InitialPosition.LATEST;

    @Option(names = "--limit", paramLabel = "N", description = "Stop after so many records.")
    private @Nullable Long limit;

    @Option(names = "--json", description = "Print each record as a line of JSON.")
    private boolean json;

    @Option(
            names = "--application",
            paramLabel = "NAME",
            description = "Be a worker of this application, with leases and checkpoints in the lease store.")
    private @Nullable String application;

    @Option(
            names = "--fan-out",
            paramLabel = "NAME",
            description =
                    "Read by enhanced fan-out as the consumer of this name, which is registered if there is none.")
    private @Nullable String fanOut;

    @Mixin
    private LeaseStoreOptions leaseStore = new LeaseStoreOptions();

    @Option(names = "--worker-id", paramLabel = "NAME", description = "What this worker is called (default: random).")
    private @Nullable String workerId;

    @Mixin
    private AwsOptions aws = new AwsOptions();

    @Mixin
    private KinesisOptions kinesis = new KinesisOptions();

    @Mixin
    private DynamoDbOptions dynamoDb = new DynamoDbOptions();

    @Override
    public Integer call() throws InterruptedException {
        require(
                fanOut == null || FanOutSettings.as(fanOut).isNameValid(),
                "--fan-out=" + fanOut + ": give 1 to 128 letters, digits, '_', '.' or '-'");
        require(limit == null || limit >= 1, "--limit=" + limit + ": give at least 1");
        try (RecordSource source = check(() -> KinesisRecordSource.builder().stream(stream)
                        .aws(aws.settings(kinesis.endpoint()))
                        .build());
                LeaseStore store = check(this::leaseStore)) {
            return follow(source, store);
        }
    }

    private LeaseStore leaseStore() {
        return application == null
                ? InMemoryLeaseTable.create().store(ALONE)
                : LeaseStores.at(
                        leaseStore.address(),
                        LeaseStores.Application.named(application, stream),
                        aws.settings(dynamoDb.endpoint()),
                        true);
    }

    private int follow(RecordSource source, LeaseStore store) throws InterruptedException {
        AtomicReference<@Nullable KinesisConsumer> running = new AtomicReference<>();
        AtomicBoolean gone = new AtomicBoolean();
        PrintWriter out = spec().commandLine().getOut();
        OptionalLong most = limit == null ? OptionalLong.empty() : OptionalLong.of(limit);
        Printer printer =
                new Printer(out, json ? RecordFormat.JSON : RecordFormat.TEXT, most, () -> stop(running.get()));
        KinesisConsumerBuilder builder = KinesisConsumer.builder()
                .leaseStore(store)
                .recordSource(source)
                .processorFactory(shard -> printer.forShard(CHECKPOINT_INTERVAL))
                .workerId(Strings.nullToEmpty(workerId))
                .initialPosition(from)
                .checkpointPolicy(CheckpointPolicy.manual())
                .listener(event -> {
                    if (event instanceof WorkerEvent.StreamGone) {
                        gone.set(true);
                    }
                });
        if (application == null) {
            builder.coordinationInterval(ALONE_INTERVAL);
        }
        if (fanOut != null) {
            builder.fanOut(FanOutSettings.as(fanOut));
        }
        try (KinesisConsumer consumer = builder.build()) {
            running.set(consumer);
            consumer.run();
        } catch (StartRefusedException refused) {
            throw new CommandFailedException(String.valueOf(refused.getMessage()));
        }
        if (gone.get()) {
            throw new CommandFailedException("The stream " + source.streamName() + " does not exist any more; "
                    + printer.printed() + " of its records were printed.");
        }
        return ExitCode.OK;
    }

    private static void stop(@Nullable KinesisConsumer consumer) {
        if (consumer != null) {
            consumer.stop();
        }
    }
}
