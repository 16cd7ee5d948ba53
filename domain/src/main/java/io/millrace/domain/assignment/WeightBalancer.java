package io.millrace.domain.assignment;

import io.millrace.domain.assignment.Placement.Item;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Evens out weights where counts are balanced already, by single steps: a worker gives another a lease within their
 * quotas, or the two exchange one each. It begins with the worker that is farthest off its fair share and takes the step
 * that brings the farther of the two nearest to it. Every step makes the sorted list of deviations smaller, so it comes to
 * an end, and that end depends on nothing but where the leases are: planning again from there finds nothing to do.
 */
final class WeightBalancer {
    /** Less than this is rounding, not improvement. */
    private static final double ROUNDING = 1e-9;

    private static final int NONE = -1;

    /** A step found: {@code given} goes from one to the other, and {@code returned}, if any, the other way. */
    private record Step(Placement from, Placement to, Item given, Optional<Item> returned, double deviation, int cost) {
        boolean isBetterThan(Step other) {
            return deviation < other.deviation - ROUNDING
                    || (deviation < other.deviation + ROUNDING && cost < other.cost);
        }
    }

    private final List<Placement> fleet;
    private final PlanningSettings settings;
    /** A step that brings the worse of two workers less weight than this nearer to its share is not worth a hand-off. */
    private final double worthwhile;
    /** Of which pairs it is known that no step improves them; forgotten when one of the two changes. */
    private final boolean[][] exhausted;

    private final boolean travellingOnly;
    /** What each worker has that may move, the lightest first. */
    private final List<List<Item>> movable;
    /** The weights of the same: looking for a step reads nothing else. */
    private final double[][] movableWeights;

    private int used;
    private boolean capped;

    /**
     * @param travellingOnly whether to touch only leases that move anyway
     * @param used how much of the move budget is used up
     */
    WeightBalancer(List<Placement> fleet, PlanningSettings settings, boolean travellingOnly, int used) {
        this.fleet = fleet;
        this.settings = settings;
        this.travellingOnly = travellingOnly;
        this.used = used;
        double weight = fleet.stream().mapToDouble(Placement::weight).sum();
        int count = fleet.stream().mapToInt(Placement::count).sum();
        this.worthwhile = Math.max(ROUNDING, settings.deadBand() / 2) * weight / Math.max(1, count);
        this.exhausted = new boolean[fleet.size()][fleet.size()];
        this.movable = new ArrayList<>(Collections.nCopies(fleet.size(), List.of()));
        this.movableWeights = new double[fleet.size()][];
        fleet.forEach(this::lookAgain);
    }

    /**
     * Takes steps until everybody is near enough, nothing improves any more, or the budget is used up.
     *
     * @return whether the budget ended it
     */
    boolean balance() {
        // Once it is worth to begin, go on well into the band, or the next small change would begin it again.
        double goal = settings.deadBand() / 2;
        boolean isWorthIt = travellingOnly || fleet.stream().anyMatch(this::isFarOff);
        Optional<Step> next = isWorthIt ? findStep(goal) : Optional.empty();
        while (next.isPresent() && !capped) {
            take(next.get());
            next = findStep(goal);
        }
        return capped;
    }

    private boolean isFarOff(Placement worker) {
        return worker.deviation() > settings.deadBand() + ROUNDING
                && Math.abs(worker.weight() - worker.fairWeight) > settings.leastImbalance() + ROUNDING;
    }

    private void take(Step step) {
        if (used + step.cost > settings.moveBudget()) {
            capped = true;
            return;
        }
        used += step.cost;
        step.from.remove(step.given);
        step.to.add(step.given);
        step.returned.ifPresent(item -> {
            step.to.remove(item);
            step.from.add(item);
        });
        lookAgain(step.from);
        lookAgain(step.to);
    }

    private void lookAgain(Placement changed) {
        int number = changed.number;
        changed.weighAgain();
        List<Item> items = changed.items().stream()
                .filter(item -> item.home() != number
                        || (!travellingOnly && !item.lease().resting()))
                .toList();
        movable.set(number, items);
        movableWeights[number] = items.stream().mapToDouble(Item::weight).toArray();
        for (int other = 0; other < exhausted.length; other++) {
            exhausted[number][other] = false;
            exhausted[other][number] = false;
        }
    }

    private Optional<Step> findStep(double goal) {
        List<Placement> farthestFirst = new ArrayList<>(fleet);
        farthestFirst.removeIf(p -> p.deviation() <= goal + ROUNDING);
        farthestFirst.sort(
                Comparator.<Placement>comparingDouble(p -> -p.deviation()).thenComparingInt(p -> p.number));
        for (Placement worker : farthestFirst) {
            Optional<Step> best = Optional.empty();
            for (Placement partner : fleet) {
                if (partner != worker && !exhausted[worker.number][partner.number]) {
                    best = better(best, bestStepBetween(worker, partner));
                }
            }
            if (best.isPresent()) {
                return best;
            }
        }
        return Optional.empty();
    }

    private static Optional<Step> better(Optional<Step> one, Optional<Step> other) {
        return one.isEmpty() || (other.isPresent() && other.get().isBetterThan(one.get())) ? other : one;
    }

    private Optional<Step> bestStepBetween(Placement one, Placement other) {
        boolean isOneFuller = one.fill() > other.fill();
        Pair pair = isOneFuller ? new Pair(one, other) : new Pair(other, one);
        Optional<Step> step = pair.best();
        if (step.isEmpty()) {
            exhausted[one.number][other.number] = true;
            exhausted[other.number][one.number] = true;
        }
        return step;
    }

    /** The search for the best step between two workers: the one that shifts nearest to the ideal weight. */
    private final class Pair {
        private final Placement full;
        private final Placement empty;
        private final double[] givable;
        private final double[] returnable;
        private final Placement worse;
        /** The weight that, shifted, would leave both equally full. */
        private final double ideal;

        private Optional<Step> best = Optional.empty();

        Pair(Placement full, Placement empty) {
            this.full = full;
            this.empty = empty;
            this.givable = movableWeights[full.number];
            this.returnable = movableWeights[empty.number];
            this.worse = full.deviation() >= empty.deviation() ? full : empty;
            this.ideal = (full.weight() * empty.capacityPart - empty.weight() * full.capacityPart)
                    / (full.capacityPart + empty.capacityPart);
        }

        Optional<Step> best() {
            if (gain(ideal) >= worthwhile) {
                if (full.count() > full.quota.floor() && empty.count() < empty.quota.ceiling()) {
                    findGift();
                }
                if (settings.moveBudget() > 1) {
                    findExchange();
                }
            }
            return best;
        }

        private double deviationAfter(double shifted) {
            return Math.max(full.deviationAt(full.weight() - shifted), empty.deviationAt(empty.weight() + shifted));
        }

        /** How much weight the worse of the two comes nearer to its share; it is the most for the ideal. */
        private double gain(double shifted) {
            return (worse.deviation() - deviationAfter(shifted)) * worse.fairWeight;
        }

        private void findGift() {
            int found = Arrays.binarySearch(givable, ideal);
            int above = found >= 0 ? found : -1 - found;
            if (above > 0) {
                consider(above - 1, NONE, givable[above - 1]);
            }
            if (above < givable.length) {
                consider(above, NONE, givable[above]);
            }
        }

        /** Walks through both lists at once: what is to be returned grows with what is given. */
        private void findExchange() {
            double below = 0;
            int givenBelow = NONE;
            int returnedBelow = NONE;
            double above = Double.POSITIVE_INFINITY;
            int givenAbove = NONE;
            int returnedAbove = NONE;
            int nearest = 0;
            for (int given = 0; given < givable.length; given++) {
                while (nearest < returnable.length && returnable[nearest] < givable[given] - ideal) {
                    nearest++;
                }
                if (nearest < returnable.length && givable[given] - returnable[nearest] > below) {
                    below = givable[given] - returnable[nearest];
                    givenBelow = given;
                    returnedBelow = nearest;
                }
                if (nearest > 0 && givable[given] - returnable[nearest - 1] < above) {
                    above = givable[given] - returnable[nearest - 1];
                    givenAbove = given;
                    returnedAbove = nearest - 1;
                }
            }
            if (givenBelow != NONE) {
                consider(givenBelow, returnedBelow, below);
            }
            if (givenAbove != NONE) {
                consider(givenAbove, returnedAbove, above);
            }
        }

        private void consider(int givenIndex, int returnedIndex, double shifted) {
            if (gain(shifted) < worthwhile) {
                return;
            }
            Item given = movable.get(full.number).get(givenIndex);
            int cost = given.costOfMoving(full.number, empty.number);
            Optional<Item> returned = Optional.empty();
            if (returnedIndex != NONE) {
                Item item = movable.get(empty.number).get(returnedIndex);
                cost += item.costOfMoving(empty.number, full.number);
                returned = Optional.of(item);
            }
            best = better(best, Optional.of(new Step(full, empty, given, returned, deviationAfter(shifted), cost)));
        }
    }
}
