package io.millrace.architecture.planted.ports.store;

import io.millrace.architecture.planted.ports.source.Source;

public interface Store {
    Source source();
}
