package io.millrace.adapters.inmemory;

import io.millrace.ports.source.ConsumerAnswer;
import io.millrace.ports.source.SourceFailure;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The consumers of a stream. Guarded by the stream's monitor. */
final class InMemoryConsumers {
    /** As many as a stream has at most (Kinesis, quotas and limits). */
    static final int MOST_CONSUMERS = 20;

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{1,128}");

    private final StreamState stream;
    private final Map<String, InMemoryConsumer> byName = new TreeMap<>();
    private int registrations;

    InMemoryConsumers(StreamState stream) {
        this.stream = stream;
    }

    ConsumerAnswer describe(String name) {
        forgetTheGone();
        InMemoryConsumer consumer = byName.get(name);
        return consumer == null ? new ConsumerAnswer.Absent() : consumer.describe(nowNanos());
    }

    ConsumerAnswer register(String name) {
        forgetTheGone();
        if (!NAME.matcher(name).matches()) {
            return new ConsumerAnswer.Failed(ShardPlaces.refused("'" + name
                    + "' is no name of a consumer; give 1 to 128 letters, digits, underscores, dots or hyphens"));
        }
        if (byName.containsKey(name)) {
            return failed(SourceFailure.Kind.IN_USE, "there is a consumer '" + name + "' already");
        }
        if (byName.size() == MOST_CONSUMERS) {
            return failed(SourceFailure.Kind.THROTTLED, "a stream has at most " + MOST_CONSUMERS + " consumers");
        }
        registrations++;
        // As with Kinesis it ends with the second of the registration; the count keeps it unique within a second.
        long suffix = stream.clock().now().getEpochSecond() + registrations;
        String arn = stream.identity().arn() + "/consumer/" + name + ":" + suffix;
        InMemoryConsumer consumer = new InMemoryConsumer(name, arn, nowNanos());
        byName.put(name, consumer);
        return consumer.describe(nowNanos());
    }

    ConsumerAnswer deregister(String arn) {
        return byArn(arn)
                .<ConsumerAnswer>map(consumer -> {
                    consumer.deregister(nowNanos());
                    return consumer.describe(nowNanos());
                })
                .orElseGet(ConsumerAnswer.Absent::new);
    }

    Optional<InMemoryConsumer> byArn(String arn) {
        forgetTheGone();
        return byName.values().stream()
                .filter(consumer -> consumer.arn().equals(arn))
                .findFirst();
    }

    private void forgetTheGone() {
        byName.values().removeIf(consumer -> consumer.isGone(nowNanos()));
    }

    private long nowNanos() {
        return stream.clock().nanoTime();
    }

    private ConsumerAnswer failed(SourceFailure.Kind kind, String explanation) {
        return new ConsumerAnswer.Failed(
                new SourceFailure(kind, stream.identity().name() + ": " + explanation));
    }
}
