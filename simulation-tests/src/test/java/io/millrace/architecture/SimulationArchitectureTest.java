package io.millrace.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulator keeps the rules of the house. */
class SimulationArchitectureTest {
    private static final JavaClasses CLASSES = House.MILLRACE.mainClasses("simulation");

    static Stream<Map.Entry<String, ArchRule>> rules() {
        return House.MILLRACE.simulationRules().entrySet().stream();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void holds(Map.Entry<String, ArchRule> rule) {
        assertThat(rule.getValue().evaluate(CLASSES).getFailureReport().getDetails())
                .as(rule.getKey())
                .isEmpty();
    }
}
