package io.millrace.domain.assignment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * How many leases a worker may have: its fair share by capacity, rounded down or up. Who may round up is decided with
 * those in mind who already have that many, so that nothing moves for the sake of rounding.
 *
 * @param floor the share rounded down
 * @param ceiling the share rounded up: {@code floor} or one more
 * @param granted which of the two it is in this plan; the sum over the fleet is the number of leases
 */
record Quota(int floor, int ceiling, int granted) {
    /** Shares that differ from a whole number by less are whole: the difference is rounding in the division. */
    private static final double ROUNDING = 1e-9;

    /**
     * A worker that asks for its quota.
     *
     * @param capacityPart its part of the fleet's capacity; the sum over the fleet is 1
     * @param had how many leases it has
     * @param hadWeight how much they weigh
     */
    record Claim(double capacityPart, int had, double hadWeight) {}

    /** The quotas of a fleet, in the order of the claims. */
    static List<Quota> of(List<Claim> claims, int leases) {
        List<Quota> quotas = new ArrayList<>();
        List<Integer> roundable = new ArrayList<>();
        int left = leases;
        for (int i = 0; i < claims.size(); i++) {
            double share = leases * claims.get(i).capacityPart();
            double slack = ROUNDING * Math.max(1, share);
            int floor = (int) Math.floor(share + slack);
            int ceiling = Math.max(floor, (int) Math.ceil(share - slack));
            quotas.add(new Quota(floor, ceiling, floor));
            left -= floor;
            if (ceiling > floor) {
                roundable.add(i);
            }
        }
        roundable.sort(Comparator.<Integer, Boolean>comparing(
                        i -> claims.get(i).had() <= quotas.get(i).floor())
                .thenComparingDouble(
                        i -> claims.get(i).hadWeight() / claims.get(i).capacityPart())
                .thenComparingDouble(i -> -claims.get(i).capacityPart()));
        for (int i : roundable.subList(0, left)) {
            quotas.set(i, quotas.get(i).roundedUp());
        }
        return quotas;
    }

    private Quota roundedUp() {
        return new Quota(floor, ceiling, ceiling);
    }

    /** For a person: {@code 5} or {@code 5..6}. */
    @Override
    public String toString() {
        return floor == ceiling ? Integer.toString(floor) : floor + ".." + ceiling;
    }
}
