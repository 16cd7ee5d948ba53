package io.millrace.multilang.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import io.millrace.domain.stream.RecordPosition;
import io.millrace.domain.stream.SequenceNumber;
import io.millrace.domain.stream.StreamRecord;
import io.millrace.multilang.frames.FrameDecoder.MalformedFrameException;
import io.millrace.multilang.protocol.Action;
import io.millrace.multilang.protocol.ByteOutput;
import io.millrace.multilang.protocol.CheckpointRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameDecoderTest {
    private static ChildFrame decode(int type, String payload) throws MalformedFrameException {
        return FrameDecoder.decode(type, ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void whatAChildSaysIsRead() throws Exception {
        assertThat(FrameDecoder.decode(16, ByteBuffer.allocate(8).putLong(0, 77)))
                .isEqualTo(new ChildFrame.BatchDone(77));
        assertThat(FrameDecoder.decode(17, ByteBuffer.wrap(new byte[] {4})))
                .isEqualTo(new ChildFrame.Acknowledged(Action.SHARD_ENDED));
        assertThat(decode(18, "{\"request\":2,\"sequenceNumber\":\"49\",\"subSequenceNumber\":1,\"new\":{}}"))
                .isEqualTo(new ChildFrame.Checkpoint(2, new CheckpointRequest(Optional.of("49"), OptionalLong.of(1))));
        assertThat(decode(18, "{\"request\":2,\"sequenceNumber\":null}"))
                .isEqualTo(new ChildFrame.Checkpoint(2, CheckpointRequest.everything()));
        assertThat(decode(19, "{\"batch\":3,\"action\":null,\"error\":\"E\",\"traceback\":\"T\"}"))
                .isEqualTo(new ChildFrame.Failed(OptionalLong.of(3), Optional.empty(), "E", "T"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"2 | x", "16 | x", "17 | A", "17 | AB", "18 | {}", "18 | []", "19 | {", "99 | x"})
    void whatNoChildMaySayIsRefused(int type, String payload) {
        assertThatThrownBy(() -> decode(type, payload)).isInstanceOf(MalformedFrameException.class);
    }

    @Test
    void framesAreCutHoweverTheirBytesArrive() throws Exception {
        byte[] bytes = {0, 0, 0, 6, 17, 0, 0, 1, 2, 1, 0, 0, 0, 5, 3, 0, 0, 0, 9};
        for (int piece = 1; piece <= bytes.length; piece++) {
            List<String> frames = new ArrayList<>();
            FrameSplitter splitter = new FrameSplitter(
                    (type, channel, payload) -> frames.add(type + " " + channel + " " + payload.remaining()));
            for (int from = 0; from < bytes.length; from += piece) {
                splitter.take(bytes, from, Math.min(bytes.length, from + piece));
            }
            assertThat(frames).containsExactly("17 258 1", "3 9 0");
            assertThat(splitter.isInFrame()).isFalse();
        }
    }

    @Test
    void aLengthOutOfBoundsIsRefused() {
        FrameSplitter splitter = new FrameSplitter((type, channel, payload) -> {});
        assertThatThrownBy(() -> splitter.take(new byte[] {0, 0, 0, 4}, 0, 4))
                .isInstanceOf(MalformedFrameException.class)
                .hasMessageContaining("length 4");
    }

    @Test
    void aFrameHasTheLengthThatItsHeaderSays() throws Exception {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        ByteOutput out = new ByteOutput((bytes, count) -> written.write(bytes, 0, count));
        StreamRecord record = record("k\u00fc\u20ac\ud83d\ude00", 300_000);
        new FrameEncoder(out).records(7, new BatchNumbers(1, 1, 1, -1), ImmutableList.of(record, record));
        out.flush();
        assertThat(ByteBuffer.wrap(written.toByteArray()).getInt()).isEqualTo(written.size() - 4);
    }

    @Test
    void whatDoesNotFitAFrameIsCut() {
        StreamRecord record = record("k", 100);
        ImmutableList<StreamRecord> five = ImmutableList.of(record, record, record, record, record);
        assertThat(FrameParts.of(five)).containsExactly(five);
        assertThat(FrameParts.of(five, 2 * FrameEncoder.bytes(record)).stream().map(List::size))
                .containsExactly(2, 2, 1);
        assertThat(FrameParts.of(five, 1)).hasSize(5);
    }

    private static StreamRecord record(String key, int bytes) {
        return new StreamRecord(
                RecordPosition.of(SequenceNumber.of(1)), key, Optional.empty(), Instant.EPOCH, new byte[bytes]);
    }
}
