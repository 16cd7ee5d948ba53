package io.millrace.domain.assignment;

import io.millrace.domain.lease.LeaseKey;
import io.millrace.domain.lease.SessionId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * The plan in the making: what one accepting worker has at this point of it. Leases are kept by weight, the lightest
 * first.
 */
final class Placement {
    /** The number that stands for the home of a lease that no accepting worker has. */
    static final int NOWHERE = -1;

    /**
     * A lease on its way through the plan.
     *
     * @param weight what it counts for
     * @param home the number of the accepting worker that had it before the plan, or {@link #NOWHERE}
     */
    record Item(LeaseView lease, double weight, int home) {
        static final Comparator<Item> BY_WEIGHT =
                Comparator.comparingDouble(Item::weight).thenComparing(Item::key);

        LeaseKey key() {
            return lease.key();
        }

        /** How many more leases have left their homes when this one goes from one worker to another. */
        int costOfMoving(int from, int to) {
            return home == NOWHERE ? 0 : (to == home ? 0 : 1) - (from == home ? 0 : 1);
        }
    }

    final int number;
    final SessionId worker;
    /** Its part of the fleet's capacity, more than 0 and up to 1. */
    final double capacityPart;

    final Quota quota;
    /** The part of all weight that falls to it by its capacity. */
    final double fairWeight;

    private final List<Item> items = new ArrayList<>();
    private double weight;

    Placement(int number, SessionId worker, double capacityPart, Quota quota, double allWeight, List<Item> had) {
        this.number = number;
        this.worker = worker;
        this.capacityPart = capacityPart;
        this.quota = quota;
        this.fairWeight = allWeight * capacityPart;
        items.addAll(had);
        items.sort(Item.BY_WEIGHT);
        weighAgain();
    }

    /** What it has, the lightest first; a view. */
    List<Item> items() {
        return Collections.unmodifiableList(items);
    }

    int count() {
        return items.size();
    }

    double weight() {
        return weight;
    }

    /** How much fuller it is than others, its capacity considered. */
    double fill() {
        return weight / capacityPart;
    }

    /** The same for the number of leases. */
    double crowd() {
        return items.size() / capacityPart;
    }

    /** How many leases it has above its quota; negative below. */
    int excess() {
        return items.size() - quota.granted();
    }

    /** How far a weight would be off its fair share, as a fraction of that share. */
    double deviationAt(double someWeight) {
        return fairWeight > 0 ? Math.abs(someWeight / fairWeight - 1) : 0;
    }

    double deviation() {
        return deviationAt(weight);
    }

    void add(Item item) {
        items.add(-1 - Collections.binarySearch(items, item, Item.BY_WEIGHT), item);
        weight += item.weight();
    }

    void remove(Item item) {
        items.remove(Collections.binarySearch(items, item, Item.BY_WEIGHT));
        weight -= item.weight();
    }

    /** Takes away the item whose weight is the nearest to the wanted one. There must be one. */
    Item removeNearest(double wanted) {
        int above = firstNotLighter(items, wanted);
        boolean isBelowNearer = above == items.size()
                || (above > 0
                        && wanted - items.get(above - 1).weight()
                                < items.get(above).weight() - wanted);
        Item nearest = items.remove(isBelowNearer ? above - 1 : above);
        weight -= nearest.weight();
        return nearest;
    }

    /** Sums up afresh, so that the weight depends on what is here and not on how it came here. */
    void weighAgain() {
        weight = 0;
        for (Item item : items) {
            weight += item.weight();
        }
    }

    /** The index of the first item that is not lighter than this; the size when all are. */
    static int firstNotLighter(List<Item> byWeight, double weight) {
        int low = 0;
        int high = byWeight.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (byWeight.get(middle).weight() < weight) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
