package io.millrace.adapters.aws;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.ShardId;
import io.millrace.ports.source.ConsumerAnswer;
import io.millrace.ports.source.DescribeAnswer;
import io.millrace.ports.source.FanOutSource;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.SourceFailure;
import io.millrace.ports.source.Subscription;
import io.millrace.ports.source.SubscriptionListener;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.Consumer;
import software.amazon.awssdk.services.kinesis.model.ConsumerDescription;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;

/**
 * Enhanced fan-out of Amazon Kinesis Data Streams. Questions about consumers are asked as everything else is, by the
 * synchronous client on the source's threads; subscriptions are the asynchronous client's, over HTTP/2, and are started on
 * those threads, because finding credentials may take a while.
 *
 * <p>The service names a consumer by its stream's ARN, and says no more than "not found" whichever of the two is missing.
 * So the stream is described first; what is not found after that is the consumer.
 */
final class KinesisFanOut implements FanOutSource, AutoCloseable {
    private final KinesisClient client;
    private final CallPool pool;
    private final AwsErrors errors;
    private final Supplier<DescribeAnswer> describe;
    private final Function<SubscriptionWindows, SubscriptionClient> newSubscriptionClient;
    private final SubscriptionWindows windows = new SubscriptionWindows();
    private final Supplier<Instant> now;
    private final SpareArrays spare = new SpareArrays(Runtime.getRuntime().maxMemory());
    private final EventRoom room = new EventRoom(Runtime.getRuntime().maxMemory());
    private final Set<KinesisSubscription> open = ConcurrentHashMap.newKeySet();
    private final Object monitor = new Object();
    private Optional<SubscriptionClient> subscriptionClient = Optional.empty();
    private boolean closed;

    /**
     * @param describe asks the stream who it is; blocks, and throws nothing
     * @param newSubscriptionClient makes the asynchronous client, once, when it is needed first
     * @param now stands in for the arrival of records that come without one
     */
    KinesisFanOut(
            KinesisClient client,
            CallPool pool,
            AwsErrors errors,
            Supplier<DescribeAnswer> describe,
            Function<SubscriptionWindows, SubscriptionClient> newSubscriptionClient,
            Supplier<Instant> now) {
        this.client = client;
        this.pool = pool;
        this.errors = errors;
        this.describe = describe;
        this.newSubscriptionClient = newSubscriptionClient;
        this.now = now;
    }

    @Override
    public CompletionStage<ConsumerAnswer> describeConsumer(String name) {
        return call("DescribeStreamConsumer", () -> ofStream(streamArn -> describeNow(streamArn, name)));
    }

    private ConsumerAnswer describeNow(String streamArn, String name) {
        try {
            ConsumerDescription found = client.describeStreamConsumer(
                            request -> request.streamARN(streamArn).consumerName(name))
                    .consumerDescription();
            return registered(found.consumerName(), found.consumerARN(), found.consumerStatus());
        } catch (ResourceNotFoundException absent) {
            return new ConsumerAnswer.Absent();
        }
    }

    @Override
    public CompletionStage<ConsumerAnswer> registerConsumer(String name) {
        return call(
                "RegisterStreamConsumer",
                () -> ofStream(streamArn -> {
                    Consumer made = client.registerStreamConsumer(
                                    request -> request.streamARN(streamArn).consumerName(name))
                            .consumer();
                    return registered(made.consumerName(), made.consumerARN(), made.consumerStatus());
                }));
    }

    @Override
    public CompletionStage<ConsumerAnswer> deregisterConsumer(String consumerArn) {
        return call("DeregisterStreamConsumer", () -> {
            try {
                client.deregisterStreamConsumer(request -> request.consumerARN(consumerArn));
                return new ConsumerAnswer.Registered(nameOf(consumerArn), consumerArn, ConsumerAnswer.Status.DELETING);
            } catch (ResourceNotFoundException absent) {
                return new ConsumerAnswer.Absent();
            }
        });
    }

    private ConsumerAnswer ofStream(Function<String, ConsumerAnswer> question) {
        DescribeAnswer answer = describe.get();
        if (answer instanceof DescribeAnswer.Described stream) {
            return question.apply(stream.identity().arn());
        }
        return new ConsumerAnswer.Failed(((DescribeAnswer.Failed) answer).failure());
    }

    private static ConsumerAnswer registered(String name, String arn, ConsumerStatus status) {
        return new ConsumerAnswer.Registered(
                name,
                arn,
                switch (status) {
                    case ACTIVE -> ConsumerAnswer.Status.ACTIVE;
                    case DELETING -> ConsumerAnswer.Status.DELETING;
                    // A status that this version does not know is none to subscribe with.
                    case CREATING, UNKNOWN_TO_SDK_VERSION -> ConsumerAnswer.Status.CREATING;
                });
    }

    /** Consumer ARNs end in {@code consumer/NAME:CREATION-TIME}. */
    private static String nameOf(String consumerArn) {
        String end = consumerArn.substring(consumerArn.lastIndexOf('/') + 1);
        int colon = end.lastIndexOf(':');
        return colon < 0 ? end : end.substring(0, colon);
    }

    private CompletionStage<ConsumerAnswer> call(String operation, Supplier<ConsumerAnswer> blocking) {
        return pool.submit(blocking, problem -> new ConsumerAnswer.Failed(failure(operation, problem)));
    }

    @Override
    public Subscription subscribe(
            String consumerArn, ShardId shard, ReadPosition position, SubscriptionListener listener) {
        KinesisSubscription subscription = new KinesisSubscription(
                listener, problem -> failure("SubscribeToShard", problem), this::over, spare, room, now);
        SubscribeToShardRequest request = SubscribeToShardRequest.builder()
                .consumerARN(consumerArn)
                .shardId(shard.value())
                .startingPosition(KinesisMapper.startingPosition(position))
                .overrideConfiguration(call -> call.putExecutionAttribute(EventsInterceptor.TAKER, subscription))
                .build();
        open.add(subscription);
        windows.count(open.size());
        CompletionStage<Boolean> started = pool.submit(
                () -> {
                    subscription.start(() -> subscriptionClient().subscribe(request, subscription));
                    return true;
                },
                problem -> {
                    subscription.fail(problem);
                    return false;
                });
        subscription.follow(started, () -> {});
        return subscription;
    }

    @Override
    public long bytesAhead(int subscriptions) {
        return (long) subscriptions * SubscriptionWindows.windowBytes(subscriptions);
    }

    private void over(KinesisSubscription subscription) {
        if (open.remove(subscription)) {
            windows.count(open.size());
        }
    }

    private SubscriptionClient subscriptionClient() {
        synchronized (monitor) {
            if (closed) {
                throw new CallPool.ClosedException();
            }
            if (subscriptionClient.isEmpty()) {
                subscriptionClient = Optional.of(newSubscriptionClient.apply(windows));
            }
            return subscriptionClient.get();
        }
    }

    private SourceFailure failure(String operation, Throwable problem) {
        AwsFailure known = errors.classify(operation, problem);
        // Of a consumer and its subscriptions it means that somebody has it, which one waits for.
        SourceFailure.Kind kind = known.reason() == AwsFailure.Reason.BUSY
                ? SourceFailure.Kind.IN_USE
                : KinesisRecordSource.kind(known.reason());
        return new SourceFailure(kind, known.explanation());
    }

    /** Ends all subscriptions with UNAVAILABLE and lets go of the connections. Idempotent. */
    @Override
    public void close() {
        Optional<SubscriptionClient> made;
        synchronized (monitor) {
            closed = true;
            made = subscriptionClient;
            subscriptionClient = Optional.empty();
        }
        ImmutableList.copyOf(open).forEach(subscription -> subscription.fail(new CallPool.ClosedException()));
        made.ifPresent(SubscriptionClient::close);
    }
}
