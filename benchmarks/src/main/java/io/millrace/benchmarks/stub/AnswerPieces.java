package io.millrace.benchmarks.stub;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.stream.ChunkedInput;

/** One answer, piece by piece. */
final class AnswerPieces implements ChunkedInput<HttpContent> {
    private final Template template;
    private final Position position;
    private int next;
    private long given;

    AnswerPieces(Template template, Position position) {
        this.template = template;
        this.position = position;
    }

    @Override
    public boolean isEndOfInput() {
        return next > template.pieces();
    }

    @Override
    public HttpContent readChunk(ByteBufAllocator allocator) {
        int number = next++;
        if (number == template.pieces()) {
            return LastHttpContent.EMPTY_LAST_CONTENT;
        }
        ByteBuf piece = allocator.directBuffer(template.length(number));
        template.write(number, position, piece);
        given += piece.readableBytes();
        return new DefaultHttpContent(piece);
    }

    @Override
    @Deprecated
    @SuppressWarnings("InlineMeSuggester")
    public HttpContent readChunk(ChannelHandlerContext context) {
        return readChunk(context.alloc());
    }

    @Override
    public long length() {
        return template.length();
    }

    @Override
    public long progress() {
        return given;
    }

    @Override
    public void close() {}
}
