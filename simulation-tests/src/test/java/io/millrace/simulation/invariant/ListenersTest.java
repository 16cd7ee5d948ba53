package io.millrace.simulation.invariant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import org.junit.jupiter.api.Test;

class ListenersTest {
    private final Observer everySecond = new EverySecond();
    private final Observer inherits = new EverySecond() {};
    private final Observer nothing = new Observer() {};

    @Test
    void onlyThoseWhoseClassListensAreTold() {
        ImmutableList<Observer> all = ImmutableList.of(inherits, nothing, everySecond);
        assertThat(Listeners.to("secondPassed", all)).containsExactly(inherits, everySecond);
        assertThat(Listeners.to("said", all)).isEmpty();
    }

    @Test
    void aMethodThatIsNoneIsRefused() {
        assertThatThrownBy(() -> Listeners.to("whispered", ImmutableList.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static class EverySecond implements Observer {
        @Override
        public void secondPassed() {}
    }
}
