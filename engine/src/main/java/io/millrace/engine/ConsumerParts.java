package io.millrace.engine;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.consumer.FailurePolicy;
import io.millrace.ports.processing.DeadLetterSink;
import io.millrace.ports.processing.RecordProcessorFactory;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.store.LeaseStore;
import org.jspecify.annotations.Nullable;

/** What a consumer is put together from; null where nobody has given it. */
record ConsumerParts(
        @Nullable LeaseStore leaseStore,
        @Nullable RecordSource recordSource,
        @Nullable RecordProcessorFactory processors,
        @Nullable DeadLetterSink deadLetters) {
    /** What is missing, and what does not go with the settings; each fault names key and remedy. */
    ImmutableList<String> problems(ConsumerConfig config) {
        ImmutableList.Builder<String> problems = ImmutableList.builder();
        if (leaseStore == null) {
            problems.add("leaseStore: missing; give one, such as a DynamoDbLeaseStore or an in-memory one");
        }
        if (recordSource == null) {
            problems.add("recordSource: missing; give one, such as a KinesisRecordSource or an in-memory stream's");
        } else if (config.fanOut().isPresent() && recordSource.fanOut().isEmpty()) {
            problems.add("fanOut: this record source can only be polled; leave fanOut out");
        }
        if (processors == null) {
            problems.add(
                    "processor: missing; give a lambda with processor(...), or a factory with processorFactory(...)");
        } else {
            problems.addAll(processors.problems(config.checkpointPolicy()));
        }
        if (config.failurePolicy() instanceof FailurePolicy.DeadLetter && deadLetters == null) {
            problems.add("deadLetterSink: missing; the dead-letter policy needs a place for the records it parks");
        }
        return problems.build();
    }
}
