package io.millrace.adapters.aws.local;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a {@link LocalKinesis} or a {@link LocalDynamoDb} as a parameter of their constructor or method. Each is
 * started when the first test asks for it, shared by all tests of this process and closed after the last: tests take names
 * of their own for streams, tables and applications.
 */
public final class LocalServers implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(LocalServers.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == LocalKinesis.class || type == LocalDynamoDb.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        ExtensionContext.Store store = context.getRoot().getStore(NAMESPACE);
        return parameter.getParameter().getType() == LocalKinesis.class
                ? store.getOrComputeIfAbsent(LocalKinesis.class, type -> LocalKinesis.start(), LocalKinesis.class)
                : store.getOrComputeIfAbsent(LocalDynamoDb.class, type -> LocalDynamoDb.start(), LocalDynamoDb.class);
    }
}
