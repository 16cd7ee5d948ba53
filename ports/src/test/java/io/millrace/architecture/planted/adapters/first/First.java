package io.millrace.architecture.planted.adapters.first;

import io.millrace.architecture.planted.adapters.second.Second;

public class First {
    Second neighbour;
    long since = System.currentTimeMillis();
}
