package example.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.exceptions.JedisException;

/** A server of Redis as a process of its own, with its files in a directory; may be killed and started again on them. */
final class LocalRedis implements AutoCloseable {
    private final Path directory;
    private final int port;
    private Process process;

    private LocalRedis(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    /** Starts a server that keeps what it has answered. */
    static LocalRedis start(Path directory) throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        LocalRedis server = new LocalRedis(directory, port);
        server.start();
        return server;
    }

    void start() throws IOException {
        List<String> command = List.of(
                "redis-server",
                "--bind",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--dir",
                directory.toString(),
                "--appendonly",
                "yes",
                "--appendfsync",
                "always",
                "--save",
                "");
        File log = directory.resolve("log").toFile();
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                    .start();
        } catch (IOException missing) {
            throw new IllegalStateException(
                    "These tests run on a real server of Redis and there is no redis-server on"
                            + " the PATH. Install it: apt-get install redis-server (Debian, Ubuntu), dnf install redis (Fedora),"
                            + " brew install redis (macOS).",
                    missing);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        await().until(this::answersOrIsDead);
        assertThat(process.isAlive()).as(Files.readString(log.toPath())).isTrue();
    }

    private boolean answersOrIsDead() {
        try {
            return !process.isAlive() || ask(Jedis::ping).equals("PONG");
        } catch (JedisException notYet) {
            return false;
        }
    }

    /** Ends the server as {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Lets the server stand still, connections and all, or go on. */
    void signal(String name) throws IOException, InterruptedException {
        int status = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
        assertThat(status).isZero();
    }

    HostAndPort address() {
        return new HostAndPort("127.0.0.1", port);
    }

    RedisLeaseStore store(String application) {
        return new RedisLeaseStore(
                application, address(), DefaultJedisClientConfig.builder().build());
    }

    /** As an operator would. */
    <T> T ask(Function<Jedis, T> question) {
        try (Jedis redis = new Jedis(address())) {
            return question.apply(redis);
        }
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
