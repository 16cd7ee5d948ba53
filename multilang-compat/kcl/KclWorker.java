import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.kinesis.common.ConfigsBuilder;
import software.amazon.kinesis.common.InitialPositionInStream;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.exceptions.InvalidStateException;
import software.amazon.kinesis.exceptions.ShutdownException;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ProcessRecordsInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.metrics.NullMetricsFactory;
import software.amazon.kinesis.processor.RecordProcessorCheckpointer;
import software.amazon.kinesis.processor.ShardRecordProcessor;
import software.amazon.kinesis.retrieval.KinesisClientRecord;
import software.amazon.kinesis.retrieval.polling.PollingConfig;

/**
 * A worker of the Kinesis Client Library, 2.x or 3.x, that writes each record it is given as a line to a journal. Run from
 * its source: {@code java -cp 'jars/*' KclWorker.java STREAM APPLICATION WORKER KINESIS DYNAMODB FAILOVER_MILLIS JOURNAL}.
 */
public final class KclWorker {
    private static final InitialPositionInStreamExtended OLDEST =
            InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.TRIM_HORIZON);

    private KclWorker() {}

    public static void main(String[] arguments) {
        String stream = arguments[0];
        URI kinesisEndpoint = URI.create(arguments[3]);
        URI dynamoDbEndpoint = URI.create(arguments[4]);
        long failoverMillis = Long.parseLong(arguments[5]);
        Path journal = Path.of(arguments[6]);
        KinesisAsyncClient kinesis = at(KinesisAsyncClient.builder(), kinesisEndpoint).build();
        DynamoDbAsyncClient dynamoDb = at(DynamoDbAsyncClient.builder(), dynamoDbEndpoint).build();
        CloudWatchAsyncClient cloudWatch = at(CloudWatchAsyncClient.builder(), dynamoDbEndpoint).build();
        ConfigsBuilder configs = new ConfigsBuilder(
                stream, arguments[1], kinesis, dynamoDb, cloudWatch, arguments[2], () -> new Journal(journal));
        Scheduler scheduler = new Scheduler(
                configs.checkpointConfig(),
                configs.coordinatorConfig().parentShardPollIntervalMillis(1_000),
                configs.leaseManagementConfig()
                        .failoverTimeMillis(failoverMillis)
                        .shardSyncIntervalMillis(2_000)
                        .initialPositionInStream(OLDEST),
                configs.lifecycleConfig(),
                configs.metricsConfig().metricsFactory(new NullMetricsFactory()),
                configs.processorConfig(),
                configs.retrievalConfig()
                        .initialPositionInStreamExtended(OLDEST)
                        .retrievalSpecificConfig(new PollingConfig(stream, kinesis).idleTimeBetweenReadsInMillis(200)));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> shutDown(scheduler)));
        scheduler.run();
    }

    private static void shutDown(Scheduler scheduler) {
        Future<Boolean> graceful = scheduler.startGracefulShutdown();
        try {
            System.out.println("stopped in order: " + graceful.get(20, TimeUnit.SECONDS));
        } catch (Exception problem) {
            System.out.println("did not stop in order: " + problem);
        }
    }

    private static <B extends AwsClientBuilder<B, ?>> B at(B builder, URI endpoint) {
        return builder.region(Region.US_EAST_1).endpointOverride(endpoint);
    }

    /** Writes records down, then checkpoints. */
    private static final class Journal implements ShardRecordProcessor {
        private final Path file;
        private String shard = "";

        Journal(Path file) {
            this.file = file;
        }

        @Override
        public void initialize(InitializationInput input) {
            shard = input.shardId();
            System.out.println("begins " + shard + " at " + input.extendedSequenceNumber());
        }

        @Override
        public void processRecords(ProcessRecordsInput input) {
            StringBuilder lines = new StringBuilder();
            for (KinesisClientRecord record : input.records()) {
                lines.append(shard).append(' ').append(record.sequenceNumber()).append(' ');
                lines.append(StandardCharsets.UTF_8.decode(record.data().duplicate())).append('\n');
            }
            try {
                Files.writeString(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            } catch (IOException problem) {
                throw new UncheckedIOException(problem);
            }
            checkpoint(input.checkpointer());
        }

        @Override
        public void leaseLost(LeaseLostInput input) {
            System.out.println("lost " + shard);
        }

        @Override
        public void shardEnded(ShardEndedInput input) {
            System.out.println("ended " + shard);
            checkpoint(input.checkpointer());
        }

        @Override
        public void shutdownRequested(ShutdownRequestedInput input) {
            System.out.println("asked to give up " + shard);
            checkpoint(input.checkpointer());
        }

        private void checkpoint(RecordProcessorCheckpointer checkpointer) {
            try {
                checkpointer.checkpoint();
            } catch (ShutdownException | InvalidStateException lost) {
                System.out.println("no checkpoint of " + shard + ": " + lost);
            }
        }
    }
}
