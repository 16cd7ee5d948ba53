package io.millrace.app.run;

import com.google.common.collect.ImmutableList;
import io.millrace.multilang.daemon.Daemon;
import io.millrace.multilang.daemon.DaemonSettings;
import io.millrace.multilang.daemon.SettingsException;
import io.millrace.multilang.properties.DaemonProperties;
import io.millrace.multilang.protocol.Generation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Runs a daemon with a properties file. */
public final class DaemonLauncher {
    private static final String LOG_CONFIGURATION = "logback.configurationFile";
    private static final String LOG_LEVEL = "millrace.log.level";

    private DaemonLauncher() {}

    /**
     * Sets the log up. Must come before anything is logged: the log reads system properties when the first logger is made.
     *
     * @param configuration a file of logback in place of the log to standard error
     * @throws NoLogConfigurationException when there is no such file
     */
    public static void setUpLog(Optional<String> configuration) {
        if (System.getProperty(LOG_LEVEL) == null) {
            System.setProperty(LOG_LEVEL, "INFO");
        }
        configuration.ifPresent(file -> {
            if (!Files.isRegularFile(Path.of(file))) {
                throw new NoLogConfigurationException(
                        "--log-configuration: there is no file " + file + "; name a configuration of logback (XML)");
            }
            System.setProperty(LOG_CONFIGURATION, Path.of(file).toAbsolutePath().toString());
        });
    }

    /**
     * Reads the file and runs the daemon until it has stopped.
     *
     * @param properties name of a resource on the class path, or else of a file
     * @param beginAnew whether to begin although KCL's own leases are there, whatever the file says
     * @return an {@link io.millrace.multilang.daemon.ExitStatus}
     * @throws SettingsException with all that is wrong with the file
     */
    public static int run(String properties, boolean beginAnew, Generation generation) throws InterruptedException {
        DaemonProperties read = DaemonProperties.read(properties, generation);
        read.log();
        DaemonSettings settings = read.settings().orElseThrow(() -> new SettingsException(read.faults()));
        return new Daemon(settings.withBeginAnew(beginAnew || settings.beginAnew())).run();
    }

    /** Such as {@code app.properties: 2 problems:} and a line for each. */
    public static String explain(String properties, SettingsException wrong) {
        ImmutableList<String> faults = wrong.faults();
        if (faults.size() == 1) {
            String only = faults.get(0);
            return only.startsWith(properties + ": ") ? only : properties + ": " + only;
        }
        return properties + ": " + faults.size() + " problems:\n  " + String.join("\n  ", faults);
    }
}
