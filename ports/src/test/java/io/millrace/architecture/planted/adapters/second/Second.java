package io.millrace.architecture.planted.adapters.second;

import io.millrace.architecture.planted.engine.runtime.RealLoop;

public class Second {
    RealLoop engine;
}
