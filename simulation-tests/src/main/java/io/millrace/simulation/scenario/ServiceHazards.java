package io.millrace.simulation.scenario;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.lease.EntryKind;
import java.time.Duration;

/** What goes wrong with the lease store and the stream. */
final class ServiceHazards {
    private ServiceHazards() {}

    static ImmutableList<Hazard> all() {
        return ImmutableList.<Hazard>builder().addAll(calls()).addAll(deeds()).build();
    }

    /** One for each way in which calls fail. */
    private static ImmutableList<Hazard> calls() {
        ImmutableList.Builder<Hazard> hazards = ImmutableList.builder();
        for (FaultKind kind : FaultKind.values()) {
            if (!kind.ofSubscription()) {
                hazards.add(faults(kind, 2));
            }
        }
        return hazards.build();
    }

    /** One for each way in which subscriptions break; only for scenarios whose workers have some. */
    static ImmutableList<Hazard> subscriptions() {
        ImmutableList.Builder<Hazard> hazards = ImmutableList.builder();
        for (FaultKind kind : FaultKind.values()) {
            if (kind.ofSubscription()) {
                hazards.add(faults(kind, 6));
            }
        }
        return hazards.build();
    }

    private static Hazard faults(FaultKind kind, double perHour) {
        return Hazard.of(
                kind.toString(),
                kind.ofStore() ? FaultGroup.STORE : FaultGroup.KINESIS,
                perHour,
                draw -> new Action.Faults(draw.at(), draw.spell(), kind, draw.share(), draw.workerOrAll()));
    }

    private static ImmutableList<Hazard> deeds() {
        return ImmutableList.of(
                Hazard.of("remove an entry", FaultGroup.STORE, 1, ServiceHazards::removeEntry),
                Hazard.of("split", FaultGroup.KINESIS, 2, draw -> new Action.Split(draw.at(), draw.choice())),
                Hazard.of("merge", FaultGroup.KINESIS, 1.5, draw -> new Action.Merge(draw.at(), draw.choice())),
                Hazard.of(
                        "another stream",
                        FaultGroup.KINESIS,
                        0.1,
                        draw -> new Action.RecreateStream(
                                draw.at(), draw.between(Duration.ofSeconds(1), Duration.ofMinutes(1)))),
                new Hazard("reshard burst", FaultGroup.KINESIS, 0.7, ServiceHazards::reshardBurst));
    }

    private static Action removeEntry(HazardDraw draw) {
        EntryKind[] kinds = {EntryKind.LEASE, EntryKind.SESSION, EntryKind.LEADERSHIP, EntryKind.ASSIGNMENT};
        return new Action.RemoveEntry(draw.at(), kinds[(int) draw.below("kind", kinds.length)], draw.choice());
    }

    /** Splits and merges within seconds, so that shards close before their parents are read to the end. */
    static ImmutableList<Action> reshardBurst(HazardDraw draw) {
        ImmutableList.Builder<Action> actions = ImmutableList.builder();
        Duration at = draw.at();
        for (int i = 0; i < 5; i++) {
            actions.add(
                    draw.chance("split", 0.55)
                            ? new Action.Split(at, draw.choice())
                            : new Action.Merge(at, draw.choice()));
            at = at.plus(draw.between(Duration.ZERO, Duration.ofMillis(3_000)));
        }
        return actions.build();
    }
}
