package io.millrace.benchmarks.stores;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * A worker's way to the world, which can be cut as its power is: from then on no call is made and none is answered. Safe for
 * use from several threads.
 */
final class CutOff {
    private volatile boolean cut;

    /** Cuts it for good. */
    void now() {
        cut = true;
    }

    boolean isCut() {
        return cut;
    }

    /** The same port, reached by this way: those of its methods that give a stage, give one that is never complete when cut. */
    <P> P behind(Class<P> port, P target) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(), new Class<?>[] {port}, (proxy, method, given) -> {
                    boolean call = CompletionStage.class.isAssignableFrom(method.getReturnType());
                    if (call && cut) {
                        return new CompletableFuture<>();
                    }
                    try {
                        Object answer = method.invoke(target, given);
                        return call ? ((CompletionStage<?>) answer).thenCompose(this::unlessCut) : answer;
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                }));
    }

    private <T> CompletionStage<T> unlessCut(T answer) {
        return cut ? new CompletableFuture<>() : CompletableFuture.completedFuture(answer);
    }
}
