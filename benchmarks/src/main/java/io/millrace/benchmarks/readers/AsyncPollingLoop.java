package io.millrace.benchmarks.readers;

import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** Like {@link PollingLoop}, with the SDK's asynchronous client and a chain of calls for each shard. */
public final class AsyncPollingLoop {
    private static final int LIMIT = 10_000;

    private final KinesisAsyncClient client;
    private final Tally tally;

    private AsyncPollingLoop(KinesisAsyncClient client, Tally tally) {
        this.client = client;
        this.tally = tally;
    }

    /** Runs it until its standard input ends. */
    public static void main(String[] arguments) throws InterruptedException {
        Target target = Target.of(arguments);
        Tally tally = new Tally();
        tally.answerStandardInput();
        AsyncPollingLoop loop = new AsyncPollingLoop(
                target.configure(KinesisAsyncClient.builder())
                        .httpClientBuilder(NettyNioAsyncHttpClient.builder().maxConcurrency(target.shards()))
                        .build(),
                tally);
        for (int shard = 0; shard < target.shards(); shard++) {
            loop.begin(target.stream(), Target.shardId(shard));
        }
        Asynchronous.sleepForEver();
    }

    private void begin(String stream, String shardId) {
        Asynchronous.then(
                client.getShardIterator(request ->
                        request.streamName(stream).shardId(shardId).shardIteratorType(ShardIteratorType.TRIM_HORIZON)),
                given -> read(given.shardIterator(), tally.shard(shardId)));
    }

    private void read(String iterator, Tally.Shard shard) {
        Asynchronous.then(
                client.getRecords(request -> request.shardIterator(iterator).limit(LIMIT)), answer -> {
                    count(answer, shard);
                    read(answer.nextShardIterator(), shard);
                });
    }

    private static void count(GetRecordsResponse answer, Tally.Shard shard) {
        for (Record record : answer.records()) {
            shard.look(record.data().asByteBuffer(), record.partitionKey(), record.sequenceNumber());
        }
        shard.add(answer.records().size());
    }
}
