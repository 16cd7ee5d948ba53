package io.millrace.ports.contract;

import io.millrace.ports.source.RecordSource;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;

/** What the tests of the kit build on; {@link RecordSourceContract} provides {@link #stream(int)}. */
public interface RecordSourceHarness {
    /** To be implemented: a new, active stream with this many shards that share the hash key space. */
    StreamFixture createStream(int shards) throws Exception;

    /** To be implemented: a source of a stream that does not exist; closed by the kit. */
    RecordSource sourceOfMissingStream(String streamName) throws Exception;

    /**
     * To be overridden where the sources made here can be told how many shards a page of a listing holds: then the kit
     * checks that listings run over several pages. Something small, 10 say.
     */
    default OptionalInt listPageSize() {
        return OptionalInt.empty();
    }

    /** How long the streams made here keep a record. */
    default Duration retention() {
        return Duration.ofHours(24);
    }

    /** The service's time. To be overridden where that is not the time of this machine. */
    default Instant now() {
        return Instant.now();
    }

    /** Returns when {@link #now()} is later by this much. To be overridden where the service's time can be moved. */
    default void pass(Duration time) throws Exception {
        Instant until = now().plus(time);
        while (now().isBefore(until)) {
            LockSupport.parkNanos(Duration.between(now(), until).toNanos());
        }
    }

    /** A new stream with this many shards, deleted at the end of the test. */
    StreamFixture stream(int shards) throws Exception;
}
