package io.millrace.multilang.daemon;

import com.google.common.collect.ImmutableList;

/** Settings with which a daemon cannot start. */
public final class SettingsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient ImmutableList<String> faults;

    /** @param faults each naming setting, value and remedy */
    public SettingsException(ImmutableList<String> faults) {
        super(String.join("\n", faults));
        this.faults = faults;
    }

    /** All of them. */
    public ImmutableList<String> faults() {
        return faults;
    }
}
