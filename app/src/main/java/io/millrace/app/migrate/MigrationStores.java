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
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.OpenAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.function.Consumer;

/** The places of a migration in DynamoDB and elsewhere. */
final class MigrationStores implements Places, AutoCloseable {
    private static final LeaseStoreAddress USUAL = new LeaseStoreAddress.DynamoDb(LeaseStoreAddress.USUAL_TABLE);

    private final MigrationRequest request;
    private final AwsSettings aws;
    private final DescribeAnswer.Described stream;
    private final Consumer<String> progress;
    private final LeaseStore kcl;
    private final LeaseStore beside;
    private final LeaseStore existing;
    private final LeaseStore created;
    private boolean besideIsThere;
    private boolean targetIsThere;
    private boolean toldOfLeader;

    /**
     * Makes the stores without a call to them.
     *
     * @param initialPosition where the application began; says what an AT_TIMESTAMP of KCL's stands for
     * @throws IllegalArgumentException naming every setting that is wrong
     */
    MigrationStores(
            MigrationRequest request,
            InitialPosition initialPosition,
            AwsSettings aws,
            DescribeAnswer.Described stream,
            Consumer<String> progress) {
        this.request = request;
        this.aws = aws;
        this.stream = stream;
        this.progress = progress;
        this.kcl = KclLeaseStore.builder()
                .companion(InMemoryLeaseTable.create().store(request.application()))
                .table(request.from().table())
                .stream(request.stream())
                .initialPosition(initialPosition)
                .createTableIfMissing(false)
                .aws(aws)
                .build();
        this.beside = at(USUAL, false);
        this.existing = at(request.to(), false);
        this.created = at(request.to(), true);
    }

    private LeaseStore at(LeaseStoreAddress address, boolean createIfMissing) {
        return LeaseStores.at(
                address, LeaseStores.Application.named(request.application(), request.stream()), aws, createIfMissing);
    }

    /**
     * Looks what is there; creates nothing.
     *
     * @throws IOException when there is no table of KCL's, or the new place does not answer; with what to do about it
     */
    void open() throws IOException, InterruptedException {
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
        return stream;
    }

    @Override
    public void close() {
        kcl.close();
        beside.close();
        existing.close();
        created.close();
    }
}
