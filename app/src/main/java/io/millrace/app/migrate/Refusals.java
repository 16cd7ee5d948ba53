package io.millrace.app.migrate;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.Lease;
import io.millrace.domain.lease.StreamBinding;
import io.millrace.domain.lease.Versioned;
import io.millrace.domain.stream.StreamIdentity;
import io.millrace.ports.store.CorruptEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Why leases may not be copied, as far as it shows in what is stored. Pure. */
final class Refusals {
    private Refusals() {}

    /** All reasons there are, for a person; empty when there is none. */
    static ImmutableList<String> of(MigrationPlan.Input input, ImmutableList<Move> moves) {
        List<String> refusals = new ArrayList<>();
        if (input.kcl().isEmpty() && input.kclCorrupt().isEmpty()) {
            refusals.add("KCL's table holds no leases, so there is nothing to move. Give --from kcl:TABLE if the table"
                    + " is another");
        }
        for (CorruptEntry lease : input.kclCorrupt()) {
            refusals.add("KCL's " + name(lease.key()) + " cannot be understood: " + lease.problem()
                    + ". Give --initial-position TIME if it is for want of the time that the application began with; else"
                    + " repair the item");
        }
        Stream.concat(input.target().binding().map(Versioned::entry).stream(), input.besideKcl().stream())
                .map(StreamBinding::complete)
                .filter(bound -> !bound.stream().equals(input.stream()))
                .map(bound -> otherStream(bound.stream(), input.stream()))
                .distinct()
                .forEach(refusals::add);
        addOfTarget(input, moves, refusals);
        return ImmutableList.copyOf(refusals);
    }

    private static void addOfTarget(MigrationPlan.Input input, ImmutableList<Move> moves, List<String> refusals) {
        MigrationPlan.Target target = input.target();
        for (CorruptEntry lease : target.corrupt()) {
            refusals.add("the new place has a " + name(lease.key()) + " that cannot be understood: " + lease.problem()
                    + ". Repair it, or choose another place");
        }
        String stream = input.stream().name();
        long others = target.leases().stream()
                .filter(found -> !found.entry().key().stream().equals(stream))
                .count();
        long owned = target.leases().stream()
                .filter(found -> found.entry().ownership().owner().isPresent())
                .count();
        if (!target.leases().isEmpty() && !target.isIncomplete() && !MigrationPlan.isThere(target, moves)) {
            refusals.add("the new place already has " + leases(target.leases().size()) + " of this application ("
                    + examples(target)
                    + "), which are not what would be written: it has begun there. Nothing is left to"
                    + " move; to move all the same, choose another place or delete the application's entries there");
        } else if (others > 0) {
            refusals.add("the new place also has " + leases(others) + " of the application for another stream than '"
                    + stream + "': an earlier run was given another --stream. Give the right one, and another place");
        } else if (owned > 0) {
            refusals.add("the new place has " + leases(owned) + " that workers own, though not all were copied."
                    + " Choose another place, or delete the application's entries there");
        }
    }

    private static String otherStream(StreamIdentity bound, StreamIdentity now) {
        return "Millrace's workers had stream " + bound.arn() + ", created " + bound.creationTime()
                + "; the stream of that"
                + " name is now " + now.arn() + ", created " + now.creationTime() + ", where checkpoints mean nothing."
                + " Correct --stream, or begin anew under another name of the application";
    }

    private static String name(EntryKey lease) {
        return "lease " + lease.id().substring(lease.id().indexOf('/') + 1);
    }

    private static String leases(long count) {
        return count == 1 ? "1 lease" : count + " leases";
    }

    private static String examples(MigrationPlan.Target target) {
        List<String> shards = target.leases().stream()
                .map(Versioned::entry)
                .map(Lease::key)
                .sorted()
                .limit(3)
                .map(Object::toString)
                .toList();
        return String.join(", ", shards) + (target.leases().size() > shards.size() ? ", ..." : "");
    }
}
