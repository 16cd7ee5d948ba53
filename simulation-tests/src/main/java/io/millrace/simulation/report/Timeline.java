package io.millrace.simulation.report;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.telemetry.WorkerEvent;
import io.millrace.simulation.invariant.AppliedWrite;
import io.millrace.simulation.invariant.GroundTruth;
import io.millrace.simulation.invariant.Observer;
import io.millrace.simulation.invariant.ProcessorCall;
import io.millrace.simulation.invariant.ServiceCall;
import io.millrace.simulation.invariant.ShardTruth;
import io.millrace.simulation.kernel.VirtualTime;
import io.millrace.simulation.scenario.Action;
import io.millrace.simulation.scenario.Scenario;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Gathers what a page needs to show a run, in memory that is bounded however long the run is. */
public final class Timeline implements Observer {
    private static final int MOST_MARKS = 20_000;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long BEGINNING_MILLIS = VirtualTime.BEGINNING.toEpochMilli();
    private static final int NOBODY = -1;

    private final Scenario scenario;
    private final GroundTruth truth;
    private final Failovers failovers;
    private final OwnershipLines ownerships = new OwnershipLines();
    private final LagSteps lag = new LagSteps();
    private final Map<String, Integer> workers = new HashMap<>();
    private final List<String> workerNames = new ArrayList<>();
    private final Map<String, Integer> lives = new HashMap<>();
    private final List<TimelineData.Life> lifeLines = new ArrayList<>();
    private final Map<ShardId, Integer> shards = new HashMap<>();
    private final List<TimelineData.ShardLine> shardLines = new ArrayList<>();
    private final List<TimelineData.Mark> marks = new ArrayList<>();
    private long dropped;

    public Timeline(Scenario scenario, GroundTruth truth) {
        this.scenario = scenario;
        this.truth = truth;
        this.failovers = new Failovers(truth);
    }

    TimelineData data() {
        return new TimelineData(
                now(),
                Math.min(now(), scenario.duration().toMillis()),
                List.copyOf(workerNames),
                List.copyOf(lifeLines),
                List.copyOf(shardLines),
                ownerships.all(),
                ownerships.texts(),
                List.copyOf(marks),
                spans(),
                lag.stepMillis(),
                lag.steps(),
                dropped + ownerships.dropped());
    }

    @Override
    public void started(String worker, String life) {
        failovers.started(worker, life);
        int lane = workers.computeIfAbsent(worker, name -> {
            workerNames.add(name);
            return workerNames.size() - 1;
        });
        lives.put(life, lifeLines.size());
        lifeLines.add(new TimelineData.Life(lane, life, now(), -1));
        mark(lane, "join", life + " starts");
    }

    @Override
    public void ended(String life) {
        failovers.ended(life);
        int place = placeOf(life);
        TimelineData.Life line = lifeLines.get(place);
        lifeLines.set(place, new TimelineData.Life(line.worker(), line.name(), line.from(), now()));
        int left = ownerships.ownedBy(place);
        ownerships.gone(place, now());
        mark(
                line.worker(),
                left > 0 ? "crash" : "stop",
                life
                        + (left > 0
                                ? " ends without a goodbye and leaves " + left + " shards behind"
                                : " ends in good order"));
    }

    @Override
    public void acted(Action action) {
        failovers.acted(action);
        ActionText text = ActionText.of(action);
        if (text.lastsMillis() < 0 && !text.showsByItself()) {
            mark(lane(text), "fault", text.text());
        }
    }

    private int lane(ActionText text) {
        return text.worker().map(worker -> workers.getOrDefault(worker, NOBODY)).orElse(NOBODY);
    }

    /** What the scenario does for a while, and the failovers. */
    private List<TimelineData.Span> spans() {
        List<TimelineData.Span> spans = new ArrayList<>();
        for (Action action : scenario.actions()) {
            ActionText text = ActionText.of(action);
            long from = action.at().toMillis();
            if (text.lastsMillis() >= 0 && from <= now()) {
                long to = Math.min(
                        from + text.lastsMillis(),
                        Math.min(now(), scenario.duration().toMillis()));
                spans.add(new TimelineData.Span(from, Math.max(from, to), lane(text), text.kind(), text.text()));
            }
        }
        for (Failovers.Line line : failovers.lines()) {
            long to = line.overNanos() < 0 ? now() : line.overNanos() / NANOS_PER_MILLI;
            long from = line.beganNanos() / NANOS_PER_MILLI;
            int lane = lifeLines.get(placeOf(line.life())).worker();
            spans.add(new TimelineData.Span(
                    from,
                    to,
                    lane,
                    "failover",
                    line.shards() + " shards of " + line.life() + " wait for another worker"
                            + (line.overNanos() < 0
                                    ? ", and still do"
                                    : "; the last went on after " + (to - from) + " ms")));
        }
        return spans;
    }

    @Override
    public void applied(AppliedWrite write) {
        failovers.applied(write);
        if (write.key().kind() == EntryKind.LEASE) {
            lease(write);
        } else if (write.key().kind() == EntryKind.SESSION && write.after().isEmpty()) {
            sessionDeleted(write);
        }
    }

    private void lease(AppliedWrite write) {
        if (write.leaseAfter().isEmpty()) {
            write.leaseBefore().ifPresent(was -> ownerships.released(place(was.shard()), now()));
            return;
        }
        Lease now = write.leaseAfter().get();
        int shard = place(now.shard());
        if (write.isTake()) {
            ownerships.taken(
                    shard,
                    lives.getOrDefault(write.writer(), NOBODY),
                    now.ownership().epoch(),
                    now());
        } else if (now.isEnded() || now.ownership().owner().isEmpty()) {
            ownerships.released(shard, now());
        }
        TimelineData.ShardLine line = shardLines.get(shard);
        if (now.isEnded() && line.ended() < 0) {
            shardLines.set(
                    shard, new TimelineData.ShardLine(line.id(), line.parents(), line.from(), line.closed(), now()));
        }
    }

    private void sessionDeleted(AppliedWrite write) {
        Optional<String> life = truth.leases().lifeOf(new SessionId(write.key().id()));
        if (life.isPresent() && !life.get().equals(write.writer())) {
            int place = placeOf(life.get());
            ownerships.gone(place, now());
            mark(
                    lifeLines.get(place).worker(),
                    "dead",
                    write.writer() + " declares the session of " + life.get() + " dead");
        }
    }

    @Override
    public void began(ProcessorCall call) {
        failovers.began(call);
        if (call.isBatch()) {
            ShardTruth shard = truth.stream().shard(call.shard());
            int first = shard.indexOf(call.records().get(0).position());
            int again = Math.max(
                    0, Math.min(shard.highWater() - first, call.records().size()));
            long waited = BEGINNING_MILLIS
                    + now()
                    - call.records().get(0).approximateArrival().toEpochMilli();
            lag.add(
                    now(),
                    new TimelineData.Step(
                            Math.max(0, waited),
                            place(call.shard()),
                            call.records().size(),
                            again));
        }
    }

    @Override
    public void answered(ServiceCall call, Object answer) {
        failovers.answered(call, answer);
    }

    @Override
    public void said(String life, WorkerEvent event) {
        if (event instanceof WorkerEvent.LeaseTaken taken) {
            String from = taken.takenFrom().isEmpty() ? "" : ", was " + taken.takenFrom();
            ownerships.whyBegan(place(taken.lease().shard()), taken.epoch(), taken.reason() + from);
        } else if (event instanceof WorkerEvent.LeaseReleased released) {
            ownerships.whyEnded(place(released.lease().shard()), released.epoch(), released.reason());
        } else if (event instanceof WorkerEvent.LeaseLost lost) {
            ownerships.whyEnded(place(lost.lease().shard()), lost.epoch(), lost.reason());
        } else if (event instanceof WorkerEvent.LeadershipTaken leads) {
            mark(life, "leader", life + " leads the fleet, epoch " + leads.epoch());
        } else if (event instanceof WorkerEvent.Fenced fenced) {
            mark(
                    life,
                    "fenced",
                    life + " stops itself: no proof of life for "
                            + fenced.sinceProof().toMillis() + " ms");
        }
    }

    @Override
    public void resharded(ImmutableList<ShardId> parents, ImmutableList<ShardId> children) {
        List<Integer> places = new ArrayList<>();
        for (ShardId parent : parents) {
            int place = place(parent);
            places.add(place);
            TimelineData.ShardLine line = shardLines.get(place);
            shardLines.set(
                    place, new TimelineData.ShardLine(line.id(), line.parents(), line.from(), now(), line.ended()));
        }
        children.forEach(child -> born(child, places));
        mark(NOBODY, parents.size() > 1 ? "merge" : "split", parents + " become " + children);
    }

    private void born(ShardId shard, List<Integer> parents) {
        shards.put(shard, shardLines.size());
        shardLines.add(new TimelineData.ShardLine(shard.value(), List.copyOf(parents), now(), -1, -1));
    }

    private int place(ShardId shard) {
        if (shardLines.isEmpty()) {
            for (ShardTruth first : truth.stream().shards()) {
                if (first.parents().isEmpty()) {
                    shards.put(first.id(), shardLines.size());
                    shardLines.add(new TimelineData.ShardLine(first.id().value(), List.of(), 0, -1, -1));
                }
            }
        }
        return shards.getOrDefault(shard, NOBODY);
    }

    private int placeOf(String life) {
        return Objects.requireNonNull(lives.get(life), life);
    }

    private void mark(String life, String kind, String text) {
        mark(lifeLines.get(placeOf(life)).worker(), kind, text);
    }

    private void mark(int worker, String kind, String text) {
        if (marks.size() < MOST_MARKS) {
            marks.add(new TimelineData.Mark(now(), worker, kind, text));
        } else {
            dropped++;
        }
    }

    private long now() {
        return truth.nowNanos() / NANOS_PER_MILLI;
    }
}
