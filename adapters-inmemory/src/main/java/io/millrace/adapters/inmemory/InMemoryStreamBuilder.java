package io.millrace.adapters.inmemory;

import io.millrace.ports.runtime.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Says what an {@link InMemoryStream} is like; what is not said is as with a new stream of Kinesis. */
public final class InMemoryStreamBuilder {
    /** As many shards as one answer of ListShards holds at most. */
    static final int KINESIS_LIST_PAGE_SIZE = 1_000;

    private final String name;
    private int shards = 1;
    private int firstShard;
    private Duration retention = Duration.ofHours(24);
    private Duration iteratorLife = Duration.ofMinutes(5);
    private boolean quotas = true;
    private int listPageSize = KINESIS_LIST_PAGE_SIZE;
    private TimeSource time = SystemTime.INSTANCE;
    private Optional<Alarm> alarm = Optional.empty();

    InMemoryStreamBuilder(String name) {
        this.name = Objects.requireNonNull(name, "name");
    }

    /** How many shards the stream begins with, sharing the hash key space evenly; 1 unless said otherwise. */
    public InMemoryStreamBuilder shards(int count) {
        shards = count;
        return this;
    }

    /**
     * The number in the id of its first shard; 0, as with a new stream, unless said otherwise. Kinesis counts all shards that a
     * stream ever had, so those of one that was resharded have higher numbers.
     */
    public InMemoryStreamBuilder firstShard(int number) {
        firstShard = number;
        return this;
    }

    /** How long a record is kept, more than zero; 24 hours unless said otherwise. */
    public InMemoryStreamBuilder retention(Duration howLong) {
        retention = Objects.requireNonNull(howLong, "retention");
        return this;
    }

    /** How long an iterator and the page token of a listing are valid, more than zero; 5 minutes unless said otherwise. */
    public InMemoryStreamBuilder iteratorLife(Duration howLong) {
        iteratorLife = Objects.requireNonNull(howLong, "iteratorLife");
        return this;
    }

    /**
     * Whether reads beyond the quotas of a shard are throttled: 5 GetRecords, 5 GetShardIterator and 2 MiB a second. They
     * are unless said otherwise.
     */
    public InMemoryStreamBuilder quotas(boolean enforced) {
        quotas = enforced;
        return this;
    }

    /** How many shards a page of a listing holds at most, from 1; 1,000 unless said otherwise. */
    public InMemoryStreamBuilder listPageSize(int size) {
        listPageSize = size;
        return this;
    }

    /** The service's clocks; those of this machine unless said otherwise. */
    public InMemoryStreamBuilder time(TimeSource source) {
        time = Objects.requireNonNull(source, "time");
        return this;
    }

    /**
     * Who wakes the stream when time is to bring something over a subscription of enhanced fan-out. On this machine's time
     * the Java runtime's own timer unless said otherwise; on another time nobody: then whoever moves it calls
     * {@link InMemoryStream#tick}.
     */
    public InMemoryStreamBuilder alarm(Alarm value) {
        alarm = Optional.of(value);
        return this;
    }

    /**
     * Makes the stream, active at once.
     *
     * @throws IllegalArgumentException when something said is impossible; names all of it
     */
    public InMemoryStream build() {
        List<String> faults = new ArrayList<>();
        if (name.isBlank() || name.indexOf('/') >= 0) {
            faults.add("the name is blank or has a slash: '" + name + "'");
        }
        if (shards < 1) {
            faults.add("a stream has at least one shard, not " + shards);
        }
        if (firstShard < 0) {
            faults.add("shards are numbered from 0, not from " + firstShard);
        }
        if (retention.isZero() || retention.isNegative()) {
            faults.add("retention is more than zero, not " + retention);
        }
        if (iteratorLife.isZero() || iteratorLife.isNegative()) {
            faults.add("an iterator's life is more than zero, not " + iteratorLife);
        }
        if (listPageSize < 1) {
            faults.add("a page of a listing holds at least one shard, not " + listPageSize);
        }
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("no such stream can be made: " + String.join("; ", faults));
        }
        ServiceClock clock = new ServiceClock(time);
        StreamState state = new StreamState(name, shards, firstShard, retention, clock);
        FanOutState fanOut = new FanOutState(state, alarm.orElseGet(this::alarmOfTheTime));
        return new InMemoryStream(state, fanOut, new InMemoryRecordSource.Limits(iteratorLife, quotas, listPageSize));
    }

    private Alarm alarmOfTheTime() {
        return time == SystemTime.INSTANCE
                ? (delay, task) -> CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS)
                        .execute(task)
                : (delay, task) -> {};
    }
}
