package example.redis;

import io.millrace.ports.store.StoreFailure;
import io.millrace.ports.store.StoreFailure.Kind;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisDataException;

/** Tells failures apart by the first word of what the server says, and explains them to people. */
final class RedisErrors {
    private RedisErrors() {}

    /** @param otherwise what it means when the server has not said that nothing was done */
    static StoreFailure explain(RuntimeException problem, Kind otherwise, HostAndPort server) {
        String said = String.valueOf(problem.getMessage());
        Kind kind = problem instanceof JedisDataException ? kind(said, otherwise) : otherwise;
        String meaning = switch (kind) {
            case UNAVAILABLE, THROTTLED -> "has done nothing, and may do it later";
            case UNKNOWN -> "gave no answer, and may have made the change or not";
            case REFUSED ->
                "will not do it before somebody changes something: name its primary in place of a replica, give"
                        + " the right user and password, let the user run the script and use the keys that begin"
                        + " with millrace:, or use a database without other programs' keys of that name";
        };
        return new StoreFailure(kind, "Redis at " + server + " " + meaning + " (" + said + ").");
    }

    private static Kind kind(String said, Kind otherwise) {
        return switch (said.split("\\W", 2)[0]) {
            case "NOAUTH", "WRONGPASS", "NOPERM", "READONLY", "WRONGTYPE", "MOVED", "ASK" -> Kind.REFUSED;
            case "LOADING", "BUSY", "OOM", "MISCONF", "NOREPLICAS", "MASTERDOWN", "CLUSTERDOWN" -> Kind.UNAVAILABLE;
            default -> otherwise;
        };
    }
}
