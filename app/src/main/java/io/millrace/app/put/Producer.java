package io.millrace.app.put;

import com.google.common.collect.ImmutableList;
import io.millrace.adapters.aws.KinesisRecordWriter;
import io.millrace.adapters.aws.KinesisRecordWriter.NewRecord;
import io.millrace.adapters.aws.KinesisRecordWriter.Outcome;
import io.millrace.adapters.aws.KinesisRecordWriter.WriteException;
import io.millrace.engine.runtime.ShutdownSignal;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Puts records in batches at a pace, puts again what the service did not take, and keeps count. Stops in order when the
 * process is told to end. Used once, by one thread.
 */
public final class Producer {
    private static final int LARGEST_RECORD_BYTES = 1 << 20;
    private static final long TICKS_PER_SECOND = 20;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Duration FIRST_PATIENCE = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(2);

    private final Function<List<NewRecord>, ImmutableList<Outcome>> writer;
    private final PutSettings settings;
    private final PrintWriter progress;
    private final PutTally tally = new PutTally();
    private final CountDownLatch finished = new CountDownLatch(1);
    private final long startNanos = System.nanoTime();
    private volatile boolean stopping;
    private long taken;
    private long toldNanos = startNanos;

    /**
     * @param writer puts some records and tells what became of each, as {@link KinesisRecordWriter#put}
     * @param progress is told now and then how far it is
     */
    public Producer(
            Function<List<NewRecord>, ImmutableList<Outcome>> writer, PutSettings settings, PrintWriter progress) {
        this.writer = writer;
        this.settings = settings;
        this.progress = progress;
    }

    /**
     * Puts all there is.
     *
     * @return whether it was all, rather than cut short by the end of the process
     * @throws WriteException when the service refuses
     * @throws IOException when the service takes nothing for long, or the texts cannot be read, or one is too large
     */
    @SuppressWarnings("try")
    public boolean putAll(RecordLines lines) throws IOException, InterruptedException {
        try (ShutdownSignal ignored = new ShutdownSignal(this::stopAndWait)) {
            while (!stopping) {
                List<NewRecord> batch = nextBatch(lines);
                if (batch.isEmpty()) {
                    return true;
                }
                putBatch(batch);
                tell();
                keepPace();
            }
            return false;
        } finally {
            finished.countDown();
        }
    }

    /** How many records were put, and into which shards. */
    public String summary(String stream) {
        return tally.summary(stream, elapsed());
    }

    private void stopAndWait() {
        stopping = true;
        try {
            finished.await();
            progress.println(tally.progress(elapsed()));
            progress.flush();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private List<NewRecord> nextBatch(RecordLines lines) throws IOException {
        long most = Math.min(KinesisRecordWriter.MOST_RECORDS, settings.count().orElse(Long.MAX_VALUE) - taken);
        if (settings.recordsPerSecond().isPresent()) {
            most = Math.min(most, Math.max(1, settings.recordsPerSecond().getAsLong() / TICKS_PER_SECOND));
        }
        List<NewRecord> batch = new ArrayList<>();
        long bytes = 0;
        while (batch.size() < most && bytes <= KinesisRecordWriter.MOST_BYTES - LARGEST_RECORD_BYTES) {
            Optional<String> text = lines.next();
            if (text.isEmpty()) {
                break;
            }
            NewRecord record = record(++taken, text.get());
            bytes += sizeBytes(record);
            batch.add(record);
        }
        return batch;
    }

    private NewRecord record(long number, String text) throws IOException {
        NewRecord record = new NewRecord(settings.keyOf(number, text), text.getBytes(StandardCharsets.UTF_8));
        if (sizeBytes(record) > LARGEST_RECORD_BYTES) {
            throw new IOException(
                    "Line " + number + " has " + sizeBytes(record) + " bytes with its partition key, and a"
                            + " record has at most " + LARGEST_RECORD_BYTES + ". Of the lines before it " + tally.put()
                            + " were put. Shorten it and put the rest.");
        }
        return record;
    }

    private static int sizeBytes(NewRecord record) {
        return record.data().length + record.partitionKey().getBytes(StandardCharsets.UTF_8).length;
    }

    private void putBatch(List<NewRecord> batch) throws IOException, InterruptedException {
        List<NewRecord> rest = batch;
        Duration pause = FIRST_PAUSE;
        long takenNanos = System.nanoTime();
        while (true) {
            List<NewRecord> refused = new ArrayList<>();
            String failure = put(rest, refused);
            if (refused.isEmpty()) {
                return;
            }
            if (refused.size() < rest.size()) {
                pause = FIRST_PAUSE;
                takenNanos = System.nanoTime();
            }
            Duration patience = tally.put() == 0 ? FIRST_PATIENCE : PATIENCE;
            if (System.nanoTime() - takenNanos > patience.toNanos()) {
                throw new IOException("The service took no record for " + patience.toSeconds() + " s; " + tally.put()
                        + " were put before. The last failure: " + failure);
            }
            rest = refused;
            TimeUnit.NANOSECONDS.sleep(pause.toNanos());
            Duration doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        }
    }

    /** Makes one call; returns what the service said of the records it did not take, which go to {@code refused}. */
    private String put(List<NewRecord> records, List<NewRecord> refused) {
        ImmutableList<Outcome> outcomes;
        try {
            outcomes = writer.apply(records);
        } catch (WriteException problem) {
            if (!problem.isPassing()) {
                throw problem;
            }
            refused.addAll(records);
            if (problem.isKnown()) {
                tally.refused(records.size());
            } else {
                tally.unanswered(records.size());
            }
            return String.valueOf(problem.getMessage());
        }
        String failure = "";
        for (int i = 0; i < outcomes.size(); i++) {
            Outcome outcome = outcomes.get(i);
            if (outcome.shard().isPresent()) {
                tally.put(outcome.shard().get());
            } else {
                refused.add(records.get(i));
                failure = outcome.failure();
            }
        }
        tally.refused(refused.size());
        return failure;
    }

    private void tell() {
        long now = System.nanoTime();
        if (now - toldNanos >= PROGRESS_INTERVAL.toNanos()) {
            toldNanos = now;
            progress.println(tally.progress(elapsed()));
            progress.flush();
        }
    }

    private void keepPace() throws InterruptedException {
        if (settings.recordsPerSecond().isPresent()) {
            double dueSeconds = (double) taken / settings.recordsPerSecond().getAsLong();
            TimeUnit.NANOSECONDS.sleep(startNanos + (long) (dueSeconds * 1e9) - System.nanoTime());
        }
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - startNanos);
    }
}
