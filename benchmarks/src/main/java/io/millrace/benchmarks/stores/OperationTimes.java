package io.millrace.benchmarks.stores;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.millrace.benchmarks.run.NotMeasuredException;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.WriteAnswer;
import java.time.Duration;
import java.util.Optional;

/** How long the calls of a lease store take, one at a time, on a table of 1,000 leases. For one thread. */
final class OperationTimes {
    static final int LEASES = 1_000;

    private static final SessionId SESSION = new SessionId("worker-1-4711");
    /** As long as those of Kinesis are. */
    private static final String SEQUENCE_NUMBER = "4959033827149025660855969253836157109592157598913";

    private final LeaseStore store;
    private final Lease[] leases = new Lease[LEASES];
    private final long[] revisions = new long[LEASES];
    private WorkerSession session =
            new WorkerSession(SESSION, "worker-1", WorkerSession.State.ACTIVE, 1, Duration.ofSeconds(6), 1, 0);
    private long sessionRevision;

    /** @param store open, and empty */
    OperationTimes(LeaseStore store) {
        this.store = store;
    }

    /** A call, the number of which says on which entry. */
    private interface Call {
        void at(int number);
    }

    /**
     * Measures. Blocks.
     *
     * @param calls of each operation, but for listings, of which there are a twentieth
     * @param inFlight how long many replaces at once are measured
     * @throws NotMeasuredException when a call is not answered as it has to be
     */
    ImmutableMap<StoreFigure, Double> measure(int calls, Duration inFlight) throws InterruptedException {
        sessionRevision = revisionOf(store.create(session).toCompletableFuture().join());
        Percentiles create = time(LEASES, this::create);
        // Not measured: connections are made, and the virtual machine compiles.
        time(calls, this::read);
        time(calls, this::replaceLease);
        Percentiles read = time(calls, this::read);
        Percentiles replaceLease = time(calls, this::replaceLease);
        Percentiles replaceSession = time(calls, number -> replaceSession());
        time(3, number -> list());
        Percentiles list = time(calls / 20, number -> list());
        ReplacesInFlight replaces = new ReplacesInFlight(store);
        return ImmutableMap.<StoreFigure, Double>builder()
                .put(StoreFigure.CREATE_MEDIAN, create.median())
                .put(StoreFigure.CREATE_99, create.at(99))
                .put(StoreFigure.READ_MEDIAN, read.median())
                .put(StoreFigure.READ_99, read.at(99))
                .put(StoreFigure.REPLACE_LEASE_MEDIAN, replaceLease.median())
                .put(StoreFigure.REPLACE_LEASE_99, replaceLease.at(99))
                .put(StoreFigure.REPLACE_SESSION_MEDIAN, replaceSession.median())
                .put(StoreFigure.REPLACE_SESSION_99, replaceSession.at(99))
                .put(StoreFigure.LIST_MEDIAN, list.median())
                .put(StoreFigure.LIST_99, list.at(99))
                .put(StoreFigure.REPLACES_PER_SECOND, replaces.perSecond(leases, revisions, inFlight))
                .buildOrThrow();
    }

    private static Percentiles time(int calls, Call call) {
        double[] millis = new double[calls];
        for (int number = 0; number < calls; number++) {
            long begin = System.nanoTime();
            call.at(number);
            millis[number] = (System.nanoTime() - begin) / 1e6;
        }
        return new Percentiles(millis);
    }

    private void create(int number) {
        Lease lease = Lease.unowned(
                new LeaseKey(StoreServers.STREAM, ShardId.ofOrdinal(number)),
                HashKeyRange.WHOLE,
                ImmutableList.of(),
                true,
                Checkpoint.TRIM_HORIZON);
        revisions[number] = revisionOf(store.create(lease).toCompletableFuture().join());
        leases[number] = lease.withOwnership(lease.ownership().takenBy(SESSION));
    }

    private void read(int number) {
        ReadAnswer answer = store.read(leases[number % LEASES].entryKey())
                .toCompletableFuture()
                .join();
        if (!(answer instanceof ReadAnswer.Found)) {
            throw new NotMeasuredException("a lease was not read: " + answer);
        }
    }

    private void replaceLease(int number) {
        int index = number % LEASES;
        Lease next = advanced(leases[index], revisions[index]);
        revisions[index] = revisionOf(
                store.replace(next, revisions[index]).toCompletableFuture().join());
        leases[index] = next;
    }

    private void replaceSession() {
        WorkerSession next = session.beat(WorkerSession.State.ACTIVE, 0);
        sessionRevision = revisionOf(
                store.replace(next, sessionRevision).toCompletableFuture().join());
        session = next;
    }

    private void list() {
        int found = 0;
        Optional<String> token = Optional.empty();
        do {
            ListAnswer answer =
                    store.list(EntryKind.LEASE, token).toCompletableFuture().join();
            if (!(answer instanceof ListAnswer.Page page)) {
                throw new NotMeasuredException("the leases were not listed: " + answer);
            }
            found += page.entries().size();
            token = page.nextPageToken();
        } while (token.isPresent());
        if (found != LEASES) {
            throw new NotMeasuredException(found + " leases were listed, not " + LEASES);
        }
    }

    /** The lease with a checkpoint that nobody has given it before. */
    static Lease advanced(Lease lease, long number) {
        return lease.withCheckpoint(
                Checkpoint.at(RecordPosition.of(SequenceNumber.of(SEQUENCE_NUMBER + (1_000_000 + number)))),
                Optional.empty());
    }

    /** @throws NotMeasuredException when it was not written */
    static long revisionOf(WriteAnswer answer) {
        if (answer instanceof WriteAnswer.Applied applied) {
            return applied.revision();
        }
        throw new NotMeasuredException("an entry was not written: " + answer);
    }
}
