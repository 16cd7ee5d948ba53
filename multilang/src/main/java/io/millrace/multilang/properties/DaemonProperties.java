package io.millrace.multilang.properties;

import com.google.common.collect.ImmutableList;
import io.millrace.multilang.daemon.DaemonSettings;
import io.millrace.multilang.protocol.Generation;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a properties file comes to. Every line begins with the key it is about.
 *
 * @param settings empty when there is a fault
 * @param faults all that keeps the daemon from starting, with value and remedy
 * @param warnings where somebody probably meant something else
 * @param notices keys that do nothing here, and why
 */
public record DaemonProperties(
        Optional<DaemonSettings> settings,
        ImmutableList<String> faults,
        ImmutableList<String> warnings,
        ImmutableList<String> notices) {
    private static final Logger LOG = LoggerFactory.getLogger(DaemonProperties.class);

    /**
     * Reads a properties file of KCL's daemon. Makes the credentials providers, but asks them for nothing.
     *
     * @param name of a resource on the class path, or else of a file
     * @param generation which protocol its children speak
     */
    public static DaemonProperties read(String name, Generation generation) {
        Findings findings = new Findings();
        PropertiesFile file = PropertiesFile.read(name, findings);
        return findings.faults().isEmpty()
                ? of(name, file, generation, findings)
                : new DaemonProperties(Optional.empty(), findings.faults(), findings.warnings(), findings.notices());
    }

    static DaemonProperties of(String name, PropertiesFile file, Generation generation, Findings findings) {
        file.values().keySet().forEach(key -> look(key, file, findings));
        Optional<DaemonSettings> settings = new SettingsReader(name, file, generation, findings).read();
        return new DaemonProperties(
                findings.faults().isEmpty() ? settings : Optional.empty(),
                findings.faults(),
                findings.warnings(),
                findings.notices());
    }

    /** Logs what is to be said although the daemon starts: what was probably meant otherwise, and what does nothing. */
    public void log() {
        warnings.forEach(LOG::warn);
        notices.forEach(LOG::info);
    }

    /** Tells of a key that is unknown or does nothing. */
    private static void look(String name, PropertiesFile file, Findings findings) {
        Optional<Key> key = KeyTable.find(name);
        if (key.isEmpty()) {
            String meant = "there is no such key; do you mean " + KeyTable.nearest(name) + "?";
            if (name.startsWith(KeyTable.OWN) || KeyTable.isNested(name)) {
                findings.fault(name, meant + " Correct it or take it out");
            } else {
                findings.warn(name, meant + " It is ignored");
            }
        } else if (key.get().fate().isTold()) {
            Values values = new Values(file, findings);
            values.check(key.get());
            if (name.endsWith("." + BasicKeys.CLIENT_FIPS) && values.isTrue(name)) {
                findings.fault(
                        name,
                        "is not obeyed, and must not be ignored; " + key.get().note());
            } else if (!isDoneAnyway(name, values)) {
                findings.note(name, "does nothing here: " + key.get().note());
            }
        }
    }

    /** Whether what a key asks for is what happens without it. */
    private static boolean isDoneAnyway(String name, Values values) {
        return (name.equals(FleetKeys.METRICS_LEVEL)
                        && values.raw(name).orElse("").equalsIgnoreCase("NONE"))
                || (name.equals(BasicKeys.EMPTY_BATCHES) && !values.isTrue(name));
    }
}
