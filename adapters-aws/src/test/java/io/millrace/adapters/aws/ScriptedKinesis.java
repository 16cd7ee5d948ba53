package io.millrace.adapters.aws;

import io.millrace.adapters.aws.local.LocalAws;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2StreamFrame;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/**
 * A service of SubscribeToShard over HTTP/2 without TLS, by prior knowledge, that does to each call what a test tells it
 * to, frame by frame.
 */
final class ScriptedKinesis implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final EventLoopGroup threads = new NioEventLoopGroup(1);
    private final Channel server;
    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();

    ScriptedKinesis() throws InterruptedException {
        server = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        connection
                                .pipeline()
                                .addLast(
                                        Http2FrameCodecBuilder.forServer()
                                                // Tests give up many subscriptions at once.
                                                .decoderEnforceMaxRstFramesPerWindow(0, 0)
                                                .build(),
                                        new Http2MultiplexHandler(new ChannelInitializer<Channel>() {
                                            @Override
                                            protected void initChannel(Channel stream) {
                                                stream.pipeline().addLast(new Call(stream));
                                            }
                                        }));
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
    }

    /** Settings for an adapter that talks to this server. */
    AwsSettings settings() {
        int port = ((InetSocketAddress) server.localAddress()).getPort();
        return LocalAws.settings(java.net.URI.create("http://127.0.0.1:" + port));
    }

    /** The next call, which has to come. */
    Call call() throws InterruptedException {
        Call call = calls.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (call == null) {
            throw new AssertionError("nobody called within " + PATIENCE);
        }
        return call;
    }

    /** Whether nobody calls whom no test has met yet. */
    boolean isQuiet() {
        return calls.isEmpty();
    }

    @Override
    public void close() {
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    /** One call, on a stream of its own. Every method may be called from any thread. */
    final class Call extends SimpleChannelInboundHandler<Http2StreamFrame> {
        private final Channel stream;
        private final StringBuilder body = new StringBuilder();
        private final AtomicBoolean givenUp = new AtomicBoolean();
        private final AtomicInteger taken = new AtomicInteger();
        private volatile String operation = "";

        private Call(Channel stream) {
            this.stream = stream;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, Http2StreamFrame frame) {
            boolean last = false;
            if (frame instanceof Http2HeadersFrame headers) {
                operation = String.valueOf(headers.headers().get("x-amz-target"));
                last = headers.isEndStream();
            } else if (frame instanceof Http2DataFrame data) {
                body.append(data.content().toString(StandardCharsets.UTF_8));
                last = data.isEndStream();
            } else if (frame instanceof Http2ResetFrame) {
                givenUp.set(true);
            }
            if (last) {
                calls.add(this);
            }
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            givenUp.compareAndSet(false, event instanceof Http2ResetFrame);
        }

        String operation() {
            return operation;
        }

        /** The request, in JSON. */
        String body() {
            return body.toString();
        }

        /** Whether the client has reset the stream. */
        boolean isGivenUp() {
            return givenUp.get();
        }

        /** Whether the connection is still there. */
        boolean isConnected() {
            return stream.isActive();
        }

        /** How many frames of events the client's flow control has let through. */
        int taken() {
            return taken.get();
        }

        /** Answers 200 and nothing else. */
        Call accept() {
            Http2Headers headers = new DefaultHttp2Headers().status("200");
            headers.set("x-amzn-requestid", "request-1").set("content-type", "application/vnd.amazon.eventstream");
            stream.writeAndFlush(new DefaultHttp2HeadersFrame(headers));
            return this;
        }

        /** Answers as the service does: 200, and the frame that begins the events. */
        Call open() {
            accept();
            frame(List.of("event", "initial-response"), "{}");
            return this;
        }

        /** Refuses with an error in JSON. */
        void refuse(int status, String code, String message) {
            Http2Headers headers = new DefaultHttp2Headers().status(Integer.toString(status));
            headers.set("x-amzn-requestid", "request-1").set("content-type", "application/x-amz-json-1.1");
            stream.write(new DefaultHttp2HeadersFrame(headers));
            String json = "{\"__type\":\"" + code + "\",\"message\":\"" + message + "\"}";
            stream.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.copiedBuffer(json, StandardCharsets.UTF_8), true));
        }

        /** Pushes an event. */
        Call event(String json) {
            stream.writeAndFlush(new DefaultHttp2DataFrame(message(List.of("event", "SubscribeToShardEvent"), json)))
                    .addListener(written -> taken.addAndGet(written.isSuccess() ? 1 : 0));
            return this;
        }

        /** Pushes one of the documented exceptions. */
        void exception(String type, String message) {
            frame(List.of("exception", type), "{\"message\":\"" + message + "\"}");
            end();
        }

        /** Pushes an error that the service's model does not know. */
        void error(String code, String message) {
            Map<String, HeaderValue> headers = new LinkedHashMap<>();
            headers.put(":message-type", HeaderValue.fromString("error"));
            headers.put(":error-code", HeaderValue.fromString(code));
            headers.put(":error-message", HeaderValue.fromString(message));
            bytes(new Message(headers, new byte[0]).toByteBuffer().array());
            end();
        }

        /** Pushes an event and stops in the middle of it. */
        void halfAnEvent(String json) {
            ByteBuf whole = message(List.of("event", "SubscribeToShardEvent"), json);
            stream.writeAndFlush(new DefaultHttp2DataFrame(whole.readSlice(whole.readableBytes() / 2)));
        }

        /** Pushes whatever this is. */
        void bytes(byte[] anything) {
            stream.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.wrappedBuffer(anything)));
        }

        /** A frame as it goes over the wire. */
        byte[] eventBytes(String json) {
            ByteBuf whole = message(List.of("event", "SubscribeToShardEvent"), json);
            byte[] bytes = new byte[whole.readableBytes()];
            whole.readBytes(bytes);
            return bytes;
        }

        /** Ends the answer in order. */
        void end() {
            stream.writeAndFlush(new DefaultHttp2DataFrame(Unpooled.EMPTY_BUFFER, true));
        }

        /** Breaks the stream off. */
        void reset() {
            stream.writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
        }

        /** Breaks the connection off. */
        void hangUp() {
            stream.parent().close();
        }

        private void frame(List<String> types, String json) {
            stream.writeAndFlush(new DefaultHttp2DataFrame(message(types, json)));
        }

        private static ByteBuf message(List<String> types, String json) {
            Map<String, HeaderValue> headers = new LinkedHashMap<>();
            headers.put(":message-type", HeaderValue.fromString(types.get(0)));
            headers.put(":" + types.get(0) + "-type", HeaderValue.fromString(types.get(1)));
            headers.put(":content-type", HeaderValue.fromString("application/x-amz-json-1.1"));
            return Unpooled.wrappedBuffer(new Message(headers, json.getBytes(StandardCharsets.UTF_8)).toByteBuffer());
        }
    }

    /** An event in JSON. */
    static String event(String continuation, long millisBehindLatest, String... records) {
        List<String> all = new ArrayList<>(List.of(records));
        return "{" + (continuation.isEmpty() ? "" : "\"ContinuationSequenceNumber\":\"" + continuation + "\",")
                + "\"MillisBehindLatest\":" + millisBehindLatest + ",\"Records\":[" + String.join(",", all) + "]}";
    }

    /** A record in JSON. */
    static String record(String sequenceNumber, String text) {
        String data = java.util.Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        return "{\"SequenceNumber\":\"" + sequenceNumber + "\",\"PartitionKey\":\"key\",\"Data\":\"" + data
                + "\",\"ApproximateArrivalTimestamp\":1767225600.5}";
    }
}
