package io.millrace.architecture.planted.multilang.child;

import io.millrace.architecture.planted.multilang.daemon.Daemon;

/** A child that knows who runs it. */
public final class Child {
    Daemon daemon = new Daemon();
}
