package io.millrace.engine;

import io.millrace.domain.consumer.FanOutSettings;
import io.millrace.domain.consumer.PollingSettings;
import io.millrace.domain.stream.InitialPosition;
import io.millrace.ports.processing.AsyncRecordProcessor;
import io.millrace.ports.processing.RecordProcessor;
import io.millrace.ports.processing.RecordProcessorFactory;
import io.millrace.ports.source.RecordSource;
import java.util.Optional;

/**
 * One of the streams of an application, and what is different about it. What is not said here is as the consumer's own settings
 * say. Immutable: each method returns another.
 *
 * <pre>{@code
 * ConsumedStream.of(visits).processor(batch -> batch.records().forEach(this::count)).initialPosition(InitialPosition.LATEST)
 * }</pre>
 *
 * @param source where it is; its name tells it from the others
 * @param processors make the processors of its shards
 * @param initialPosition where to begin when the application has no leases of this stream yet
 * @param reader how its shards are read
 */
public record ConsumedStream(
        RecordSource source,
        Optional<RecordProcessorFactory> processors,
        Optional<InitialPosition> initialPosition,
        Optional<Reader> reader) {
    /**
     * How a stream is read.
     *
     * @param polling how its shards are polled; empty for the consumer's own way
     * @param fanOut how they are read by enhanced fan-out; empty when they are polled
     */
    public record Reader(Optional<PollingSettings> polling, Optional<FanOutSettings> fanOut) {}

    /** A stream that is read and processed as the consumer's settings say. */
    public static ConsumedStream of(RecordSource source) {
        return new ConsumedStream(source, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** One processor for all of its shards, as a lambda: it is called for several shards at the same time. */
    public ConsumedStream processor(RecordProcessor processor) {
        return processorFactory(shard -> processor);
    }

    /** A processor for all of its shards that returns before the records are done: see {@link AsyncRecordProcessor}. */
    public ConsumedStream asyncProcessor(AsyncRecordProcessor processor) {
        return processor(processor);
    }

    /** A processor for each of its shards. */
    public ConsumedStream processorFactory(RecordProcessorFactory factory) {
        return new ConsumedStream(source, Optional.of(factory), initialPosition, reader);
    }

    /** Where to begin when the application has no leases of this stream yet. */
    public ConsumedStream initialPosition(InitialPosition position) {
        return new ConsumedStream(source, processors, Optional.of(position), reader);
    }

    /** Polls its shards in this way, also when the consumer reads its other streams by enhanced fan-out. */
    public ConsumedStream polling(PollingSettings settings) {
        return reader(new Reader(Optional.of(settings), Optional.empty()));
    }

    /** Reads its shards by enhanced fan-out, as a consumer that is registered with this stream. */
    public ConsumedStream fanOut(FanOutSettings settings) {
        return reader(new Reader(Optional.empty(), Optional.of(settings)));
    }

    private ConsumedStream reader(Reader next) {
        return new ConsumedStream(source, processors, initialPosition, Optional.of(next));
    }
}
