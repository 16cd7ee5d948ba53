package io.millrace.benchmarks.readers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class TallyTest {
    @Test
    void addsUpTheRecordsOfAllShards() {
        Tally tally = new Tally();
        assertThat(tally.line()).isEqualTo("tally 0 0 0");
        long before = System.currentTimeMillis();
        tally.shard("one").look(ByteBuffer.wrap(new byte[] {1}), "key", "1");
        tally.shard("one").add(1);
        tally.shard("two").add(3);
        tally.shard("one").add(4);
        tally.shard("three").add(0);
        assertThat(tally.line()).startsWith("tally 8 2 ");
        assertThat(Long.parseLong(tally.line().split(" ")[3])).isBetween(before, System.currentTimeMillis());
    }
}
