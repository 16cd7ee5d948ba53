package io.millrace.ports.contract;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;

/**
 * What every record source must do. Extend it in a test class, implement {@link #createStream(int)} and
 * {@link #sourceOfMissingStream(String)} and run it. The tests are grouped by what they are about:
 * {@link RecordSourceDescribing}, {@link RecordSourceListing}, {@link RecordSourceReading},
 * {@link RecordSourceShardEnds}, {@link RecordSourceFailures}. Each makes streams of its own. Where services differ and
 * the engine does not mind, the kit does not either: a shard's end may come with its last records or in an answer of its
 * own.
 */
@DisplayName("A record source")
public abstract class RecordSourceContract
        implements RecordSourceDescribing,
                RecordSourceListing,
                RecordSourceReading,
                RecordSourceShardEnds,
                RecordSourceFailures {
    private final List<StreamFixture> streams = new ArrayList<>();

    @AfterEach
    final void deleteAllStreams() throws Exception {
        for (StreamFixture stream : streams) {
            stream.delete();
            stream.source().close();
        }
    }

    @Override
    public final StreamFixture stream(int shards) throws Exception {
        StreamFixture stream = createStream(shards);
        streams.add(stream);
        return stream;
    }
}
