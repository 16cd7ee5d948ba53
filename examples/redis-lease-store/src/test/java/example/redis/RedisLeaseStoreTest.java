package example.redis;

import io.millrace.ports.contract.LeaseStoreContract;
import io.millrace.ports.store.LeaseStore;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** All that a lease store has to do, on a real server. */
class RedisLeaseStoreTest extends LeaseStoreContract {
    @TempDir
    private static Path directory;

    private static LocalRedis server;

    @BeforeAll
    static void startServer() throws Exception {
        server = LocalRedis.start(directory);
    }

    @AfterAll
    static void stopServer() throws Exception {
        server.close();
    }

    @Override
    public LeaseStore store(String application) {
        return server.store(application);
    }
}
