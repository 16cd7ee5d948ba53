package io.millrace.app.migrate;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.domain.stream.ShardId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** What a migration says: lines for people, one line of JSON for programs. */
final class MigrationTexts {
    private static final String INDENT = "  ";

    private final MigrationRequest request;

    MigrationTexts(MigrationRequest request) {
        this.request = request;
    }

    /** One line for each lease, and what there is to know beside. */
    ImmutableList<String> plan(MigrationPlan plan) {
        ImmutableList.Builder<String> lines = ImmutableList.builder();
        lines.add("application " + request.application() + ", stream " + request.stream() + ": " + request.from()
                + " -> " + request.to());
        for (Move move : plan.moves()) {
            String parents = move.to().parents().isEmpty()
                    ? "none"
                    : String.join(
                            ", ",
                            move.to().parents().stream().map(ShardId::value).toList());
            lines.add(INDENT + move.to().shard() + "  " + describe(move.state()) + "  "
                    + position(move.from().checkpoint()) + " -> "
                    + position(move.to().checkpoint())
                    + "  parents: " + parents);
        }
        lines.add(summary(plan));
        if (plan.moves().stream().anyMatch(Move::pinsLatest)) {
            lines.add(
                    "LATEST has no time in KCL's table, so it means from now on: the time of this command, for good.");
        }
        return lines.build();
    }

    private static String summary(MigrationPlan plan) {
        return plan.moves().size() + (plan.moves().size() == 1 ? " lease: " : " leases: ")
                + count(plan, Move.State.ENDED) + " ended, " + count(plan, Move.State.POSITIONED)
                + " at a sequence number, " + count(plan, Move.State.NOT_BEGUN) + " not begun.";
    }

    private static long count(MigrationPlan plan, Move.State state) {
        return plan.moves().stream().filter(move -> move.state() == state).count();
    }

    private static String describe(Move.State state) {
        switch (state) {
            case ENDED:
                return "ended";
            case POSITIONED:
                return "at a sequence number";
            case NOT_BEGUN:
                break;
        }
        return "not begun";
    }

    /** As KCL writes it, with a slash before the sub-sequence number, or with its time behind it. */
    private static String position(Checkpoint checkpoint) {
        if (checkpoint instanceof Checkpoint.At at) {
            long sub = at.position().subSequenceNumber();
            return at.position().sequenceNumber().value() + (sub == 0 ? "" : "/" + sub);
        }
        return checkpoint.toString();
    }

    /** What a person has to do now. */
    ImmutableList<String> next() {
        return ImmutableList.of(
                "Next:",
                "- " + request.setting(),
                "- Start no worker of KCL's any more, and none of Millrace's on " + request.from()
                        + ": they would go on from where that table stands, beside the new place.",
                "- KCL's table is as it was, so you can go back: stop Millrace's workers and start KCL's, which repeat what"
                        + " was processed in between.",
                "- When you will not go back, delete " + request.kclTables() + ".");
    }

    /** @param writes how many were made */
    String json(Migration.Findings found, boolean dryRun, int writes) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("application", request.application());
        object.put("stream", request.stream());
        object.put("from", request.from().toString());
        object.put("to", request.to().toString());
        object.put("dryRun", dryRun);
        object.put("refusals", found.refusals());
        List<Map<String, Object>> leases = new ArrayList<>();
        for (Move move : found.plan().moves()) {
            Map<String, Object> lease = new LinkedHashMap<>();
            lease.put("shard", move.to().shard().value());
            lease.put("state", move.state().name().toLowerCase(Locale.ROOT));
            lease.put("kclCheckpoint", position(move.from().checkpoint()));
            lease.put("checkpoint", position(move.to().checkpoint()));
            lease.put(
                    "parents", move.to().parents().stream().map(ShardId::value).toList());
            leases.add(lease);
        }
        object.put("leases", leases);
        object.put("writes", writes);
        return JsonMapper.shared().writeValueAsString(object);
    }
}
