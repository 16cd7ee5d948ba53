package io.millrace.domain.assignment;

/**
 * How eager the planner is.
 *
 * @param deadBand the fraction of its fair share by which a worker's weight may deviate before moving anything is worth
 *     it; zero or more. Counts know no dead band: they are always brought within one of each other
 * @param leastImbalance the weight by which a worker must be off its fair share at the least, in the unit of the weights;
 *     zero or more. A fraction of little is nothing: where there is little to do, no difference is worth a move
 * @param moveBudget the most leases that one plan takes from living owners for the sake of balance; from 1. An exchange
 *     of two leases is two moves, so with 1 none are exchanged, whatever they weigh
 */
public record PlanningSettings(double deadBand, double leastImbalance, int moveBudget) {
    public PlanningSettings {
        if (!(deadBand >= 0) || Double.isInfinite(deadBand)) {
            throw new IllegalArgumentException("the dead band must be zero or more, not " + deadBand);
        }
        if (!(leastImbalance >= 0) || Double.isInfinite(leastImbalance)) {
            throw new IllegalArgumentException("the least imbalance must be zero or more, not " + leastImbalance);
        }
        if (moveBudget < 1) {
            throw new IllegalArgumentException("the move budget must be at least 1, not " + moveBudget);
        }
    }

    /** Without a least imbalance. */
    public PlanningSettings(double deadBand, int moveBudget) {
        this(deadBand, 0, moveBudget);
    }

    /**
     * A dead band of 20 %, a least imbalance of 4, and a budget of 1,000 moves.
     *
     * <p>KCL 3 moves leases as soon as a worker is 10 % off the mean, and keeps moving them when the load is low. Throughput
     * of healthy fleets varies by more than that from minute to minute, hence twice the band. And as weights are measured
     * ({@link io.millrace.domain.load.LoadLevels}), 4 is a quarter of what one shard can take in, or a fifth of a core: who
     * carries so little more than others is not in need of help.
     *
     * <p>A move is a graceful hand-off: about half a second without records for one shard, and three conditional writes. The
     * hand-offs of one plan go on side by side, so the budget does not bound how long anybody waits but how much of the fleet
     * moves at once: 1,000 moves are some 3,000 writes, which a DynamoDB on-demand table that is new (4,000 write units a
     * second) takes within a second or two. Hardly any fleet meets that bound: of 10,000 leases, 50 move to the 200th worker.
     */
    public static PlanningSettings defaults() {
        return new PlanningSettings(0.2, 4, 1_000);
    }
}
