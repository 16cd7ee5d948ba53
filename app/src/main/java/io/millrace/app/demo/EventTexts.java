package io.millrace.app.demo;

import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.telemetry.WorkerEvent;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What workers tell, in words for an onlooker. What happens many times a second is left out. */
final class EventTexts {
    private static final Pattern SESSION_SUFFIX = Pattern.compile("@\\w+");
    private static final Pattern SHARD_ID = Pattern.compile("(?:[\\w.-]+/)?shardId-0*(\\d+)");

    private EventTexts() {}

    /** What the event means; empty when it is not worth telling. */
    static Optional<String> of(WorkerEvent event) {
        return fleet(event).or(() -> lease(event)).or(() -> trouble(event)).map(EventTexts::shortened);
    }

    private static Optional<String> fleet(WorkerEvent event) {
        if (event instanceof WorkerEvent.SessionStarted) {
            return Optional.of("joins the fleet");
        }
        if (event instanceof WorkerEvent.LeadershipTaken taken) {
            return Optional.of("leads the fleet now (epoch " + taken.epoch() + ")");
        }
        if (event instanceof WorkerEvent.LeadershipLost lost) {
            return Optional.of("leads no longer: " + lost.reason());
        }
        if (event instanceof WorkerEvent.SessionDeclaredDead dead) {
            return Optional.of("declares " + dead.workerId() + " dead: no heartbeat for " + seconds(dead.silence()));
        }
        if (event instanceof WorkerEvent.Planned planned) {
            String first =
                    planned.moves().isEmpty() ? "" : ": " + planned.moves().get(0);
            int more = planned.moves().size() - 1;
            return Optional.of("plans " + count(planned.moves().size(), "move") + first
                    + (more > 0 ? " and " + more + " more" : ""));
        }
        if (event instanceof WorkerEvent.Stopped stopped) {
            return Optional.of("has stopped: " + stopped.reason());
        }
        return Optional.empty();
    }

    private static Optional<String> lease(WorkerEvent event) {
        if (event instanceof WorkerEvent.LeaseTaken taken) {
            return Optional.of("takes " + name(taken.lease()) + whence(taken) + " (epoch " + taken.epoch() + ")");
        }
        if (event instanceof WorkerEvent.LeaseReleased released) {
            return Optional.of("gives up " + name(released.lease()) + ", checkpointed: " + released.reason());
        }
        if (event instanceof WorkerEvent.LeaseLost lost) {
            return Optional.of("loses " + name(lost.lease()) + ": " + lost.reason());
        }
        if (event instanceof WorkerEvent.ShardFinished finished) {
            String children =
                    finished.children().stream().map(EventTexts::number).collect(Collectors.joining(" and "));
            return Optional.of("finishes " + name(finished.lease())
                    + (children.isEmpty() ? "" : "; its children: shard " + children));
        }
        return Optional.empty();
    }

    private static String whence(WorkerEvent.LeaseTaken taken) {
        switch (taken.reason()) {
            case "expired":
                return " over from " + taken.takenFrom() + ", which is dead";
            case "hand-off":
                return ", handed over";
            default:
                return "";
        }
    }

    private static Optional<String> trouble(WorkerEvent event) {
        if (event instanceof WorkerEvent.Fenced fenced) {
            return Optional.of("holds still: could not prove for " + seconds(fenced.sinceProof()) + " that it lives");
        }
        if (event instanceof WorkerEvent.Unfenced) {
            return Optional.of("goes on: it has proved that it lives");
        }
        if (event instanceof WorkerEvent.SessionLost) {
            return Optional.of("was declared dead by another, and joins anew");
        }
        if (event instanceof WorkerEvent.CheckpointRefused refused) {
            return Optional.of("may not checkpoint " + name(refused.lease()) + ": " + refused.reason());
        }
        if (event instanceof WorkerEvent.CoverageHole hole) {
            return Optional.of("finds hash keys that no lease covers: " + String.join(", ", hole.ranges()));
        }
        if (event instanceof WorkerEvent.ReadsFailing failing) {
            return Optional.of("cannot read " + name(failing.lease()) + ": " + failing.explanation());
        }
        if (event instanceof WorkerEvent.ReadsResumed) {
            return Optional.of("can read again");
        }
        if (event instanceof WorkerEvent.Trouble trouble) {
            return Optional.of("reports: " + trouble.what());
        }
        return Optional.empty();
    }

    /** Without the suffix that tells the lives of a worker apart. */
    static String withoutSession(String text) {
        return SESSION_SUFFIX.matcher(text).replaceAll("");
    }

    /** {@code shard 3} for {@code shardId-000000000003}. */
    static String name(ShardId shard) {
        return shortened(shard.value());
    }

    private static String name(LeaseKey lease) {
        return name(lease.shard());
    }

    private static String number(ShardId shard) {
        return name(shard).replace("shard ", "");
    }

    private static String shortened(String text) {
        return SHARD_ID.matcher(withoutSession(text)).replaceAll("shard $1");
    }

    static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1_000.0);
    }

    static String count(long number, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
    }
}
