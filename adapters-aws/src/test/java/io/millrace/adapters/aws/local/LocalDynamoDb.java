package io.millrace.adapters.aws.local;

import com.amazonaws.services.dynamodbv2.local.main.ServerRunner;
import com.amazonaws.services.dynamodbv2.local.server.DynamoDBProxyServer;
import io.millrace.adapters.aws.AwsSettings;
import java.net.URI;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** A DynamoDB Local inside this process, in memory, on a free port that other processes may use too. */
public final class LocalDynamoDb implements AutoCloseable {
    private final DynamoDBProxyServer server;
    private final URI endpoint;
    private final DynamoDbClient client;

    private LocalDynamoDb(DynamoDBProxyServer server, URI endpoint) {
        this.server = server;
        this.endpoint = endpoint;
        client = DynamoDbClient.builder()
                .region(LocalAws.REGION)
                .endpointOverride(endpoint)
                .credentialsProvider(LocalAws.credentials())
                .httpClientBuilder(Apache5HttpClient.builder())
                .build();
    }

    /** Starts one. */
    public static LocalDynamoDb start() {
        int port = FreePort.find();
        try {
            DynamoDBProxyServer server = ServerRunner.createServerFromCommandLineArgs(
                    new String[] {"-inMemory", "-disableTelemetry", "-port", Integer.toString(port)});
            server.start();
            return new LocalDynamoDb(server, URI.create("http://127.0.0.1:" + port));
        } catch (Exception problem) {
            throw new IllegalStateException("DynamoDB Local does not start on port " + port, problem);
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
    public DynamoDbClient client() {
        return client;
    }

    @Override
    public void close() {
        client.close();
        try {
            server.stop();
        } catch (Exception problem) {
            throw new IllegalStateException("DynamoDB Local does not stop", problem);
        }
    }
}
