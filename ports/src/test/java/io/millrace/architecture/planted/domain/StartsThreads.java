package io.millrace.architecture.planted.domain;

import java.util.Arrays;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

class StartsThreads {
    private final ThreadLocal<String> name = new ThreadLocal<>();
    ScheduledExecutorService scheduled;

    void threads(Runnable task) throws InterruptedException {
        Thread thread = new Thread(task);
        thread.start();
        thread.join();
        Thread.yield();
        Thread.onSpinWait();
        Thread.sleep(1);
        Runtime.getRuntime().addShutdownHook(thread);
    }

    void timers(TimerTask task) {
        new Timer(name.get()).schedule(task, 1);
    }

    List<Object> pools() {
        return List.of(
                Executors.newCachedThreadPool(),
                ForkJoinPool.commonPool(),
                new ScheduledThreadPoolExecutor(1),
                new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>()));
    }

    List<Stream<String>> parallel(List<String> names) {
        return List.of(names.parallelStream(), names.stream().parallel());
    }

    void parallel(long[] numbers) {
        Arrays.parallelSort(numbers);
        Arrays.parallelSetAll(numbers, index -> index);
        Arrays.parallelPrefix(numbers, Long::sum);
    }

    void leaves() {
        System.exit(1);
    }
}
