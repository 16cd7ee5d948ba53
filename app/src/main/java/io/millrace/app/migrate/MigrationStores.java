package io.millrace.app.migrate;

import io.millrace.adapters.aws.AwsSettings;
import io.millrace.adapters.aws.KclFinding;
import io.millrace.adapters.aws.KclLeaderLock;
import io.millrace.adapters.aws.KclLeaseStore;
import io.millrace.adapters.aws.KclLeaseTable;
import io.millrace.adapters.inmemory.InMemoryLeaseTable;
import io.millrace.app.leases.StoreCalls;
import io.millrace.domain.stream.InitialPosition;
import io.millrace.multilang.leases.LeaseStoreAddress;
import io.millrace.multilang.leases.LeaseStores;
import io.millrace.ports.source.DescribeAnswer;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.source.SourceFailure;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.OpenAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The places of a migration in DynamoDB and elsewhere. */
final class MigrationStores implements Places, AutoCloseable {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int ATTEMPTS = 5;
    private static final LeaseStoreAddress USUAL = new LeaseStoreAddress.DynamoDb(LeaseStoreAddress.USUAL_TABLE);

    private final MigrationRequest request;
    private final AwsSettings aws;
    private final RecordSource source;
    private final Consumer<String> progress;
    private final LeaseStore kcl;
    private final LeaseStore beside;
    private final LeaseStore existing;
    private final LeaseStore created;
    private DescribeAnswer.@Nullable Described stream;
    private boolean besideIsThere;
    private boolean targetIsThere;
    private boolean toldOfLeader;

    /**
     * Makes the stores without a call to them.
     *
     * @param initialPosition where the application began; says what an AT_TIMESTAMP of KCL's stands for
     * @param source the stream; stays the caller's to close
     * @throws IllegalArgumentException naming every setting that is wrong
     */
    MigrationStores(
            MigrationRequest request,
            InitialPosition initialPosition,
            AwsSettings aws,
            RecordSource source,
            Consumer<String> progress) {
        this.request = request;
        this.aws = aws;
        this.source = source;
        this.progress = progress;
        TreeSet<String> faults = new TreeSet<>();
        Optional<LeaseStore> kclMade = made(faults, () -> kcl(initialPosition));
        Optional<LeaseStore> besideMade = made(faults, () -> at(USUAL, false));
        Optional<LeaseStore> existingMade = made(faults, () -> at(request.to(), false));
        Optional<LeaseStore> createdMade = made(faults, () -> at(request.to(), true));
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", faults));
        }
        this.kcl = kclMade.orElseThrow();
        this.beside = besideMade.orElseThrow();
        this.existing = existingMade.orElseThrow();
        this.created = createdMade.orElseThrow();
    }

    private static Optional<LeaseStore> made(TreeSet<String> faults, Supplier<LeaseStore> making) {
        try {
            return Optional.of(making.get());
        } catch (IllegalArgumentException wrong) {
            faults.add(String.valueOf(wrong.getMessage()));
            return Optional.empty();
        }
    }

    private LeaseStore kcl(InitialPosition initialPosition) {
        return KclLeaseStore.builder()
                .companion(InMemoryLeaseTable.create().store(request.application()))
                .table(request.from().table())
                .stream(request.stream())
                .initialPosition(initialPosition)
                .createTableIfMissing(false)
                .aws(aws)
                .build();
    }

    private LeaseStore at(LeaseStoreAddress address, boolean createIfMissing) {
        return LeaseStores.at(
                address, LeaseStores.Application.named(request.application(), request.stream()), aws, createIfMissing);
    }

    /**
     * Looks what is there; creates nothing.
     *
     * @throws IOException when there is no such stream, or no table of KCL's, or the new place does not answer; with what to do about it
     */
    void open() throws IOException, InterruptedException {
        stream = describe();
        String table = "The table '" + request.from().table() + "' ";
        KclFinding finding = KclLeaseTable.look(aws, request.from().table());
        if (finding instanceof KclFinding.Absent) {
            throw new IOException(
                    table + "does not exist in this region and account: KCL names it after the application"
                            + " unless it was told otherwise. Give --from kcl:TABLE, --region or --profile.");
        } else if (finding instanceof KclFinding.Other) {
            throw new IOException(table + "is not a lease table of KCL's: its key or its items are others. Give --from"
                    + " kcl:TABLE with the name of KCL's.");
        } else if (finding instanceof KclFinding.Unknown unknown) {
            throw new IOException(unknown.explanation());
        }
        targetIsThere = mayBeThere(request.to()) && targetOpens();
        besideIsThere = !request.to().equals(USUAL) && mayBeThere(USUAL) && besideOpens();
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

    private boolean mayBeThere(LeaseStoreAddress address) throws InterruptedException {
        if (address instanceof LeaseStoreAddress.LocalFile file) {
            return Files.exists(file.path());
        }
        return !(address instanceof LeaseStoreAddress.DynamoDb table)
                || !(KclLeaseTable.look(aws, table.table()) instanceof KclFinding.Absent);
    }

    private boolean targetOpens() throws IOException, InterruptedException {
        OpenAnswer answer = new StoreCalls(existing).tryOpen();
        if (!(answer instanceof OpenAnswer.Failed failed)) {
            return true;
        }
        if (request.to() instanceof LeaseStoreAddress.PostgreSql) {
            progress.accept("Nothing can be read from " + request.to() + " yet: "
                    + failed.failure().explanation() + " If it is for want of the table: it is created before the first"
                    + " write.");
            return false;
        }
        throw new IOException(failed.failure().explanation());
    }

    private boolean besideOpens() throws InterruptedException {
        OpenAnswer answer = new StoreCalls(beside).tryOpen();
        if (answer instanceof OpenAnswer.Failed failed) {
            progress.accept("Workers of Millrace's beside KCL's that own no lease are not seen, because " + USUAL
                    + " cannot be read: " + failed.failure().explanation());
            return false;
        }
        return true;
    }

    @Override
    public LeaseStore kcl() {
        return kcl;
    }

    @Override
    public Optional<Leader> kclLeader() {
        KclLeaderLock.Finding finding = KclLeaderLock.look(aws, request.from().table(), request.application());
        if (finding instanceof KclLeaderLock.Finding.Unknown unknown && !toldOfLeader) {
            toldOfLeader = true;
            progress.accept("Whether KCL's workers have a leader is not seen: " + unknown.explanation());
        }
        return finding instanceof KclLeaderLock.Finding.Known known
                ? known.lock().map(lock -> new Leader(lock.holder(), lock.version()))
                : Optional.empty();
    }

    @Override
    public Optional<LeaseStore> besideKcl() {
        return besideIsThere ? Optional.of(beside) : Optional.empty();
    }

    @Override
    public Optional<LeaseStore> target() {
        return targetIsThere ? Optional.of(existing) : Optional.empty();
    }

    @Override
    public LeaseStore createTarget() throws IOException, InterruptedException {
        if (!targetIsThere) {
            new StoreCalls(created).open();
            return created;
        }
        return existing;
    }

    @Override
    public DescribeAnswer.Described stream() {
        return Objects.requireNonNull(stream, "opened before");
    }

    @Override
    public void close() {
        kcl.close();
        beside.close();
        existing.close();
        created.close();
    }
}
