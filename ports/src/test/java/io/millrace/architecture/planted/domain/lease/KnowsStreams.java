package io.millrace.architecture.planted.domain.lease;

import io.millrace.architecture.planted.domain.stream.KnowsLeases;

public class KnowsStreams {
    KnowsLeases forth;
}
