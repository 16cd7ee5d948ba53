package io.millrace.benchmarks.stub;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.OK;

import com.google.common.collect.ImmutableMap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.cbor.CBORMapper;

/** Answers one request after the other, of either version of HTTP. Shared by all connections. */
@ChannelHandler.Sharable
final class RequestHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final String CBOR = "application/x-amz-cbor-1.1";
    private static final String JSON = "application/x-amz-json-1.1";

    private final ObjectMapper cbor = new CBORMapper();
    private final ObjectMapper json = new JsonMapper();
    private final ConcurrentMap<Template, PreparedAnswer> prepared = new ConcurrentHashMap<>();

    /** What prepared answers differ in. */
    private record Template(StreamShape shape, int shard, int limit) {}

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        boolean isCbor = CBOR.equals(request.headers().get(HttpHeaderNames.CONTENT_TYPE));
        FullHttpResponse response;
        try {
            response = response(OK, isCbor, body(context, request, isCbor));
        } catch (IllegalArgumentException refused) {
            response = response(BAD_REQUEST, isCbor, refusal(refused, isCbor));
        }
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        context.writeAndFlush(response)
                .addListener(keepAlive ? ChannelFutureListener.CLOSE_ON_FAILURE : ChannelFutureListener.CLOSE);
    }

    private ByteBuf body(ChannelHandlerContext context, FullHttpRequest request, boolean isCbor) {
        String target = request.headers().get("x-amz-target", "");
        String operation = target.substring(target.indexOf('.') + 1);
        JsonNode asked = (isCbor ? cbor : json).readTree(ByteBufUtil.getBytes(request.content()));
        if (!operation.equals("GetRecords")) {
            return Unpooled.wrappedBuffer(
                    (isCbor ? cbor : json).writeValueAsBytes(Operations.answer(operation, asked, isCbor)));
        }
        if (!isCbor) {
            throw new IllegalArgumentException("the stub gives records as CBOR alone, the default of the AWS SDK");
        }
        Position position = Position.ofIterator(Operations.text(asked, "ShardIterator"));
        int limit = asked.path("Limit").asInt(PreparedAnswer.MOST_RECORDS);
        return prepared.computeIfAbsent(
                        new Template(position.shape(), position.shard(), limit),
                        template -> PreparedAnswer.of(position, limit))
                .at(position, context.alloc());
    }

    private ByteBuf refusal(IllegalArgumentException refused, boolean isCbor) {
        return Unpooled.wrappedBuffer((isCbor ? cbor : json)
                .writeValueAsBytes(ImmutableMap.of(
                        "__type", "InvalidArgumentException", "message", String.valueOf(refused.getMessage()))));
    }

    private static FullHttpResponse response(HttpResponseStatus status, boolean isCbor, ByteBuf body) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, isCbor ? CBOR : JSON)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
                .set(
                        HttpHeaderNames.DATE,
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)))
                .set("x-amzn-requestid", UUID.randomUUID().toString());
        return response;
    }

    /** A reader that went away in the middle of an answer is nothing to report; the connection is closed. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close().addListener(ChannelFutureListener.FIRE_EXCEPTION_ON_FAILURE);
        if (!(cause instanceof IOException)) {
            System.err.println("the stub failed, and closed the connection: " + cause);
        }
    }
}
