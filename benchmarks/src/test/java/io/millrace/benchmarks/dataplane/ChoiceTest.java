package io.millrace.benchmarks.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.benchmarks.stub.StreamShape;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChoiceTest {
    private static final Choice ALL = new Choice(false, List.of(), List.of(), List.of(), List.of(), 0, 0, 0);
    private static final Choice QUICK = new Choice(true, List.of(), List.of(), List.of(), List.of(), 0, 0, 0);

    @Test
    void measuresEveryoneInEachOfTheirModesByDefault() {
        assertThat(ALL.rows()).hasSize(6 * 4 + 6 * 3).doesNotHaveDuplicates();
        assertThat(ALL.rows())
                .filteredOn(row -> row.mode() == Mode.FAN_OUT)
                .allSatisfy(row -> assertThat(row.who()).isIn(Who.LOOP, Who.MILLRACE, Who.KCL));
        assertThat(ALL.roundsWanted()).isEqualTo(3);
    }

    @Test
    void isDoneWithinAMinuteWhenQuick() {
        assertThat(QUICK.rows())
                .containsExactly(
                        row(Who.LOOP, 4, 1024),
                        row(Who.MILLRACE, 4, 1024),
                        row(Who.LOOP, 4, 100),
                        row(Who.MILLRACE, 4, 100));
        int starts = 4;
        assertThat(QUICK.rows().size()
                        * QUICK.roundsWanted()
                        * (QUICK.warmUpSeconds() + QUICK.measuredSeconds() + starts))
                .isLessThan(60);
    }

    @Test
    void doesWhatTheCommandLineSaysAlsoWhenQuick() {
        Choice choice = new Choice(true, List.of("millrace"), List.of(16), List.of(500), List.of("polling"), 2, 7, 9);
        assertThat(choice.rows()).containsExactly(row(Who.MILLRACE, 16, 500));
        assertThat(choice.roundsWanted()).isEqualTo(2);
        assertThat(choice.warmUpSeconds()).isEqualTo(7);
        assertThat(choice.measuredSeconds()).isEqualTo(9);
    }

    @Test
    void refusesNamesThatNobodyHasAndRowsThatAreNone() {
        assertThatThrownBy(() -> choice("kinesis", "polling").rows())
                .hasMessage("'kinesis' is none of [loop, loop-async, millrace, kcl, kcl-default]");
        assertThatThrownBy(() -> choice("kcl-default", "fan-out").rows())
                .hasMessage("nothing to measure: none of [kcl-default] reads by [fan-out]");
    }

    private static Choice choice(String who, String mode) {
        return new Choice(false, List.of(who), List.of(), List.of(), List.of(mode), 0, 0, 0);
    }

    private static ReaderRow row(Who who, int shards, int bytes) {
        return new ReaderRow(who, new StreamShape(shards, bytes), Mode.POLLING);
    }
}
