package example.redis;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A worker's way to the world. While it is cut no call is made and none is answered. */
final class Cable {
    private volatile boolean cut;

    void cut() {
        cut = true;
    }

    void mend() {
        cut = false;
    }

    <T> T through(Class<T> port, T adapter) {
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(), new Class<?>[] {port}, (proxy, method, arguments) -> {
                    boolean asks = method.getReturnType() == CompletionStage.class;
                    if (cut && asks) {
                        return new CompletableFuture<>();
                    }
                    try {
                        Object answer = method.invoke(adapter, arguments);
                        return asks ? ((CompletionStage<?>) answer).thenCompose(Cable.this::unlessCut) : answer;
                    } catch (InvocationTargetException problem) {
                        throw problem.getCause();
                    }
                }));
    }

    private <A> CompletionStage<A> unlessCut(A answer) {
        return cut ? new CompletableFuture<>() : CompletableFuture.completedFuture(answer);
    }
}
