package io.millrace.simulation.scenario;

import io.millrace.domain.assignment.PlanningSettings;
import io.millrace.domain.consumer.Backoff;
import io.millrace.domain.consumer.BatchLimits;
import io.millrace.domain.consumer.FanOutSettings;
import io.millrace.domain.consumer.PollingSettings;
import io.millrace.domain.consumer.SubscriptionSettings;
import io.millrace.engine.KinesisConsumerBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** Settings on their way from text to a builder: those that are parts of a larger one wait here for the others. */
final class SettingsDraft {
    private final List<Consumer<KinesisConsumerBuilder>> single = new ArrayList<>();
    private OptionalInt processorThreads = OptionalInt.empty();

    int batchMaxRecords = BatchLimits.defaults().maxRecords();
    long batchMaxBytes = BatchLimits.defaults().maxBytes();
    Duration batchMaxWait = BatchLimits.defaults().maxWait();

    int pollingMaxRecordsPerRead = PollingSettings.defaults().maxRecordsPerRead();
    int pollingReadsPerSecond = PollingSettings.defaults().readsPerSecond();
    long pollingBytesPerSecond = PollingSettings.defaults().bytesPerSecond();
    Duration pollingIdleMinimum = PollingSettings.defaults().idleMinimum();
    Duration pollingIdleMaximum = PollingSettings.defaults().idleMaximum();
    Duration pollingIteratorLife = PollingSettings.defaults().iteratorLife();
    Duration pollingBackoffInitial = PollingSettings.defaults().backoff().initial();
    Duration pollingBackoffMaximum = PollingSettings.defaults().backoff().maximum();

    double planningDeadBand = PlanningSettings.defaults().deadBand();
    int planningMoveBudget = PlanningSettings.defaults().moveBudget();

    /** The consumer's name; empty when shards are polled. */
    String fanOut = "";

    Duration fanOutRenewAfter = SubscriptionSettings.defaults().renewAfter();

    void add(Consumer<KinesisConsumerBuilder> setting) {
        single.add(setting);
    }

    void processorThreads(int threads) {
        processorThreads = OptionalInt.of(threads);
        add(builder -> builder.processorThreads(threads));
    }

    OptionalInt processorThreads() {
        return processorThreads;
    }

    /** Hands over what can be; returns what is wrong with the rest. */
    List<String> applyTo(KinesisConsumerBuilder builder) {
        List<String> problems = new ArrayList<>();
        single.forEach(setting -> setting.accept(builder));
        compound(
                problems,
                "batch",
                () -> builder.batchLimits(new BatchLimits(batchMaxRecords, batchMaxBytes, batchMaxWait)));
        compound(
                problems,
                "polling",
                () -> builder.polling(new PollingSettings(
                        pollingMaxRecordsPerRead,
                        pollingReadsPerSecond,
                        pollingBytesPerSecond,
                        pollingIdleMinimum,
                        pollingIdleMaximum,
                        pollingIteratorLife,
                        new Backoff(pollingBackoffInitial, pollingBackoffMaximum))));
        compound(
                problems,
                "planning",
                () -> builder.planning(new PlanningSettings(planningDeadBand, planningMoveBudget)));
        if (!fanOut.isEmpty()) {
            compound(problems, "fanOut", () -> builder.fanOut(new FanOutSettings(fanOut, false, subscriptions())));
        }
        return problems;
    }

    private SubscriptionSettings subscriptions() {
        SubscriptionSettings usual = SubscriptionSettings.defaults();
        return new SubscriptionSettings(
                fanOutRenewAfter,
                usual.renewSpread(),
                usual.silence(),
                usual.eventSilence(),
                usual.takeOverAge(),
                usual.backoff());
    }

    private static void compound(List<String> problems, String name, Runnable apply) {
        try {
            apply.run();
        } catch (IllegalArgumentException impossible) {
            problems.add(name + "...: " + impossible.getMessage());
        }
    }
}
