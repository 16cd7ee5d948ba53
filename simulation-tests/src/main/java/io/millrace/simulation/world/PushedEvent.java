package io.millrace.simulation.world;

import io.millrace.ports.source.SubscriptionEvent;
import io.millrace.simulation.trace.Happening;
import io.millrace.simulation.trace.Trace;

/**
 * What was pushed over a subscription, for the trace.
 *
 * @param event as the worker gets it
 */
record PushedEvent(SubscriptionEvent event) implements Happening {
    @Override
    public long digest() {
        long digest = Trace.mix(event.records().size(), event.behindLatest().toMillis());
        return event.continuation()
                .map(next -> Trace.mix(digest, next.value().hashCode()))
                .orElseGet(() -> Trace.mix(digest, event.children().size()));
    }

    @Override
    public String toString() {
        int count = event.records().size();
        String span = count == 0
                ? ""
                : " " + event.records().get(0).position() + " to "
                        + event.records().get(count - 1).position();
        return "is pushed " + count + " records" + span + ", "
                + event.behindLatest().toMillis() + " ms behind"
                + event.continuation()
                        .map(next -> ", continuation " + next)
                        .orElseGet(() -> ", end, children " + event.children().size());
    }
}
