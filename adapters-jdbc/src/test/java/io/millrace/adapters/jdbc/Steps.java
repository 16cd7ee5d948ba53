package io.millrace.adapters.jdbc;

import com.google.common.collect.ImmutableList;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts what a transaction asks of its database, with a step before each call, and one behind each commit; at one of them
 * something happens.
 */
final class Steps {
    private static final ImmutableList<Class<?>> WATCHED = ImmutableList.of(PreparedStatement.class, Statement.class);
    private static final ImmutableList<String> CALLS = ImmutableList.of(
            "execute", "executeUpdate", "executeQuery", "executeBatch", "setAutoCommit", "commit", "rollback");

    private final int at;
    private final Event event;
    private final AtomicInteger step = new AtomicInteger();

    /** What happens. */
    interface Event {
        void happen() throws Exception;
    }

    /** @param at from 1 */
    Steps(int at, Event event) {
        this.at = at;
        this.event = event;
    }

    Connection watch(Connection connection) {
        return watch(Connection.class, connection);
    }

    private <T> T watch(Class<T> type, Object real) {
        return type.cast(Proxy.newProxyInstance(
                Steps.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    boolean counts = CALLS.contains(method.getName());
                    boolean commits = method.getName().equals("commit")
                            || (arguments != null && arguments.length == 1 && "commit".equals(arguments[0]));
                    if (counts) {
                        step();
                    }
                    try {
                        Object result = method.invoke(real, arguments);
                        if (commits) {
                            step();
                        }
                        return watched(method.getReturnType(), result);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                }));
    }

    private Object watched(Class<?> type, Object result) {
        for (Class<?> watched : WATCHED) {
            if (type == watched) {
                return watch(watched, result);
            }
        }
        return result;
    }

    /** How many there were. */
    int taken() {
        return step.get();
    }

    private void step() throws Exception {
        if (step.incrementAndGet() == at) {
            event.happen();
        }
    }
}
