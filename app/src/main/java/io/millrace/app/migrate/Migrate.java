package io.millrace.app.migrate;

import com.google.common.collect.ImmutableList;
import io.millrace.adapters.aws.AwsSettings;
import io.millrace.app.leases.StoreCalls;
import io.millrace.domain.stream.InitialPosition;
import io.millrace.engine.runtime.SystemTime;
import io.millrace.ports.source.DescribeAnswer;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.source.SourceFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Moves an application's leases from KCL's table, and tells what it does. Blocks; used by one thread. */
public final class Migrate {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int ATTEMPTS = 5;

    private final Settings settings;
    private final RecordSource source;
    private final AwsSettings dynamoDb;
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
     * @param source the stream; stays the caller's to close
     * @param out for what was found and done
     * @param err for what goes on meanwhile
     */
    public Migrate(Settings settings, RecordSource source, AwsSettings dynamoDb, PrintWriter out, PrintWriter err) {
        this.settings = settings;
        this.source = source;
        this.dynamoDb = dynamoDb;
        this.out = out;
        this.err = err;
    }

    /**
     * Does it.
     *
     * @throws IllegalArgumentException naming every setting that is wrong
     * @throws IOException when it may not be done or failed; with why, and what to do
     */
    public void run() throws IOException, InterruptedException {
        DescribeAnswer.Described stream = describe();
        try (MigrationStores stores =
                new MigrationStores(settings.request(), settings.initialPosition(), dynamoDb, stream, this::progress)) {
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

    private DescribeAnswer.Described describe() throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            DescribeAnswer answer = StoreCalls.await(source.describe());
            if (answer instanceof DescribeAnswer.Described described) {
                return described;
            }
            SourceFailure failure = ((DescribeAnswer.Failed) answer).failure();
            if (failure.kind() == SourceFailure.Kind.REFUSED
                    || failure.kind() == SourceFailure.Kind.NOT_FOUND
                    || attempt == ATTEMPTS) {
                throw new IOException(failure.explanation());
            }
            TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
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
