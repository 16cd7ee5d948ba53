package io.millrace.adapters.inmemory;

import io.millrace.ports.contract.RecordSourceContract;
import io.millrace.ports.contract.StreamFixture;
import io.millrace.ports.source.RecordSource;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;

class InMemoryRecordSourceContractTest extends RecordSourceContract {
    private final ManualTime time = new ManualTime();

    @Override
    public StreamFixture createStream(int shards) {
        InMemoryStream stream = InMemoryStream.builder("words")
                .shards(shards)
                .quotas(false)
                .listPageSize(40)
                .time(time)
                .build();
        return new InMemoryFixture(stream, stream.source());
    }

    @Override
    public RecordSource sourceOfMissingStream(String streamName) {
        InMemoryStream stream = InMemoryStream.create(streamName, 1);
        stream.delete();
        return stream.source();
    }

    @Override
    public OptionalInt listPageSize() {
        return OptionalInt.of(40);
    }

    @Override
    public Instant now() {
        return time.wallTime();
    }

    @Override
    public void pass(Duration howLong) {
        time.advance(howLong);
    }
}
