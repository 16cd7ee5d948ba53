package io.millrace.adapters.jdbc;

import com.google.common.collect.ImmutableMap;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What PostgreSQL's error codes mean (its manual, appendix A): five letters, of which the first two are the class. */
final class PostgreSqlStates {
    static final Verdict NO_CONNECTION =
            Verdict.notDone("no connection to the server. It is down, not reachable from here"
                    + " or slow to answer; check its address, the network and the server");

    private static final Verdict OTHER_TABLE = Verdict.refused(
            "the table is not as Millrace makes it: another program's,"
                    + " or changed by somebody. Choose another table name, or put the columns and the primary key right");
    private static final Verdict BROKEN = Verdict.unanswered(
            "the connection to the server broke. The server was stopped or" + " restarted, or the network failed");
    private static final Verdict VALUE =
            Verdict.refused("the server does not accept a value in it; PostgreSQL stores no"
                    + " character U+0000. Change what the application or a worker is called, or"
                    + " the state that goes with the checkpoint");

    private static final ImmutableMap<String, Verdict> STATES = ImmutableMap.<String, Verdict>builder()
            .put("08001", NO_CONNECTION)
            .put(
                    "08004",
                    Verdict.refused("the server or the driver rejects the connection. Give the user, the password"
                            + " and the TLS settings that the server asks for"))
            .put(
                    "25006",
                    Verdict.refused("the database is read-only: a replica, or set so. Connect to the primary server;"
                            + " with several hosts in the URL, add targetServerType=primary"))
            .put("3D000", Verdict.refused("there is no such database. Create it, or correct its name in the URL"))
            .put("3F000", Verdict.refused("there is no such schema. Create it, or correct the table's name"))
            .put("40001", contended("a serialisation failure"))
            .put("40P01", contended("a deadlock"))
            .put("55P03", contended("a lock that is held"))
            .put("40003", BROKEN)
            .put(
                    "42501",
                    Verdict.refused("the role lacks a permission. Grant it select, insert, update and delete on the"
                            + " table, select on the table of the version, and usage of the schema"))
            .put(
                    "42P01",
                    Verdict.refused("the table does not exist. Allow its creation, have it created, or correct its"
                            + " name, the database or the search path"))
            .put("42703", OTHER_TABLE)
            .put("42804", OTHER_TABLE)
            .put("42P10", OTHER_TABLE)
            .put("53100", Verdict.notDone("the server's disk is full. Make room; nothing can be written before"))
            .put("53200", Verdict.notDone("the server is out of memory. It may pass; if not, see its log"))
            .put(
                    "53300",
                    Verdict.throttled("the server has too many connections. Raise max_connections, connect through a"
                            + " pooler such as PgBouncer, or set fewer threads"))
            .put(
                    "57014",
                    Verdict.unanswered("the statement took too long and was cancelled. The server is overloaded, or a"
                            + " lock is held on the table; raise the call timeout if it is far away"))
            .put("57P03", Verdict.notDone("the server is starting or stopping. It will pass"))
            .put("57P04", Verdict.refused("the database was dropped. Create it again, or name another"))
            .buildOrThrow();

    private static final ImmutableMap<String, Verdict> CLASSES = ImmutableMap.<String, Verdict>builder()
            .put("08", BROKEN)
            .put(
                    "0A",
                    Verdict.refused("the server cannot do this. PostgreSQL 9.6 or later is needed, and nothing that"
                            + " only resembles it"))
            .put("22", VALUE)
            .put("23", OTHER_TABLE)
            .put(
                    "28",
                    Verdict.refused("the server does not accept the user or the password, or not from this address."
                            + " Correct them, or the server's pg_hba.conf"))
            .put("40", contended("the server rolled it back"))
            .put(
                    "42",
                    Verdict.refused(
                            "the server does not accept the statement. The table is not as Millrace makes it, or"
                                    + " this is no PostgreSQL"))
            .put("53", Verdict.notDone("the server lacks resources. See its log"))
            .put(
                    "54",
                    Verdict.refused("a limit of the server is exceeded, most likely by a name that is too long for an"
                            + " index. Give the application or the worker a shorter name"))
            .put("57", BROKEN)
            .put("58", Verdict.unanswered("the server has a fault of its system, such as of its disk. See its log"))
            .put("XX", Verdict.unanswered("the server has an internal fault. See its log"))
            .buildOrThrow();

    private PostgreSqlStates() {}

    /** Empty when the code is not known. */
    static Optional<Verdict> judge(@Nullable String state) {
        if (state == null || state.length() != 5) {
            return Optional.empty();
        }
        Verdict exact = STATES.get(state);
        return Optional.ofNullable(exact != null ? exact : CLASSES.get(state.substring(0, 2)));
    }

    private static Verdict contended(String what) {
        return Verdict.notDone("others were at the same row or table: " + what + ". It will pass");
    }
}
