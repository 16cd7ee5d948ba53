package io.millrace.adapters.aws;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamIdentity;
import io.millrace.ports.runtime.TimeSource;
import io.millrace.ports.source.DescribeAnswer;
import io.millrace.ports.source.FanOutSource;
import io.millrace.ports.source.IteratorAnswer;
import io.millrace.ports.source.ListShardsAnswer;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.source.RecordsAnswer;
import io.millrace.ports.source.ShardFilter;
import io.millrace.ports.source.SourceFailure;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryResponse;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/**
 * A stream of Amazon Kinesis Data Streams, read by polling or, over connections that are made when somebody subscribes, by
 * enhanced fan-out.
 *
 * <p>Calls are made by the SDK's synchronous client on daemon threads of this source's own, a fixed number whatever the
 * number of shards: by measurement that costs one half to two thirds of the CPU of the asynchronous client. Calls beyond
 * that number wait in order. Answers are CBOR, the SDK's default; records are decoded without the SDK. The SDK's retries are off: what to do about a failure is
 * the engine's to decide. Stages complete on those threads.
 */
public final class KinesisRecordSource implements RecordSource {
    private final StreamAddress stream;
    private final KinesisClient client;
    private final Runnable release;
    private final CallPool pool;
    private final AwsErrors errors;
    private final TimeSource time;
    private final Optional<Integer> shardsPerPage;
    private final KinesisFanOut fanOut;

    KinesisRecordSource(
            StreamAddress stream,
            KinesisClient client,
            Runnable release,
            CallPool pool,
            AwsErrors errors,
            TimeSource time,
            Optional<Integer> shardsPerPage,
            Function<SubscriptionWindows, SubscriptionClient> newSubscriptionClient) {
        this.stream = stream;
        this.client = client;
        this.release = release;
        this.pool = pool;
        this.errors = errors;
        this.time = time;
        this.shardsPerPage = shardsPerPage;
        this.fanOut =
                new KinesisFanOut(client, pool, errors, this::describeOrFail, newSubscriptionClient, time::wallTime);
    }

    public static KinesisRecordSourceBuilder builder() {
        return new KinesisRecordSourceBuilder();
    }

    @Override
    public String streamName() {
        return stream.name();
    }

    /**
     * {@inheritDoc}
     *
     * <p>The service's time is that of the answer's {@code Date} header, in whole seconds; of an answer without one, the
     * local clock's. A stream that is still being created is reported as unavailable.
     */
    @Override
    public CompletionStage<DescribeAnswer> describe() {
        return call("DescribeStreamSummary", this::describeNow, DescribeAnswer.Failed::new);
    }

    private DescribeAnswer describeOrFail() {
        try {
            return describeNow();
        } catch (RuntimeException problem) {
            return new DescribeAnswer.Failed(failure("DescribeStreamSummary", problem));
        }
    }

    private DescribeAnswer describeNow() {
        DescribeStreamSummaryRequest.Builder request = DescribeStreamSummaryRequest.builder();
        stream.arn().ifPresentOrElse(request::streamARN, () -> request.streamName(stream.name()));
        DescribeStreamSummaryResponse response = client.describeStreamSummary(request.build());
        StreamDescriptionSummary summary = response.streamDescriptionSummary();
        if (summary.streamStatus() == StreamStatus.CREATING) {
            return new DescribeAnswer.Failed(new SourceFailure(
                    SourceFailure.Kind.UNAVAILABLE,
                    "The stream '" + stream.name() + "' is still being created. It can be read when it is ACTIVE."));
        }
        return new DescribeAnswer.Described(
                new StreamIdentity(
                        summary.streamName(),
                        summary.streamARN(),
                        summary.streamCreationTimestamp().truncatedTo(ChronoUnit.SECONDS)),
                Duration.ofHours(summary.retentionPeriodHours()),
                summary.openShardCount(),
                ServiceDate.of(response.sdkHttpResponse(), time.wallTime()));
    }

    @Override
    public CompletionStage<ListShardsAnswer> listShards(ShardFilter filter, Optional<String> pageToken) {
        return call("ListShards", () -> listShardsNow(filter, pageToken), ListShardsAnswer.Failed::new);
    }

    private ListShardsAnswer listShardsNow(ShardFilter filter, Optional<String> pageToken) {
        ListShardsRequest.Builder request = ListShardsRequest.builder();
        shardsPerPage.ifPresent(request::maxResults);
        if (pageToken.isPresent()) {
            // API reference: a request with a token names neither the stream nor a filter.
            request.nextToken(pageToken.get());
        } else {
            stream.arn().ifPresentOrElse(request::streamARN, () -> request.streamName(stream.name()));
            if (filter instanceof ShardFilter.OpenAt openAt) {
                request.shardFilter(
                        open -> open.type(ShardFilterType.AT_TIMESTAMP).timestamp(openAt.timestamp()));
            }
        }
        ListShardsResponse response = client.listShards(request.build());
        ImmutableList<Shard> shards =
                response.shards().stream().map(KinesisMapper::shard).collect(ImmutableList.toImmutableList());
        return new ListShardsAnswer.Page(shards, Optional.ofNullable(response.nextToken()));
    }

    @Override
    public CompletionStage<IteratorAnswer> iterator(ShardId shard, ReadPosition position) {
        return call("GetShardIterator", () -> iteratorNow(shard, position), IteratorAnswer.Failed::new);
    }

    private IteratorAnswer iteratorNow(ShardId shard, ReadPosition position) {
        GetShardIteratorRequest.Builder request =
                GetShardIteratorRequest.builder().shardId(shard.value());
        stream.arn().ifPresentOrElse(request::streamARN, () -> request.streamName(stream.name()));
        KinesisMapper.position(request, position);
        return new IteratorAnswer.Given(client.getShardIterator(request.build()).shardIterator());
    }

    @Override
    public CompletionStage<RecordsAnswer> records(ShardId shard, String iterator, int limit) {
        return call("GetRecords", () -> recordsNow(iterator, limit), RecordsAnswer.Failed::new);
    }

    private RecordsAnswer recordsNow(String iterator, int limit) {
        GetRecordsRequest.Builder request =
                GetRecordsRequest.builder().shardIterator(iterator).limit(limit);
        stream.arn().ifPresent(request::streamARN);
        RecordsInterceptor.Taken taken = new RecordsInterceptor.Taken(time.wallTime());
        request.overrideConfiguration(call -> call.putExecutionAttribute(RecordsInterceptor.TAKEN, taken));
        GetRecordsResponse rest = client.getRecords(request.build());
        return taken.answer().orElseGet(() -> KinesisMapper.records(rest, time.wallTime()));
    }

    private <A> CompletionStage<A> call(String operation, Supplier<A> blocking, Function<SourceFailure, A> failed) {
        return pool.submit(blocking, problem -> failed.apply(failure(operation, problem)));
    }

    private SourceFailure failure(String operation, Throwable problem) {
        AwsFailure known = errors.classify(operation, problem);
        return new SourceFailure(kind(known.reason()), known.explanation());
    }

    static SourceFailure.Kind kind(AwsFailure.Reason reason) {
        switch (reason) {
            case THROTTLED:
                return SourceFailure.Kind.THROTTLED;
            case EXPIRED_ITERATOR:
                return SourceFailure.Kind.EXPIRED_ITERATOR;
            case EXPIRED_TOKEN:
                return SourceFailure.Kind.EXPIRED_TOKEN;
            case NOT_FOUND:
                return SourceFailure.Kind.NOT_FOUND;
            case REFUSED:
                return SourceFailure.Kind.REFUSED;
            case BUSY, NOT_SENT, UNANSWERED:
                break;
        }
        return SourceFailure.Kind.UNAVAILABLE;
    }

    @Override
    public Optional<FanOutSource> fanOut() {
        return Optional.of(fanOut);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Calls that are under way or wait are answered with UNAVAILABLE, and subscriptions end with it. Does not wait for
     * them.
     */
    @Override
    public void close() {
        pool.close();
        fanOut.close();
        client.close();
        release.run();
    }
}
