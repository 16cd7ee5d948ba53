package example.redis;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKey;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Versioned;
import io.millrace.ports.store.CorruptEntry;
import io.millrace.ports.store.CorruptFieldsException;
import io.millrace.ports.store.EntryFields;
import io.millrace.ports.store.LeaseStore;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.WriteAnswer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;

/**
 * The lease store on a primary server of Redis. The entries of a kind are a hash, {@code millrace:{APPLICATION}:KIND}, from
 * their ids to JSON; a script, which Redis carries out whole, compares the revision and writes.
 *
 * <p>The server has to keep what it has answered: {@code appendonly yes}, {@code appendfsync always} and {@code
 * maxmemory-policy noeviction}. Replicas may lack the newest writes when one of them takes over. Either way what is lost is
 * checkpoints: records are processed again, and a shard perhaps by two workers for a while.
 *
 * <p>Safe for use from several threads, on two of its own: sessions and the leadership, on whose time the life of a worker
 * depends, never wait for checkpoints or listings.
 */
public final class RedisLeaseStore implements LeaseStore {
    /** Makes the application known unless it is, and tells the layout of its entries. */
    private static final String OPEN = """
            redis.call('SET', KEYS[1], ARGV[1], 'NX')
            return redis.call('GET', KEYS[1])
            """;

    /**
     * Arguments: id, the revision that it has to have (0: absent), its new text (empty: none). Returns 1 if it was written.
     * What is damaged has no revision, so it is never written over.
     */
    private static final String WRITE = """
            local found = redis.call('HGET', KEYS[1], ARGV[1])
            local revision = '0'
            if found then
              revision = string.match(found, '^{"revision":(%d+),')
            end
            if revision ~= ARGV[2] then
              return {0, found}
            elseif ARGV[3] == '' then
              redis.call('HDEL', KEYS[1], ARGV[1])
            else
              redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
            end
            return {1}
            """;

    private final String application;
    private final Line line;
    private final Line urgentLine;

    /**
     * Makes a store; connects when it is first asked something.
     *
     * @param application whose entries these are
     * @param server where a primary server listens
     * @param settings how to connect: user, password, TLS; its timeouts should be well below the failover time together
     */
    public RedisLeaseStore(String application, HostAndPort server, JedisClientConfig settings) {
        this.application = application;
        line = new Line("redis", server, settings);
        urgentLine = new Line("redis-urgent", server, settings);
    }

    @Override
    public String application() {
        return application;
    }

    @Override
    public CompletionStage<OpenAnswer> open() {
        String layout = Integer.toString(EntryFields.LAYOUT);
        return line.read(
                redis -> {
                    Object found = redis.eval(OPEN, List.of(key("layout")), List.of(layout));
                    return layout.equals(found)
                            ? new OpenAnswer.Ready()
                            : new OpenAnswer.Failed(
                                    refused(key("layout") + " says layout " + found + ", and this is layout "
                                            + layout + ". Use the Millrace that wrote it, or another application."));
                },
                OpenAnswer.Failed::new);
    }

    /**
     * {@inheritDoc} All entries are on one page, of one moment, because a scan by pages may show an entry twice; and in the
     * order of their ids, so that simulated runs can be repeated.
     */
    @Override
    public CompletionStage<ListAnswer> list(EntryKind kind, Optional<String> pageToken) {
        return line(kind).read(redis -> page(kind, redis.hgetAll(key(kind.name()))), ListAnswer.Failed::new);
    }

    private static ListAnswer page(EntryKind kind, Map<String, String> hash) {
        ImmutableList.Builder<Versioned<?>> entries = ImmutableList.builder();
        ImmutableList.Builder<CorruptEntry> corrupt = ImmutableList.builder();
        new TreeMap<>(hash).forEach((id, text) -> {
            EntryKey key = new EntryKey(kind, id);
            try {
                entries.add(EntryText.read(key, text));
            } catch (CorruptFieldsException problem) {
                corrupt.add(new CorruptEntry(key, problem.getMessage()));
            }
        });
        return new ListAnswer.Page(entries.build(), corrupt.build(), Optional.empty());
    }

    @Override
    public CompletionStage<ReadAnswer> read(EntryKey key) {
        return line(key.kind())
                .read(
                        redis -> {
                            String text = redis.hget(key(key.kind().name()), key.id());
                            try {
                                return text == null
                                        ? new ReadAnswer.Absent()
                                        : new ReadAnswer.Found(EntryText.read(key, text));
                            } catch (CorruptFieldsException problem) {
                                return new ReadAnswer.Corrupt(new CorruptEntry(key, problem.getMessage()));
                            }
                        },
                        ReadAnswer.Failed::new);
    }

    @Override
    public CompletionStage<WriteAnswer> create(Entry entry) {
        return write(entry.entryKey(), 0, EntryText.write(entry, 1), 1);
    }

    @Override
    public CompletionStage<WriteAnswer> replace(Entry entry, long expectedRevision) {
        long next = expectedRevision + 1;
        return write(entry.entryKey(), expectedRevision, EntryText.write(entry, next), next);
    }

    @Override
    public CompletionStage<WriteAnswer> delete(EntryKey key, long expectedRevision) {
        return write(key, expectedRevision, "", expectedRevision);
    }

    private CompletionStage<WriteAnswer> write(EntryKey key, long expectedRevision, String text, long revision) {
        List<String> arguments = List.of(key.id(), Long.toString(expectedRevision), text);
        return line(key.kind())
                .write(
                        redis -> {
                            List<?> answer = (List<?>)
                                    redis.eval(WRITE, List.of(key(key.kind().name())), arguments);
                            return answer.get(0).equals(1L)
                                    ? new WriteAnswer.Applied(revision)
                                    : conflict(key, (String) answer.get(1));
                        },
                        WriteAnswer.Failed::new);
    }

    private static WriteAnswer conflict(EntryKey key, String found) {
        try {
            return new WriteAnswer.Conflict(Optional.ofNullable(found).map(text -> EntryText.read(key, text)));
        } catch (CorruptFieldsException problem) {
            return new WriteAnswer.Failed(refused(key + " cannot be understood and is left alone: "
                    + problem.getMessage() + ". Repair or delete it."));
        }
    }

    private static StoreFailure refused(String explanation) {
        return new StoreFailure(StoreFailure.Kind.REFUSED, explanation);
    }

    private String key(String name) {
        return "millrace:{" + application + "}:" + name;
    }

    private Line line(EntryKind kind) {
        return kind == EntryKind.SESSION || kind == EntryKind.LEADERSHIP ? urgentLine : line;
    }

    /** {@inheritDoc} Does not wait: calls that were made before are still answered. */
    @Override
    public void close() {
        line.close();
        urgentLine.close();
    }
}
