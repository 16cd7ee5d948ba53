package io.millrace.adapters.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2PingFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import org.junit.jupiter.api.Test;

class CompactFramesTest {
    private final SubscriptionWindows windows = new SubscriptionWindows();
    private final EmbeddedChannel channel = new EmbeddedChannel(new CompactFrames(windows));

    @Test
    void aFrameKeepsNothingOfWhatItWasReadWith() {
        windows.count(65);
        ByteBuf read = Unpooled.wrappedBuffer(
                "two frames, one of them ours".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        Http2DataFrame frame = new DefaultHttp2DataFrame(read.retainedSlice(12, 3), true, 7);
        channel.writeInbound(frame);
        read.release();
        assertThat(read.refCnt()).isZero();

        Http2DataFrame compact = channel.readInbound();
        assertThat(compact.content().toString(java.nio.charset.StandardCharsets.UTF_8))
                .isEqualTo("one");
        assertThat(compact.content().capacity()).isEqualTo(3);
        assertThat(compact.isEndStream()).isTrue();
        assertThat(compact.padding()).isEqualTo(7);
        assertThat(compact.initialFlowControlledBytes()).isEqualTo(frame.initialFlowControlledBytes());
    }

    @Test
    void whereThereAreFewSubscriptionsNothingIsCopied() {
        windows.count(32);
        Http2DataFrame frame = new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(new byte[3]));
        channel.writeInbound(frame);
        assertThat((Object) channel.readInbound()).isSameAs(frame);
    }

    @Test
    void whatIsNoDataGoesOnAsItIs() {
        DefaultHttp2PingFrame ping = new DefaultHttp2PingFrame(7);
        channel.writeInbound(ping);
        assertThat((Object) channel.readInbound()).isSameAs(ping);
    }
}
