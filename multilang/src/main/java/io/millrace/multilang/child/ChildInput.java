package io.millrace.multilang.child;

import io.millrace.multilang.frames.FrameEncoder;
import io.millrace.multilang.protocol.ByteOutput;
import io.millrace.multilang.protocol.Generation;
import io.millrace.multilang.protocol.LineEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to one child, on a thread of its own: nobody who reads or waits is held up by a child that does not read. Messages
 * are written whole and in order.
 */
final class ChildInput implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ChildInput.class);

    /** A message, encoded when its turn comes. */
    @FunctionalInterface
    interface Outgoing {
        void write(LineEncoder lines, FrameEncoder frames) throws IOException;
    }

    /** @param closes whether this is the end */
    private record Item(Outgoing message, CompletableFuture<Void> written, boolean closes) {}

    private final OutputStream stream;
    private final Runnable broken;
    private final ByteOutput out;
    private final LineEncoder lines;
    private final FrameEncoder frames;
    private final LinkedBlockingQueue<Item> queue = new LinkedBlockingQueue<>();
    private volatile boolean over;

    /** @param broken told when the child does not take any more */
    ChildInput(OutputStream stream, Generation generation, Runnable broken) {
        this.stream = stream;
        this.broken = broken;
        this.out = new ByteOutput((bytes, count) -> stream.write(bytes, 0, count));
        this.lines = new LineEncoder(out, generation);
        this.frames = new FrameEncoder(out);
    }

    /** @return completes when it is written, exceptionally when that failed */
    CompletableFuture<Void> send(Outgoing message) {
        return enqueue(message, false);
    }

    /** Closes the child's standard input, after everything that is to be sent. */
    void close() {
        CompletionStage<Void> end = enqueue((toLines, toFrames) -> {}, true);
        end.whenComplete((closed, problem) -> LOG.trace("a standard input is closed", problem));
    }

    private CompletableFuture<Void> enqueue(Outgoing message, boolean closes) {
        CompletableFuture<Void> written = new CompletableFuture<>();
        queue.add(new Item(message, written, closes));
        if (over) {
            failAll();
        }
        return written;
    }

    @Override
    public void run() {
        try (stream) {
            boolean open = true;
            while (open) {
                Item item = queue.take();
                open = write(item) && !item.closes();
            }
        } catch (IOException failed) {
            LOG.debug("A child's standard input could not be closed: {}", failed.toString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            fail();
        }
    }

    private boolean write(Item item) {
        try {
            item.message().write(lines, frames);
            out.flush();
            stream.flush();
            item.written().complete(null);
            return true;
        } catch (IOException | RuntimeException failed) {
            LOG.debug("A child's standard input takes no more: {}", failed.toString());
            item.written().completeExceptionally(failed);
            broken.run();
            return false;
        }
    }

    /** Nothing will be written any more: whoever waits for it is told. */
    void fail() {
        over = true;
        failAll();
    }

    private void failAll() {
        for (Item item = queue.poll(); item != null; item = queue.poll()) {
            item.written().completeExceptionally(new IOException("the child's standard input is closed"));
        }
    }
}
