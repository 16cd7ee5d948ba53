package io.millrace.adapters.aws;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClientBuilder;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/** The asynchronous client, set up for subscriptions and nothing else, and the threads that carry it. */
final class SubscriptionClient implements AutoCloseable {
    /** So often a connection is asked whether it lives; the SDK's own 5 seconds has ended busy ones. */
    private static final Duration PING_PERIOD = Duration.ofSeconds(60);

    private static final int MOST_THREADS = 8;

    private final EventLoopGroup threads;
    private final KinesisAsyncClient client;

    private SubscriptionClient(EventLoopGroup threads, KinesisAsyncClient client) {
        this.threads = threads;
        this.client = client;
    }

    /**
     * @param name of the threads, which get a number behind it
     * @param windows of its connections
     */
    static SubscriptionClient create(
            String name,
            AwsSettings settings,
            Region region,
            ClosableCredentials credentials,
            Duration callTimeout,
            SubscriptionWindows windows) {
        AtomicInteger number = new AtomicInteger();
        int count = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
        EventLoopGroup threads = new NioEventLoopGroup(count, task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        KinesisAsyncClientBuilder builder = KinesisAsyncClient.builder()
                .region(region)
                .credentialsProvider(credentials.provider())
                .httpClientBuilder(http(settings, callTimeout)
                        .eventLoopGroup(SdkEventLoopGroup.create(threads, () -> CompactFrames.channel(windows))))
                // Whoever listens never blocks, so events need no thread of their own.
                .asyncConfiguration(async ->
                        async.advancedOption(SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
                .overrideConfiguration(override ->
                        AwsClients.withoutRetries(override, settings).addExecutionInterceptor(new EventsInterceptor()));
        settings.endpoint().ifPresent(builder::endpointOverride);
        return new SubscriptionClient(threads, builder.build());
    }

    private static NettyNioAsyncHttpClient.Builder http(AwsSettings settings, Duration callTimeout) {
        return NettyNioAsyncHttpClient.builder()
                // Streams share connections; how many fit on one is the service's to say.
                .maxConcurrency(Integer.MAX_VALUE)
                .maxPendingConnectionAcquires(Integer.MAX_VALUE)
                .connectionTimeout(settings.connectTimeout())
                .connectionAcquisitionTimeout(callTimeout)
                // Nothing is read from a subscription as long as nothing is asked for, which may be long.
                .readTimeout(Duration.ZERO)
                .tcpKeepAlive(true)
                .http2Configuration(http2 -> http2.initialWindowSize(SubscriptionWindows.LARGEST_BYTES)
                        .healthCheckPingPeriod(PING_PERIOD));
    }

    CompletableFuture<Void> subscribe(SubscribeToShardRequest request, SubscribeToShardResponseHandler handler) {
        return client.subscribeToShard(request, handler);
    }

    /** Closes the connections; the threads end a moment later. */
    @Override
    public void close() {
        client.close();
        Future<?> unused = threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
