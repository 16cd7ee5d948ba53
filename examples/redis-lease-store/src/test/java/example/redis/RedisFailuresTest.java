package example.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.domain.lease.Entry;
import io.millrace.domain.lease.EntryKind;
import io.millrace.domain.lease.Leadership;
import io.millrace.domain.lease.Ownership;
import io.millrace.ports.store.ListAnswer;
import io.millrace.ports.store.OpenAnswer;
import io.millrace.ports.store.ReadAnswer;
import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.StoreFailure.Kind;
import io.millrace.ports.store.WriteAnswer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.Jedis;

/** What a real server refuses, loses and cannot do. */
class RedisFailuresTest {
    private static final Entry LEADERSHIP = new Leadership(Ownership.NONE);
    private static final String HASH = "millrace:{app}:LEADERSHIP";
    private static final String ID = LEADERSHIP.entryKey().id();

    private final List<RedisLeaseStore> stores = new ArrayList<>();

    @TempDir
    private Path directory;

    private LocalRedis server;

    @BeforeEach
    void start() throws Exception {
        server = LocalRedis.start(directory);
    }

    @AfterEach
    void stop() throws Exception {
        stores.forEach(RedisLeaseStore::close);
        server.close();
    }

    @Test
    void whoMayNotIsRefused() {
        server.ask(redis -> redis.aclSetUser(
                "worker",
                "on",
                ">right-SECRET",
                "~millrace:*",
                "+@connection",
                "+eval",
                "+hget",
                "+hset",
                "+hdel",
                "+hgetall",
                "+get",
                "+set"));
        server.ask(redis -> redis.aclSetUser("reader", "on", ">right-SECRET", "~millrace:*", "+@connection", "+@read"));
        server.ask(redis -> redis.aclSetUser("stranger", "on", ">right-SECRET", "~other:*", "+@all"));
        server.ask(redis -> redis.aclSetUser("default", "off"));

        RedisLeaseStore worker = store("worker", "right-SECRET");
        assertThat(answer(worker.open())).isEqualTo(new OpenAnswer.Ready());
        assertThat(answer(worker.create(LEADERSHIP))).isEqualTo(new WriteAnswer.Applied(1));
        assertThat(answer(worker.delete(LEADERSHIP.entryKey(), 1))).isEqualTo(new WriteAnswer.Applied(1));
        assertThat(answer(worker.list(EntryKind.LEASE, Optional.empty()))).isInstanceOf(ListAnswer.Page.class);

        assertThat(List.of(
                        notOpened(store("worker", "wrong-SECRET")),
                        notOpened(store("reader", "right-SECRET")),
                        notOpened(store("stranger", "right-SECRET")),
                        notOpened(server.store("app"))))
                .allSatisfy(failure -> {
                    assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
                    assertThat(failure.explanation())
                            .contains(server.address().toString())
                            .doesNotContain("SECRET");
                });
    }

    @Test
    void aReplicaIsRefused() {
        RedisLeaseStore store = opened();
        server.ask(redis -> redis.replicaof("127.0.0.1", 1));

        assertThat(notOpened(store).kind()).isEqualTo(Kind.REFUSED);
        assertThat(notWritten(store.create(LEADERSHIP)).explanation()).contains("READONLY", "name its primary");
    }

    @Test
    void whatIsNotOursIsLeftAlone() {
        server.ask(redis -> redis.set("millrace:{app}:layout", "2"));
        StoreFailure otherLayout = notOpened(store());
        assertThat(otherLayout.kind()).isEqualTo(Kind.REFUSED);
        assertThat(otherLayout.explanation()).contains("layout 2");
        server.ask(redis -> redis.del("millrace:{app}:layout"));

        RedisLeaseStore store = opened();
        for (String foreign : List.of("text", "{}", "{\"revision\":1,\"layout\":2,\"fields\":{}}")) {
            server.ask(redis -> redis.hset(HASH, ID, foreign));
            assertThat(answer(store.read(LEADERSHIP.entryKey()))).isInstanceOf(ReadAnswer.Corrupt.class);
            assertThat(((ListAnswer.Page) answer(store.list(EntryKind.LEADERSHIP, Optional.empty()))).corrupt())
                    .hasSize(1);
            assertThat(notWritten(store.create(LEADERSHIP)).kind()).isEqualTo(Kind.REFUSED);
            assertThat(server.<String>ask(redis -> redis.hget(HASH, ID))).isEqualTo(foreign);
        }
        server.ask(redis -> redis.set(HASH, "another program's"));
        assertThat(notWritten(store.create(LEADERSHIP)).kind()).isEqualTo(Kind.REFUSED);
    }

    @Test
    void aServerThatCannotJustNowHasDoneNothing() {
        RedisLeaseStore store = opened();
        server.ask(redis -> redis.configSet("maxmemory", "1"));
        StoreFailure full = notWritten(store.create(LEADERSHIP));
        assertThat(full.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(full.explanation()).contains("OOM");
        server.ask(redis -> redis.configSet("maxmemory", "0"));
        assertThat(answer(store.read(LEADERSHIP.entryKey()))).isEqualTo(new ReadAnswer.Absent());

        server.ask(redis -> redis.configSet("maxclients", "1"));
        assertThat(notOpened(store()).kind()).as("one client too many").isEqualTo(Kind.UNAVAILABLE);
    }

    @Test
    void aServerThatIsBusyHasDoneNothing() throws Exception {
        RedisLeaseStore store = opened();
        server.ask(redis -> redis.configSet("busy-reply-threshold", "1"));
        Thread busy = new Thread(() -> {
            try (Jedis redis = new Jedis(
                    server.address(),
                    DefaultJedisClientConfig.builder().socketTimeoutMillis(0).build())) {
                redis.eval("while true do end");
            } catch (RuntimeException killed) {
                // This is how the script ends.
            }
        });
        busy.start();

        await().untilAsserted(() -> {
            StoreFailure failure = ((ReadAnswer.Failed) answer(store.read(LEADERSHIP.entryKey()))).failure();
            assertThat(failure.explanation()).contains("BUSY");
        });
        assertThat(notWritten(store.create(LEADERSHIP)).kind()).isEqualTo(Kind.UNAVAILABLE);
        server.ask(Jedis::scriptKill);
        busy.join();
        assertThat(answer(store.create(LEADERSHIP))).isEqualTo(new WriteAnswer.Applied(1));
    }

    @Test
    void aLostAnswerIsUnknownAndAMissingServerUnavailable() throws Exception {
        RedisLeaseStore store = opened();
        answer(store.read(LEADERSHIP.entryKey()));
        server.signal("STOP");
        StoreFailure lost = notWritten(store.create(LEADERSHIP));
        server.signal("CONT");
        assertThat(lost.kind()).isEqualTo(Kind.UNKNOWN);
        await("what was lost was done all the same")
                .until(() -> answer(store.read(LEADERSHIP.entryKey())) instanceof ReadAnswer.Found);

        server.kill();
        assertThat(notWritten(store.replace(LEADERSHIP, 1)).kind()).isEqualTo(Kind.UNKNOWN);
        StoreFailure gone = notWritten(store.replace(LEADERSHIP, 1));
        assertThat(gone.kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(gone.explanation()).contains(server.address().toString());

        server.start();
        await().until(() -> answer(store.replace(LEADERSHIP, 1)).equals(new WriteAnswer.Applied(2)));
    }

    @Test
    void afterTheCloseEveryCallIsAnswered() {
        RedisLeaseStore store = opened();
        store.close();
        assertThat(notOpened(store).kind()).isEqualTo(Kind.UNAVAILABLE);
        assertThat(notWritten(store.create(LEADERSHIP)).explanation()).contains("closed");
    }

    private RedisLeaseStore opened() {
        RedisLeaseStore store = store();
        assertThat(answer(store.open())).isEqualTo(new OpenAnswer.Ready());
        return store;
    }

    private RedisLeaseStore store() {
        return kept(server.store("app"));
    }

    private RedisLeaseStore store(String user, String password) {
        return kept(new RedisLeaseStore(
                "app",
                server.address(),
                DefaultJedisClientConfig.builder().user(user).password(password).build()));
    }

    private RedisLeaseStore kept(RedisLeaseStore store) {
        stores.add(store);
        return store;
    }

    private static <A> A answer(CompletionStage<A> stage) {
        return stage.toCompletableFuture().join();
    }

    private static StoreFailure notOpened(RedisLeaseStore store) {
        return ((OpenAnswer.Failed) answer(store.open())).failure();
    }

    private static StoreFailure notWritten(CompletionStage<WriteAnswer> stage) {
        return ((WriteAnswer.Failed) answer(stage)).failure();
    }
}
