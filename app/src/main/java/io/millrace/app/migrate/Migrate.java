package io.millrace.app.migrate;

import com.google.common.collect.ImmutableList;
import io.millrace.adapters.aws.AwsSettings;
import io.millrace.domain.stream.InitialPosition;
import io.millrace.engine.runtime.SystemTime;
import io.millrace.ports.source.RecordSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Moves an application's leases from KCL's table, and tells what it does. Blocks; used by one thread. */
public final class Migrate implements AutoCloseable {
    private final Settings settings;
    private final MigrationStores stores;
    private final PrintWriter out;
    private final PrintWriter err;

    /**
     * What to do.
     *
     * @param request whose leases go where
     * @param initialPosition where the application began; a time if KCL has leases at AT_TIMESTAMP
     * @param failoverTime the {@code failoverTimeMillis} of KCL's workers
     * @param dryRun whether nothing is written, and refusals are only told
     * @param json whether one line of JSON is printed
     */
    public record Settings(
            MigrationRequest request,
            InitialPosition initialPosition,
            Duration failoverTime,
            boolean dryRun,
            boolean json) {}

    /**
     * Makes everything ready without a call to any service.
     *
     * @param source the stream; stays the caller's to close
     * @param out for what was found and done
     * @param err for what goes on meanwhile
     * @throws IllegalArgumentException naming every setting that is wrong
     */
    public Migrate(Settings settings, RecordSource source, AwsSettings dynamoDb, PrintWriter out, PrintWriter err) {
        this.settings = settings;
        this.out = out;
        this.err = err;
        this.stores =
                new MigrationStores(settings.request(), settings.initialPosition(), dynamoDb, source, this::progress);
    }

    /**
     * Does it.
     *
     * @throws IOException when it may not be done or failed; with why, and what to do
     */
    public void run() throws IOException, InterruptedException {
        stores.open();
        Migration migration = new Migration(
                stores,
                settings.failoverTime(),
                new SystemTime(),
                time -> TimeUnit.NANOSECONDS.sleep(time.toNanos()),
                this::progress);
        MigrationTexts texts = new MigrationTexts(settings.request());
        Migration.Findings found = migration.look();
        ImmutableList<String> refusals = found.refusals();
        tell(texts.plan(found.plan()));
        int writes = settings.dryRun() || !refusals.isEmpty() ? 0 : migration.write(found);
        if (settings.json()) {
            out.println(texts.json(found, settings.dryRun(), writes));
        }
        out.flush();
        if (settings.dryRun()) {
            tellOfDryRun(found);
        } else if (!refusals.isEmpty()) {
            throw new IOException("Nothing was written: " + String.join("; ", refusals) + ".");
        } else {
            tell(ImmutableList.of(
                    writes == 0
                            ? "All of them were in " + settings.request().to() + " before, and nothing was written."
                            : "All of them are in " + settings.request().to() + "."));
            tell(texts.next());
        }
    }

    /** Closes what it made; not the stream. */
    @Override
    public void close() {
        stores.close();
    }

    private void tellOfDryRun(Migration.Findings found) {
        if (found.refusals().isEmpty()) {
            tell(ImmutableList.of(
                    found.plan().isDone()
                            ? "All of them are in " + settings.request().to() + " already. Nothing was written."
                            : "A dry run: nothing was written."));
        } else {
            tell(ImmutableList.of("A dry run: nothing was written. The command itself would refuse:"));
            found.refusals().forEach(refusal -> tell(ImmutableList.of("- " + refusal + ".")));
        }
    }

    /** For people only. */
    private void tell(ImmutableList<String> lines) {
        if (!settings.json()) {
            lines.forEach(out::println);
            out.flush();
        }
    }

    private void progress(String line) {
        err.println(line);
        err.flush();
    }
}
