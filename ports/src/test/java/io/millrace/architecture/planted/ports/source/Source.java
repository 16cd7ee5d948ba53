package io.millrace.architecture.planted.ports.source;

import io.millrace.architecture.planted.engine.Loop;
import io.millrace.architecture.planted.ports.store.Store;

public interface Source {
    Store store();

    Loop knowsTheEngine();

    default long readsAClock() {
        return System.nanoTime();
    }
}
