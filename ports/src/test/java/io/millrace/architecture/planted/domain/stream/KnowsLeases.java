package io.millrace.architecture.planted.domain.stream;

import io.millrace.architecture.planted.domain.lease.KnowsStreams;

public class KnowsLeases {
    KnowsStreams back;
}
