package io.millrace.adapters.aws.local;

import io.millrace.adapters.aws.AwsSettings;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/**
 * A kinesis-local of one's own: a node process on free ports that ends with this process, however this one ends. Reshards
 * and creations take 50 ms.
 */
public final class LocalKinesis implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration CHANGE_LIMIT = Duration.ofSeconds(30);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(25);
    private static final int ATTEMPTS = 3;

    private final Process process;
    private final URI endpoint;
    private final KinesisClient client;

    private LocalKinesis(Process process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
        client = KinesisClient.builder()
                .region(LocalAws.REGION)
                .endpointOverride(endpoint)
                .credentialsProvider(LocalAws.credentials())
                .httpClientBuilder(Apache5HttpClient.builder().maxConnections(16))
                .build();
    }

    /** Starts one and waits until it answers. */
    public static LocalKinesis start() {
        for (int attempt = 1; ; attempt++) {
            LocalKinesis started = launch();
            try {
                Awaitility.await("kinesis-local answers")
                        .atMost(START_LIMIT)
                        .pollDelay(Duration.ZERO)
                        .pollInterval(POLL_INTERVAL)
                        .until(() -> !started.process.isAlive() || started.answers());
            } catch (RuntimeException late) {
                started.close();
                throw late;
            }
            if (started.process.isAlive()) {
                return started;
            }
            started.close();
            if (attempt == ATTEMPTS) {
                throw new IllegalStateException("kinesis-local ends at once with " + started.process.exitValue()
                        + "; see target/kinesis-local-*.log");
            }
        }
    }

    private static LocalKinesis launch() {
        Path emulators = emulators();
        Path module = emulators.resolve("node_modules/kinesis-local");
        if (!Files.exists(module)) {
            throw new IllegalStateException("kinesis-local is not installed; run emulators/install.sh");
        }
        int port = FreePort.find();
        int tlsPort = FreePort.find();
        ProcessBuilder builder = new ProcessBuilder(
                "node",
                "-r",
                emulators.resolve("exit-with-parent.js").toString(),
                module.resolve("main.js").toString());
        builder.environment()
                .putAll(Map.of(
                        "KINESIS_MOCK_CERT_PATH", module.resolve("server.json").toString(),
                        "KINESIS_MOCK_PLAIN_PORT", Integer.toString(port),
                        "KINESIS_MOCK_TLS_PORT", Integer.toString(tlsPort),
                        "CREATE_STREAM_DURATION", "50ms",
                        "SPLIT_SHARD_DURATION", "50ms",
                        "MERGE_SHARDS_DURATION", "50ms",
                        "DELETE_STREAM_DURATION", "50ms",
                        "SHARD_LIMIT", "5000",
                        "LOG_LEVEL", "ERROR"));
        File log = new File("target", "kinesis-local-" + port + ".log");
        try {
            Files.createDirectories(log.toPath().toAbsolutePath().getParent());
            // Standard input stays a pipe from here: its end tells the emulator that this process is gone.
            Process process = builder.redirectErrorStream(true)
                    .redirectOutput(log)
                    .redirectInput(ProcessBuilder.Redirect.PIPE)
                    .start();
            return new LocalKinesis(process, URI.create("http://127.0.0.1:" + port));
        } catch (IOException problem) {
            throw new UncheckedIOException("node does not start; kinesis-local needs Node.js", problem);
        }
    }

    private static Path emulators() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path emulators = folder.resolve("emulators");
            if (Files.exists(emulators.resolve("exit-with-parent.js"))) {
                return emulators;
            }
        }
        throw new IllegalStateException(
                "no folder emulators/ above " + Path.of("").toAbsolutePath());
    }

    private boolean answers() {
        try {
            client.listStreams();
            return true;
        } catch (SdkException notYet) {
            return false;
        }
    }

    /** Where it answers, in plain HTTP. */
    public URI endpoint() {
        return endpoint;
    }

    /** Settings for an adapter that talks to it. */
    public AwsSettings settings() {
        return LocalAws.settings(endpoint);
    }

    /** A client for what a test does behind an adapter's back; stays this object's to close. */
    public KinesisClient client() {
        return client;
    }

    /** Creates a stream and waits until it is active. */
    public void createStream(String name, int shards) {
        client.createStream(request -> request.streamName(name).shardCount(shards));
        awaitActive(name);
    }

    /** Waits until a stream is active again after a change. */
    public void awaitActive(String name) {
        await("stream " + name + " is active")
                .ignoreExceptionsInstanceOf(SdkException.class)
                .until(() -> client.describeStreamSummary(request -> request.streamName(name))
                                .streamDescriptionSummary()
                                .streamStatus()
                        == StreamStatus.ACTIVE);
    }

    /** Deletes a stream, if it is there, and waits until it is gone. */
    public void deleteStream(String name) {
        try {
            client.deleteStream(request -> request.streamName(name).enforceConsumerDeletion(true));
        } catch (ResourceNotFoundException gone) {
            return;
        }
        await("stream " + name + " is gone").until(() -> {
            try {
                client.describeStreamSummary(request -> request.streamName(name));
                return false;
            } catch (ResourceNotFoundException gone) {
                return true;
            }
        });
    }

    /** Splits a shard and waits until the stream is active again. */
    public void splitShard(String stream, String shard, String newStartingHashKey) {
        client.splitShard(
                request -> request.streamName(stream).shardToSplit(shard).newStartingHashKey(newStartingHashKey));
        awaitActive(stream);
    }

    /** Merges two adjacent shards and waits until the stream is active again. */
    public void mergeShards(String stream, String shard, String adjacent) {
        client.mergeShards(
                request -> request.streamName(stream).shardToMerge(shard).adjacentShardToMerge(adjacent));
        awaitActive(stream);
    }

    /** Puts one record. */
    public PutRecordResponse put(String stream, String partitionKey, byte[] data) {
        return client.putRecord(
                request -> request.streamName(stream).partitionKey(partitionKey).data(SdkBytes.fromByteArray(data)));
    }

    private static org.awaitility.core.ConditionFactory await(String what) {
        return Awaitility.await(what)
                .atMost(CHANGE_LIMIT)
                .pollDelay(Duration.ZERO)
                .pollInterval(POLL_INTERVAL);
    }

    /** Kills it: it does not heed a request to end. */
    @Override
    public void close() {
        client.close();
        process.destroyForcibly();
    }
}
