import io.millrace.benchmarks.readers.Tally;
import java.net.URI;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClientBuilder;
import software.amazon.kinesis.common.ConfigsBuilder;
import software.amazon.kinesis.common.InitialPositionInStream;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.common.KinesisClientUtil;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.leases.LeaseManagementConfig;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ProcessRecordsInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.metrics.NullMetricsFactory;
import software.amazon.kinesis.processor.ShardRecordProcessor;
import software.amazon.kinesis.retrieval.KinesisClientRecord;
import software.amazon.kinesis.retrieval.RetrievalConfig;
import software.amazon.kinesis.retrieval.fanout.FanOutConfig;
import software.amazon.kinesis.retrieval.polling.PollingConfig;

/**
 * A worker of the Kinesis Client Library that counts what it is given, to be measured beside others: {@code KclReader KINESIS
 * DYNAMODB STREAM SHARDS APPLICATION polling|fan-out default|tuned}. It checkpoints every ten seconds, as Millrace does.
 */
public final class KclReader {
    private static final InitialPositionInStreamExtended OLDEST =
            InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.TRIM_HORIZON);
    private static final int LARGEST_READ = 10_000;

    private KclReader() {}

    public static void main(String[] arguments) {
        URI kinesisEndpoint = URI.create(arguments[0]);
        URI dynamoDbEndpoint = URI.create(arguments[1]);
        String stream = arguments[2];
        String application = arguments[4];
        boolean isTuned = arguments[6].equals("tuned");
        Tally tally = new Tally();
        tally.answerStandardInput();
        KinesisAsyncClientBuilder client = at(KinesisAsyncClient.builder(), kinesisEndpoint);
        KinesisAsyncClient kinesis = KinesisClientUtil.createKinesisAsyncClient(client);
        ConfigsBuilder configs = new ConfigsBuilder(
                stream,
                application,
                kinesis,
                at(DynamoDbAsyncClient.builder(), dynamoDbEndpoint).build(),
                at(CloudWatchAsyncClient.builder(), dynamoDbEndpoint).build(),
                "worker-" + UUID.randomUUID(),
                () -> new Counting(tally));
        LeaseManagementConfig leases = configs.leaseManagementConfig().initialPositionInStream(OLDEST);
        PollingConfig polling = new PollingConfig(stream, kinesis).maxRecords(LARGEST_READ);
        if (isTuned) {
            leases.failoverTimeMillis(3_000).shardSyncIntervalMillis(1_000);
            // The least that it takes.
            polling.idleTimeBetweenReadsInMillis(200);
        }
        RetrievalConfig retrieval = configs.retrievalConfig().initialPositionInStreamExtended(OLDEST);
        retrieval.retrievalSpecificConfig(
                arguments[5].equals("polling")
                        ? polling
                        : new FanOutConfig(kinesis).streamName(stream).applicationName(application));
        new Scheduler(
                        configs.checkpointConfig(),
                        configs.coordinatorConfig(),
                        leases,
                        configs.lifecycleConfig(),
                        configs.metricsConfig().metricsFactory(new NullMetricsFactory()),
                        configs.processorConfig(),
                        retrieval)
                .run();
    }

    private static <B extends AwsClientBuilder<B, ?>> B at(B builder, URI endpoint) {
        return builder.region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .endpointOverride(endpoint);
    }

    private static final class Counting implements ShardRecordProcessor {
        private static final long CHECKPOINT_NANOS = 10_000_000_000L;

        private final Tally tally;
        private Tally.Shard shard;
        private long checkpointed = System.nanoTime();

        Counting(Tally tally) {
            this.tally = tally;
        }

        @Override
        public void initialize(InitializationInput input) {
            shard = tally.shard(input.shardId());
        }

        @Override
        public void processRecords(ProcessRecordsInput input) {
            for (KinesisClientRecord record : input.records()) {
                shard.look(record.data(), record.partitionKey(), record.sequenceNumber());
            }
            shard.add(input.records().size());
            if (System.nanoTime() - checkpointed > CHECKPOINT_NANOS) {
                checkpointed = System.nanoTime();
                try {
                    input.checkpointer().checkpoint();
                } catch (Exception refused) {
                    System.err.println("no checkpoint: " + refused);
                }
            }
        }

        @Override
        public void leaseLost(LeaseLostInput input) {
            System.err.println("a lease was lost");
        }

        @Override
        public void shardEnded(ShardEndedInput input) {}

        @Override
        public void shutdownRequested(ShutdownRequestedInput input) {}
    }
}
