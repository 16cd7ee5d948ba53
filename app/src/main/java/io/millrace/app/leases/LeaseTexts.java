package io.millrace.app.leases;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.SessionId;
import io.millrace.domain.lease.WorkerLoad;
import io.millrace.domain.lease.WorkerSession;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Writes a {@link LeaseReport}: as tables for people, as one line of JSON for programs. */
public final class LeaseTexts {
    private LeaseTexts() {}

    /** Lines for people. */
    public static ImmutableList<String> tables(LeaseReport report) {
        ImmutableList.Builder<String> lines = ImmutableList.builder();
        lines.add("application  " + report.application());
        report.streams()
                .forEach(bound -> lines.add("stream       " + bound.stream().arn() + ", since " + bound.boundAt()));
        lines.add("leader       " + report.leader().map(SessionId::value).orElse("none"));
        lines.add("");
        List<ImmutableList<String>> sessions = new ArrayList<>();
        sessions.add(ImmutableList.of("WORKER", "SESSION", "STATE", "LEASES", "HEARTBEAT", "FAILOVER"));
        report.sessions()
                .forEach(session -> sessions.add(ImmutableList.of(
                        session.workerId(),
                        session.id().value(),
                        lower(session.state()),
                        Long.toString(report.ownedBy(session)),
                        Long.toString(session.heartbeat()),
                        failoverSeconds(session) + " s")));
        lines.addAll(table(sessions)).add("");
        List<ImmutableList<String>> leases = new ArrayList<>();
        leases.add(ImmutableList.of("SHARD", "STATE", "OWNER", "EPOCH", "CHECKPOINT"));
        report.leases()
                .forEach(lease -> leases.add(ImmutableList.of(
                        lease.key().toString(),
                        lower(report.stateOf(lease)),
                        lease.ownership().owner().map(SessionId::value).orElse("-"),
                        Long.toString(lease.ownership().epoch()),
                        lease.checkpoint().toString())));
        lines.addAll(table(leases));
        report.corrupt()
                .forEach(entry -> lines.add(
                        "cannot be understood, and is left alone: " + entry.key() + " (" + entry.problem() + ")"));
        return lines.build();
    }

    private static ImmutableList<String> table(List<ImmutableList<String>> rows) {
        int[] widths = new int[rows.get(0).size()];
        for (ImmutableList<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        ImmutableList.Builder<String> lines = ImmutableList.builder();
        for (ImmutableList<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines.build();
    }

    /** Lines for people: how even the fleet is, and of each shard why it is where it is. */
    public static ImmutableList<String> explanation(LeaseReport report, Explanation explanation) {
        List<ImmutableList<String>> workers = new ArrayList<>();
        workers.add(ImmutableList.of("WORKER", "LEASES", "FAIR", "LOAD", "FAIR", "CPU"));
        report.sessions()
                .forEach(session -> Optional.ofNullable(explanation.shares().get(session.id()))
                        .ifPresent(share -> workers.add(ImmutableList.of(
                                session.id().value(),
                                Integer.toString(share.leases()),
                                share.fairLeases(),
                                tenths(share.weight()),
                                tenths(share.fairWeight()),
                                cpu(session.load())))));
        List<ImmutableList<String>> leases = new ArrayList<>();
        leases.add(ImmutableList.of("SHARD", "OWNER", "LEVEL", "LOAD", "WHY"));
        report.leases().forEach(lease -> {
            Explanation.Reason reason =
                    Objects.requireNonNull(explanation.reasons().get(lease.key()));
            leases.add(ImmutableList.of(
                    lease.key().toString(),
                    lease.ownership().owner().map(SessionId::value).orElse("-"),
                    Integer.toString(reason.level()),
                    tenths(reason.weight()),
                    reason.why()));
        });
        return ImmutableList.<String>builder()
                .addAll(table(workers))
                .add("")
                .addAll(table(leases))
                .build();
    }

    private static String tenths(double weight) {
        return String.format(Locale.ROOT, "%.1f", weight);
    }

    private static String cpu(WorkerLoad load) {
        return load.coresAvailable() == 0
                ? "-"
                : String.format(Locale.ROOT, "%.2f of %.2f", load.coresUsed(), load.coresAvailable());
    }

    /** One line of JSON. */
    public static String json(LeaseReport report) {
        return json(report, Optional.empty());
    }

    /** One line of JSON, with what explains it if that is given. */
    public static String json(LeaseReport report, Optional<Explanation> explanation) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("application", report.application());
        object.put(
                "streams",
                report.streams().stream().map(bound -> bound.stream().arn()).toList());
        object.put("leader", report.leader().map(SessionId::value).orElse(null));
        object.put(
                "sessions",
                report.sessions().stream()
                        .map(session -> session(report, session, explanation))
                        .toList());
        object.put(
                "leases",
                report.leases().stream()
                        .map(lease -> lease(report, lease, explanation))
                        .toList());
        object.put(
                "corrupt",
                report.corrupt().stream()
                        .map(entry -> entry.key() + ": " + entry.problem())
                        .toList());
        return JsonMapper.shared().writeValueAsString(object);
    }

    private static Map<String, Object> session(
            LeaseReport report, WorkerSession session, Optional<Explanation> explanation) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("worker", session.workerId());
        object.put("session", session.id().value());
        object.put("state", lower(session.state()));
        object.put("leases", report.ownedBy(session));
        object.put("heartbeat", session.heartbeat());
        object.put("failoverSeconds", failoverSeconds(session));
        explanation.map(all -> all.shares().get(session.id())).ifPresent(share -> {
            object.put("plannedLeases", share.leases());
            object.put("fairLeases", share.fairLeases());
            object.put("load", share.weight());
            object.put("fairLoad", share.fairWeight());
            object.put("coresUsed", session.load().coresUsed());
            object.put("coresAvailable", session.load().coresAvailable());
        });
        return object;
    }

    private static Map<String, @Nullable Object> lease(
            LeaseReport report, Lease lease, Optional<Explanation> explanation) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("stream", lease.key().stream());
        object.put("shard", lease.shard().value());
        object.put("state", lower(report.stateOf(lease)));
        object.put("owner", lease.ownership().owner().map(SessionId::value).orElse(null));
        object.put("epoch", lease.ownership().epoch());
        object.put("checkpoint", lease.checkpoint().toString());
        explanation.map(all -> all.reasons().get(lease.key())).ifPresent(reason -> {
            object.put("level", reason.level());
            object.put("load", reason.weight());
            object.put("movesTo", reason.movesTo().map(SessionId::value).orElse(null));
            object.put("why", reason.why());
        });
        return object;
    }

    private static double failoverSeconds(WorkerSession session) {
        return session.failoverTime().toMillis() / 1_000.0;
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
