package io.millrace.multilang.child;

import io.millrace.multilang.protocol.ChildMessage;
import java.util.concurrent.CompletableFuture;

/** The two ways between the daemon and one child. */
interface Pipes {
    /** @return completes when it is written, exceptionally when that failed */
    CompletableFuture<Void> send(ChildInput.Outgoing message);

    /** What the child has said in lines. */
    Inbox<ChildMessage> inbox();
}
