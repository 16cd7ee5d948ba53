package io.millrace.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Domain and ports keep the rules of the house. The domain is looked at here, because the rules live here. */
class DomainAndPortsArchitectureTest {
    private static final JavaClasses CLASSES = House.MILLRACE.mainClasses("domain", "ports");

    static Stream<Map.Entry<String, ArchRule>> rules() {
        return Stream.concat(
                House.MILLRACE.domainRules().entrySet().stream(), House.MILLRACE.portsRules().entrySet().stream());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void holds(Map.Entry<String, ArchRule> rule) {
        assertThat(rule.getValue().evaluate(CLASSES).getFailureReport().getDetails())
                .as(rule.getKey())
                .isEmpty();
    }
}
