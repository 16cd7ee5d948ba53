package io.millrace.architecture.planted.simulation;

import io.millrace.architecture.planted.adapters.second.Second;

public class Simulator {
    Second realAdapter;
}
