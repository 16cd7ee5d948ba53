package io.millrace.simulation.world;

import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.sharing.LeaseSharing;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.WriteAnswer;
import io.millrace.simulation.kernel.SimulatedProcess;
import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.FaultKind;
import io.millrace.simulation.trace.Happening;
import io.millrace.simulation.trace.Trace;
import io.millrace.simulation.world.Link.Exchange;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A lease store as one worker sees it: with latency, and with the faults that the scenario holds for it. */
public final class SimulatedStore implements LeaseStore {
    private static final EnumSet<FaultKind> ANY_CALL = EnumSet.of(
            FaultKind.STORE_REQUEST_LOST,
            FaultKind.STORE_THROTTLED,
            FaultKind.STORE_UNAVAILABLE,
            FaultKind.STORE_SLOW,
            FaultKind.STORE_RESPONSE_REPEATED);
    private static final EnumSet<FaultKind> WRITES = with(
            FaultKind.STORE_RESPONSE_LOST,
            FaultKind.STORE_APPLIED_LATE,
            FaultKind.STORE_WRITES_THROTTLED,
            FaultKind.STORE_APPLIED_TWICE);
    private static final EnumSet<FaultKind> LISTS = with(FaultKind.STORE_STALE_LIST, FaultKind.STORE_TORN_LIST);

    private final LeaseStore store;
    private final Link link;
    private final Duration readyAfter;
    private final WriteObserver observer;
    private final Map<StaleKey, ListAnswer> stale = new HashMap<>();

    /**
     * @param store answers at once, on the thread that calls it
     * @param readyAfter how long after the beginning of the run it can be used
     */
    public SimulatedStore(LeaseStore store, Link link, Duration readyAfter, WriteObserver observer) {
        this.store = Objects.requireNonNull(store, "store");
        this.link = Objects.requireNonNull(link, "link");
        this.readyAfter = Objects.requireNonNull(readyAfter, "readyAfter");
        this.observer = Objects.requireNonNull(observer, "observer");
    }

    @Override
    public String application() {
        return store.application();
    }

    @Override
    public Optional<LeaseSharing> sharing() {
        return store.sharing();
    }

    @Override
    public CompletionStage<OpenAnswer> open() {
        if (link.time().nowNanos() < readyAfter.toNanos()) {
            link.injected(FaultKind.STORE_UNAVAILABLE);
            return link.refuse(
                    new Exchange<>("store.open", "", null, store::open, Descriptions::of),
                    new OpenAnswer.Failed(
                            new StoreFailure(StoreFailure.Kind.UNAVAILABLE, "the table is still being created")));
        }
        return call(
                new Exchange<>("store.open", "", null, store::open, Descriptions::of),
                OpenAnswer.Failed::new,
                ANY_CALL);
    }

    @Override
    public CompletionStage<ListAnswer> list(EntryKind kind, Optional<String> pageToken) {
        Exchange<ListAnswer> exchange =
                new Exchange<>("store.list", kind, null, () -> store.list(kind, pageToken), Descriptions::of);
        Optional<Action.Faults> fault = link.fault(LISTS);
        if (fault.isPresent() && fault.get().kind() == FaultKind.STORE_TORN_LIST && link.chance("page as it is", 0.5)) {
            return link.carry(exchange, false);
        }
        if (fault.isPresent()
                && (fault.get().kind() == FaultKind.STORE_STALE_LIST
                        || fault.get().kind() == FaultKind.STORE_TORN_LIST)) {
            StaleKey key = new StaleKey(fault.get(), kind, pageToken);
            ListAnswer old = stale.get(key);
            return old != null
                    ? link.refuse(exchange, old)
                    : link.carry(exchange, false).thenApply(answer -> {
                        stale.put(key, answer);
                        return answer;
                    });
        }
        return call(exchange, ListAnswer.Failed::new, LISTS, fault);
    }

    @Override
    public CompletionStage<ReadAnswer> read(EntryKey key) {
        return call(
                new Exchange<>("store.read", key, shardOf(key), () -> store.read(key), Descriptions::of),
                ReadAnswer.Failed::new,
                ANY_CALL);
    }

    @Override
    public CompletionStage<WriteAnswer> create(Entry entry) {
        return write("store.create", entry.entryKey(), entry, 0, () -> store.create(entry));
    }

    @Override
    public CompletionStage<WriteAnswer> replace(Entry entry, long expectedRevision) {
        return write(
                "store.replace",
                entry.entryKey(),
                entry,
                expectedRevision,
                () -> store.replace(entry, expectedRevision));
    }

    @Override
    public CompletionStage<WriteAnswer> delete(EntryKey key, long expectedRevision) {
        return write("store.delete", key, null, expectedRevision, () -> store.delete(key, expectedRevision));
    }

    /** Does nothing: the table belongs to the world. */
    @Override
    public void close() {}

    private CompletionStage<WriteAnswer> write(
            String operation,
            EntryKey key,
            @Nullable Entry after,
            long expectedRevision,
            Supplier<CompletionStage<WriteAnswer>> service) {
        long sentAtNanos = link.time().nowNanos();
        Subject subject = new Subject(key, expectedRevision, after);
        // the lease's own id where there is one: one and the same object is found fast by all who keep something for it
        ShardId shard = after instanceof Lease lease ? lease.shard() : shardOf(key);
        Exchange<WriteAnswer> exchange = new Exchange<>(
                operation,
                subject,
                shard,
                () -> service.get().thenApply(answer -> {
                    if (answer instanceof WriteAnswer.Applied applied) {
                        link.trace()
                                .add(
                                        "store",
                                        shard,
                                        new Write(
                                                operation,
                                                subject,
                                                link.process().name()));
                        observer.applied(
                                link.process(), sentAtNanos, key, Optional.ofNullable(after), applied.revision());
                    }
                    return answer;
                }),
                Descriptions::of);
        return call(exchange, WriteAnswer.Failed::new, WRITES);
    }

    private <A> CompletionStage<A> call(
            Exchange<A> exchange, Function<StoreFailure, A> failed, EnumSet<FaultKind> possible) {
        return call(exchange, failed, possible, link.fault(possible));
    }

    private <A> CompletionStage<A> call(
            Exchange<A> exchange,
            Function<StoreFailure, A> failed,
            EnumSet<FaultKind> possible,
            Optional<Action.Faults> fault) {
        if (fault.isEmpty()) {
            return link.carry(exchange, false);
        }
        FaultKind kind = fault.get().kind();
        return switch (kind) {
            case STORE_SLOW -> link.carry(exchange, true);
            case STORE_RESPONSE_REPEATED -> link.carryAndRepeat(exchange);
            case STORE_APPLIED_TWICE -> link.carry(exchange.twice(), false);
            case STORE_THROTTLED, STORE_WRITES_THROTTLED ->
                link.refuse(exchange, failure(failed, StoreFailure.Kind.THROTTLED, kind));
            case STORE_UNAVAILABLE -> link.refuse(exchange, failure(failed, StoreFailure.Kind.UNAVAILABLE, kind));
            case STORE_REQUEST_LOST -> link.lose(exchange, failure(failed, givenUp(possible), kind));
            case STORE_RESPONSE_LOST -> link.loseAnswer(exchange, failure(failed, givenUp(possible), kind), false);
            case STORE_APPLIED_LATE -> link.loseAnswer(exchange, failure(failed, givenUp(possible), kind), true);
            default -> throw new IllegalStateException(kind + " does not befall " + exchange.operation());
        };
    }

    /** A client that gave up knows of a reading call that nothing changed, and nothing of a write. */
    private static StoreFailure.Kind givenUp(EnumSet<FaultKind> possible) {
        return possible.contains(FaultKind.STORE_APPLIED_LATE)
                ? StoreFailure.Kind.UNKNOWN
                : StoreFailure.Kind.UNAVAILABLE;
    }

    private static <A> A failure(Function<StoreFailure, A> failed, StoreFailure.Kind kind, FaultKind fault) {
        return failed.apply(new StoreFailure(kind, "a fault of the scenario: " + fault));
    }

    private static @Nullable ShardId shardOf(EntryKey key) {
        return key.kind() == EntryKind.LEASE ? LeaseKey.parse(key.id()).shard() : null;
    }

    private static EnumSet<FaultKind> with(FaultKind... more) {
        EnumSet<FaultKind> kinds = EnumSet.copyOf(ANY_CALL);
        for (FaultKind kind : more) {
            kinds.add(kind);
        }
        return kinds;
    }

    /** Is told of every write at the moment it is carried out. */
    @FunctionalInterface
    public interface WriteObserver {
        /**
         * @param writer whose write it is; perhaps dead by now
         * @param sentAtNanos when it was sent
         * @param after what stands there now; empty when it was deleted
         * @param revision of what stands there now, or that was deleted
         */
        void applied(SimulatedProcess writer, long sentAtNanos, EntryKey key, Optional<Entry> after, long revision);
    }

    /** What a write is about. */
    private record Subject(
            EntryKey key, long expectedRevision, @Nullable Entry after) implements Happening {
        @Override
        public long digest() {
            return Trace.mix(Descriptions.digestOfSubject(key), expectedRevision);
        }

        @Override
        public String toString() {
            return key
                    + (expectedRevision == 0 ? "" : " if " + expectedRevision)
                    + (after == null ? "" : ": " + Descriptions.of(after));
        }
    }

    /** A write that is carried out: the one line that tells all of what stands in the store now. */
    private record Write(String operation, Subject subject, String writer) implements Happening {
        @Override
        public long digest() {
            long digest = Trace.mix(operation.hashCode(), subject.digest());
            digest = Trace.mix(digest, writer.hashCode());
            return subject.after() == null ? digest : Trace.mix(digest, Descriptions.digestOfEntry(subject.after()));
        }

        @Override
        public String toString() {
            return operation.substring("store.".length()) + " " + subject + " <- " + writer;
        }
    }

    private record StaleKey(Action.Faults window, EntryKind kind, Optional<String> pageToken) {}
}
