package io.millrace.architecture.planted.engine.coordination;

import io.millrace.architecture.planted.engine.runtime.RealLoop;

public class KnowsTheRuntime {
    RealLoop loop;
}
