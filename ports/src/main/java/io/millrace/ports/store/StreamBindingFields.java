package io.millrace.ports.store;

import io.millrace.domain.lease.StreamBinding;
import io.millrace.domain.stream.StreamIdentity;
import java.time.Instant;

/** Fields of a stream binding. */
final class StreamBindingFields {
    private StreamBindingFields() {}

    static void write(StreamBinding binding, FieldWriter fields) {
        fields.text("stream", binding.stream().name())
                .text("streamArn", binding.stream().arn())
                .text("streamCreated", binding.stream().creationTime().toString())
                .text("boundAt", binding.boundAt().toString());
    }

    static StreamBinding read(FieldReader fields) {
        StreamIdentity stream = new StreamIdentity(
                fields.text("stream"), fields.text("streamArn"), fields.parsed("streamCreated", Instant::parse));
        return new StreamBinding(stream, fields.parsed("boundAt", Instant::parse));
    }
}
