package io.millrace.compat.kcl;

import io.millrace.adapters.aws.local.LocalDynamoDb;
import io.millrace.adapters.aws.local.LocalKinesis;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;

/**
 * Workers of KCL's and of Millrace's on one application, each a process of its own, and a stream into which records are put
 * all the time. Every worker writes what it is given to one journal.
 */
final class MixedFleet implements AutoCloseable {
    /** KCL's failoverTimeMillis for the whole fleet. */
    static final int FAILOVER_MILLIS = 3_000;

    private static final Path MILLRACE =
            Path.of("..", "app", "target", "millrace.jar").toAbsolutePath().normalize();
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private final LocalKinesis kinesis;
    private final LocalDynamoDb dynamoDb;
    private final String name;
    private final Path folder;
    private final Path kclJars;
    private final Map<String, Process> workers = new TreeMap<>();
    private final ScheduledExecutorService putter = Executors.newSingleThreadScheduledExecutor();
    private final TreeSet<String> put = new TreeSet<>();

    /** @param kcl the version of KCL */
    MixedFleet(LocalKinesis kinesis, LocalDynamoDb dynamoDb, String kcl, Path folder) throws Exception {
        this.kinesis = kinesis;
        this.dynamoDb = dynamoDb;
        this.name = name(kcl);
        this.folder = folder;
        this.kclJars = jars(kcl);
        kinesis.createStream(name, 4);
        Files.writeString(journal(), "");
        try (var child = MixedFleet.class.getResourceAsStream("/kcl/journal_child.py")) {
            Files.copy(child, folder.resolve("journal_child.py"));
        }
        Files.writeString(folder.resolve("app.properties"), """
                executableName = python3 journal_child.py journal
                applicationName = %s
                streamName = %s
                regionName = us-east-1
                kinesisEndpoint = %s
                dynamoDBEndpoint = %s
                AwsCredentialsProvider = EnvironmentVariableCredentialsProvider
                initialPositionInStream = TRIM_HORIZON
                failoverTimeMillis = %d
                """.formatted(
                        name, name, kinesis.endpoint(), dynamoDb.endpoint(), FAILOVER_MILLIS));
        putter.scheduleAtFixedRate(this::putOne, 0, 50, TimeUnit.MILLISECONDS);
    }

    /** What the application and its table are called. */
    static String name(String kcl) {
        return "mixed-" + kcl;
    }

    /** KCL with all it needs, as Maven finds it; one at a time, since they share a local repository. */
    private static synchronized Path jars(String kcl) throws Exception {
        Path log = Path.of("target", "kcl-" + kcl + ".log");
        Process maven = new ProcessBuilder("mvn", "-B", "-q", "-f", "kcl/pom.xml", "-Dkcl.version=" + kcl, "package")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        if (!maven.waitFor(5, TimeUnit.MINUTES) || maven.exitValue() != 0) {
            throw new IllegalStateException("Maven did not get KCL " + kcl + ": " + Files.readString(log));
        }
        return Path.of("target", "kcl-" + kcl).toAbsolutePath();
    }

    private synchronized void putOne() {
        String record = "record-" + put.size();
        kinesis.put(name, record, record.getBytes(StandardCharsets.UTF_8));
        put.add(record);
    }

    /** Starts a daemon of Millrace's with KCL's properties and these lines more. */
    void startMillrace(String worker, String... more) throws IOException {
        Path properties = folder.resolve(worker + ".properties");
        Files.writeString(
                properties,
                Files.readString(folder.resolve("app.properties")) + "workerId = " + worker + "\n"
                        + String.join("\n", more));
        start(
                worker,
                List.of(JAVA, "-XX:TieredStopAtLevel=1", "-jar", MILLRACE.toString(), "run", properties.toString()));
    }

    void startKcl(String worker) throws IOException {
        start(
                worker,
                List.of(
                        JAVA,
                        "-XX:TieredStopAtLevel=1",
                        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                        "-cp",
                        kclJars + "/*",
                        Path.of("kcl", "KclWorker.java").toAbsolutePath().toString(),
                        name,
                        name,
                        worker,
                        kinesis.endpoint().toString(),
                        dynamoDb.endpoint().toString(),
                        Integer.toString(FAILOVER_MILLIS),
                        journal().toString()));
    }

    private void start(String worker, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(folder.resolve(worker + ".log").toFile());
        builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
        builder.environment().put("AWS_ACCESS_KEY_ID", "local");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "local");
        workers.put(worker, builder.start());
    }

    /** As a power cut would end it, its children too. */
    void kill(String worker) throws InterruptedException {
        Process process = workers.remove(worker);
        List<ProcessHandle> all = process.descendants().toList();
        process.destroyForcibly().waitFor();
        all.forEach(ProcessHandle::destroyForcibly);
    }

    /** As a deployment does. */
    void stop(String worker) throws InterruptedException {
        Process process = workers.remove(worker);
        process.destroy();
        if (!process.waitFor(40, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }

    void split(String shard, String newStartingHashKey) {
        kinesis.splitShard(name, shard, newStartingHashKey);
    }

    /** How many leases of unfinished shards each worker owns; a session of Millrace's counts for its worker. */
    Map<String, Long> owned() {
        Map<String, Long> owned = new TreeMap<>();
        for (Map<String, AttributeValue> lease : leases()) {
            Optional.ofNullable(lease.get("leaseOwner"))
                    .filter(owner -> !lease.get("checkpoint").s().equals("SHARD_END"))
                    .ifPresent(owner -> owned.merge(owner.s().replaceAll("@.*", ""), 1L, Long::sum));
        }
        return owned;
    }

    List<Map<String, AttributeValue>> leases() {
        try {
            return dynamoDb.client().scan(request -> request.tableName(name)).items().stream()
                    .filter(item -> item.containsKey("leaseCounter"))
                    .toList();
        } catch (ResourceNotFoundException notYet) {
            return List.of();
        }
    }

    /** Stops putting; those that were put. */
    List<String> stopPutting() throws InterruptedException {
        putter.shutdown();
        putter.awaitTermination(1, TimeUnit.MINUTES);
        return List.copyOf(put);
    }

    synchronized int putSoFar() {
        return put.size();
    }

    /** What was given to processors, as {@code shard sequence-number record}. */
    List<String> journalLines() throws IOException {
        return Files.readAllLines(journal());
    }

    private Path journal() {
        return folder.resolve("journal");
    }

    /** The ends of all logs, for when something failed. */
    String logs() {
        StringBuilder logs = new StringBuilder();
        try (var files = Files.list(folder)) {
            for (Path log :
                    files.filter(file -> file.toString().endsWith(".log")).toList()) {
                List<String> lines = Files.readAllLines(log);
                logs.append("== ").append(log.getFileName()).append('\n');
                lines.subList(Math.max(0, lines.size() - 40), lines.size())
                        .forEach(line -> logs.append(line).append('\n'));
            }
        } catch (IOException problem) {
            logs.append(problem);
        }
        return logs.toString();
    }

    @Override
    public void close() throws InterruptedException {
        putter.shutdownNow();
        for (String worker : new ArrayList<>(workers.keySet())) {
            kill(worker);
        }
    }
}
