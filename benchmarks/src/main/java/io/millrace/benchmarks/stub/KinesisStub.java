package io.millrace.benchmarks.stub;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerUpgradeHandler;
import io.netty.handler.codec.http2.CleartextHttp2ServerUpgradeHandler;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamFrameToHttpObjectCodec;
import io.netty.handler.stream.ChunkedWriteHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/**
 * A Kinesis in this process that is faster than whoever reads it. Every stream whose name is that of a {@link StreamShape}
 * is there, with an endless backlog of records in each shard; no quotas. It speaks HTTP/1.1, and HTTP/2 with readers that
 * begin with it, as the Kinesis Client Library does; without TLS.
 *
 * <p>It answers DescribeStreamSummary, ListShards, GetShardIterator and GetRecords, and for enhanced fan-out
 * RegisterStreamConsumer, DescribeStreamConsumer and SubscribeToShard, whose subscriptions do not end. A record's sequence number is greater
 * than that of the record before it in the shard, and the same whenever it is read again.
 */
public final class KinesisStub implements AutoCloseable {
    private static final int LARGEST_REQUEST = 1 << 20;
    /** Of answers of HTTP/1.1. */
    private static final WriteBufferWaterMark AHEAD = new WriteBufferWaterMark(1 << 20, 2 << 20);

    private final EventLoopGroup threads;
    private final URI endpoint;

    private KinesisStub(EventLoopGroup threads, URI endpoint) {
        this.threads = threads;
        this.endpoint = endpoint;
    }

    /** Starts one on a free port of the loopback address, with two threads of its own. */
    public static KinesisStub start() {
        EventLoopGroup threads = new NioEventLoopGroup(2);
        Channel server = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, AHEAD)
                .childHandler(eitherVersion(new RequestHandler()))
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
        int port = ((InetSocketAddress) server.localAddress()).getPort();
        return new KinesisStub(threads, URI.create("http://127.0.0.1:" + port));
    }

    /** Where it answers. */
    public URI endpoint() {
        return endpoint;
    }

    private static ChannelHandler eitherVersion(RequestHandler handler) {
        return initializer(channel -> {
            HttpServerCodec first = new HttpServerCodec();
            channel.pipeline()
                    .addLast(new CleartextHttp2ServerUpgradeHandler(
                            first,
                            // Nobody asks for an upgrade; readers of HTTP/2 know that it is there.
                            new HttpServerUpgradeHandler(first, protocol -> null),
                            second(handler)))
                    .addLast(new HttpObjectAggregator(LARGEST_REQUEST))
                    .addLast(new ChunkedWriteHandler())
                    .addLast(handler);
        });
    }

    private static ChannelHandler second(RequestHandler handler) {
        return initializer(channel -> {
            // What stands behind is of HTTP/1.1.
            while (channel.pipeline().last() instanceof RequestHandler
                    || channel.pipeline().last() instanceof ChunkedWriteHandler
                    || channel.pipeline().last() instanceof HttpObjectAggregator) {
                channel.pipeline().removeLast();
            }
            channel.pipeline()
                    .addLast(Http2FrameCodecBuilder.forServer().build())
                    .addLast(new Http2MultiplexHandler(initializer(stream -> {
                        stream.pipeline()
                                .addLast(new Http2StreamFrameToHttpObjectCodec(true))
                                .addLast(new HttpObjectAggregator(LARGEST_REQUEST))
                                .addLast(new ChunkedWriteHandler())
                                .addLast(handler);
                    })));
        });
    }

    private static ChannelHandler initializer(java.util.function.Consumer<Channel> fill) {
        return new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                fill.accept(channel);
            }
        };
    }

    /** Ends it with all connections. */
    @Override
    public void close() {
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
