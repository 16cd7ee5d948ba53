package io.millrace.engine.coordination;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.resharding.ShardSync;
import io.millrace.domain.stream.HashKeyRange;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.WriteAnswer;
import io.millrace.ports.telemetry.WorkerEvent;

/** Tells people what is amiss between leases and shards, each thing once for as long as it lasts. */
final class SyncReports {
    private final WorkerContext context;
    private ImmutableList<HashKeyRange> reportedHoles = ImmutableList.of();
    private ImmutableList<String> reportedProblems = ImmutableList.of();

    SyncReports(WorkerContext context) {
        this.context = context;
    }

    /** Tells of a write that will never work, if this is the answer to one. */
    void refused(WriteAnswer answer) {
        if (answer instanceof WriteAnswer.Failed failed && failed.failure().kind() == StoreFailure.Kind.REFUSED) {
            context.emit(new WorkerEvent.Trouble(failed.failure().explanation()));
        }
    }

    void report(ShardSync.Plan plan) {
        if (!plan.problems().equals(reportedProblems)) {
            reportedProblems = plan.problems();
            plan.problems().forEach(problem -> context.emit(new WorkerEvent.Trouble(problem)));
        }
        if (!plan.holes().equals(reportedHoles)) {
            reportedHoles = plan.holes();
            context.emit(new WorkerEvent.CoverageHole(plan.holes().stream()
                    .map(hole -> hole.start() + " to " + hole.end())
                    .collect(ImmutableList.toImmutableList())));
        }
    }
}
