package io.millrace.benchmarks.readers;

import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/**
 * The cheapest thing that can be written with the SDK: its synchronous client, a thread for each shard, GetRecords after
 * GetRecords; no leases, no checkpoints, no other worker.
 */
public final class PollingLoop {
    private static final int LIMIT = 10_000;

    private PollingLoop() {}

    /** Runs it until its standard input ends. */
    public static void main(String[] arguments) {
        Target target = Target.of(arguments);
        Tally tally = new Tally();
        tally.answerStandardInput();
        KinesisClient client = target.configure(KinesisClient.builder())
                .httpClientBuilder(Apache5HttpClient.builder().maxConnections(target.shards()))
                .build();
        for (int shard = 0; shard < target.shards(); shard++) {
            String shardId = Target.shardId(shard);
            new Thread(() -> read(client, target.stream(), shardId, tally.shard(shardId)), shardId).start();
        }
    }

    private static void read(KinesisClient client, String stream, String shardId, Tally.Shard tally) {
        String iterator = client.getShardIterator(request ->
                        request.streamName(stream).shardId(shardId).shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
        while (iterator != null) {
            GetRecordsResponse answer = client.getRecords(GetRecordsRequest.builder()
                    .shardIterator(iterator)
                    .limit(LIMIT)
                    .build());
            for (Record record : answer.records()) {
                tally.look(record.data().asByteBuffer(), record.partitionKey(), record.sequenceNumber());
            }
            tally.add(answer.records().size());
            iterator = answer.nextShardIterator();
        }
    }
}
