package io.millrace.multilang.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineDecoderTest {
    private final LineDecoder decoder = new LineDecoder();

    private DecodedLine decode(String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        return decoder.decode(bytes, bytes.length);
    }

    private static DecodedLine status(String action) {
        return new DecodedLine.Message(new ChildMessage.Status(Optional.of(action)));
    }

    private static DecodedLine checkpoint(String number, OptionalLong sub) {
        return new DecodedLine.Message(new CheckpointRequest(Optional.ofNullable(number), sub));
    }

    @Test
    void anEmptyLineIsPassedOverSilently() {
        assertThat(decode("")).isEqualTo(DecodedLine.BLANK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "   ",
                "hello",
                "[]",
                "7",
                "\"text\"",
                "{}",
                "null",
                "true",
                "{",
                "{\"action\":\"status\"",
                "{\"action\":\"status\",}",
                "{\"responseFor\":\"initialize\"}",
                "{\"action\":\"unknown\"}",
                "{\"action\":\"Status\",\"responseFor\":\"initialize\"}",
                "{\"action\":null}",
                "{\"action\":1}",
                "{\"action\":[\"status\"]}",
                "\ufeff{\"action\":\"status\",\"responseFor\":\"initialize\"}",
                "{\"action\":\"checkpoint\",\"checkpoint\":\"1\"}",
                "{\"action\":\"checkpoint\",\"subSequenceNumber\":true}",
                "{\"action\":\"checkpoint\",\"subSequenceNumber\":\"x\"}",
                "{\"action\":\"checkpoint\",\"subSequenceNumber\":99999999999999999999}",
                "{\"action\":\"checkpoint\",\"sequenceNumber\":{}}",
                "{\"action\":\"status\",\"action\":\"status\",\"responseFor\":\"initialize\"}"
            })
    void whatIsNoMessageIsJunk(String line) {
        assertThat(decode(line)).isEqualTo(DecodedLine.JUNK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"action\": \"status\", \"responseFor\": \"initialize\"}",
                "  {\"action\":\"status\",\"responseFor\":\"initialize\"}\t ",
                "{\"responseFor\":\"initialize\",\"action\":\"status\"}",
                "{\"action\":\"status\",\"responseFor\":\"initialize\"} trailing",
                "{\"action\":\"status\",\"responseFor\":\"initialize\"}{\"action\":\"checkpoint\"}",
                "{\"action\":\"status\",\"responseFor\":\"x\",\"responseFor\":\"initialize\"}",
                "{\"action\":\"status\",\"responseFor\":\"initialize\",\"foo\":1}",
                "{\"action\":\"status\",\"nested\":{\"action\":\"checkpoint\"},\"responseFor\":\"initialize\"}"
            })
    void anAcknowledgementIsReadLeniently(String line) {
        assertThat(decode(line)).isEqualTo(status("initialize"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"action\":\"status\"}", "{\"action\":\"status\",\"responseFor\":null}"})
    void anAcknowledgementOfNothingIsAMessage(String line) {
        assertThat(decode(line)).isEqualTo(new DecodedLine.Message(new ChildMessage.Status(Optional.empty())));
    }

    @Test
    void checkpointsOfAllClientsAreRead() {
        assertThat(decode("{\"action\": \"checkpoint\", \"sequenceNumber\": \"49\", \"subSequenceNumber\": 2}"))
                .isEqualTo(checkpoint("49", OptionalLong.of(2)));
        assertThat(decode("{\"action\":\"checkpoint\",\"sequenceNumber\":\"49\"}"))
                .isEqualTo(checkpoint("49", OptionalLong.empty()));
        assertThat(decode("{\"action\":\"checkpoint\"}")).isEqualTo(checkpoint(null, OptionalLong.empty()));
        assertThat(decode("{\"action\":\"checkpoint\",\"error\":null,\"sequenceNumber\":null}"))
                .isEqualTo(checkpoint(null, OptionalLong.empty()));
    }

    @Test
    void numbersAreReadFromOtherTypes() {
        String long56 = "49680471796282105015582667651722857943277285705724723234";
        assertThat(decode("{\"action\":\"checkpoint\",\"sequenceNumber\":" + long56 + ",\"subSequenceNumber\":\"7\"}"))
                .isEqualTo(checkpoint(long56, OptionalLong.of(7)));
        assertThat(decode("{\"action\":\"checkpoint\",\"sequenceNumber\":true,\"subSequenceNumber\":7.9}"))
                .isEqualTo(checkpoint("true", OptionalLong.of(7)));
        assertThat(decode("{\"action\":\"checkpoint\",\"sequenceNumber\":\"1\",\"subSequenceNumber\":\"\"}"))
                .isEqualTo(checkpoint("1", OptionalLong.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "initialize",
                "processRecords",
                "leaseLost",
                "shardEnded",
                "shutdownRequested",
                "shutdown",
            })
    void whatOnlyTheDaemonSaysMeansNothing(String action) {
        assertThat(decode("{\"action\":\"" + action + "\"}")).isEqualTo(DecodedLine.IGNORED);
    }

    @Test
    void framesAreTaken() {
        assertThat(decode("{\"action\":\"frames\",\"version\":1,\"inFlight\":4,\"shards\":2}"))
                .isEqualTo(new DecodedLine.Message(new ChildMessage.TakesFrames(1, 4, 2)));
    }

    @Test
    void bytesThatAreNoTextAreJunk() {
        byte[] bytes = {'{', (byte) 0xff, (byte) 0xfe, 0, '}'};
        assertThat(decoder.decode(bytes, bytes.length)).isEqualTo(DecodedLine.JUNK);
    }
}
