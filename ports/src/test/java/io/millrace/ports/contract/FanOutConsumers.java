package io.millrace.ports.contract;

import static io.millrace.ports.contract.Answers.answer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.ports.source.ConsumerAnswer;
import io.millrace.ports.source.ConsumerAnswer.Registered;
import io.millrace.ports.source.ConsumerAnswer.Status;
import io.millrace.ports.source.FanOutSource;
import io.millrace.ports.source.RecordSource;
import io.millrace.ports.source.SourceFailure;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Consumers are registered, described and deregistered. */
public interface FanOutConsumers extends FanOutHarness {
    @Test
    @DisplayName("A consumer is absent until it is registered, and active some time later")
    default void registersConsumers() throws Exception {
        FanOutSource fanOut = fanOut(stream(1));
        answer(ConsumerAnswer.Absent.class, fanOut.describeConsumer("reader"));

        Registered registered = answer(Registered.class, fanOut.registerConsumer("reader"));
        assertEquals("reader", registered.name());
        assertNotEquals(Status.DELETING, registered.status());

        await(
                "it is active",
                () -> answer(Registered.class, fanOut.describeConsumer("reader"))
                                .status()
                        == Status.ACTIVE);
        assertEquals(
                registered.arn(),
                answer(Registered.class, fanOut.describeConsumer("reader")).arn());
        answer(ConsumerAnswer.Absent.class, fanOut.describeConsumer("another"));
    }

    @Test
    @DisplayName("A name is given once")
    default void refusesTakenNames() throws Exception {
        FanOutSource fanOut = fanOut(stream(1));
        answer(Registered.class, fanOut.registerConsumer("reader"));

        SourceFailure failure = answer(ConsumerAnswer.Failed.class, fanOut.registerConsumer("reader"))
                .failure();

        assertEquals(SourceFailure.Kind.IN_USE, failure.kind(), failure.explanation());
    }

    @Test
    @DisplayName("A consumer that is deregistered goes, and comes back as another one")
    default void deregistersConsumers() throws Exception {
        FanOutSource fanOut = fanOut(stream(1));
        String first = consumer(fanOut, "reader");

        ConsumerAnswer left = answer(fanOut.deregisterConsumer(first));
        assertTrue(
                left instanceof ConsumerAnswer.Absent
                        || (left instanceof Registered still && still.status() == Status.DELETING),
                () -> "what is left: " + left);
        await("it is gone", () -> answer(fanOut.describeConsumer("reader")) instanceof ConsumerAnswer.Absent);

        pass(Duration.ofMillis(1_100)); // the service tells consumers of the same name apart by the second
        assertNotEquals(first, consumer(fanOut, "reader"));
    }

    @Test
    @DisplayName("To deregister what is not there leaves nothing")
    default void deregistersTheAbsent() throws Exception {
        FanOutSource fanOut = fanOut(stream(1));
        String arn = consumer(fanOut, "reader");
        answer(fanOut.deregisterConsumer(arn));
        await("it is gone", () -> answer(fanOut.describeConsumer("reader")) instanceof ConsumerAnswer.Absent);

        answer(ConsumerAnswer.Absent.class, fanOut.deregisterConsumer(arn));
    }

    @Test
    @DisplayName("A stream that does not exist is not found")
    default void missesStreams() throws Exception {
        try (RecordSource missing = sourceOfMissingStream("no-such-stream")) {
            FanOutSource fanOut = missing.fanOut().orElseThrow();
            for (ConsumerAnswer answer : new ConsumerAnswer[] {
                answer(fanOut.describeConsumer("reader")), answer(fanOut.registerConsumer("reader"))
            }) {
                assertTrue(
                        answer instanceof ConsumerAnswer.Failed failed
                                && failed.failure().kind() == SourceFailure.Kind.NOT_FOUND,
                        () -> "not found: " + answer);
            }
        }
    }
}
