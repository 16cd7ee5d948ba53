package io.millrace.benchmarks.readers;

import java.time.Duration;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.Http2Configuration;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StartingPosition;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/**
 * The cheapest thing that can be written with the SDK for enhanced fan-out: a subscription for each shard, with the settings
 * of HTTP/2 that the Kinesis Client Library gives the client. No leases, no checkpoints, no other worker.
 */
public final class FanOutLoop {
    private static final int WINDOW_BYTES = 512 << 10;
    private static final Duration PING_EVERY = Duration.ofSeconds(60);

    private FanOutLoop() {}

    /** Runs it until its standard input ends. */
    public static void main(String[] arguments) throws InterruptedException {
        Target target = Target.of(arguments);
        Tally tally = new Tally();
        tally.answerStandardInput();
        KinesisAsyncClient client = target.configure(KinesisAsyncClient.builder())
                .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .protocol(Protocol.HTTP2)
                        .maxConcurrency(Integer.MAX_VALUE)
                        .http2Configuration(Http2Configuration.builder()
                                .initialWindowSize(WINDOW_BYTES)
                                .healthCheckPingPeriod(PING_EVERY)
                                .build()))
                .build();
        String consumer = client.registerStreamConsumer(
                        request -> request.streamARN(target.streamArn()).consumerName(target.application()))
                .join()
                .consumer()
                .consumerARN();
        for (int shard = 0; shard < target.shards(); shard++) {
            String shardId = Target.shardId(shard);
            subscribe(client, consumer, shardId, tally.shard(shardId));
        }
        Asynchronous.sleepForEver();
    }

    private static void subscribe(KinesisAsyncClient client, String consumer, String shardId, Tally.Shard tally) {
        StartingPosition oldest =
                StartingPosition.builder().type(ShardIteratorType.TRIM_HORIZON).build();
        Asynchronous.then(
                client.subscribeToShard(
                        request ->
                                request.consumerARN(consumer).shardId(shardId).startingPosition(oldest),
                        SubscribeToShardResponseHandler.builder()
                                .subscriber(SubscribeToShardResponseHandler.Visitor.builder()
                                        .onSubscribeToShardEvent(event -> count(event, tally))
                                        .build())
                                .build()),
                ended -> Asynchronous.giveUp("a subscription ended"));
    }

    private static void count(SubscribeToShardEvent event, Tally.Shard tally) {
        for (Record record : event.records()) {
            tally.look(record.data().asByteBuffer(), record.partitionKey(), record.sequenceNumber());
        }
        tally.add(event.records().size());
    }
}
