package io.millrace.architecture.planted.multilang.protocol;

import io.millrace.architecture.planted.multilang.frames.Frame;

/** A message that starts a thread and knows the frames. */
public final class Waits {
    Frame frame = new Frame();

    void start() {
        new Thread(() -> {}).start();
    }
}
