package io.millrace.domain.consumer;

import java.util.Objects;

/**
 * How a worker reads by enhanced fan-out: each consumer that is registered with the stream gets 2 MB a second of every shard
 * for itself, pushed over HTTP/2, at a price of its own ("Developing enhanced fan-out consumers" of the Kinesis
 * documentation).
 *
 * @param consumerName the registered consumer, which all workers of an application share; found, or registered when there is
 *     none. Never deregistered. 1 to 128 characters of {@code [a-zA-Z0-9_.-]}
 * @param fallBackToPolling whether a worker that can have no consumer (no permission, no room for one more) polls, and says
 *     so; or else does not start
 * @param subscriptions how subscriptions are made and renewed
 */
public record FanOutSettings(String consumerName, boolean fallBackToPolling, SubscriptionSettings subscriptions) {
    private static final String NAME = "[a-zA-Z0-9_.-]{1,128}";

    public FanOutSettings {
        Objects.requireNonNull(consumerName, "consumerName");
        Objects.requireNonNull(subscriptions, "subscriptions");
    }

    /** With a consumer of this name, without falling back. */
    public static FanOutSettings as(String consumerName) {
        return new FanOutSettings(consumerName, false, SubscriptionSettings.defaults());
    }

    /** With falling back to polling. */
    public FanOutSettings orPolling() {
        return new FanOutSettings(consumerName, true, subscriptions);
    }

    /** Whether Kinesis takes the name. */
    public boolean isNameValid() {
        return consumerName.matches(NAME);
    }
}
