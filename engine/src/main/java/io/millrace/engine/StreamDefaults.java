package io.millrace.engine;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.consumer.FanOutSettings;
import io.millrace.domain.consumer.PollingSettings;
import io.millrace.domain.stream.InitialPosition;
import io.millrace.engine.coordination.StreamSetup;
import io.millrace.ports.processing.RecordProcessorFactory;
import java.util.List;
import java.util.Optional;

/**
 * What holds for a stream that says nothing else, by the consumer's own settings.
 *
 * @param onlyStream the one whose leases the store can keep; empty for any
 */
record StreamDefaults(
        Optional<RecordProcessorFactory> processors,
        InitialPosition initialPosition,
        PollingSettings polling,
        Optional<FanOutSettings> fanOut,
        Optional<String> onlyStream) {
    ImmutableList<StreamSetup> setups(List<ConsumedStream> streams) {
        return streams.stream().map(this::setup).collect(ImmutableList.toImmutableList());
    }

    /** The stream with all that is to be known of it; only of one without faults. */
    StreamSetup setup(ConsumedStream stream) {
        return new StreamSetup(
                stream.source(),
                stream.processors().or(() -> processors).orElseThrow(),
                stream.initialPosition().orElse(initialPosition),
                stream.reader().flatMap(ConsumedStream.Reader::polling).orElse(polling),
                fanOut(stream));
    }

    private Optional<FanOutSettings> fanOut(ConsumedStream stream) {
        return stream.reader().isPresent() ? stream.reader().get().fanOut() : fanOut;
    }

    /** What does not go with the settings; each fault names key and remedy, and the stream where it has settings of its own. */
    ImmutableList<String> problems(ConsumedStream stream, ConsumerConfig config) {
        ImmutableList.Builder<String> problems = ImmutableList.builder();
        String name = stream.source().streamName();
        onlyStream
                .filter(only -> !only.equals(name))
                .ifPresent(only -> problems.add("recordSource: stream '" + name + "' does not go with this lease store,"
                        + " which keeps the leases of '" + only + "' only; give it an application of its own"));
        Optional<FanOutSettings> wanted = fanOut(stream);
        if (wanted.isPresent() && stream.source().fanOut().isEmpty()) {
            problems.add("fanOut: the record source of stream '" + name + "' can only be polled; leave fanOut out");
        }
        stream.reader()
                .flatMap(ConsumedStream.Reader::fanOut)
                .filter(settings -> !settings.isNameValid())
                .ifPresent(settings -> problems.add("fanOut: the consumer's name '" + settings.consumerName()
                        + "' for stream '" + name + "' must have 1 to 128 letters, digits, '_', '.' or '-'"));
        Optional<RecordProcessorFactory> factory = stream.processors().or(() -> processors);
        if (factory.isEmpty()) {
            problems.add("processor: missing for stream '" + name
                    + "'; give a lambda with processor(...), or a factory with processorFactory(...)");
        } else {
            problems.addAll(factory.get().problems(config.checkpointPolicy()));
        }
        return problems.build();
    }
}
