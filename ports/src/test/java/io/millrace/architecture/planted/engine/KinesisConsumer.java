package io.millrace.architecture.planted.engine;

import io.millrace.architecture.planted.engine.runtime.RealLoop;
import java.util.concurrent.CompletableFuture;

/** Breaks nothing: the public face puts the runtime in, and waits on its user's thread. */
public class KinesisConsumer {
    RealLoop loop;

    String run(CompletableFuture<String> stopped) {
        return stopped.join();
    }
}
