package io.millrace.adapters.jdbc;

import com.google.common.collect.ImmutableList;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The connection that user code gets, and what it makes with it: usable while the transaction is open and in the hands of
 * user code, and without power over its end.
 */
final class TransactionConnection implements InvocationHandler {
    /** What is wrapped when a call returns it, the most special first. */
    private static final ImmutableList<Class<?>> WRAPPED = ImmutableList.of(
            CallableStatement.class, PreparedStatement.class, Statement.class, ResultSet.class, DatabaseMetaData.class);

    private static final Pattern TAKES_SQL = Pattern.compile("execute|prepare|addBatch");
    /** Statements that end the transaction; not those that go back to a savepoint. */
    private static final Pattern ENDING = Pattern.compile(
            "(?is)(?:\\s++|--[^\\n]*+\\n|/\\*.*?\\*/)*+(?:begin|start\\s+transaction|commit|end|abort|prepare\\s+transaction"
                    + "|rollback(?!\\s+(?:work\\s+|transaction\\s+)?to\\b))\\b");

    private final ShardTransaction transaction;
    /** What a call is made on; empty for the connection itself, which is there from the first use on. */
    private final @Nullable Object target;
    /** What has made it, as user code sees it; null for the connection. */
    private final @Nullable Object maker;

    private final @Nullable Connection connection;

    private TransactionConnection(
            ShardTransaction transaction,
            @Nullable Object target,
            @Nullable Object maker,
            @Nullable Connection connection) {
        this.transaction = transaction;
        this.target = target;
        this.maker = maker;
        this.connection = connection;
    }

    /** The connection of a transaction, for user code. */
    static Connection of(ShardTransaction transaction) {
        return proxy(Connection.class, new TransactionConnection(transaction, null, null, null));
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(TransactionConnection.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return ofObject(proxy, method, arguments);
        }
        refuseEndingStatement(method, arguments);
        Object on = target;
        return on == null ? onConnection((Connection) proxy, method, arguments) : onOther(on, proxy, method, arguments);
    }

    private @Nullable Object onConnection(Connection proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        String name = method.getName();
        boolean open = isOpen();
        if (name.equals("close")) {
            return null;
        }
        if (name.equals("isClosed")) {
            return !open;
        }
        if (name.equals("getAutoCommit") && open) {
            return false;
        }
        if (isEnding(name, arguments)) {
            throw ending(name);
        }
        return transaction.use(real -> call(real, proxy, proxy, method, arguments));
    }

    private @Nullable Object onOther(Object on, Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        switch (method.getName()) {
            case "getConnection":
                return connection;
            case "getStatement":
                if (maker instanceof Statement) {
                    return maker;
                }
                break;
            case "close":
                if (!isOpen()) {
                    // Not refused to those who tidy up late: the end of the transaction has closed it.
                    return null;
                }
                break;
            case "isClosed":
                if (!isOpen()) {
                    return true;
                }
                break;
            default:
                break;
        }
        return transaction.use(real -> call(on, proxy, connection, method, arguments));
    }

    private boolean isOpen() {
        return transaction.state() == ShardTransaction.State.OPEN;
    }

    private static boolean isEnding(String name, @Nullable Object @Nullable [] arguments) {
        boolean bare = arguments == null || arguments.length == 0;
        switch (name) {
            case "commit", "abort":
                return true;
            case "rollback":
                return bare;
            case "setAutoCommit":
                return arguments != null && arguments.length > 0 && Boolean.TRUE.equals(arguments[0]);
            default:
                return false;
        }
    }

    private static void refuseEndingStatement(Method method, @Nullable Object @Nullable [] arguments)
            throws SQLException {
        if (TAKES_SQL.matcher(method.getName()).lookingAt()
                && arguments != null
                && arguments.length > 0
                && arguments[0] instanceof String sql
                && ENDING.matcher(sql).lookingAt()) {
            throw ending("the statement '" + sql.strip() + "'");
        }
    }

    private static SQLException ending(String what) {
        return new SQLException(
                what + " is refused: the transaction is committed with the checkpoint when process(...) has"
                        + " returned, and rolled back when that throws");
    }

    private @Nullable Object call(
            Object on, Object proxy, @Nullable Connection owner, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        Object result;
        try {
            result = method.invoke(on, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause() == null ? thrown : thrown.getCause();
        }
        if (result == null || method.getName().equals("unwrap")) {
            return result;
        }
        if (result instanceof Statement statement) {
            transaction.made(statement);
        }
        for (Class<?> type : WRAPPED) {
            if (type.isInstance(result) && method.getReturnType().isAssignableFrom(type)) {
                return proxy(type, new TransactionConnection(transaction, result, proxy, owner));
            }
        }
        return result;
    }

    private @Nullable Object ofObject(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
        switch (method.getName()) {
            case "equals":
                return arguments != null && proxy == arguments[0];
            case "hashCode":
                return System.identityHashCode(proxy);
            default:
                return "of a transaction: " + (target == null ? "connection" : target);
        }
    }
}
