package io.millrace.domain.assignment;

import io.millrace.domain.lease.SessionId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Says for each move why it is made, in figures of before the plan. */
final class MoveExplanations {
    /** What a worker had before the plan. */
    private record Before(int count, double weight) {}

    private final int leases;
    private final double deadBand;
    private final List<Before> before;

    /** To be made before anything moves. */
    MoveExplanations(List<Placement> fleet, int leases, double deadBand) {
        this.leases = leases;
        this.deadBand = deadBand;
        this.before = fleet.stream().map(p -> new Before(p.count(), p.weight())).toList();
    }

    String unowned(Optional<SessionId> gone, Placement to) {
        String why =
                gone.map(session -> "its last owner " + session + " is gone").orElse("nobody owns it");
        return why + "; " + share(to);
    }

    String ownerLeaving(SessionId from, Placement to) {
        return from + " is leaving; " + share(to);
    }

    /** Why a worker gives a lease away: for the number of its leases, if that was above its quota, or for their weight. */
    Move.Reason reason(Placement from) {
        return before.get(from.number).count > from.quota.granted() ? Move.Reason.BALANCE : Move.Reason.LOAD;
    }

    /** To be asked when the plan is made, because it looks at what the giver keeps. */
    String balance(Placement from, Placement to, double weight) {
        return reason(from) == Move.Reason.BALANCE ? byCount(from, to) : byWeight(from, to, weight);
    }

    private String byCount(Placement from, Placement to) {
        return share(from) + ", and keeps " + from.count() + "; " + to.worker + " has " + before.get(to.number).count;
    }

    private String byWeight(Placement from, Placement to, double weight) {
        double fillOfGiver = before.get(from.number).weight / from.capacityPart;
        double fillOfTaker = before.get(to.number).weight / to.capacityPart;
        String how = fillOfGiver < fillOfTaker ? "goes the other way in exchange for a heavier one" : "evens that out";
        return String.format(
                Locale.ROOT,
                "%s; %s; more than %.0f %% off is too much; this lease of %.2f %s",
                weighed(from),
                weighed(to),
                deadBand * 100,
                weight,
                how);
    }

    /** {@code worker-1 has 6 of 16 leases, fair share 5..6}. */
    private String share(Placement placement) {
        int count = before.get(placement.number).count;
        return placement.worker + " has " + count + " of " + leases + " leases, fair share " + placement.quota;
    }

    /** {@code worker-1 carries 9.00, 50 % above its fair share 6.00}. */
    private String weighed(Placement placement) {
        double weight = before.get(placement.number).weight;
        return String.format(
                Locale.ROOT,
                "%s carries %.2f, %.0f %% %s its fair share %.2f",
                placement.worker,
                weight,
                placement.deviationAt(weight) * 100,
                weight >= placement.fairWeight ? "above" : "below",
                placement.fairWeight);
    }
}
