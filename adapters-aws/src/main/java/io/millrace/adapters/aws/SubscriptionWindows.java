package io.millrace.adapters.aws;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2SettingsFrame;
import io.netty.handler.codec.http2.Http2Settings;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How much of each subscription may be on its way, or wait here without having been asked for, before the service stops
 * sending: the windows of HTTP/2. Large ones cost least and reach far: a shard gives 2 MB a second, for which 64 KiB are enough
 * where the service answers within 15 ms, and 512 KiB at an eighth of a second. But all of them may be full when nobody reads,
 * so the more subscriptions there are, the smaller they get, on all connections, also for those that are open. Safe for use
 * from any thread.
 */
final class SubscriptionWindows {
    static final int LARGEST_BYTES = 512 << 10;
    private static final int SMALLEST_BYTES = 64 << 10;

    /** What all of them come to, unless there are so many that the smallest come to more. */
    private static final int ALL_BYTES = 16 << 20;

    /** Whatever is written from it goes to the connection's codec. */
    private final Set<ChannelHandlerContext> connections = ConcurrentHashMap.newKeySet();

    private volatile int windowBytes = LARGEST_BYTES;

    /** How large each is with so many subscriptions: a power of two. */
    static int windowBytes(int subscriptions) {
        int share = Integer.highestOneBit(ALL_BYTES / Math.max(1, subscriptions));
        return Math.max(SMALLEST_BYTES, Math.min(LARGEST_BYTES, share));
    }

    /** Whether what waits is worth being kept small. */
    boolean areSmall() {
        return windowBytes < LARGEST_BYTES;
    }

    /** So many subscriptions are open from now on. */
    void count(int subscriptions) {
        int wanted = windowBytes(subscriptions);
        synchronized (this) {
            // Larger only when it will not be smaller again with the next few.
            if (wanted == windowBytes
                    || (wanted > windowBytes && windowBytes(subscriptions + subscriptions / 4) <= windowBytes)) {
                return;
            }
            windowBytes = wanted;
        }
        connections.forEach(this::tell);
    }

    /** A connection is there, which was begun with the largest; until it closes. */
    void add(ChannelHandlerContext connection) {
        connections.add(connection);
        connection.channel().closeFuture().addListener(closed -> connections.remove(connection));
        if (areSmall()) {
            tell(connection);
        }
    }

    private void tell(ChannelHandlerContext connection) {
        connection.channel().eventLoop().execute(() -> {
            Http2Settings settings = new Http2Settings().initialWindowSize(windowBytes);
            // That a connection is closed meanwhile is told to its subscriptions.
            ChannelFuture unused = connection.writeAndFlush(new DefaultHttp2SettingsFrame(settings));
        });
    }
}
