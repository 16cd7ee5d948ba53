package io.millrace.adapters.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventRoomTest {
    private static final int MEBIBYTE = 1 << 20;

    /** Of 16 MiB. */
    private final EventRoom room = new EventRoom(64L * MEBIBYTE);

    private final List<String> granted = new ArrayList<>();

    @Test
    void whoDoesNotFitWaitsInOrder() {
        assertThat(take("a", 10 * MEBIBYTE)).isTrue();
        assertThat(take("b", 10 * MEBIBYTE)).isFalse();
        assertThat(take("c", MEBIBYTE)).as("fits, but is not its turn").isFalse();
        assertThat(granted).isEmpty();
        room.giveBack(10 * MEBIBYTE);
        assertThat(granted).containsExactly("b", "c");
        assertThat(take("d", 6 * MEBIBYTE)).isFalse();
        room.giveBack(MEBIBYTE);
        assertThat(granted).containsExactly("b", "c", "d");
    }

    @Test
    void whatIsLargerThanAllThereIsGetsItWhenNobodyElseHasAny() {
        assertThat(take("a", MEBIBYTE)).isTrue();
        assertThat(take("b", 20 * MEBIBYTE)).isFalse();
        room.giveBack(MEBIBYTE);
        assertThat(granted).containsExactly("b");
        assertThat(take("c", MEBIBYTE)).isFalse();
        room.giveBack(20 * MEBIBYTE);
        assertThat(granted).containsExactly("b", "c");
    }

    @Test
    void whatIsSmallWaitsForNobody() {
        assertThat(take("a", 16 * MEBIBYTE)).isTrue();
        assertThat(take("b", 16 << 10)).isTrue();
        room.giveBack(16 << 10);
        assertThat(take("c", 17 << 10)).isFalse();
    }

    @Test
    void thousandsThatGiveBackAtOnceGoOnAfterEachOther() {
        assertThat(take("first", 16 * MEBIBYTE)).isTrue();
        int[] done = {0};
        for (int waiter = 0; waiter < 20_000; waiter++) {
            boolean now = room.take(16 * MEBIBYTE, () -> {
                done[0]++;
                room.giveBack(16 * MEBIBYTE);
            });
            assertThat(now).isFalse();
        }
        room.giveBack(16 * MEBIBYTE);
        assertThat(done[0]).isEqualTo(20_000);
        assertThat(take("last", 16 * MEBIBYTE)).isTrue();
    }

    @Test
    void aLargeHeapHasRoomForMore() {
        EventRoom large = new EventRoom(1024L * MEBIBYTE);
        assertThat(large.take(128 * MEBIBYTE, () -> {})).isTrue();
        assertThat(large.take(MEBIBYTE, () -> {})).isFalse();
    }

    private boolean take(String name, int bytes) {
        return room.take(bytes, () -> granted.add(name));
    }
}
