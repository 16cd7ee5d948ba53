package io.millrace.adapters.aws;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.reactivestreams.Publisher;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttribute;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/**
 * Takes the bytes of a stream of events before the SDK decodes them, and leaves it a stream that never says anything. Only for
 * requests that carry {@link #TAKER}; what is refused is the SDK's.
 */
final class EventsInterceptor implements ExecutionInterceptor {
    /** Takes the stream of events that answers a request. */
    interface Taker {
        /** Whoever takes it subscribes to it. */
        void take(Publisher<ByteBuffer> stream);
    }

    static final ExecutionAttribute<Taker> TAKER = new ExecutionAttribute<>("MillraceEventsTaker");

    private static final Publisher<ByteBuffer> NOTHING = subscriber -> {};

    @Override
    public Optional<Publisher<ByteBuffer>> modifyAsyncHttpResponseContent(
            Context.ModifyHttpResponse context, ExecutionAttributes attributes) {
        Optional<Publisher<ByteBuffer>> body = context.responsePublisher();
        Taker taker = attributes.getAttribute(TAKER);
        if (taker == null || body.isEmpty() || !context.httpResponse().isSuccessful()) {
            return body;
        }
        taker.take(body.get());
        return Optional.of(NOTHING);
    }
}
