package io.millrace.simulation.scenario;

import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.checkpoint.CheckpointPolicy;
import io.millrace.domain.consumer.FailurePolicy;
import io.millrace.domain.consumer.ProcessingOrder;
import io.millrace.domain.text.Nearest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** How each setting is understood. */
final class SettingParsers {
    private static final String DURATION = "is no duration; write it like 500ms, 6s, 1m30s or PT6S";
    private static final String NUMBER = "is no whole number; write it like 100";

    private static final Map<String, Parser> PARSERS = new TreeMap<>();

    static {
        put(
                "initialPosition",
                SettingText::position,
                "is no position; write TRIM_HORIZON, LATEST or a moment as" + " 2026-01-01T00:00:00Z",
                (draft, position) -> draft.add(builder -> builder.initialPosition(position)));
        duration(ConsumerSettings.FAILOVER_TIME, (draft, time) -> draft.add(builder -> builder.failoverTime(time)));
        number("capacity", (draft, share) -> draft.add(builder -> builder.capacity(share)));
        duration("coordinationInterval", (draft, time) -> draft.add(builder -> builder.coordinationInterval(time)));
        duration("shardSyncInterval", (draft, time) -> draft.add(builder -> builder.shardSyncInterval(time)));
        put(
                ConsumerSettings.ORDER,
                value -> Arrays.stream(ProcessingOrder.values())
                        .filter(order -> order.name().equals(value))
                        .findFirst(),
                "is no order; write SHARD, KEY or NONE",
                (draft, order) -> draft.add(builder -> builder.order(order)));
        put(
                ConsumerSettings.FAN_OUT,
                value -> Optional.of(value.strip()),
                "is no name of a consumer",
                (draft, name) -> {
                    draft.fanOut = name;
                });
        duration(ConsumerSettings.FAN_OUT_RENEW_AFTER, (draft, time) -> draft.fanOutRenewAfter = time);
        whole("parallelism", (draft, calls) -> draft.add(builder -> builder.parallelism(saturated(calls))));
        duration("handOffTimeout", (draft, time) -> draft.add(builder -> builder.handOffTimeout(time)));
        duration("hungAfter", (draft, time) -> draft.add(builder -> builder.hungAfter(time)));
        put(
                "checkpointPolicy",
                SettingParsers::checkpointPolicy,
                "is no checkpoint policy; write afterEachBatch," + " manual, or an interval as 10s",
                (draft, policy) -> draft.add(builder -> builder.checkpointPolicy(policy)));
        put(
                "failurePolicy",
                SettingParsers::failurePolicy,
                "is no failure policy; write retry, deadLetter or stopShard,"
                        + " the last two with a number of attempts, as deadLetter 3",
                (draft, policy) -> draft.add(builder -> builder.failurePolicy(policy)));
        whole("memoryBudgetBytes", (draft, bytes) -> draft.add(builder -> builder.memoryBudgetBytes(bytes)));
        whole(ConsumerSettings.PROCESSOR_THREADS, (draft, threads) -> draft.processorThreads(saturated(threads)));
        whole("batchMaxRecords", (draft, records) -> draft.batchMaxRecords = saturated(records));
        whole("batchMaxBytes", (draft, bytes) -> draft.batchMaxBytes = bytes);
        duration("batchMaxWait", (draft, time) -> draft.batchMaxWait = time);
        whole("pollingMaxRecordsPerRead", (draft, records) -> draft.pollingMaxRecordsPerRead = saturated(records));
        whole("pollingReadsPerSecond", (draft, reads) -> draft.pollingReadsPerSecond = saturated(reads));
        whole("pollingBytesPerSecond", (draft, bytes) -> draft.pollingBytesPerSecond = bytes);
        duration("pollingIdleMinimum", (draft, time) -> draft.pollingIdleMinimum = time);
        duration("pollingIdleMaximum", (draft, time) -> draft.pollingIdleMaximum = time);
        duration("pollingIteratorLife", (draft, time) -> draft.pollingIteratorLife = time);
        duration("pollingBackoffInitial", (draft, time) -> draft.pollingBackoffInitial = time);
        duration("pollingBackoffMaximum", (draft, time) -> draft.pollingBackoffMaximum = time);
        number("planningDeadBand", (draft, band) -> draft.planningDeadBand = band);
        whole("planningMoveBudget", (draft, moves) -> draft.planningMoveBudget = saturated(moves));
    }

    private SettingParsers() {}

    static ImmutableSortedSet<String> keys() {
        return ImmutableSortedSet.copyOf(PARSERS.keySet());
    }

    /** Puts a setting into the draft; returns what is wrong and what to write, if it is wrong. */
    static Optional<String> parse(String key, String value, SettingsDraft draft) {
        Parser parser = PARSERS.get(key);
        return parser == null
                ? Optional.of("is a setting that there is not; do you mean " + Nearest.to(key, PARSERS.keySet()) + "?")
                : parser.parse(value, draft);
    }

    private static void duration(String key, BiConsumer<SettingsDraft, Duration> use) {
        put(key, SettingText::duration, DURATION, use);
    }

    private static void whole(String key, BiConsumer<SettingsDraft, Long> use) {
        put(key, value -> parsed(value, Long::valueOf), NUMBER, use);
    }

    private static void number(String key, BiConsumer<SettingsDraft, Double> use) {
        put(key, value -> parsed(value, Double::valueOf), "is no number; write it like 1.5", use);
    }

    private static <T> void put(
            String key, Function<String, Optional<T>> read, String remedy, BiConsumer<SettingsDraft, T> use) {
        PARSERS.put(key, (value, draft) -> {
            Optional<T> setting = read.apply(value);
            setting.ifPresent(found -> use.accept(draft, found));
            return setting.isPresent() ? Optional.empty() : Optional.of(remedy);
        });
    }

    private static <T> Optional<T> parsed(String value, Function<String, T> read) {
        try {
            return Optional.of(read.apply(value));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<CheckpointPolicy> checkpointPolicy(String value) {
        return switch (value) {
            case "afterEachBatch" -> Optional.of(CheckpointPolicy.afterEachBatch());
            case "manual" -> Optional.of(CheckpointPolicy.manual());
            default ->
                SettingText.duration(value)
                        .filter(interval -> !interval.isZero() && !interval.isNegative())
                        .map(CheckpointPolicy::every);
        };
    }

    private static Optional<FailurePolicy> failurePolicy(String value) {
        String[] words = value.split("\\s+", 2);
        if (words.length == 1) {
            return words[0].equals("retry") ? Optional.of(FailurePolicy.retry()) : Optional.empty();
        }
        Optional<Integer> attempts = parsed(words[1], Integer::valueOf).filter(count -> count >= 1);
        return switch (words[0]) {
            case "deadLetter" -> attempts.map(FailurePolicy::deadLetter);
            case "stopShard" -> attempts.map(FailurePolicy::stopShard);
            default -> Optional.empty();
        };
    }

    private static int saturated(long value) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
    }

    @FunctionalInterface
    private interface Parser {
        Optional<String> parse(String value, SettingsDraft draft);
    }
}
