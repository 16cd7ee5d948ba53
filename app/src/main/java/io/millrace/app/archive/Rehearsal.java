package io.millrace.app.archive;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.millrace.adapters.aws.DynamoDbLeaseStore;
import io.millrace.adapters.aws.KinesisRecordSource;
import io.millrace.adapters.inmemory.InMemoryLeaseTable;
import io.millrace.adapters.inmemory.InMemoryStream;
import io.millrace.domain.checkpoint.CheckpointPolicy;
import io.millrace.domain.stream.InitialPosition;
import io.millrace.engine.KinesisConsumer;
import io.millrace.multilang.child.ChildListener;
import io.millrace.multilang.child.ChildProcessors;
import io.millrace.multilang.daemon.DaemonSettings;
import io.millrace.multilang.leases.LeaseStoreAddress;
import io.millrace.multilang.properties.DaemonProperties;
import io.millrace.multilang.protocol.Generation;
import io.millrace.ports.telemetry.WorkerEvent;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Does once what a daemon does from its start to the end of its first batches, for the classes that this loads: a stream and
 * leases in memory, whose calls the adapters for AWS make as well, and a child that acknowledges everything.
 */
final class Rehearsal {
    /** What it takes on a slow machine, many times over. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String STREAM = "rehearsal";
    private static final int BATCHES = 3;
    private static final long PUT_EVERY_MILLIS = 50;

    /** A child of the plain protocol in one line. */
    private static final String CHILD =
            "s/^{\"action\":\"\\([a-zA-Z]*\\)\".*/{\"action\":\"status\",\"responseFor\":\"\\1\"}/\n";

    private Rehearsal() {}

    /**
     * Blocks until it is done.
     *
     * @return whether the child acknowledged what it should; if not, most classes are loaded all the same
     */
    static boolean run() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("millrace-archive-");
        try (CannedServices services = new CannedServices()) {
            Path script = Files.writeString(folder.resolve("acknowledge.sed"), CHILD);
            Path file = Files.writeString(
                    folder.resolve("app.properties"), properties("sed -u -f " + script, services.endpoint()));
            DaemonProperties properties = DaemonProperties.read(file.toString(), Generation.KCL_2);
            return consume(properties
                    .settings()
                    .orElseThrow(() -> new IllegalStateException(String.join("; ", properties.faults()))));
        } finally {
            MoreFiles.deleteRecursively(folder, RecursiveDeleteOption.ALLOW_INSECURE);
        }
    }

    private static String properties(String child, URI endpoint) {
        return String.join(
                "\n",
                "executableName = " + child,
                "streamName = " + STREAM,
                "applicationName = " + STREAM,
                "initialPositionInStream = TRIM_HORIZON",
                "AWSCredentialsProvider = DefaultCredentialsProvider",
                "regionName = us-east-1",
                "kinesisEndpoint = " + endpoint,
                "dynamoDBEndpoint = " + endpoint);
    }

    private static boolean consume(DaemonSettings settings) throws InterruptedException {
        InMemoryStream stream = InMemoryStream.create(STREAM, 1);
        CountDownLatch batches = new CountDownLatch(BATCHES);
        ChildProcessors children = new ChildProcessors(settings.children(), ChildListener.NONE);
        try (EchoedRecordSource source = new EchoedRecordSource(stream.source(), kinesis(settings));
                EchoedLeaseStore store =
                        new EchoedLeaseStore(InMemoryLeaseTable.create().store(STREAM), dynamoDb(settings));
                children;
                KinesisConsumer consumer = KinesisConsumer.builder()
                        .recordSource(source)
                        .leaseStore(store)
                        .processorFactory(children)
                        .checkpointPolicy(CheckpointPolicy.manual())
                        .initialPosition(InitialPosition.TRIM_HORIZON)
                        .listener(event -> {
                            if (event instanceof WorkerEvent.BatchDone) {
                                batches.countDown();
                            }
                        })
                        .build()) {
            consumer.start();
            boolean isDone = false;
            for (long left = PATIENCE.toMillis(); left > 0 && !isDone; left -= PUT_EVERY_MILLIS) {
                stream.put("key", "data");
                isDone = batches.await(PUT_EVERY_MILLIS, TimeUnit.MILLISECONDS);
            }
            return isDone;
        }
    }

    private static KinesisRecordSource kinesis(DaemonSettings settings) {
        return KinesisRecordSource.builder().stream(settings.stream())
                .aws(settings.kinesis())
                .build();
    }

    private static DynamoDbLeaseStore dynamoDb(DaemonSettings settings) {
        return DynamoDbLeaseStore.builder()
                .application(settings.application())
                .table(LeaseStoreAddress.USUAL_TABLE)
                .aws(settings.dynamoDb())
                .build();
    }
}
