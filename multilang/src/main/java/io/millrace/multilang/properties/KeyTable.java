package io.millrace.multilang.properties;

import static com.google.common.collect.ImmutableMap.toImmutableMap;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.millrace.domain.text.Nearest;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Every key that is known, in the order in which the documentation lists them. */
final class KeyTable {
    /** Where keys of Millrace's own begin. */
    static final String OWN = "millrace.";

    private static final ImmutableMap<String, Key> KEYS = Stream.of(
                    BasicKeys.KEYS, ReadingKeys.KEYS, LeaseKeys.KEYS, FleetKeys.KEYS, OwnKeys.KEYS, IgnoredKeys.KEYS)
            .flatMap(ImmutableList::stream)
            .collect(toImmutableMap(Key::name, Function.identity()));
    private static final ImmutableList<String> NESTS = ImmutableList.of(
            "kinesisClient.",
            "dynamoDbClient.",
            "pollingConfig.",
            "fanoutConfig.",
            "kinesisCredentialsProvider.",
            "dynamoDBCredentialsProvider.");
    /** Clients and credentials that nothing here uses, whatever is set below them. */
    private static final ImmutableList<String> UNUSED =
            ImmutableList.of("cloudWatchClient.", "cloudWatchCredentialsProvider.");
    /** A family of keys of which KCL ignores every member. */
    private static final String AUDITOR = "leasesRecoveryAuditor";

    private KeyTable() {}

    static ImmutableList<Key> all() {
        return KEYS.values().asList();
    }

    /** The key of this name; a name below one of the nested objects whose members are not listed has a key of its own. */
    static Optional<Key> find(String name) {
        Key listed = KEYS.get(name);
        if (listed != null) {
            return Optional.of(listed);
        }
        if (UNUSED.stream().anyMatch(name::startsWith)) {
            return Optional.of(Key.without(name, ValueKind.ANYTHING, FleetKeys.NO_CLOUD_WATCH));
        }
        if (name.startsWith(AUDITOR)) {
            return Optional.of(Key.ignored(name, IgnoredKeys.JAVA_ONLY));
        }
        return isProviderSetting(name)
                ? Optional.of(Key.honoured(name, ValueKind.TEXT, "", "a setting of that provider's builder"))
                : Optional.empty();
    }

    /** {@code kinesisCredentialsProvider.profileName} and its like, which belong to the class named beside them. */
    private static boolean isProviderSetting(String name) {
        return name.startsWith("kinesisCredentialsProvider.") || name.startsWith("dynamoDBCredentialsProvider.");
    }

    /** Whether an unknown key of this name lies below a nested object, where KCL refuses what it does not know. */
    static boolean isNested(String name) {
        return NESTS.stream().anyMatch(name::startsWith);
    }

    /** The known key that looks most like it. */
    static String nearest(String name) {
        return Nearest.to(name, KEYS.keySet());
    }

    /** The key of this name, which is in the table. */
    static Key get(String name) {
        return find(name).orElseThrow();
    }
}
