package io.millrace.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.adapters.aws.DynamoDbLeaseStore;
import io.millrace.adapters.aws.local.LocalDynamoDb;
import io.millrace.adapters.aws.local.LocalKinesis;
import io.millrace.app.leases.LeaseReader;
import io.millrace.app.leases.LeaseReport;
import io.millrace.ports.store.LeaseStore;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ConditionTimeoutException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** A stream with words, and the daemons that share it; their children write to one {@link Journal}. */
public final class DaemonFleet implements AutoCloseable {
    private static final List<String> WORDS = List.of("cat", "dog", "lobster");

    private final LocalKinesis kinesis;
    private final LocalDynamoDb dynamoDb;
    private final Path folder;
    private final String application;
    private final Map<String, String> properties = new TreeMap<>();
    private final Map<String, String> environment = new TreeMap<>();
    private final List<DaemonProcess> daemons = new ArrayList<>();
    private final Set<String> put = new TreeSet<>();
    private int number;

    /**
     * Creates the stream, of the same name as the application.
     *
     * @param folder in which the daemons run
     */
    public DaemonFleet(LocalKinesis kinesis, LocalDynamoDb dynamoDb, Path folder, String application, int shards) {
        this.kinesis = kinesis;
        this.dynamoDb = dynamoDb;
        this.folder = folder;
        this.application = application;
        if (shards > 0) {
            kinesis.createStream(application, shards);
        }
        properties.putAll(Map.of(
                "applicationName",
                application,
                "streamName",
                application,
                "regionName",
                "us-east-1",
                "kinesisEndpoint",
                kinesis.endpoint().toString(),
                "dynamoDBEndpoint",
                dynamoDb.endpoint().toString(),
                "AwsCredentialsProvider",
                "EnvironmentVariableCredentialsProvider",
                "initialPositionInStream",
                "TRIM_HORIZON",
                "millrace.leaseTable",
                application + "-leases"));
        environment.putAll(Map.of(
                "AWS_EC2_METADATA_DISABLED", "true",
                "AWS_ACCESS_KEY_ID", "local",
                "AWS_SECRET_ACCESS_KEY", "local",
                "NODE_PATH", above("emulators").resolve("node_modules").toString(),
                "PYTHONPATH", above("python").toString()));
    }

    /** A folder of the checkout. */
    public static Path above(String name) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("emulators/install.sh"))) {
                return at.resolve(name);
            }
        }
        throw new IllegalStateException("not in a checkout");
    }

    /** Sets one for the daemons that are started from now on. */
    public DaemonFleet property(String key, String value) {
        properties.put(key, value);
        return this;
    }

    /** Sets a variable for the daemons that are started from now on, and for their children. */
    public DaemonFleet environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Lays a program beside the daemons. */
    public DaemonFleet program(Class<?> beside, String resource) throws IOException {
        try (InputStream in = beside.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException("no resource " + resource);
            }
            Files.copy(in, folder.resolve(Path.of(resource).getFileName().toString()));
        }
        return this;
    }

    /** The command {@code millrace run} of the runnable jar. */
    public DaemonProcess run(String name) throws IOException {
        Path jar = above("app").resolve("target/millrace.jar");
        return start(name, List.of(java(), "-XX:TieredStopAtLevel=1", "-jar", jar.toString(), "run", properties(name)));
    }

    public static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Writes the properties to a file for this daemon, and returns the file's name. */
    public String properties(String name) throws IOException {
        Path file = folder.resolve(name + ".properties");
        List<String> lines = new ArrayList<>();
        properties.forEach((key, value) -> lines.add(key + " = " + value));
        lines.add("workerId = " + name);
        Files.write(file, lines);
        return file.getFileName().toString();
    }

    /** Starts whatever starts a daemon. */
    public DaemonProcess start(String name, List<String> command) throws IOException {
        Path log = folder.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        DaemonProcess daemon = new DaemonProcess(name, builder.start(), log);
        daemons.add(daemon);
        return daemon;
    }

    /** Puts a record into each of so many equal parts of the hash key space. */
    public void put(int parts) {
        BigInteger step = BigInteger.ONE.shiftLeft(128).divide(BigInteger.valueOf(parts));
        List<PutRecordsRequestEntry> entries = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            String data = WORDS.get(number % WORDS.size()) + " " + number++;
            entries.add(PutRecordsRequestEntry.builder()
                    .partitionKey(data)
                    .explicitHashKey(step.multiply(BigInteger.valueOf(part)).toString())
                    .data(SdkBytes.fromUtf8String(data))
                    .build());
            put.add(data);
        }
        assertThat(kinesis.client()
                        .putRecords(request -> request.streamName(application).records(entries))
                        .failedRecordCount())
                .isZero();
    }

    /** Puts as {@link #put} does, and waits until all that was ever put is counted. */
    public void putAndAwait(int parts) {
        put(parts);
        awaitAllCounted();
    }

    /** Waits until all that was ever put is counted at least once; if that takes too long, says what every thread does. */
    public void awaitAllCounted() {
        try {
            await().untilAsserted(() -> assertThat(missing()).isEmpty());
        } catch (ConditionTimeoutException late) {
            daemons.forEach(DaemonProcess::dumpThreads);
            throw new AssertionError("not counted: " + missing() + "\n" + logs(), late);
        }
    }

    private Set<String> missing() {
        Set<String> missing = new TreeSet<>(put);
        missing.removeAll(journal().counted());
        return missing;
    }

    /** How often each word was put. */
    public Map<String, Integer> words() {
        Map<String, Integer> words = new TreeMap<>();
        put.forEach(data -> words.merge(data.substring(0, data.indexOf(' ')), 1, Integer::sum));
        return words;
    }

    /** For what takes seconds; patient, because the machine may be busy. */
    public static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(90)).pollInterval(Duration.ofMillis(50));
    }

    public Journal journal() {
        return Journal.read(folder.resolve("journal"));
    }

    /** What the lease table says. */
    public LeaseReport leases() throws IOException, InterruptedException {
        try (LeaseStore store = DynamoDbLeaseStore.builder()
                .application(application)
                .table(application + "-leases")
                .aws(dynamoDb.settings())
                .build()) {
            return new LeaseReader(store).read();
        }
    }

    /** Waits until so many workers have so many shards each. */
    public void awaitShardsEach(int workers, int shards) {
        await().untilAsserted(() -> {
            LeaseReport report = leases();
            assertThat(report.sessions())
                    .as(this::logs)
                    .hasSize(workers)
                    .allSatisfy(session -> assertThat(report.ownedBy(session)).isEqualTo(shards));
        });
    }

    /** In the order of their hash key ranges. */
    public List<Shard> openShards() {
        return shards().stream()
                .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
                .sorted(Comparator.comparing(DaemonFleet::start))
                .toList();
    }

    public List<Shard> shards() {
        return kinesis.client()
                .listShards(request -> request.streamName(application))
                .shards();
    }

    private static BigInteger start(Shard shard) {
        return new BigInteger(shard.hashKeyRange().startingHashKey());
    }

    public void split(Shard shard) {
        BigInteger end = new BigInteger(shard.hashKeyRange().endingHashKey());
        kinesis.splitShard(
                application,
                shard.shardId(),
                start(shard).add(end).shiftRight(1).toString());
    }

    public void merge(Shard shard, Shard adjacent) {
        kinesis.mergeShards(application, shard.shardId(), adjacent.shardId());
    }

    /** For the message of a failed assertion. */
    public String logs() {
        StringBuilder logs = new StringBuilder();
        daemons.forEach(daemon -> logs.append(daemon.log()).append("\n----\n"));
        return logs.toString();
    }

    @Override
    public void close() {
        daemons.forEach(DaemonProcess::close);
    }
}
