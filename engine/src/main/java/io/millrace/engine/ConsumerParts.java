package io.millrace.engine;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.consumer.FailurePolicy;
import io.millrace.ports.processing.DeadLetterSink;
import io.millrace.ports.store.LeaseStore;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer is put together from; null where nobody has given it.
 *
 * @param streams all that it begins with
 * @param defaults what holds for a stream that says nothing else
 * @param heapBytes the most that the memory budget may be
 */
record ConsumerParts(
        @Nullable LeaseStore leaseStore,
        List<ConsumedStream> streams,
        StreamDefaults defaults,
        @Nullable DeadLetterSink deadLetters,
        long heapBytes) {
    /** What is missing, and what does not go with the settings; each fault names key and remedy, and is named once. */
    ImmutableList<String> problems(ConsumerConfig config) {
        TreeSet<String> problems = new TreeSet<>();
        if (leaseStore == null) {
            problems.add("leaseStore: missing; give one, such as a DynamoDbLeaseStore or an in-memory one");
        }
        if (streams.isEmpty()) {
            problems.add("recordSource: missing; give one, such as a KinesisRecordSource or an in-memory stream's");
            if (defaults.processors().isEmpty()) {
                problems.add(
                        "processor: missing; give a lambda with processor(...), or a factory with processorFactory(...)");
            }
        }
        TreeSet<String> names = new TreeSet<>();
        for (ConsumedStream stream : streams) {
            String name = stream.source().streamName();
            if (!names.add(name)) {
                problems.add("recordSource: stream '" + name + "' is given twice; leave one out");
            }
            problems.addAll(defaults.problems(stream, config));
        }
        if (config.memoryBudgetBytes() > heapBytes) {
            problems.add("memoryBudgetBytes: " + config.memoryBudgetBytes() + " is more than the heap of " + heapBytes
                    + " bytes; give a third of it or so, or raise -Xmx");
        }
        if (config.failurePolicy() instanceof FailurePolicy.DeadLetter && deadLetters == null) {
            problems.add("deadLetterSink: missing; the dead-letter policy needs a place for the records it parks");
        }
        return ImmutableList.copyOf(problems);
    }
}
