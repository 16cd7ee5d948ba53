package io.millrace.adapters.aws;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodec;

/**
 * Lets what waits in a connection take no more memory than it has bytes. A frame of data is a part of the buffer that was
 * read from the socket, with parts of other frames in it, and keeps all of it for as long as nobody takes the frame: with many
 * subscriptions that are not read, three times what may be waiting in all their {@link SubscriptionWindows}. So where there are
 * many, each frame's bytes are copied, to the heap, where they count as the rest does.
 */
final class CompactFrames extends ChannelInboundHandlerAdapter {
    private final SubscriptionWindows windows;

    CompactFrames(SubscriptionWindows windows) {
        this.windows = windows;
    }

    /** A channel whose frames are compact, once it turns out to speak HTTP/2, and whose windows are as these say. */
    static NioSocketChannel channel(SubscriptionWindows windows) {
        NioSocketChannel channel = new NioSocketChannel();
        channel.pipeline().addFirst(new Installer(windows));
        return channel;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        windows.add(context);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        boolean isKept = message instanceof Http2DataFrame && windows.areSmall();
        context.fireChannelRead(isKept ? compact((Http2DataFrame) message) : message);
    }

    private static Http2DataFrame compact(Http2DataFrame frame) {
        try {
            ByteBuf bytes = Unpooled.wrappedBuffer(ByteBufUtil.getBytes(
                    frame.content(),
                    frame.content().readerIndex(),
                    frame.content().readableBytes(),
                    true));
            return new DefaultHttp2DataFrame(bytes, frame.isEndStream(), frame.padding()).stream(frame.stream());
        } finally {
            frame.release();
        }
    }

    /** Puts it behind the codec of HTTP/2, which the SDK adds after the channel was made. */
    private static final class Installer extends ChannelInboundHandlerAdapter {
        private final SubscriptionWindows windows;

        Installer(SubscriptionWindows windows) {
            this.windows = windows;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ChannelHandlerContext codec = context.pipeline().context(Http2FrameCodec.class);
            if (codec != null) {
                context.pipeline().addAfter(codec.name(), "millrace-compact-frames", new CompactFrames(windows));
                context.fireChannelRead(message);
                context.pipeline().remove(this);
            } else {
                context.fireChannelRead(message);
            }
        }
    }
}
