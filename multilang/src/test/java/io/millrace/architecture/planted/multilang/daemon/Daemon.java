package io.millrace.architecture.planted.multilang.daemon;

/** Known to whom it should not be. */
public final class Daemon {}
