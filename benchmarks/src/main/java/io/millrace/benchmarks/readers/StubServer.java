package io.millrace.benchmarks.readers;

import io.millrace.benchmarks.stub.KinesisStub;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.IOException;

/** The stub of Kinesis in a process of its own. Prints where it answers, and ends with its standard input. */
public final class StubServer {
    private StubServer() {}

    /** Runs it. */
    public static void main(String[] arguments) throws IOException {
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
        KinesisStub stub = KinesisStub.start();
        System.out.println(stub.endpoint());
        System.out.flush();
        while (System.in.read() >= 0) {
            // Nothing is said to it.
        }
        stub.close();
    }
}
