package io.millrace.app.migrate;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.app.leases.StoreCalls;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.StreamBinding;
import io.millrace.domain.lease.Versioned;
import io.millrace.domain.lease.WorkerSession;
import io.millrace.ports.runtime.TimeSource;
import io.millrace.ports.store.LeaseStore;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Copies the leases of KCL's table to a place of Millrace's own: watches whether workers live, plans, writes, and looks
 * once more before it says that the copy is complete. KCL's table stays as it is. Blocks; used by one thread.
 */
final class Migration {
    private final Places places;
    private final Duration failoverTime;
    private final TimeSource time;
    private final LifeWatch.Pause pause;
    private final Consumer<String> progress;

    /** The leases of KCL's table as they were seen last; KCL's workers of 3.x show only after these were listed. */
    private StoreCalls.Listed<Lease> kcl = new StoreCalls.Listed<>(ImmutableList.of(), ImmutableList.of());

    /** @param failoverTime the {@code failoverTimeMillis} of KCL's workers */
    Migration(Places places, Duration failoverTime, TimeSource time, LifeWatch.Pause pause, Consumer<String> progress) {
        this.places = places;
        this.failoverTime = failoverTime;
        this.time = time;
        this.pause = pause;
        this.progress = progress;
    }

    /**
     * Watches and plans; writes nothing.
     *
     * @throws IOException when a store refuses or does not answer, with what to do about it
     */
    Findings look() throws IOException, InterruptedException {
        LifeWatch.Result watched = new LifeWatch(this::signs, time, pause, progress).watch();
        return new Findings(watched, plan(places.target()));
    }

    /**
     * What was seen, and what follows.
     *
     * @param plan what would be written if nobody lives
     */
    record Findings(LifeWatch.Result watched, MigrationPlan plan) {
        /** Why nothing may be written, for a person; empty when it may. */
        ImmutableList<String> refusals() {
            ImmutableList.Builder<String> refusals = ImmutableList.builder();
            if (!watched.living().isEmpty()) {
                refusals.add("workers live: " + describe(watched.living())
                        + ". Stop all workers of the application, KCL's and Millrace's, then give the command again");
            }
            return refusals.addAll(plan.refusals()).build();
        }
    }

    private Signs signs() throws IOException, InterruptedException {
        StoreCalls calls = new StoreCalls(places.kcl());
        kcl = calls.list(EntryKind.LEASE, Lease.class);
        Signs.Builder signs = new Signs.Builder()
                .leases(kcl.entries(), failoverTime)
                .sessions(calls.list(EntryKind.SESSION, WorkerSession.class).entries());
        for (Optional<LeaseStore> store : List.of(places.besideKcl(), places.target())) {
            if (store.isPresent()) {
                signs.sessions(new StoreCalls(store.get())
                        .list(EntryKind.SESSION, WorkerSession.class)
                        .entries());
            }
        }
        places.kclLeader().ifPresent(leader -> signs.leader(leader.holder(), leader.version()));
        return signs.build();
    }

    private MigrationPlan plan(Optional<LeaseStore> target) throws IOException, InterruptedException {
        MigrationPlan.Target there = MigrationPlan.Target.EMPTY;
        if (target.isPresent()) {
            StoreCalls.Listed<Lease> leases = new StoreCalls(target.get()).list(EntryKind.LEASE, Lease.class);
            there = new MigrationPlan.Target(leases.entries(), leases.corrupt(), binding(target.get()));
        }
        Optional<StreamBinding> besideKcl = places.besideKcl().isPresent()
                ? binding(places.besideKcl().get()).map(Versioned::entry)
                : Optional.empty();
        return MigrationPlan.of(new MigrationPlan.Input(
                kcl.entries().stream().map(Versioned::entry).collect(ImmutableList.toImmutableList()),
                kcl.corrupt(),
                there,
                besideKcl,
                places.stream().identity(),
                places.stream().serviceTime()));
    }

    private Optional<Versioned<StreamBinding>> binding(LeaseStore store) throws IOException, InterruptedException {
        EntryKey key = EntryKey.streamBinding(places.stream().identity().name());
        return new StoreCalls(store)
                .read(key)
                .filter(found -> found.entry() instanceof StreamBinding)
                .map(found -> new Versioned<>((StreamBinding) found.entry(), found.revision()));
    }

    /**
     * Writes what was planned, and nothing that was found to be refused.
     *
     * @return how many writes were made; 0 when all was there before
     * @throws IOException when not all could be written, or a worker began meanwhile: what is there is incomplete, which
     *     keeps workers from starting there, and the same command goes on with it
     */
    int write(Findings found) throws IOException, InterruptedException {
        if (!found.refusals().isEmpty()) {
            throw new IllegalStateException("refused: " + found.refusals());
        }
        LeaseStore target = places.createTarget();
        MigrationPlan plan = found.plan();
        Writer writer = new Writer(target);
        List<Write> writes = new ArrayList<>(plan.writes());
        int done = 0;
        try {
            for (Write write : writes) {
                writer.write(write);
                done++;
                if (done % 100 == 0) {
                    progress.accept("  " + done + " of " + writes.size() + " written");
                }
            }
            refuseIfMoved(found.watched().last());
            if (plan.completion().isPresent()) {
                writer.write(plan.completion().get());
                done++;
            }
        } catch (IOException problem) {
            throw new IOException(
                    problem.getMessage() + " Of " + (writes.size() + 1) + " writes " + done
                            + " were made. Workers refuse to"
                            + " start in the new place while it is incomplete; give the same command again, and it goes on.",
                    problem);
        }
        return done;
    }

    private void refuseIfMoved(Signs before) throws IOException, InterruptedException {
        ImmutableSortedMap<String, ImmutableSortedSet<String>> living = before.livingBy(signs());
        if (!living.isEmpty()) {
            throw new IOException(
                    "While leases were copied, workers began: " + describe(living) + ". Stop all of the application.");
        }
    }

    private static String describe(ImmutableSortedMap<String, ImmutableSortedSet<String>> living) {
        List<String> workers = new ArrayList<>();
        living.forEach((worker, moved) -> workers.add(worker + " (" + moved.first()
                + (moved.size() > 1 ? " and " + (moved.size() - 1) + " more" : "") + " changed)"));
        return String.join(", ", workers);
    }
}
