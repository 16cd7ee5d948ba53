package io.millrace.multilang.credentials;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;

/**
 * A provider of the form {@code kinesisCredentialsProvider.class=ProfileCredentialsProvider}, with settings of its builder
 * beside it, such as {@code kinesisCredentialsProvider.profileName=dev}. The class is applied first, whatever the order.
 */
public final class NamedProvider {
    private NamedProvider() {}

    /**
     * @param className with its package, or alone for one of {@code software.amazon.awssdk.auth.credentials}
     * @param settings of its builder, by name
     * @throws NoProviderException naming what is wrong and what to do
     */
    public static AwsCredentialsProvider of(String className, ImmutableMap<String, String> settings)
            throws NoProviderException {
        Class<?> type = Construction.load(className)
                .or(() -> Construction.load(ProviderNames.SDK + className))
                .filter(AwsCredentialsProvider.class::isAssignableFrom)
                .orElseThrow(() -> new NoProviderException("there is no provider " + className
                        + " on the class path; add its jar, or do you mean " + ProviderNames.nearest(className) + "?"));
        Optional<Method> builder = method(type, "builder", 0);
        if (builder.isEmpty()) {
            if (!settings.isEmpty()) {
                throw new NoProviderException(type.getName() + " has no builder for the settings "
                        + String.join(", ", settings.keySet()) + "; take them out");
            }
            return Construction.of(type.getName(), ImmutableList.of()).orElseThrow();
        }
        try {
            return build(type, builder.get().invoke(null), settings);
        } catch (InvocationTargetException failed) {
            throw new NoProviderException(
                    type.getName() + " cannot be made: it throws "
                            + failed.getTargetException().getClass().getName() + "; correct its settings",
                    failed.getTargetException());
        } catch (ReflectiveOperationException notAllowed) {
            throw new NoProviderException(type.getName() + " cannot be made: its builder is not public", notAllowed);
        }
    }

    private static AwsCredentialsProvider build(Class<?> type, Object builder, Map<String, String> settings)
            throws ReflectiveOperationException, NoProviderException {
        Class<?> face = method(type, "builder", 0).orElseThrow().getReturnType();
        for (Map.Entry<String, String> setting : settings.entrySet()) {
            Method method = Arrays.stream(face.getMethods())
                    .filter(one -> one.getName().equals(setting.getKey()) && one.getParameterCount() == 1)
                    .filter(one -> converted(one.getParameterTypes()[0], "").isPresent())
                    .findFirst()
                    .orElseThrow(() -> new NoProviderException(type.getName() + " has no setting '" + setting.getKey()
                            + "' of text, number or truth value; correct its name or take it out"));
            method.invoke(
                    builder,
                    converted(method.getParameterTypes()[0], setting.getValue()).orElseThrow());
        }
        return (AwsCredentialsProvider) method(face, "build", 0).orElseThrow().invoke(builder);
    }

    private static Optional<Object> converted(Class<?> type, String value) {
        if (type == String.class) {
            return Optional.of(value);
        }
        if (type == Boolean.class || type == boolean.class) {
            return Optional.of(Boolean.parseBoolean(value));
        }
        if (type == Integer.class || type == int.class) {
            return Optional.of(value.matches("-?[0-9]{1,9}") ? Integer.parseInt(value) : 0);
        }
        return Optional.empty();
    }

    private static Optional<Method> method(Class<?> type, String name, int parameters) {
        return Arrays.stream(type.getMethods())
                .filter(one -> one.getName().equals(name) && one.getParameterCount() == parameters)
                .findFirst();
    }
}
