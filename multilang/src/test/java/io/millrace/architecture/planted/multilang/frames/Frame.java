package io.millrace.architecture.planted.multilang.frames;

import io.millrace.architecture.planted.multilang.child.Child;

/** A frame that knows who sent it. */
public final class Frame {
    public static Child sender() {
        return new Child();
    }
}
