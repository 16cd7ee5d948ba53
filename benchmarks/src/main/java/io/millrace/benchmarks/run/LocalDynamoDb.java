package io.millrace.benchmarks.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** DynamoDB Local in a process of its own, in memory: where both daemons keep their leases. */
public final class LocalDynamoDb {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private LocalDynamoDb() {}

    /**
     * Starts one, and waits until it takes connections.
     *
     * @return where it answers
     * @throws NotMeasuredException when it does not start
     */
    public static URI start(Processes processes, Path scratch) throws IOException, InterruptedException {
        int port = freePort();
        Path log = scratch.resolve("dynamodb.log");
        ProcessBuilder command = new ProcessBuilder(
                Workplace.java(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "com.amazonaws.services.dynamodbv2.local.main.ServerRunner",
                "-inMemory",
                "-disableTelemetry",
                "-port",
                Integer.toString(port));
        command.environment().put("DDB_LOCAL_TELEMETRY", "0");
        Process process = processes.start(command.redirectErrorStream(true).redirectOutput(log.toFile()));
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!answers(port)) {
            if (!process.isAlive() || Instant.now().isAfter(deadline)) {
                throw new NotMeasuredException(
                        "DynamoDB Local did not start within " + PATIENCE.toSeconds() + " s", log);
            }
            Thread.sleep(100);
        }
        return URI.create("http://127.0.0.1:" + port);
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
