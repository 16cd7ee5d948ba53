package example.wordcount;

import io.millrace.domain.consumer.FanOutSettings;
import io.millrace.domain.stream.InitialPosition;
import io.millrace.engine.ConsumedStream;
import io.millrace.engine.KinesisConsumer;
import io.millrace.ports.processing.RecordProcessor;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.store.LeaseStore;
import java.util.concurrent.CompletionStage;

/** One worker for several streams, each with a processor of its own. */
final class TwoStreams {
    private TwoStreams() {}

    static KinesisConsumer of(
            LeaseStore leases,
            RecordSource orders,
            RecordSource visits,
            RecordProcessor ordered,
            RecordProcessor visited) {
        return KinesisConsumer.builder()
                .leaseStore(leases)
                .stream(ConsumedStream.of(orders).processor(ordered).fanOut(FanOutSettings.as("tills")))
                .stream(ConsumedStream.of(visits).processor(visited).initialPosition(InitialPosition.LATEST))
                .build();
    }

    static CompletionStage<Void> change(KinesisConsumer consumer, RecordSource returns, RecordProcessor returned) {
        return consumer.addStream(ConsumedStream.of(returns).processor(returned))
                .thenCompose(added -> consumer.removeStream("visits"));
    }
}
