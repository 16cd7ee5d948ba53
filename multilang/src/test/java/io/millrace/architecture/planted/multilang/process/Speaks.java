package io.millrace.architecture.planted.multilang.process;

import io.millrace.architecture.planted.multilang.protocol.Waits;

/** A process that knows what is said. */
public final class Speaks {
    Waits message = new Waits();
}
