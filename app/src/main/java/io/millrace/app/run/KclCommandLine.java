package io.millrace.app.run;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The command line of KCL's daemon. It has no help, no version and no unknown options: what is not one of its two options
 * is the name of a properties file.
 *
 * @param properties the name of the properties file
 * @param logConfiguration a configuration of logback
 * @param warning what is to be said although it can be run
 */
record KclCommandLine(String properties, Optional<String> logConfiguration, Optional<String> warning) {
    static final String USAGE = """
            Usage: java -cp CLASSPATH MAIN_CLASS [options] [PROPERTIES]
              -p, --properties-file FILE      properties file, looked up on the class path and then as a file
              -l, --log-configuration FILE    configuration of logback (XML) in place of the log to standard error""";

    /** @throws IllegalArgumentException with what is wrong and the remedy */
    static KclCommandLine parse(String... arguments) {
        @Nullable String properties = null;
        @Nullable String log = null;
        List<String> positional = new ArrayList<>();
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "-p", "--properties-file" -> properties = following(arguments, i++);
                case "-l", "--log-configuration" -> log = following(arguments, i++);
                default -> positional.add(arguments[i]);
            }
        }
        if (positional.size() > 1) {
            throw new IllegalArgumentException("More than one properties file: " + String.join(", ", positional)
                    + "; give one." + unknown(positional));
        }
        if (properties == null && positional.isEmpty()) {
            throw new IllegalArgumentException("Properties file missing; give one with --properties-file.");
        }
        String used = properties == null ? positional.get(0) : properties;
        Optional<String> warning = properties == null || positional.isEmpty()
                ? Optional.empty()
                : Optional.of("The properties file " + positional.get(0)
                        + " is not used, because --properties-file names " + properties + ".");
        return new KclCommandLine(used, Optional.ofNullable(log), warning);
    }

    private static String following(String[] arguments, int option) {
        if (option + 1 == arguments.length) {
            throw new IllegalArgumentException(arguments[option] + " needs a file; give one behind it.");
        }
        return arguments[option + 1];
    }

    private static String unknown(List<String> positional) {
        ImmutableList<String> options =
                positional.stream().filter(name -> name.startsWith("-")).collect(ImmutableList.toImmutableList());
        return options.isEmpty() ? "" : " There is no option " + String.join(", ", options) + ".";
    }
}
