package io.millrace.domain.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSortedSet;
import io.millrace.domain.lease.LeaseWriteRules.Resolution;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeaseWriteRulesTest {
    private static final Entry MINE = ledBy("me");
    private static final Entry OTHERS = ledBy("other");

    @ParameterizedTest
    @CsvSource({
        "create,  0, absent,   NOT_APPLIED",
        "create,  0, mine@1,   APPLIED",
        "create,  0, others@1, SUPERSEDED",
        "create,  0, mine@2,   SUPERSEDED",
        "create,  0, others@2, SUPERSEDED",
        "replace, 4, others@4, NOT_APPLIED",
        "replace, 4, mine@4,   NOT_APPLIED",
        "replace, 4, mine@5,   APPLIED",
        "replace, 4, others@5, SUPERSEDED",
        "replace, 4, mine@6,   SUPERSEDED",
        "replace, 4, mine@1,   SUPERSEDED",
        "replace, 4, absent,   SUPERSEDED",
        "delete,  4, absent,   APPLIED",
        "delete,  4, others@4, NOT_APPLIED",
        "delete,  4, others@5, SUPERSEDED",
        "delete,  4, others@1, SUPERSEDED",
    })
    void isResolvedByWhatStandsThere(String write, long expectedRevision, String stored, Resolution resolution) {
        Optional<Entry> intended = write.equals("delete") ? Optional.empty() : Optional.of(MINE);

        assertThat(LeaseWriteRules.resolve(intended, expectedRevision, parse(stored)))
                .isEqualTo(resolution);
    }

    @Test
    void refusesWhatIsNoWrite() {
        assertThatThrownBy(() -> LeaseWriteRules.resolve(Optional.of(MINE), -1, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
        assertThatThrownBy(() -> LeaseWriteRules.resolve(Optional.empty(), 0, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesToResolveByReadingAnotherEntry() {
        Entry assignment = new Assignment(new SessionId("me"), new SessionId("me"), 1, ImmutableSortedSet.of());

        assertThatThrownBy(() ->
                        LeaseWriteRules.resolve(Optional.of(MINE), 1, Optional.of(new Versioned<>(assignment, 2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("LEADERSHIP:leader")
                .hasMessageContaining("ASSIGNMENT:me");
    }

    private static Optional<Versioned<?>> parse(String stored) {
        if (stored.equals("absent")) {
            return Optional.empty();
        }
        String[] parts = stored.split("@", -1);
        return Optional.of(new Versioned<>(parts[0].equals("mine") ? MINE : OTHERS, Long.parseLong(parts[1])));
    }

    private static Entry ledBy(String session) {
        return new Leadership(Ownership.NONE.takenBy(new SessionId(session)));
    }
}
