package io.millrace.benchmarks.stores;

import io.millrace.domain.lease.Lease;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.WriteAnswer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Replaces of 16 leases at once, each the next time when it was answered. Called from one thread, as an engine calls. */
final class ReplacesInFlight {
    private static final int IN_FLIGHT = 16;

    private final LeaseStore store;
    private final BlockingQueue<Answered> answers = new LinkedBlockingQueue<>();

    ReplacesInFlight(LeaseStore store) {
        this.store = store;
    }

    private record Answered(int index, WriteAnswer answer) {}

    /** How many are answered in a second. Leaves the revisions behind. */
    double perSecond(Lease[] leases, long[] revisions, Duration howLong) throws InterruptedException {
        for (int index = 0; index < IN_FLIGHT; index++) {
            replace(leases[index], revisions[index], index);
        }
        long begin = System.nanoTime();
        long counted = 0;
        while (System.nanoTime() - begin < howLong.toNanos()) {
            Answered next = answers.take();
            revisions[next.index()] = OperationTimes.revisionOf(next.answer());
            counted++;
            replace(leases[next.index()], revisions[next.index()], next.index());
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        for (int left = 0; left < IN_FLIGHT; left++) {
            OperationTimes.revisionOf(answers.take().answer());
        }
        return counted / seconds;
    }

    private void replace(Lease lease, long revision, int index) {
        store.replace(OperationTimes.advanced(lease, revision), revision)
                .thenAccept(answer -> answers.add(new Answered(index, answer)));
    }
}
