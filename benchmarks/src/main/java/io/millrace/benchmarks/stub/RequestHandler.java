package io.millrace.benchmarks.stub;

import static io.netty.handler.codec.http.HttpResponseStatus.BAD_REQUEST;
import static io.netty.handler.codec.http.HttpResponseStatus.OK;

import com.google.common.collect.ImmutableMap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
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
    private static final String EVENTS = "application/vnd.amazon.eventstream";

    private static final int ALL_AHEAD_BYTES = 256 << 20;
    private static final int MOST_AHEAD_BYTES = 1 << 20;
    private static final int LEAST_AHEAD_BYTES = 64 << 10;

    private final ObjectMapper cbor = new CBORMapper();
    private final ObjectMapper json = new JsonMapper();
    private final ConcurrentMap<Answered, PreparedAnswer> answers = new ConcurrentHashMap<>();
    private final ConcurrentMap<StreamShape, PreparedEvent> events = new ConcurrentHashMap<>();

    /** What prepared answers differ in. */
    private record Answered(StreamShape shape, int limit) {}

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        boolean isCbor = CBOR.equals(request.headers().get(HttpHeaderNames.CONTENT_TYPE));
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        ChannelFuture sent;
        try {
            sent = answer(context, request, isCbor);
        } catch (IllegalArgumentException refused) {
            sent = send(context, BAD_REQUEST, isCbor, refusal(refused, isCbor));
        }
        sent.addListener(keepAlive ? ChannelFutureListener.CLOSE_ON_FAILURE : ChannelFutureListener.CLOSE);
    }

    private ChannelFuture answer(ChannelHandlerContext context, FullHttpRequest request, boolean isCbor) {
        String target = request.headers().get("x-amz-target", "");
        String operation = target.substring(target.indexOf('.') + 1);
        JsonNode asked = (isCbor ? cbor : json).readTree(ByteBufUtil.getBytes(request.content()));
        switch (operation) {
            case "GetRecords":
                return records(context, asked, isCbor);
            case "SubscribeToShard":
                return subscription(context, asked);
            default:
                byte[] body = (isCbor ? cbor : json).writeValueAsBytes(Operations.answer(operation, asked, isCbor));
                return send(context, OK, isCbor, Unpooled.wrappedBuffer(body));
        }
    }

    private ChannelFuture records(ChannelHandlerContext context, JsonNode asked, boolean isCbor) {
        if (!isCbor) {
            throw new IllegalArgumentException("the stub gives records as CBOR alone, the default of the AWS SDK");
        }
        Position position = Position.ofIterator(Operations.text(asked, "ShardIterator"));
        int limit = PreparedAnswer.given(asked.path("Limit").asInt(PreparedAnswer.MOST_RECORDS));
        PreparedAnswer answer = answers.computeIfAbsent(
                new Answered(position.shape(), limit), wanted -> PreparedAnswer.of(wanted.shape(), wanted.limit()));
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, OK);
        describe(head, CBOR).set(HttpHeaderNames.CONTENT_LENGTH, answer.length());
        context.write(head).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        return context.writeAndFlush(answer.at(position));
    }

    private ChannelFuture subscription(ChannelHandlerContext context, JsonNode asked) {
        Position position = StreamConsumers.subscribed(asked);
        PreparedEvent event = events.computeIfAbsent(position.shape(), PreparedEvent::of);
        context.channel().config().setWriteBufferWaterMark(ahead(position.shape()));
        HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, OK);
        describe(head, EVENTS).set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        context.write(head).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        return context.writeAndFlush(new EventPieces(event, position));
    }

    /** Pieces are made ahead, so that a reader's flow control never waits for the next; fewer where there are many shards. */
    private static WriteBufferWaterMark ahead(StreamShape shape) {
        int low = Math.max(LEAST_AHEAD_BYTES, Math.min(MOST_AHEAD_BYTES, ALL_AHEAD_BYTES / shape.shards()));
        return new WriteBufferWaterMark(low, 2 * low);
    }

    private ByteBuf refusal(IllegalArgumentException refused, boolean isCbor) {
        return Unpooled.wrappedBuffer((isCbor ? cbor : json)
                .writeValueAsBytes(ImmutableMap.of(
                        "__type", "InvalidArgumentException", "message", String.valueOf(refused.getMessage()))));
    }

    private static ChannelFuture send(
            ChannelHandlerContext context, HttpResponseStatus status, boolean isCbor, ByteBuf body) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
        describe(response, isCbor ? CBOR : JSON).set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        return context.writeAndFlush(response);
    }

    private static HttpHeaders describe(HttpResponse response, String contentType) {
        return response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, contentType)
                .set(
                        HttpHeaderNames.DATE,
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC)))
                .set("x-amzn-requestid", UUID.randomUUID().toString());
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
