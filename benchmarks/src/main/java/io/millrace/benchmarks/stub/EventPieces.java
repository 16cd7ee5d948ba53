package io.millrace.benchmarks.stub;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.stream.ChunkedInput;

/** What a subscription pushes: event after event, as fast as the reader's flow control lets it, without an end. */
final class EventPieces implements ChunkedInput<HttpContent> {
    private final PreparedEvent event;
    private Position position;
    private boolean begun;
    private long given;

    /** @param position of the first record */
    EventPieces(PreparedEvent event, Position position) {
        this.event = event;
        this.position = position;
    }

    @Override
    public boolean isEndOfInput() {
        return false;
    }

    @Override
    public HttpContent readChunk(ByteBufAllocator allocator) {
        ByteBuf piece;
        if (begun) {
            piece = event.at(position, allocator);
            position = position.plus(event.records());
        } else {
            begun = true;
            piece = PreparedEvent.initialResponse(allocator);
        }
        given += piece.readableBytes();
        return new DefaultHttpContent(piece);
    }

    @Override
    @Deprecated
    @SuppressWarnings("InlineMeSuggester")
    public HttpContent readChunk(ChannelHandlerContext context) {
        return readChunk(context.alloc());
    }

    /** Unknown. */
    @Override
    public long length() {
        return -1;
    }

    @Override
    public long progress() {
        return given;
    }

    @Override
    public void close() {}
}
