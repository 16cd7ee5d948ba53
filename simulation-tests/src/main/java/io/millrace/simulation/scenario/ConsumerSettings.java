package io.millrace.simulation.scenario;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import com.google.common.collect.ImmutableSortedSet;
import io.millrace.engine.ConfigurationException;
import io.millrace.engine.KinesisConsumer;
import io.millrace.engine.KinesisConsumerBuilder;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Settings of a {@link KinesisConsumerBuilder} as text, each under the builder's own name of it: {@code failoverTime=6s},
 * {@code coordinationInterval=500ms}, {@code batchMaxRecords=500}. {@link #keys} lists them all. Immutable; may hold
 * anything: {@link #problems} says what of it cannot work.
 */
public final class ConsumerSettings {
    /** The key of the failover time. */
    public static final String FAILOVER_TIME = "failoverTime";

    /** The key of the order in which records of a shard are processed. */
    static final String ORDER = "order";

    /** The key of the name of the consumer by which shards are read by enhanced fan-out; without it they are polled. */
    public static final String FAN_OUT = "fanOut";

    /** The key of the age at which subscriptions are replaced at the latest. */
    static final String FAN_OUT_RENEW_AFTER = "fanOutRenewAfter";

    static final String PROCESSOR_THREADS = "processorThreads";

    private static final ConsumerSettings NONE = new ConsumerSettings(ImmutableSortedMap.of());

    private final ImmutableSortedMap<String, String> values;

    private ConsumerSettings(ImmutableSortedMap<String, String> values) {
        this.values = values;
    }

    /** No setting: the builder's own defaults. */
    public static ConsumerSettings none() {
        return NONE;
    }

    public static ConsumerSettings of(Map<String, String> values) {
        return new ConsumerSettings(ImmutableSortedMap.copyOf(values));
    }

    /**
     * Reads a file of lines {@code key=value}, as {@link Properties} are written.
     *
     * @throws IOException when it cannot be read
     */
    public static ConsumerSettings read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        ImmutableSortedMap.Builder<String, String> values = ImmutableSortedMap.naturalOrder();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        return new ConsumerSettings(values.build());
    }

    /** All keys there are. */
    public static ImmutableSortedSet<String> keys() {
        return SettingParsers.keys();
    }

    /** The settings as text, by key. */
    public ImmutableSortedMap<String, String> values() {
        return values;
    }

    /** With these in place of what stands under the same keys. */
    public ConsumerSettings with(Map<String, String> others) {
        TreeMap<String, String> all = new TreeMap<>(values);
        all.putAll(others);
        return of(all);
    }

    /** With this in place of what stands under the same key. */
    public ConsumerSettings with(String key, String value) {
        return with(ImmutableSortedMap.of(key, value));
    }

    /** Everything that is wrong, each with key, value and remedy; empty when nothing is. */
    public ImmutableList<String> problems() {
        SettingsDraft draft = new SettingsDraft();
        List<String> problems = new ArrayList<>(parse(draft));
        KinesisConsumerBuilder builder = KinesisConsumer.builder().logging(false);
        problems.addAll(draft.applyTo(builder));
        try {
            builder.build();
        } catch (ConfigurationException incomplete) {
            // the simulation gives what is missing; what else the builder complains about comes from the settings
            incomplete.problems().stream()
                    .filter(problem -> !problem.contains(": missing;"))
                    .forEach(problems::add);
        }
        return ImmutableList.copyOf(problems);
    }

    /**
     * Hands the settings to a builder.
     *
     * @throws IllegalArgumentException naming every {@linkplain #problems() problem} when there is one
     */
    public void applyTo(KinesisConsumerBuilder builder) {
        ImmutableList<String> problems = problems();
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("these settings cannot work:\n  " + String.join("\n  ", problems));
        }
        SettingsDraft draft = new SettingsDraft();
        parse(draft);
        draft.applyTo(builder);
    }

    /** How many calls of user code a worker runs at a time; empty when no setting says it. */
    public OptionalInt processorThreads() {
        SettingsDraft draft = new SettingsDraft();
        parse(draft);
        return draft.processorThreads();
    }

    /** Whether progress is stored only when user code says so. */
    public boolean isCheckpointedByUserCode() {
        return Objects.equals(values.get("checkpointPolicy"), "manual");
    }

    /** The failover time among these; empty when there is none, or it is none. */
    static Optional<Duration> failoverTime(Map<String, String> values) {
        return Optional.ofNullable(values.get(FAILOVER_TIME)).flatMap(SettingText::duration);
    }

    /** What is left when a failover time that can be understood is taken out. */
    static ImmutableSortedMap<String, String> withoutFailoverTime(ImmutableSortedMap<String, String> values) {
        if (failoverTime(values).isEmpty()) {
            return values;
        }
        TreeMap<String, String> rest = new TreeMap<>(values);
        rest.remove(FAILOVER_TIME);
        return ImmutableSortedMap.copyOf(rest);
    }

    private List<String> parse(SettingsDraft draft) {
        List<String> problems = new ArrayList<>();
        values.forEach((key, value) -> SettingParsers.parse(key, value.strip(), draft)
                .ifPresent(remedy -> problems.add(key + ": '" + value + "' " + remedy)));
        return problems;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ConsumerSettings settings && settings.values.equals(values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
