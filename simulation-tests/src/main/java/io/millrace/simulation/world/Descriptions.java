package io.millrace.simulation.world;

import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.lease.Assignment;
import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.Leadership;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.StreamBinding;
import io.millrace.domain.lease.Versioned;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.domain.stream.ShardId;
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
import io.millrace.simulation.trace.Happening;
import io.millrace.simulation.trace.Trace;
import java.util.Optional;

/** Entries and answers in a few words and as numbers, for the trace; the same in every JVM. */
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

    /** An answer, or what it holds, as a number; the same in every JVM. */
    static long digest(Object answer) {
        if (answer instanceof RecordsAnswer.Records read) {
            return digest(read);
        }
        if (answer instanceof ReadAnswer.Found found) {
            return found.found().revision();
        }
        if (answer instanceof WriteAnswer.Applied applied) {
            return -applied.revision();
        }
        if (answer instanceof ListAnswer.Page page) {
            long digest = page.entries().size();
            for (Versioned<?> entry : page.entries()) {
                digest = Trace.mix(digest, entry.revision());
            }
            return digest;
        }
        return Trace.digestOf(text(answer));
    }

    /** An entry as a number; the same in every JVM. What is written often is not put into words for it. */
    static long digestOfEntry(Entry entry) {
        if (entry instanceof Lease lease) {
            long digest = Trace.mix(
                    lease.ownership().epoch(), digest(lease.ownership().owner()));
            digest = Trace.mix(digest, digest(lease.checkpoint()));
            return lease.pending().isEmpty()
                    ? digest
                    : Trace.mix(digest, digest(lease.pending().get().checkpoint()));
        }
        if (entry instanceof WorkerSession session) {
            long digest =
                    Trace.mix(session.workerId().hashCode(), session.state().ordinal());
            return Trace.mix(Trace.mix(digest, session.heartbeat()), session.changes());
        }
        return Trace.digestOf(of(entry));
    }

    private static long digest(Optional<SessionId> owner) {
        return owner.isEmpty() ? 0 : owner.get().value().hashCode();
    }

    private static long digest(Checkpoint checkpoint) {
        return checkpoint instanceof Checkpoint.At at
                ? Trace.mix(
                        at.position().sequenceNumber().value().hashCode(),
                        at.position().subSequenceNumber())
                : Trace.digestOf(checkpoint.toString());
    }

    /** What a call is about as a number; the same in every JVM. */
    static long digestOfSubject(Object subject) {
        if (subject instanceof Happening happening) {
            return happening.digest();
        }
        if (subject instanceof ShardId shard) {
            return shard.value().hashCode();
        }
        if (subject instanceof EntryKey key) {
            return Trace.mix(key.kind().ordinal(), key.id().hashCode());
        }
        return Trace.digestOf(subject.toString());
    }

    private static long digest(RecordsAnswer.Records read) {
        int count = read.records().size();
        long digest = Trace.mix(read.children().size(), read.behindLatest().toMillis());
        digest = Trace.mix(digest, read.nextIterator().isPresent() ? count : -1 - count);
        return count == 0
                ? digest
                : Trace.mix(
                        digest,
                        read.records().get(count - 1).sequenceNumber().value().hashCode());
    }

    private static String text(Object answer) {
        if (answer instanceof WriteAnswer write) {
            return of(write);
        } else if (answer instanceof ReadAnswer read) {
            return of(read);
        } else if (answer instanceof ListAnswer list) {
            return of(list);
        } else if (answer instanceof RecordsAnswer records) {
            return of(records);
        } else if (answer instanceof IteratorAnswer iterator) {
            return of(iterator);
        } else if (answer instanceof ListShardsAnswer shards) {
            return of(shards);
        } else if (answer instanceof DescribeAnswer described) {
            return of(described);
        }
        return answer instanceof OpenAnswer opened ? of(opened) : answer.toString();
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
