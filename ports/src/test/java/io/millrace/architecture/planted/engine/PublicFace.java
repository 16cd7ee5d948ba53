package io.millrace.architecture.planted.engine;

import io.millrace.architecture.planted.engine.runtime.RealLoop;

/** Breaks nothing: the public face puts the runtime in. */
public class PublicFace {
    RealLoop loop;
}
