package io.millrace.simulation.scenario;

import com.google.common.collect.ImmutableList;
import java.time.Duration;
import java.util.List;

/** What goes wrong between workers: who starts and stops them, and what lies between them and the services. */
final class FleetHazards {
    private FleetHazards() {}

    static ImmutableList<Hazard> all() {
        return ImmutableList.of(
                Hazard.of("join", FaultGroup.FLEET, 1, draw -> new Action.Join(draw.at(), draw.newcomer())),
                new Hazard("stop and return", FaultGroup.FLEET, 2, FleetHazards::stopAndReturn),
                new Hazard("flapping", FaultGroup.FLEET, 0.5, FleetHazards::flapping),
                Hazard.of("twin", FaultGroup.FLEET, 0.7, draw -> new Action.JoinTwin(draw.at(), draw.worker())),
                new Hazard("thundering start", FaultGroup.FLEET, 0.4, FleetHazards::thunderingStart),
                Hazard.of("cut", FaultGroup.NETWORK, 4, draw -> cut(draw, List.of(draw.worker()))),
                Hazard.of("zone", FaultGroup.NETWORK, 2, draw -> cut(draw, draw.someWorkers())),
                new Hazard("swizzle", FaultGroup.NETWORK, 1, FleetHazards::swizzle));
    }

    /** What workers are told about the streams of their application. */
    static ImmutableList<Hazard> streams() {
        return ImmutableList.of(
                new Hazard("leave a stream out", FaultGroup.FLEET, 12, FleetHazards::leaveOut),
                new Hazard("stream after stream", FaultGroup.FLEET, 2, FleetHazards::leaveOutEverywhere));
    }

    /** One worker leaves a stream out, and most take it up again. */
    private static ImmutableList<Action> leaveOut(HazardDraw draw) {
        Duration at = draw.at();
        String worker = draw.worker();
        int choice = draw.choice();
        Action out = new Action.RemoveStream(at, worker, choice);
        return draw.chance("for good", 0.3)
                ? ImmutableList.of(out)
                : ImmutableList.of(
                        out,
                        new Action.AddStream(
                                at.plus(draw.between(Duration.ofMillis(10), Duration.ofSeconds(40))), worker, choice));
    }

    /** One worker after the other leaves the same stream out, and later they take it up one after the other. */
    private static ImmutableList<Action> leaveOutEverywhere(HazardDraw draw) {
        ImmutableList.Builder<Action> actions = ImmutableList.builder();
        int choice = draw.choice();
        Duration at = draw.at();
        for (String worker : draw.allWorkers()) {
            actions.add(new Action.RemoveStream(at, worker, choice));
            at = at.plus(draw.between(Duration.ofMillis(10), Duration.ofSeconds(8)));
        }
        for (String worker : draw.allWorkers()) {
            at = at.plus(draw.between(Duration.ofMillis(10), Duration.ofSeconds(8)));
            actions.add(new Action.AddStream(at, worker, choice));
        }
        return actions.build();
    }

    private static ImmutableList<Action> stopAndReturn(HazardDraw draw) {
        Duration at = draw.at();
        String worker = draw.worker();
        Duration later = at.plus(draw.between(Duration.ofSeconds(1), Duration.ofSeconds(60)));
        return ImmutableList.of(new Action.GracefulStop(at, worker), new Action.Join(later, worker));
    }

    /** Dies and returns several times, at all distances from the failover time. */
    private static ImmutableList<Action> flapping(HazardDraw draw) {
        ImmutableList.Builder<Action> actions = ImmutableList.builder();
        String worker = draw.worker();
        Duration at = draw.at();
        for (int i = 0; i < 4; i++) {
            actions.add(new Action.Crash(at, worker));
            at = at.plus(
                    draw.between(Duration.ofMillis(100), draw.failoverTime().multipliedBy(2)));
            actions.add(new Action.Join(at, worker));
            at = at.plus(draw.between(Duration.ofSeconds(1), draw.failoverTime().multipliedBy(3)));
        }
        return actions.build();
    }

    /** All die and all are started again within a moment. */
    private static ImmutableList<Action> thunderingStart(HazardDraw draw) {
        ImmutableList.Builder<Action> actions = ImmutableList.builder();
        Duration at = draw.at();
        Duration later =
                at.plus(draw.between(Duration.ofMillis(1), draw.failoverTime().multipliedBy(2)));
        for (String worker : draw.allWorkers()) {
            actions.add(new Action.Crash(at, worker));
            actions.add(new Action.Join(later.plus(draw.between(Duration.ZERO, Duration.ofMillis(200))), worker));
        }
        return actions.build();
    }

    private static Action cut(HazardDraw draw, List<String> workers) {
        Action.Partition.Side[] sides = Action.Partition.Side.values();
        return new Action.Partition(
                draw.at(),
                draw.spell(),
                workers,
                sides[(int) draw.below("side", sides.length)],
                draw.chance("one way", 0.3));
    }

    /** One after the other is cut off, and they come back in another order. */
    private static ImmutableList<Action> swizzle(HazardDraw draw) {
        ImmutableList.Builder<Action> actions = ImmutableList.builder();
        Duration at = draw.at();
        for (String worker : draw.someWorkers()) {
            actions.add(new Action.Partition(
                    at, draw.spell(), List.of(worker), Action.Partition.Side.BOTH, draw.chance("one way", 0.3)));
            at = at.plus(draw.between(Duration.ofMillis(100), Duration.ofSeconds(3)));
        }
        return actions.build();
    }
}
