package io.millrace.ports.contract;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;

/**
 * What the enhanced fan-out of every record source that has one must do. Extend it in a test class, implement
 * {@link #createStream(int)} and {@link #sourceOfMissingStream(String)} and run it. The tests are grouped by what they are
 * about: {@link FanOutConsumers}, {@link FanOutSubscribing}, {@link FanOutResuming}, {@link FanOutShardEnds}. Each makes
 * streams of its own.
 */
@DisplayName("Enhanced fan-out")
public abstract class FanOutContract implements FanOutConsumers, FanOutSubscribing, FanOutResuming, FanOutShardEnds {
    private final List<StreamFixture> streams = new ArrayList<>();

    @AfterEach
    final void deleteAllStreams() throws Exception {
        for (StreamFixture stream : streams) {
            stream.source().close();
            stream.delete();
        }
    }

    @Override
    public final StreamFixture stream(int shards) throws Exception {
        StreamFixture stream = createStream(shards);
        streams.add(stream);
        return stream;
    }
}
