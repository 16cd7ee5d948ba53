package example.redis;

import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.StoreFailure.Kind;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisClientConfig;

/**
 * One connection, and the one thread that uses it: calls wait for each other and for nobody else's. Nothing is sent twice;
 * a connection that failed is replaced by the next call.
 */
final class Line {
    private final HostAndPort server;
    private final JedisClientConfig settings;
    private final ExecutorService thread;
    /** Of {@link #thread}'s own; null when there is none. */
    private Jedis connection;

    Line(String name, HostAndPort server, JedisClientConfig settings) {
        this.server = server;
        this.settings = settings;
        thread = Executors.newSingleThreadExecutor(task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        });
    }

    /** Asks what changes nothing, or may be asked again; whatever goes wrong becomes an answer. */
    <A> CompletionStage<A> read(Function<Jedis, A> call, Function<StoreFailure, A> failed) {
        return submit(call, failed, Kind.UNAVAILABLE);
    }

    /** Asks for a change; when its answer is lost, nobody knows whether it was made. */
    <A> CompletionStage<A> write(Function<Jedis, A> call, Function<StoreFailure, A> failed) {
        return submit(call, failed, Kind.UNKNOWN);
    }

    private <A> CompletionStage<A> submit(Function<Jedis, A> call, Function<StoreFailure, A> failed, Kind ifLost) {
        try {
            return CompletableFuture.supplyAsync(() -> make(call, failed, ifLost), thread);
        } catch (RejectedExecutionException closed) {
            return CompletableFuture.completedFuture(
                    failed.apply(new StoreFailure(Kind.UNAVAILABLE, "The lease store is closed.")));
        }
    }

    private <A> A make(Function<Jedis, A> call, Function<StoreFailure, A> failed, Kind ifLost) {
        Kind otherwise = Kind.UNAVAILABLE;
        try {
            if (connection == null) {
                connection = new Jedis(server, settings);
            }
            otherwise = ifLost;
            return call.apply(connection);
        } catch (RuntimeException problem) {
            disconnectIfBroken();
            return failed.apply(RedisErrors.explain(problem, otherwise, server));
        }
    }

    private void disconnectIfBroken() {
        if (connection != null && connection.isBroken()) {
            disconnect();
        }
    }

    private void disconnect() {
        Jedis old = connection;
        connection = null;
        if (old != null) {
            old.close();
        }
    }

    /** Takes no more calls, and lets go of the connection after those that it has. Does not wait. Idempotent. */
    synchronized void close() {
        if (!thread.isShutdown()) {
            thread.execute(this::disconnect);
            thread.shutdown();
        }
    }
}
