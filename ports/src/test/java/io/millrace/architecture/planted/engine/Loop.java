package io.millrace.architecture.planted.engine;

import io.millrace.architecture.planted.adapters.first.First;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

public class Loop {
    First adapter;
    BlockingQueue<String> queue;
    Lock lock = new ReentrantLock();
    ReentrantReadWriteLock locks;
    Semaphore semaphore;
    CountDownLatch latch;

    long readsAClock() {
        return System.nanoTime();
    }

    List<CompletionStage<?>> chains(CompletionStage<String> stage, Runnable task) {
        return List.of(
                stage.thenApply(String::length),
                stage.thenAccept(text -> task.run()),
                stage.thenRun(task),
                stage.thenCompose(text -> stage),
                stage.thenCombine(stage, String::concat),
                stage.handle((text, failure) -> text),
                stage.exceptionally(Throwable::getMessage));
    }

    String waits(Future<String> future, CompletableFuture<String> other) throws Exception {
        synchronized (this) {
            wait();
        }
        LockSupport.park(this);
        return future.get() + other.get() + other.join();
    }
}
