package io.millrace.app.put;

import com.google.common.collect.ImmutableList;
import io.millrace.adapters.aws.KinesisRecordWriter.NewRecord;
import io.millrace.adapters.aws.KinesisRecordWriter.Outcome;
import io.millrace.domain.aggregation.AggregateBuilder;
import io.millrace.domain.stream.HashKeys;
import io.millrace.domain.stream.Shard;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Packs records into aggregates, as the Kinesis Producer Library does, and puts those: each has records of one shard. After a
 * reshard an aggregate may come into another shard than was thought; its records that do not belong there are reported as not
 * put, because whoever reads it leaves them out.
 */
public final class AggregatingWriter implements Function<List<NewRecord>, ImmutableList<Outcome>> {
    /** Well below what a record may have. */
    private static final int FULL_BYTES = 900_000;

    private static final Outcome RESHARDED = new Outcome(
            Optional.empty(), "the stream was resharded meanwhile, and the record belongs to another shard");

    /** Records that are packed together. */
    private static final class Pack {
        private final AggregateBuilder aggregate = new AggregateBuilder();
        private final List<Integer> indexes = new ArrayList<>();
    }

    private final Function<List<NewRecord>, ImmutableList<Outcome>> writer;
    private final Supplier<ImmutableList<Shard>> openShards;
    private final int mostRecords;
    private ImmutableList<Shard> known = ImmutableList.of();

    /**
     * @param writer puts aggregates
     * @param openShards lists the shards that take records
     * @param mostRecords the most records of an aggregate, 1 or more
     */
    public AggregatingWriter(
            Function<List<NewRecord>, ImmutableList<Outcome>> writer,
            Supplier<ImmutableList<Shard>> openShards,
            int mostRecords) {
        this.writer = writer;
        this.openShards = openShards;
        this.mostRecords = mostRecords;
    }

    /** Puts records; what became of each, in the same order. */
    @Override
    public ImmutableList<Outcome> apply(List<NewRecord> records) {
        if (known.isEmpty()) {
            known = openShards.get();
        }
        List<Pack> packs = pack(records);
        ImmutableList<Outcome> ofPacks = writer.apply(packs.stream()
                .map(pack -> new NewRecord(records.get(pack.indexes.get(0)).partitionKey(), pack.aggregate.build()))
                .toList());
        Outcome[] outcomes = new Outcome[records.size()];
        for (int number = 0; number < packs.size(); number++) {
            for (int index : packs.get(number).indexes) {
                outcomes[index] = outcome(records.get(index), ofPacks.get(number));
            }
        }
        return ImmutableList.copyOf(outcomes);
    }

    private List<Pack> pack(List<NewRecord> records) {
        List<Pack> packs = new ArrayList<>();
        Map<Integer, Pack> open = new LinkedHashMap<>();
        for (int index = 0; index < records.size(); index++) {
            NewRecord record = records.get(index);
            int shard = shardOf(record);
            Pack pack = open.get(shard);
            boolean isFull = pack != null
                    && (pack.aggregate.count() >= mostRecords
                            || pack.aggregate.sizeBytes() + record.data().length > FULL_BYTES);
            if (pack == null || isFull) {
                pack = new Pack();
                packs.add(pack);
                open.put(shard, pack);
            }
            pack.aggregate.add(record.partitionKey(), record.data());
            pack.indexes.add(index);
        }
        return packs;
    }

    private int shardOf(NewRecord record) {
        BigInteger hashKey = HashKeys.of(record.partitionKey());
        for (int number = 0; number < known.size(); number++) {
            if (known.get(number).hashKeyRange().contains(hashKey)) {
                return number;
            }
        }
        return known.size();
    }

    private Outcome outcome(NewRecord record, Outcome ofPack) {
        if (ofPack.shard().isEmpty()) {
            return ofPack;
        }
        Optional<Shard> shard = find(ofPack.shard().get());
        if (shard.isEmpty()) {
            known = openShards.get();
            shard = find(ofPack.shard().get());
        }
        boolean belongs = shard.map(found -> found.hashKeyRange().contains(HashKeys.of(record.partitionKey())))
                .orElse(true);
        return belongs ? ofPack : RESHARDED;
    }

    private Optional<Shard> find(String id) {
        return known.stream().filter(shard -> shard.id().value().equals(id)).findFirst();
    }
}
