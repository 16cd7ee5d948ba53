package io.millrace.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.adapters.aws.DynamoDbLeaseStore;
import io.millrace.adapters.aws.KinesisRecordSource;
import io.millrace.adapters.aws.local.LocalDynamoDb;
import io.millrace.adapters.aws.local.LocalKinesis;
import io.millrace.adapters.aws.local.LocalServers;
import io.millrace.domain.checkpoint.Checkpoint;
import io.millrace.engine.KinesisConsumer;
import io.millrace.ports.telemetry.WorkerEvent;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.kinesis.model.Shard;

@ExtendWith(LocalServers.class)
@DisplayName("Resharding on kinesis-local and DynamoDB Local, with two workers")
final class ReshardingTest {
    private static final String STREAM = "reshards";
    private static final int KEYS = 24;

    /** Batches of all workers as they began, and SHARD_ENDs as they were stored, in the order they were told. */
    private final List<String> story = new CopyOnWriteArrayList<>();

    private final Map<String, List<Integer>> deliveredByKey = new TreeMap<>();
    private final List<AutoCloseable> open = new ArrayList<>();
    private int next;

    @Test
    @DisplayName("keeps the order of every key, and begins no shard before all its parents' SHARD_END")
    void keepsOrder(LocalKinesis kinesis, LocalDynamoDb dynamoDb) throws Exception {
        kinesis.createStream(STREAM, 3);
        put(kinesis);
        worker("one", kinesis, dynamoDb);
        worker("two", kinesis, dynamoDb);
        awaitDelivered();

        // A split, then a split of one of its children before anybody can have finished the parent.
        split(kinesis, openShards(kinesis).get(0));
        put(kinesis);
        split(kinesis, openShards(kinesis).get(openShards(kinesis).size() - 1));
        put(kinesis);
        // A merge of two shards that were there from the start: with two workers and three shards they may be
        // anybody's.
        List<Shard> neighbours = openShards(kinesis).stream()
                .filter(shard -> shard.parentShardId() == null)
                .sorted((a, b) -> start(a).compareTo(start(b)))
                .toList();
        kinesis.mergeShards(
                STREAM, neighbours.get(0).shardId(), neighbours.get(1).shardId());
        kinesis.awaitActive(STREAM);
        put(kinesis);
        awaitDelivered();
        // Now that everything is balanced again: merge shards that different workers own.
        Shard[] foreign = awaitNeighboursOfDifferentOwners(kinesis);
        kinesis.mergeShards(STREAM, foreign[0].shardId(), foreign[1].shardId());
        kinesis.awaitActive(STREAM);
        put(kinesis);
        awaitDelivered();

        synchronized (deliveredByKey) {
            assertThat(deliveredByKey).hasSize(KEYS);
            deliveredByKey.forEach(
                    (key, numbers) -> assertThat(numbers).as(key).isSorted().doesNotHaveDuplicates());
        }
        assertChildrenWaited(kinesis);
    }

    private void assertChildrenWaited(LocalKinesis kinesis) {
        int children = 0;
        for (Shard shard : shards(kinesis)) {
            int first = story.indexOf("began " + shard.shardId());
            for (String parent : parents(shard)) {
                children++;
                assertThat(first).as(shard.shardId() + " delivered something").isNotNegative();
                assertThat(story.indexOf("ended " + parent))
                        .as("SHARD_END of " + parent + " before the first batch of " + shard.shardId())
                        .isNotNegative()
                        .isLessThan(first);
            }
        }
        assertThat(children).isGreaterThanOrEqualTo(8);
    }

    private static List<String> parents(Shard shard) {
        List<String> parents = new ArrayList<>();
        if (shard.parentShardId() != null) {
            parents.add(shard.parentShardId());
        }
        if (shard.adjacentParentShardId() != null) {
            parents.add(shard.adjacentParentShardId());
        }
        return parents;
    }

    /** Waits for two neighbouring open shards whose last batches came from different workers. */
    private Shard[] awaitNeighboursOfDifferentOwners(LocalKinesis kinesis) {
        Shard[] found = new Shard[2];
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    put(kinesis);
                    awaitDelivered();
                    List<Shard> sorted = openShards(kinesis).stream()
                            .sorted((a, b) -> start(a).compareTo(start(b)))
                            .toList();
                    for (int i = 0; i + 1 < sorted.size(); i++) {
                        if (!owner(sorted.get(i)).equals(owner(sorted.get(i + 1)))) {
                            found[0] = sorted.get(i);
                            found[1] = sorted.get(i + 1);
                            return true;
                        }
                    }
                    return false;
                });
        return found;
    }

    private String owner(Shard shard) {
        String owner = "";
        for (String line : story) {
            if (line.startsWith("owner " + shard.shardId() + " ")) {
                owner = line.substring(line.lastIndexOf(' ') + 1);
            }
        }
        return owner;
    }

    private static BigInteger start(Shard shard) {
        return new BigInteger(shard.hashKeyRange().startingHashKey());
    }

    private void split(LocalKinesis kinesis, Shard shard) {
        BigInteger end = new BigInteger(shard.hashKeyRange().endingHashKey());
        kinesis.splitShard(
                STREAM, shard.shardId(), start(shard).add(end).shiftRight(1).toString());
        kinesis.awaitActive(STREAM);
    }

    private void put(LocalKinesis kinesis) {
        for (int key = 0; key < KEYS; key++) {
            String data = "key-" + key + " " + next++;
            kinesis.put(STREAM, "key-" + key, data.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
    }

    private void awaitDelivered() {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            synchronized (deliveredByKey) {
                return deliveredByKey.values().stream().mapToInt(List::size).sum() >= next;
            }
        });
    }

    private static List<Shard> shards(LocalKinesis kinesis) {
        return kinesis.client()
                .listShards(request -> request.streamName(STREAM))
                .shards();
    }

    private static List<Shard> openShards(LocalKinesis kinesis) {
        return shards(kinesis).stream()
                .filter(shard -> shard.sequenceNumberRange().endingSequenceNumber() == null)
                .toList();
    }

    private void worker(String name, LocalKinesis kinesis, LocalDynamoDb dynamoDb) throws Exception {
        DynamoDbLeaseStore leases = DynamoDbLeaseStore.builder()
                .application("reshards")
                .table("millrace-reshards")
                .aws(dynamoDb.settings())
                .build();
        KinesisRecordSource source = KinesisRecordSource.builder().stream(STREAM)
                .aws(kinesis.settings())
                .build();
        KinesisConsumer consumer = KinesisConsumer.builder()
                .workerId(name)
                .leaseStore(leases)
                .recordSource(source)
                .shardSyncInterval(Duration.ofSeconds(2))
                .listener(event -> tell(name, event))
                .processor(batch -> batch.records().forEach(record -> {
                    story.add("began " + batch.shard().shardId());
                    story.add("owner " + batch.shard().shardId() + " " + name);
                    String[] words = record.dataAsText().split(" ");
                    synchronized (deliveredByKey) {
                        deliveredByKey
                                .computeIfAbsent(words[0], key -> new ArrayList<>())
                                .add(Integer.parseInt(words[1]));
                    }
                }))
                .build();
        open.add(consumer);
        open.add(leases);
        open.add(source);
        consumer.start().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private void tell(String worker, WorkerEvent event) {
        if (event instanceof WorkerEvent.CheckpointStored stored
                && stored.checkpoint().equals(Checkpoint.SHARD_END)) {
            story.add("ended " + stored.lease().shard());
        }
        if (event instanceof WorkerEvent.Trouble trouble) {
            story.add("trouble of " + worker + ": " + trouble.what());
        }
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : open) {
            resource.close();
        }
    }
}
