package io.millrace.adapters.aws;

import io.millrace.domain.lease.StreamBinding;
import io.millrace.domain.stream.StreamIdentity;

/** Attributes of a stream binding. */
final class StreamBindingItem {
    private StreamBindingItem() {}

    static void write(StreamBinding binding, ItemWriter item) {
        item.text("stream", binding.stream().name())
                .text("streamArn", binding.stream().arn())
                .text("streamCreated", binding.stream().creationTime().toString())
                .text("boundAt", binding.boundAt().toString());
    }

    static StreamBinding read(ItemReader item) {
        return new StreamBinding(
                new StreamIdentity(item.text("stream"), item.text("streamArn"), item.instant("streamCreated")),
                item.instant("boundAt"));
    }
}
