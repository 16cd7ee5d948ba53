package io.millrace.domain.assignment;

import io.millrace.domain.assignment.Placement.Item;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Brings every worker to its quota: those above give away, the leases without a home and those given away go to those
 * below. It takes no lease from anybody who is within the quota, so it moves as few as can be.
 */
final class CountBalancer {
    private static final Comparator<Placement> FULLEST_FIRST =
            Comparator.<Placement>comparingInt(p -> -p.excess()).thenComparingInt(p -> p.number);
    private static final Comparator<Placement> EMPTIEST_FIRST = Comparator.comparingDouble(Placement::fill)
            .thenComparingDouble(Placement::crowd)
            .thenComparingInt(p -> p.number);
    private static final Comparator<Item> HEAVIEST_FIRST =
            Comparator.comparingDouble((Item item) -> -item.weight()).thenComparing(Item::key);

    private final List<Placement> fleet;

    CountBalancer(List<Placement> fleet) {
        this.fleet = fleet;
    }

    /**
     * @param homeless leases to be placed; all of them find a place
     * @param moveBudget the most leases to take from those above their quota
     * @return how many were taken
     */
    int balance(List<Item> homeless, int moveBudget) {
        List<Item> travelling = new ArrayList<>(homeless);
        PriorityQueue<Placement> givers = new PriorityQueue<>(FULLEST_FIRST);
        fleet.stream().filter(p -> p.excess() > 0).forEach(givers::add);
        int taken = 0;
        while (taken < moveBudget && !givers.isEmpty()) {
            Placement giver = givers.remove();
            // Of the weight above its share, each lease that has still to go takes its part.
            double wanted = (giver.weight() - giver.fairWeight) / giver.excess();
            travelling.add(giver.removeNearest(wanted));
            taken++;
            if (giver.excess() > 0) {
                givers.add(giver);
            }
        }
        place(travelling);
        return taken;
    }

    /** Whether anybody is still above the quota. */
    boolean isAnybodyAbove() {
        return fleet.stream().anyMatch(p -> p.excess() > 0);
    }

    /** The heaviest lease to the emptiest worker, and so on: quotas leave room for all of them. */
    private void place(List<Item> travelling) {
        travelling.sort(HEAVIEST_FIRST);
        PriorityQueue<Placement> takers = new PriorityQueue<>(EMPTIEST_FIRST);
        fleet.stream().filter(p -> p.excess() < 0).forEach(takers::add);
        for (Item item : travelling) {
            Placement taker = takers.remove();
            taker.add(item);
            if (taker.excess() < 0) {
                takers.add(taker);
            }
        }
    }
}
