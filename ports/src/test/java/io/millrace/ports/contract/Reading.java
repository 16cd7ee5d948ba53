package io.millrace.ports.contract;

import static io.millrace.ports.contract.Answers.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.domain.stream.Shard;
import io.millrace.domain.stream.ShardId;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.ports.source.IteratorAnswer;
import io.millrace.ports.source.ListShardsAnswer;
import io.millrace.ports.source.ReadPosition;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.source.RecordsAnswer;
import io.millrace.ports.source.ShardFilter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads and lists a stream through its source, demanding success. */
final class Reading {
    static final ReadPosition TRIM_HORIZON = new ReadPosition.TrimHorizon();
    static final ReadPosition LATEST = new ReadPosition.Latest();
    static final ShardFilter ALL = new ShardFilter.All();

    /** Empty answers in a row before the kit gives up waiting for a record or for a shard's end. */
    private static final int MOST_EMPTY_ANSWERS = 200;

    private Reading() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static List<String> texts(List<StreamRecord> records) {
        return records.stream().map(StreamRecord::dataAsText).toList();
    }

    /** All shards that the filter lets through, over all pages, in the order of their ids. */
    static List<Shard> shards(RecordSource source, ShardFilter filter) {
        List<Shard> shards = new ArrayList<>();
        pages(source, filter).forEach(page -> shards.addAll(page.shards()));
        shards.sort((one, other) -> one.id().compareTo(other.id()));
        List<ShardId> distinct = shards.stream().map(Shard::id).distinct().toList();
        assertEquals(distinct.size(), shards.size(), () -> "a shard was listed twice: " + shards);
        return shards;
    }

    static List<ShardId> ids(List<Shard> shards) {
        return shards.stream().map(Shard::id).toList();
    }

    static List<ListShardsAnswer.Page> pages(RecordSource source, ShardFilter filter) {
        List<ListShardsAnswer.Page> pages = new ArrayList<>();
        Optional<String> token = Optional.empty();
        do {
            ListShardsAnswer.Page page = answer(ListShardsAnswer.Page.class, source.listShards(filter, token));
            pages.add(page);
            token = page.nextPageToken();
            assertTrue(pages.size() <= 10_000, "a listing never ends");
        } while (token.isPresent());
        return pages;
    }

    static Shard shard(RecordSource source, ShardId id) {
        return shards(source, ALL).stream()
                .filter(shard -> shard.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("not listed: " + id));
    }

    static String iterator(RecordSource source, ShardId shard, ReadPosition position) {
        return answer(IteratorAnswer.Given.class, source.iterator(shard, position))
                .iterator();
    }

    static RecordsAnswer.Records read(RecordSource source, ShardId shard, String iterator, int limit) {
        RecordsAnswer.Records records = answer(RecordsAnswer.Records.class, source.records(shard, iterator, limit));
        assertTrue(records.records().size() <= limit, "more records than the limit of " + limit);
        assertTrue(
                records.nextIterator().isEmpty() || records.children().isEmpty(),
                "children are named at the shard's end only");
        return records;
    }

    /** Reads from an iterator on, so many records at a time, until the tip of an open shard or the end of a closed one. */
    static ReadUp readUp(RecordSource source, ShardId shard, String iterator, int limit) {
        List<StreamRecord> records = new ArrayList<>();
        Optional<String> next = Optional.of(iterator);
        int empty = 0;
        while (true) {
            RecordsAnswer.Records answer = read(source, shard, next.orElseThrow(), limit);
            records.addAll(answer.records());
            next = answer.nextIterator();
            empty = answer.records().isEmpty() ? empty + 1 : 0;
            boolean atTip = answer.records().isEmpty()
                    && answer.behindLatest().isZero()
                    && Reading.shard(source, shard).isOpen();
            if (next.isEmpty() || atTip) {
                return new ReadUp(records, answer);
            }
            assertTrue(empty <= MOST_EMPTY_ANSWERS, "the end of " + shard + " is never reached");
        }
    }

    static ReadUp readUp(RecordSource source, ShardId shard, ReadPosition position) {
        return readUp(source, shard, iterator(source, shard, position), 1_000);
    }

    /**
     * What was read.
     *
     * @param records all of them
     * @param last the last answer
     */
    record ReadUp(List<StreamRecord> records, RecordsAnswer.Records last) {
        List<String> texts() {
            return Reading.texts(records);
        }

        boolean isShardEnd() {
            return last.nextIterator().isEmpty();
        }

        Duration behindLatest() {
            return last.behindLatest();
        }
    }
}
