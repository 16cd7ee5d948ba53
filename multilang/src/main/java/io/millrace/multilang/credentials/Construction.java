package io.millrace.multilang.credentials;

import com.google.common.collect.ImmutableList;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * Makes a provider of its class and its arguments in the first of KCL's ways that there is: a constructor with an array of
 * strings, with as many strings, without parameters; a static method {@code create} with the same.
 */
final class Construction {
    /** One way; empty when the class does not offer it. */
    private interface Way {
        Optional<Object> make(Class<?> type) throws ReflectiveOperationException;
    }

    private Construction() {}

    /**
     * @return empty when there is no class of this name that is a provider
     * @throws NoProviderException when there is, and it cannot be made
     */
    static Optional<AwsCredentialsProvider> of(String className, ImmutableList<String> arguments)
            throws NoProviderException {
        Optional<Class<?>> type = load(className);
        return type.isEmpty() || !AwsCredentialsProvider.class.isAssignableFrom(type.get())
                ? Optional.empty()
                : Optional.of(make(type.get(), arguments));
    }

    /** The class of this name, from where users put theirs. */
    static Optional<Class<?>> load(String className) {
        ClassLoader own = Construction.class.getClassLoader();
        ClassLoader users = Thread.currentThread().getContextClassLoader();
        try {
            return Optional.of(Class.forName(className, true, users == null ? own : users));
        } catch (ClassNotFoundException | LinkageError absent) {
            return Optional.empty();
        }
    }

    private static AwsCredentialsProvider make(Class<?> type, ImmutableList<String> arguments)
            throws NoProviderException {
        Object array = arguments.toArray(String[]::new);
        Object[] each = arguments.toArray();
        Class<?>[] strings = new Class<?>[each.length];
        Arrays.fill(strings, String.class);
        ImmutableList<Way> ways = ImmutableList.of(
                given -> construct(given, new Class<?>[] {String[].class}, array),
                given -> construct(given, strings, each),
                given -> construct(given, new Class<?>[0]),
                given -> create(given, new Class<?>[] {String[].class}, array),
                given -> create(given, strings, each),
                given -> create(given, new Class<?>[0]));
        Optional<Throwable> thrown = Optional.empty();
        for (Way way : ways) {
            try {
                Optional<Object> made = way.make(type);
                if (made.isPresent() && made.get() instanceof AwsCredentialsProvider provider) {
                    return provider;
                }
            } catch (InvocationTargetException failed) {
                thrown = Optional.of(failed.getTargetException());
            } catch (ReflectiveOperationException notAllowed) {
                thrown = Optional.of(notAllowed);
            }
        }
        throw thrown.map(cause -> new NoProviderException(
                        type.getName() + " cannot be made: it throws "
                                + cause.getClass().getName() + "; correct its arguments or what it needs",
                        cause))
                .orElseGet(() -> new NoProviderException(type.getName()
                        + " cannot be made: it has neither a public constructor nor a static method create() for "
                        + arguments.size() + " arguments; give it one"));
    }

    private static Optional<Object> construct(Class<?> type, Class<?>[] parameters, Object... arguments)
            throws ReflectiveOperationException {
        try {
            return Optional.of(type.getConstructor(parameters).newInstance(arguments));
        } catch (NoSuchMethodException none) {
            return Optional.empty();
        }
    }

    private static Optional<Object> create(Class<?> type, Class<?>[] parameters, Object... arguments)
            throws ReflectiveOperationException {
        try {
            return Optional.ofNullable(type.getMethod("create", parameters).invoke(null, arguments));
        } catch (NoSuchMethodException none) {
            return Optional.empty();
        }
    }
}
