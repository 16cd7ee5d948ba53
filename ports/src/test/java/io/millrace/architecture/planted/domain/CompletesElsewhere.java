package io.millrace.architecture.planted.domain;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

class CompletesElsewhere {
    List<CompletionStage<?>> stages(CompletionStage<String> stage, Runnable task) {
        return List.of(
                stage.thenApplyAsync(String::length),
                stage.thenAcceptAsync(text -> task.run()),
                stage.thenRunAsync(task),
                stage.thenComposeAsync(text -> stage),
                stage.thenCombineAsync(stage, String::concat),
                stage.handleAsync((text, failure) -> text),
                stage.whenCompleteAsync((text, failure) -> task.run()),
                stage.exceptionallyAsync(Throwable::getMessage));
    }

    List<CompletableFuture<?>> futures(CompletableFuture<String> future, Runnable task) {
        return List.of(
                CompletableFuture.supplyAsync(task::toString),
                CompletableFuture.runAsync(task),
                future.completeAsync(task::toString),
                future.orTimeout(1, TimeUnit.SECONDS),
                future.completeOnTimeout("", 1, TimeUnit.SECONDS));
    }

    Executor later() {
        return CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);
    }
}
