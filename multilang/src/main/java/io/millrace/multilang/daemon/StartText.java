package io.millrace.multilang.daemon;

import io.millrace.multilang.protocol.Generation;

/** The one line that says what a daemon is going to do. */
final class StartText {
    private StartText() {}

    static String of(DaemonSettings settings, String workerId, String streamName) {
        String language = settings.language().isEmpty() ? "" : " (" + settings.language() + ")";
        String generation = settings.children().generation() == Generation.KCL_1 ? ", protocol of KCL 1" : "";
        return "Starting: stream " + streamName + ", application " + settings.application() + ", worker " + workerId
                + ", polling from " + settings.initialPosition() + " where it has no leases, leases in "
                + settings.leaseStore() + "; each shard gets a child `"
                + String.join(" ", settings.children().command()) + "`" + language + generation + "; settings from "
                + settings.source();
    }
}
