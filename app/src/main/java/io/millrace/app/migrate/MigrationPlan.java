package io.millrace.app.migrate;

import static com.google.common.collect.ImmutableList.toImmutableList;
import static com.google.common.collect.ImmutableSortedMap.toImmutableSortedMap;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.StreamBinding;
import io.millrace.domain.lease.Versioned;
import io.millrace.domain.stream.StreamIdentity;
import io.millrace.ports.store.CorruptEntry;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is to be written to the new place, and whether it may be; whether workers live is another question. Pure.
 *
 * <p>First the stream's binding says that the leases are incomplete, so that no worker starts there; then come the leases,
 * in any order; last the binding says that they are complete. A command that dies in between is given once more: while the
 * binding says incomplete nobody but this command has written there, so it brings what is there in line with KCL's table as
 * that is by then.
 *
 * @param moves each lease of KCL's, by shard
 * @param refusals why nothing may be written, for a person; empty when it may
 * @param writes in their order; empty when refused, and when all is there
 * @param completion the last write; empty when refused, and when all is there and complete
 */
public record MigrationPlan(
        ImmutableList<Move> moves,
        ImmutableList<String> refusals,
        ImmutableList<Write> writes,
        Optional<Write> completion) {

    /**
     * What the plan follows from.
     *
     * @param kcl the leases of KCL's table
     * @param kclCorrupt those that cannot be understood
     * @param target the new place
     * @param besideKcl the binding of Millrace's workers that shared KCL's table; empty if there were none
     * @param stream as the service describes it
     * @param now by the service's clock
     */
    record Input(
            ImmutableList<Lease> kcl,
            ImmutableList<CorruptEntry> kclCorrupt,
            Target target,
            Optional<StreamBinding> besideKcl,
            StreamIdentity stream,
            Instant now) {}

    /**
     * What stands in the new place.
     *
     * @param leases of the application, of this stream and others
     * @param corrupt leases that cannot be understood
     * @param binding of the stream
     */
    record Target(
            ImmutableList<Versioned<Lease>> leases,
            ImmutableList<CorruptEntry> corrupt,
            Optional<Versioned<StreamBinding>> binding) {
        static final Target EMPTY = new Target(ImmutableList.of(), ImmutableList.of(), Optional.empty());

        boolean isIncomplete() {
            return binding.isPresent() && binding.get().entry().isIncomplete();
        }

        ImmutableSortedMap<LeaseKey, Versioned<Lease>> byKey() {
            return leases.stream()
                    .collect(toImmutableSortedMap(
                            Comparator.naturalOrder(), found -> found.entry().key(), found -> found));
        }
    }

    static MigrationPlan of(Input input) {
        ImmutableSortedMap<LeaseKey, Lease> all = input.kcl().stream()
                .collect(toImmutableSortedMap(Comparator.naturalOrder(), Lease::key, lease -> lease));
        ImmutableList<Move> moves = all.values().stream()
                .map(lease -> Move.of(lease, all, input.now()))
                .collect(toImmutableList());
        ImmutableList<String> refusals = Refusals.of(input, moves);
        if (!refusals.isEmpty()) {
            return new MigrationPlan(moves, refusals, ImmutableList.of(), Optional.empty());
        }
        return isThere(input.target(), moves) ? there(input, moves) : copying(input, moves);
    }

    /** Whether the new place holds the very leases, as after a copy whose last answer was lost. */
    static boolean isThere(Target target, ImmutableList<Move> moves) {
        ImmutableSortedMap<LeaseKey, Versioned<Lease>> there = target.byKey();
        return !target.isIncomplete()
                && there.size() == moves.size()
                && moves.stream().allMatch(move -> {
                    Versioned<Lease> found = there.get(move.to().key());
                    return found != null && move.isAs(found.entry());
                });
    }

    private static MigrationPlan there(Input input, ImmutableList<Move> moves) {
        Optional<Write> completion = input.target().binding().isPresent()
                ? Optional.empty()
                : Optional.of(new Write.Create(newBinding(input)));
        return new MigrationPlan(moves, ImmutableList.of(), ImmutableList.of(), completion);
    }

    private static MigrationPlan copying(Input input, ImmutableList<Move> moves) {
        ImmutableList.Builder<Write> writes = ImmutableList.builder();
        StreamBinding binding = input.target().binding().map(Versioned::entry).orElseGet(() -> newBinding(input));
        long revision = input.target().binding().map(Versioned::revision).orElse(0L);
        if (!input.target().isIncomplete()) {
            writes.add(
                    revision == 0
                            ? new Write.Create(binding.incomplete())
                            : new Write.Replace(binding.incomplete(), revision));
            revision++;
        }
        ImmutableSortedMap<LeaseKey, Versioned<Lease>> there = input.target().byKey();
        Set<LeaseKey> kept = new TreeSet<>();
        for (Move move : moves) {
            kept.add(move.to().key());
            Versioned<Lease> found = there.get(move.to().key());
            if (found == null) {
                writes.add(new Write.Create(move.to()));
            } else if (!move.isAs(found.entry())) {
                writes.add(new Write.Replace(move.to(), found.revision()));
            }
        }
        there.values().stream()
                .filter(found -> !kept.contains(found.entry().key()))
                .forEach(found -> writes.add(new Write.Delete(found.entry().entryKey(), found.revision())));
        return new MigrationPlan(
                moves,
                ImmutableList.of(),
                writes.build(),
                Optional.of(new Write.Replace(binding.complete(), revision)));
    }

    /** LATEST means for ever what it meant to Millrace's workers before, if there were any. */
    private static StreamBinding newBinding(Input input) {
        return new StreamBinding(
                input.stream(), input.besideKcl().map(StreamBinding::boundAt).orElse(input.now()));
    }

    /** Whether all was there before: nothing is left to do. */
    public boolean isDone() {
        return refusals.isEmpty() && writes.isEmpty() && completion.isEmpty();
    }
}
