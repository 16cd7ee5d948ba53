package io.millrace.simulation.world;

import io.millrace.domain.lease.Assignment;
import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.Leadership;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.StreamBinding;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.ports.source.DescribeAnswer;
import io.millrace.ports.source.IteratorAnswer;
import io.millrace.ports.source.ListShardsAnswer;
import io.millrace.ports.source.RecordsAnswer;
import io.millrace.ports.source.SourceFailure;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.WriteAnswer;

/** Entries and answers in a few words, for the trace; the same words in every JVM. */
final class Descriptions {
    private Descriptions() {}

    static String of(Entry entry) {
        if (entry instanceof Lease lease) {
            return lease.ownership() + " " + lease.checkpoint()
                    + lease.pending()
                            .map(pending -> " pending " + pending.checkpoint())
                            .orElse("");
        }
        if (entry instanceof WorkerSession session) {
            return session.workerId() + " " + session.state() + " beat " + session.heartbeat() + " changes "
                    + session.changes();
        }
        if (entry instanceof Assignment assignment) {
            return assignment.leases() + " by leader #" + assignment.leaderEpoch();
        }
        if (entry instanceof Leadership leadership) {
            return leadership.ownership().toString();
        }
        return entry instanceof StreamBinding binding ? binding.boundAt().toString() : entry.toString();
    }

    static String of(OpenAnswer answer) {
        return answer instanceof OpenAnswer.Failed failed ? of(failed.failure()) : "ready";
    }

    static String of(ListAnswer answer) {
        if (answer instanceof ListAnswer.Page page) {
            return page.entries().size() + " entries" + (page.nextPageToken().isPresent() ? ", more" : "");
        }
        return of(((ListAnswer.Failed) answer).failure());
    }

    static String of(ReadAnswer answer) {
        if (answer instanceof ReadAnswer.Found found) {
            return "revision " + found.found().revision() + ": "
                    + of(found.found().entry());
        }
        return answer instanceof ReadAnswer.Failed failed ? of(failed.failure()) : answer.toString();
    }

    static String of(WriteAnswer answer) {
        if (answer instanceof WriteAnswer.Applied applied) {
            return "applied, revision " + applied.revision();
        }
        if (answer instanceof WriteAnswer.Conflict conflict) {
            return "conflict with "
                    + conflict.current()
                            .map(current -> "revision " + current.revision() + ": " + of(current.entry()))
                            .orElse("nothing");
        }
        return of(((WriteAnswer.Failed) answer).failure());
    }

    static String of(DescribeAnswer answer) {
        return answer instanceof DescribeAnswer.Failed failed ? of(failed.failure()) : "described";
    }

    static String of(ListShardsAnswer answer) {
        if (answer instanceof ListShardsAnswer.Page page) {
            return page.shards().size() + " shards" + (page.nextPageToken().isPresent() ? ", more" : "");
        }
        return of(((ListShardsAnswer.Failed) answer).failure());
    }

    static String of(IteratorAnswer answer) {
        return answer instanceof IteratorAnswer.Failed failed ? of(failed.failure()) : "given";
    }

    static String of(RecordsAnswer answer) {
        if (answer instanceof RecordsAnswer.Records read) {
            int count = read.records().size();
            String span = count == 0
                    ? ""
                    : " " + read.records().get(0).position() + " to "
                            + read.records().get(count - 1).position();
            return count + " records" + span + ", " + read.behindLatest().toMillis() + " ms behind"
                    + (read.nextIterator().isPresent()
                            ? ""
                            : ", end, children " + read.children().size());
        }
        return of(((RecordsAnswer.Failed) answer).failure());
    }

    private static String of(StoreFailure failure) {
        return failure.kind().name();
    }

    private static String of(SourceFailure failure) {
        return failure.kind().name();
    }
}
