package io.millrace.adapters.inmemory;

import io.millrace.ports.contract.FanOutContract;
import io.millrace.ports.contract.StreamFixture;
import io.millrace.ports.source.RecordSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

class InMemoryFanOutContractTest extends FanOutContract {
    private final ManualTime time = new ManualTime();
    private final List<InMemoryStream> streams = new ArrayList<>();

    @Override
    public StreamFixture createStream(int shards) {
        InMemoryStream stream =
                InMemoryStream.builder("words").shards(shards).time(time).build();
        streams.add(stream);
        return new InMemoryFixture(stream, stream.source());
    }

    @Override
    public RecordSource sourceOfMissingStream(String streamName) {
        InMemoryStream stream = InMemoryStream.create(streamName, 1);
        stream.delete();
        return stream.source();
    }

    @Override
    public Instant now() {
        return time.wallTime();
    }

    @Override
    public void pass(Duration howLong) {
        time.advance(howLong);
        streams.forEach(InMemoryStream::tick);
    }
}
