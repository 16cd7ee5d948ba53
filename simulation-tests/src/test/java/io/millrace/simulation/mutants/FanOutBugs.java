package io.millrace.simulation.mutants;

import static io.millrace.simulation.mutants.PlantedBug.source;

import com.google.common.collect.ImmutableList;
import io.millrace.simulation.scenario.Profile;

/** Planted bugs of reading by enhanced fan-out. */
final class FanOutBugs {
    private static final String SUBSCRIBER = "engine/src/main/java/io/millrace/engine/consumption/ShardSubscriber.java";
    private static final String FETCHER = "domain/src/main/java/io/millrace/domain/consumer/SubscriptionFetcher.java";
    private static final String GOES_ON =
            "            return new Step.Subscribe(subscription, Checkpoint.at(continuation), false);";

    static final ImmutableList<PlantedBug> ALL = ImmutableList.of(
            source(
                    "M51",
                    "each subscription begins where the first one did",
                    "S6",
                    Profile.FAN_OUT,
                    FETCHER,
                    GOES_ON,
                    "            return new Step.Subscribe(subscription, start, false);"),
            source(
                    "M52",
                    "a subscription that goes on includes the record that it goes on behind",
                    "S6",
                    Profile.FAN_OUT,
                    FETCHER,
                    GOES_ON,
                    "            return new Step.Subscribe(subscription, Checkpoint.at(continuation), true);"),
            source(
                    "M53",
                    "a subscription that is silent is waited for without an end",
                    "S19 L1 L8",
                    Profile.FAN_OUT,
                    FETCHER,
                    "        return silentNanos - renewNanos < 0 ? silentNanos : renewNanos;",
                    "        return requestedNanos + 1_000 * silenceNanos;"),
            source(
                    "M54",
                    "an event of a subscription counts that was given up for another",
                    "S6",
                    Profile.FAN_OUT,
                    SUBSCRIBER,
                    "                if (!stopped && fetcher.isCurrent(number)) {",
                    "                if (!stopped) {"),
            source(
                    "M55",
                    "a subscription that follows another begins at LATEST",
                    "S6 L1",
                    Profile.FAN_OUT,
                    FETCHER,
                    GOES_ON,
                    "            return new Step.Subscribe(subscription, Checkpoint.LATEST, false);"),
            source(
                    "M56",
                    "the end of a subscription counts as the end of its shard",
                    "S9",
                    Profile.FAN_OUT,
                    SUBSCRIBER,
                    "            fetcher.ended(number, jitter, context.now());",
                    "            ended = true;"),
            source(
                    "M57",
                    "a subscription that failed is followed by another at once",
                    "S17",
                    Profile.FAN_OUT,
                    FETCHER,
                    "            case THROTTLED, UNAVAILABLE -> nextSubscription.raise(nowNanos + pauseNanos);",
                    "            case THROTTLED, UNAVAILABLE -> nextSubscription.raise(nowNanos);"));

    private FanOutBugs() {}
}
