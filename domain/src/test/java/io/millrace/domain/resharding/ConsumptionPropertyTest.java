package io.millrace.domain.resharding;

import io.millrace.domain.stream.InitialPosition;
import io.millrace.domain.stream.LineageModel;
import io.millrace.domain.stream.ShardGraph;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/**
 * The rules together, as a fleet uses them: on any lineage, with any progress, crashes in the middle of a sync, children
 * that the end of a shard did not name, trimming, and listings that are old or incomplete. The laws are those that
 * {@link ConsumptionModel} checks at every step: a lease is created once and never again, nothing is begun before all its
 * parents, nothing is deleted that is needed; and at the end everything was read and only open shards have leases.
 */
class ConsumptionPropertyTest {
    enum Kind {
        SPLIT,
        MERGE,
        TRIM,
        SYNC,
        BEGIN,
        PROGRESS,
        END,
        CLEAN_UP,
        FORGET
    }

    enum View {
        FRESH,
        OLD,
        PARTIAL,
        OLD_AND_PARTIAL
    }

    record Step(Kind kind, View view, int index, long mask) {}

    record Reshard(boolean split, boolean trim, int index) {}

    @Property(tries = 200)
    void trimHorizonReadsEveryShardOnce(
            @ForAll @IntRange(min = 1, max = 4) int shards,
            @ForAll("reshards") List<Reshard> before,
            @ForAll("steps") List<Step> steps,
            @ForAll boolean losesUnread) {
        run(stream(shards, before), InitialPosition.TRIM_HORIZON, false, false, steps, losesUnread);
    }

    @Property(tries = 200)
    void latestSkipsNothingThatArrivedAfterTheFirstStart(
            @ForAll @IntRange(min = 1, max = 4) int shards,
            @ForAll("reshards") List<Reshard> before,
            @ForAll("steps") List<Step> steps,
            @ForAll boolean losesUnread) {
        run(stream(shards, before), InitialPosition.LATEST, true, false, steps, losesUnread);
    }

    @Property(tries = 100)
    void latestSkipsNothingWhenItsFirstSyncIsPrompt(
            @ForAll @IntRange(min = 1, max = 4) int shards,
            @ForAll("reshards") List<Reshard> before,
            @ForAll("steps") List<Step> steps,
            @ForAll boolean losesUnread) {
        run(stream(shards, before), InitialPosition.LATEST, false, true, steps, losesUnread);
    }

    @Property(tries = 200)
    void atTimestampReadsEveryShardThatWasOpenThenOrLater(
            @ForAll @IntRange(min = 1, max = 4) int shards,
            @ForAll("reshards") List<Reshard> before,
            @ForAll @IntRange(min = 0, max = 12) int secondsBack,
            @ForAll boolean asks,
            @ForAll("steps") List<Step> steps,
            @ForAll boolean losesUnread) {
        LineageModel stream = stream(shards, before);
        run(
                stream,
                InitialPosition.atTimestamp(stream.now().minusSeconds(secondsBack)),
                asks,
                false,
                steps,
                losesUnread);
    }

    private static LineageModel stream(int shards, List<Reshard> before) {
        LineageModel stream = LineageModel.ofShards(shards);
        for (Reshard reshard : before) {
            if (reshard.trim()) {
                stream.trimOldest();
            } else if (reshard.split()) {
                stream.split(reshard.index());
            } else {
                stream.merge(reshard.index());
            }
        }
        return stream;
    }

    private static void run(
            LineageModel stream,
            InitialPosition position,
            boolean asks,
            boolean syncsAtOnce,
            List<Step> steps,
            boolean losesUnread) {
        ConsumptionModel fleet = new ConsumptionModel(stream, position, asks);
        if (syncsAtOnce) {
            fleet.sync(stream.listing(), Integer.MAX_VALUE);
        }
        for (Step step : steps) {
            fleet.history.add(step.toString());
            take(fleet, step, losesUnread);
        }
        while (fleet.leases.isEmpty() && stream.isHalfTrimmed()) {
            // The first sync refuses to guess while one of two merged shards is trimmed and the other one is not yet.
            fleet.trim();
        }
        fleet.drain();
    }

    private static void take(ConsumptionModel fleet, Step step, boolean losesUnread) {
        ShardGraph listing = listing(fleet, step);
        switch (step.kind()) {
            case SPLIT -> fleet.stream.split(step.index());
            case MERGE -> fleet.stream.merge(step.index());
            case TRIM -> {
                if (losesUnread || fleet.mayTrimWithoutLoss()) {
                    fleet.trim();
                }
            }
            case SYNC -> fleet.sync(listing, step.mask() % 3 == 0 ? Math.floorMod(step.index(), 3) : 1000);
            case BEGIN -> fleet.beginReady(listing);
            case PROGRESS -> fleet.progress(step.index());
            case END -> fleet.end(step.index(), step.mask());
            case CLEAN_UP -> fleet.cleanUp(listing);
            case FORGET -> fleet.forgetProbes();
        }
    }

    private static ShardGraph listing(ConsumptionModel fleet, Step step) {
        // A first sync cannot tell an incomplete listing from a trimmed stream, as long as it serves every hash key.
        boolean first = fleet.leases.isEmpty();
        boolean old = step.view() == View.OLD || step.view() == View.OLD_AND_PARTIAL;
        ShardGraph listing = old ? fleet.stream.oldListing(step.index()) : fleet.stream.listing();
        boolean partial = step.view() == View.PARTIAL || step.view() == View.OLD_AND_PARTIAL;
        return partial && !first ? LineageModel.partial(listing, step.mask()) : listing;
    }

    @Provide
    Arbitrary<List<Reshard>> reshards() {
        return Combinators.combine(
                        Arbitraries.of(true, false),
                        Arbitraries.frequency(net.jqwik.api.Tuple.of(4, false), net.jqwik.api.Tuple.of(1, true)),
                        Arbitraries.integers().between(0, 7))
                .as(Reshard::new)
                .list()
                .ofMaxSize(8);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(Kind.class),
                        Arbitraries.of(View.class),
                        Arbitraries.integers().between(0, 11),
                        Arbitraries.longs())
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }
}
