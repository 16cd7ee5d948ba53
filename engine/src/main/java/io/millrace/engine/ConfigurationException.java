package io.millrace.engine;

import com.google.common.collect.ImmutableList;

/** A configuration that cannot work. Names every fault at once: key, value and remedy. */
public final class ConfigurationException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient ImmutableList<String> problems;

    /** @param problems at least one, each naming key, value and remedy */
    public ConfigurationException(ImmutableList<String> problems) {
        super("This configuration cannot work:\n  - " + String.join("\n  - ", problems));
        this.problems = problems;
    }

    /** Every fault, each naming key, value and remedy. */
    public ImmutableList<String> problems() {
        return problems;
    }
}
