package io.millrace.simulation.invariant;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import java.lang.reflect.Method;
import java.util.Arrays;

/**
 * Who of the observers listens to one kind of happening, in their order. What an observer's class does not override of
 * {@link Observer} does nothing, so it need not be called: of what happens all the time, most laws want to know little.
 */
final class Listeners {
    private Listeners() {}

    /**
     * @param method of {@link Observer}
     * @throws IllegalArgumentException when there is no such method
     */
    static ImmutableList<Observer> to(String method, ImmutableList<? extends Observer> observers) {
        if (Arrays.stream(Observer.class.getMethods())
                .noneMatch(found -> found.getName().equals(method))) {
            throw new IllegalArgumentException("nobody is ever told of " + method);
        }
        return observers.stream()
                .filter(observer -> isOverridden(observer.getClass(), method))
                .collect(toImmutableList());
    }

    private static boolean isOverridden(Class<?> kind, String method) {
        return Arrays.stream(kind.getMethods())
                .filter(found -> found.getName().equals(method))
                .map(Method::getDeclaringClass)
                .anyMatch(declaring -> declaring != Observer.class);
    }
}
