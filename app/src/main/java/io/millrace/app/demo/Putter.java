package io.millrace.app.demo;

import io.millrace.adapters.inmemory.InMemoryStream;
import io.millrace.adapters.inmemory.PutResult;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Puts words into the stream at an even pace until it is closed. The partition keys are those of many imagined readers
 * who take turns, so that every shard gets its share.
 */
final class Putter implements AutoCloseable {
    private static final int READERS = 251;
    private static final int TICK_MILLIS = 50;
    private static final long STOP_SECONDS = 10;
    private static final long SEED = 1840;

    private final InMemoryStream stream;
    private final Scoreboard scoreboard;
    private final int wordsPerTick;
    private final Words words = new Words(SEED);
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "demo-putter"));
    private @Nullable ScheduledFuture<?> ticking;
    private long turn;

    Putter(InMemoryStream stream, Scoreboard scoreboard, int wordsPerSecond) {
        this.stream = stream;
        this.scoreboard = scoreboard;
        this.wordsPerTick = Math.max(1, wordsPerSecond * TICK_MILLIS / 1_000);
    }

    void start() {
        ticking = clock.scheduleAtFixedRate(this::putSome, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void putSome() {
        for (int i = 0; i < wordsPerTick; i++) {
            String word = words.next();
            String reader = "reader-" + turn++ % READERS;
            PutResult put = stream.put(reader, word);
            scoreboard.put(put.shard(), put.sequenceNumber(), reader, word);
        }
    }

    /**
     * Stops putting; when this returns, everything put is on the scoreboard.
     *
     * @throws IllegalStateException when putting had failed, or does not stop
     */
    @Override
    public void close() {
        clock.shutdown();
        try {
            if (!clock.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the demonstration's putter does not stop");
            }
            ScheduledFuture<?> ticks = ticking;
            if (ticks != null && !ticks.isCancelled()) {
                ticks.get();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException failed) {
            throw new IllegalStateException("the demonstration could not put its words", failed.getCause());
        }
    }

    static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
