package io.millrace.adapters.aws;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubscriptionWindowsTest {
    private final SubscriptionWindows windows = new SubscriptionWindows();

    @ParameterizedTest
    @CsvSource({"0, 512", "1, 512", "32, 512", "33, 256", "64, 256", "65, 128", "128, 128", "129, 64", "1000, 64"})
    void areTheSmallerTheMoreThereAre(int subscriptions, int kibibytes) {
        assertThat(SubscriptionWindows.windowBytes(subscriptions)).isEqualTo(kibibytes << 10);
    }

    @Test
    void aConnectionIsToldWhenTheyChange() {
        EmbeddedChannel first = connection();
        windows.count(32);
        assertThat(told(first)).isEmpty();
        assertThat(windows.areSmall()).isFalse();
        windows.count(33);
        windows.count(34);
        assertThat(told(first)).containsExactly(256 << 10);
        windows.count(100);
        assertThat(told(first)).containsExactly(128 << 10);
        assertThat(windows.areSmall()).isTrue();

        EmbeddedChannel second = connection();
        assertThat(told(second)).containsExactly(128 << 10);
        second.close();
        windows.count(1_000);
        assertThat(told(first)).containsExactly(64 << 10);
        assertThat(told(second)).isEmpty();
    }

    @Test
    void doNotWaver() {
        EmbeddedChannel connection = connection();
        windows.count(65);
        assertThat(told(connection)).containsExactly(128 << 10);
        windows.count(64);
        windows.count(65);
        windows.count(53);
        assertThat(told(connection)).isEmpty();
        windows.count(51);
        assertThat(told(connection)).containsExactly(256 << 10);
    }

    private EmbeddedChannel connection() {
        EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
        windows.add(channel.pipeline().firstContext());
        return channel;
    }

    private static List<Integer> told(EmbeddedChannel connection) {
        connection.runPendingTasks();
        List<Integer> told = new ArrayList<>();
        for (Object written = connection.readOutbound(); written != null; written = connection.readOutbound()) {
            told.add(((Http2SettingsFrame) written).settings().initialWindowSize());
        }
        return told;
    }
}
