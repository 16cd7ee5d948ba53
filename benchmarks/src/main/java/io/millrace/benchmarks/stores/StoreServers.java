package io.millrace.benchmarks.stores;

import io.millrace.adapters.aws.AwsSettings;
import io.millrace.adapters.aws.DynamoDbLeaseStore;
import io.millrace.adapters.aws.KclLeaseStore;
import io.millrace.adapters.inmemory.InMemoryLeaseTable;
import io.millrace.adapters.jdbc.JdbcLeaseStore;
import io.millrace.benchmarks.run.LocalDynamoDb;
import io.millrace.benchmarks.run.NotMeasuredException;
import io.millrace.benchmarks.run.Processes;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.OpenAnswer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** What the stores are on, each started when it is first needed. Ends all when closed. For one thread. */
final class StoreServers implements AutoCloseable {
    /** The stream whose leases are measured. */
    static final String STREAM = "words";

    private final Path scratch;
    private final Processes processes = new Processes();
    private final InMemoryLeaseTable memory = InMemoryLeaseTable.create();
    private @Nullable EmbeddedPostgres postgreSql;
    private @Nullable URI dynamoDb;

    /** @param scratch a folder for the file of SQLite and for logs */
    StoreServers(Path scratch) {
        this.scratch = scratch;
    }

    /**
     * A store of its own for a worker, with its default settings, ready for use.
     *
     * @throws NotMeasuredException when it cannot be opened
     */
    LeaseStore open(StoreKind kind, String application) throws IOException, InterruptedException {
        LeaseStore store = make(kind, application);
        if (store.open().toCompletableFuture().join() instanceof OpenAnswer.Failed failed) {
            store.close();
            throw new NotMeasuredException(failed.failure().explanation());
        }
        return store;
    }

    private LeaseStore make(StoreKind kind, String application) throws IOException, InterruptedException {
        return switch (kind) {
            case MEMORY -> memory.store(application);
            case SQLITE ->
                JdbcLeaseStore.builder()
                        .application(application)
                        .url("jdbc:sqlite:" + scratch.resolve("leases.db"))
                        .build();
            case POSTGRESQL ->
                JdbcLeaseStore.builder()
                        .application(application)
                        .url("jdbc:postgresql://localhost:" + postgreSql().getPort() + "/postgres")
                        .user("postgres")
                        .build();
            case DYNAMODB -> inDynamoDb(application);
            case KCL ->
                KclLeaseStore.builder().companion(inDynamoDb(application)).table("kcl-" + application).stream(STREAM)
                        .aws(aws())
                        .build();
        };
    }

    private LeaseStore inDynamoDb(String application) throws IOException, InterruptedException {
        return DynamoDbLeaseStore.builder()
                .application(application)
                .table("millrace-leases")
                .aws(aws())
                .build();
    }

    private AwsSettings aws() throws IOException, InterruptedException {
        URI endpoint = dynamoDb;
        if (endpoint == null) {
            endpoint = LocalDynamoDb.start(processes, scratch);
            dynamoDb = endpoint;
        }
        return AwsSettings.builder()
                .region("us-east-1")
                .endpoint(endpoint)
                .credentials(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .build();
    }

    private EmbeddedPostgres postgreSql() throws IOException {
        EmbeddedPostgres server = postgreSql;
        if (server == null) {
            // As a server is that keeps what it has answered; this one comes set for tests.
            server = EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .start();
            postgreSql = server;
        }
        return server;
    }

    @Override
    public void close() throws IOException {
        processes.close();
        Optional<EmbeddedPostgres> server = Optional.ofNullable(postgreSql);
        if (server.isPresent()) {
            server.get().close();
        }
    }
}
